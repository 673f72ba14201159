"""Serves what turns texts into numbers: the embedder, and the reader that scores a question and a passage together."""
