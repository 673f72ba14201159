"""Cuts the writer's stream into finished sentences, so that each can be checked before anybody sees it."""

import re
from dataclasses import dataclass

from bot.grounding.sentences import sentences, settled

_LEAD = re.compile(r"\s*(?:(?:[-*•]|\d{1,2}[.)])\s+)?")
# Behind a table a writer may begin a sentence as if it were a row.
_LONE_BAR = re.compile(r"\|\s*([^|]*?)\s*\|?")


@dataclass(frozen=True)
class WrittenSentence:
    """A finished sentence; `lead` is the list marker in front of it, empty where it has none."""

    lead: str
    text: str


class SentenceStream:
    """Collects pieces of text and gives back the sentences that are complete."""

    def __init__(self) -> None:
        self._rest = ""
        self._at_line_start = True

    def feed(self, piece: str) -> list[WrittenSentence]:
        """Adds a piece and returns the sentences that it finished."""
        self._rest += piece
        finished: list[WrittenSentence] = []
        while "\n" in self._rest:
            line, self._rest = self._rest.split("\n", 1)
            finished += self._line(line)
            self._at_line_start = True
        lead = self._lead_of(self._rest)
        spans = list(sentences(self._rest, len(lead), len(self._rest)))
        # The last one may go on: "e.g." and "4.5" look finished until the next character comes, and so does open code.
        whole = settled(self._rest)
        complete = sum(end <= whole for _, end in spans[:-1])
        for start, end in spans[:complete]:
            finished.append(self._written(lead, self._rest[start:end]))
            lead = ""
        if complete:
            self._rest = self._rest[spans[complete][0] :]
        return finished

    def flush(self) -> list[WrittenSentence]:
        """Ends the text and returns what is left of it as sentences."""
        rest, self._rest = self._rest, ""
        return self._line(rest)

    def _line(self, line: str) -> list[WrittenSentence]:
        lead = self._lead_of(line)
        finished = []
        for start, end in sentences(line, len(lead), len(line)):
            finished.append(self._written(lead, line[start:end]))
            lead = ""
        return finished

    def _lead_of(self, line: str) -> str:
        if not self._at_line_start:
            return ""
        match = _LEAD.match(line)
        return match.group() if match else ""

    def _written(self, lead: str, text: str) -> WrittenSentence:
        opens, self._at_line_start = self._at_line_start, False
        if opens and (barred := _LONE_BAR.fullmatch(text)):
            text = barred[1]
        return WrittenSentence(lead.strip(), text)
