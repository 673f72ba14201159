"""Makes a decoder smaller before it is exported: whole layers, neurons and tokens go, so that kernels stay dense.

Pure functions on a Hugging Face model; what is left is saved in Transformers' own form, and tuned, exported and
quantized as any other model.
"""
