"""Takes the page out of a rich text (RTF) that Outlook has put it in: mails in HTML are kept so.

By Microsoft's "[MS-OXRTFEX]: Rich Text Format (RTF) Extensions Algorithm".
"""

from dataclasses import replace

from knowledge.readers.rtf_groups import HIDING, MARKERS, SILENT
from knowledge.readers.rtf_text import RichText

_TAG, _FOR_RICH_TEXT = "htmltag", "htmlrtf"
_MARK = b"\\fromhtml"


def holds_page(content: bytes) -> bool:
    """Whether a rich text says at its beginning that a page is in it."""
    return _MARK in content[:2048]


class PageInRichText(RichText):
    """A page as its author's program wrote it; what stands for it in rich text is left out."""

    @property
    def html(self) -> str:
        """The page."""
        return self._said()[0]

    def _opens(self, word: str, may_be_unknown: bool) -> bool:
        if word != _TAG:
            return super()._opens(word, may_be_unknown)
        self._group = replace(self._group, destination=word, opens=word)
        return True

    def _say(self, text: str) -> None:
        group = self._group
        if group.is_shown and not group.on & (HIDING | {_FOR_RICH_TEXT}) and group.destination not in MARKERS | SILENT:
            self._words.append(text)

    def _end_paragraph(self) -> None:
        self._say("\n")
