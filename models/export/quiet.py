"""Keeps the exporting libraries' warnings off the terminal, where a person watches a progress bar."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

NOISY = ("transformers", "optimum", "torch", "onnx", "onnxruntime", "onnx_ir", "root")


@contextmanager
def quietly() -> Iterator[None]:
    """Silences tracer warnings, library logs and their own progress bars inside the block; errors still raise."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import transformers.utils.logging as transformers_logging

    loggers = [logging.getLogger(None if name == "root" else name) for name in NOISY]
    levels = [logger.level for logger in loggers]
    had_bars = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        if had_bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
