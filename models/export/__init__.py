"""Turns PyTorch models into ONNX graphs through Optimum. Needs the `build` extra; serving never imports it."""
