"""The terminal app: a Textual consumer of the engine's events. It never sees Chroma or ONNX Runtime."""

import os

# Textual draws on a grid of 1/60 s and, just after another picture (a turning sign, a streamed word), skips a beat of
# it: a key waited up to 33 ms. Read once, when Textual is first imported, which is after this.
os.environ.setdefault("TEXTUAL_FPS", "240")
