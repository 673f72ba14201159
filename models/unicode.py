"""Text as UTF-8, files and tokenizers take it."""


def without_lone_surrogates(text: str) -> str:
    """The text in which each half of a UTF-16 pair became a question mark; it is as long as before.

    JSON, command lines and file names can carry such halves; UTF-8 cannot, and one would stop a tokenizer.
    """
    return text.encode("utf-8", "replace").decode("utf-8")
