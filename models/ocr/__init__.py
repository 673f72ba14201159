"""Reads the text in a picture: lines with boxes, in reading order. It knows nothing of what the lines mean."""

from models.ocr.line import Line
from models.ocr.reading import Ocr

__all__ = ["Line", "Ocr"]
