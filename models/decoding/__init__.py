"""Runs a decoder graph on plain ONNX Runtime: prompts read in chunks, their prefixes kept, texts written side by side.

It deals in token ids alone and knows nothing of text, templates or tokenizers.
"""
