"""Everything about a model: where its weights come from, how it is built, and the sessions that serve it.

A model's way: a recipe (`recipes/`), its weights (`checkpoints/`), made smaller (`prune/`), exported (`export/`),
quantized (`quantization/`) and put into the store (`build.py`, `store.py`); `training/` makes the weights that ship,
and `report/` shows what each step cost. What serves: `encoders/`, `vision/` over `pictures/` and `ocr/`, and `writing/`
over `decoding/`, or `remote/` where another server writes.

This package never knows about documents, Chroma or chats.
"""

import os

# Before onnxruntime is imported anywhere: its import alone starts an uploader and writes a device id, and the call that
# disables telemetry comes after that (https://github.com/microsoft/onnxruntime/pull/29843).
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
