"""Leaves out what a model thinks before it answers, where its server sends that as part of the text."""

THOUGHTS, THOUGHTS_END = "<think>", "</think>"
"""What Qwen, DeepSeek and others put around them; a server that knows of thoughts sends them apart from the text."""


class Thoughts:
    """Takes the pieces of a text as they come, and gives what stands behind the thoughts that it begins with."""

    def __init__(self) -> None:
        self._held = ""
        self._are_over = False

    @property
    def are_all(self) -> bool:
        """Whether nothing but thoughts came so far."""
        return not self._are_over and self._held.lstrip().startswith(THOUGHTS)

    def behind(self, piece: str) -> str:
        """What of the text is known to be no thought with this piece, and was not given before."""
        if self._are_over:
            return piece
        self._held += piece
        begun = self._held.lstrip()
        if begun.startswith(THOUGHTS):
            shown = begun.partition(THOUGHTS_END)[2].lstrip()
        else:
            shown = "" if THOUGHTS.startswith(begun) else self._held
        self._are_over = bool(shown)
        return shown

    def rest(self) -> str:
        """What was held back at the end of the text, because it could have become thoughts."""
        return "" if self._are_over or self.are_all else self._held
