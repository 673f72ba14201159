"""Keeps the exporting libraries' warnings off the terminal, where a person watches a progress bar."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quietly() -> Iterator[None]:
    """Silences tracer warnings, library logs and their own progress bars inside the block; errors are still logged."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import transformers.utils.logging as transformers_logging

    root = logging.getLogger()
    level, handlers, disabled = root.level, list(root.handlers), root.manager.disable
    had_bars = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
        # ONNX Runtime's quantization configures the root logger when it is imported.
        root.setLevel(level)
        root.handlers[:] = handlers
        if had_bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
