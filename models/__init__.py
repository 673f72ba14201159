"""Everything about a model: where its weights come from, how it is built, and the sessions that serve it.

This package never knows about documents, Chroma or chats.
"""

import os

# Before onnxruntime is imported anywhere: its import alone starts an uploader and writes a device id, and the call that
# disables telemetry comes after that (https://github.com/microsoft/onnxruntime/pull/29843).
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
