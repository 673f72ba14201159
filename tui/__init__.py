"""The terminal app: a Textual consumer of the engine's events. It never sees Chroma or ONNX Runtime."""
