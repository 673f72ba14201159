"""Text as UTF-8, files and tokenizers take it."""


def storable(text: str) -> str:
    """The text in which half a pair of UTF-16, or a byte of a name that is no UTF-8, became a question mark.

    It is as long as before. JSON, command lines and file names can carry such halves; one would stop a tokenizer.
    """
    return text.encode("utf-8", "replace").decode("utf-8")
