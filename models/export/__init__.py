"""Turns PyTorch models into ONNX graphs through Optimum. Needs the `build` extra; serving never imports it."""

OPSET = 17
"""The first one with LayerNormalization as one operator, which ONNX Runtime runs as one kernel."""
