"""Keeps numbered lists that follow one another apart in an answer: Markdown would count on from one into the next.

Markdown takes them for one list whatever their numbers are and however many lines are left blank between them. Another
mark behind the numbers begins another list (CommonMark 0.31, 5.3), so the second one has `1)`, and a third `1.` again.
"""

import re

_STEP = re.compile(r"(?P<number>\d{1,3})(?P<mark>[.)])(?= )")
_ENDS_LIST = re.compile(r"[`~]{3}|[-*+] |#{1,6} |\|")
"""What ends a list in the line right below it; any other line at the margin belongs to the last step."""
_OTHER = {".": ")", ")": "."}


class NumberedLists:
    """Follows an answer as it grows: which numbered list is open at the margin, and its latest step."""

    def __init__(self) -> None:
        self._latest: tuple[int, str] | None = None
        self._fence = ""
        self._above = ""
        """The last line so far."""
        self._has_begun = False

    def apart(self, addition: str) -> str:
        """What is added to the answer, its lists apart from those above them."""
        lines = addition.split("\n")
        told = []
        if self._has_begun:  # it goes on in the last line
            told = [lines.pop(0)]
            self._above += told[0]
        self._has_begun = True
        for line in lines:
            told += self._line(line)
            self._above = line
        return "\n".join(told)

    def _line(self, line: str) -> list[str]:
        """A line as it is shown, below a blank one where another list begins with it."""
        if self._fence:
            self._fence = "" if line == self._fence else self._fence
            return [line]
        if line.startswith("```"):
            self._fence = "`" * (len(line) - len(line.lstrip("`")))
        if step := _STEP.match(line):
            return self._step(int(step["number"]), step["mark"], line[step.end() :])
        if line[:1].strip() and (not self._above.strip() or _ENDS_LIST.match(line)):
            self._latest = None
        return [line]

    def _step(self, number: int, mark: str, rest: str) -> list[str]:
        before, is_apart = self._latest, False
        if before is not None:
            is_apart = number < before[0] or number == 1
            mark = _OTHER[before[1]] if is_apart else before[1]
        self._latest = number, mark
        line = f"{number}{mark}{rest}"
        return ["", line] if is_apart and self._above.strip() else [line]
