"""The question to the knowledge base that tells a code or a word that the documents have from one that was misread."""

from collections.abc import Callable, Mapping, Sequence

PassageCounts = Callable[[Sequence[str]], Mapping[str, int]]
"""How many passages hold each of some tokens, exactly as they are written; a token that none holds may be left out."""
