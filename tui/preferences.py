"""What the terminal app remembers between runs: the theme, whether sources are shown, the draft, earlier questions.

It is kept in the data home. What can't be written is not kept, and nobody is told: a read-only home shows itself in
the first question already.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from bot import locations
from tui.moments import now

MOST_QUESTIONS = 500
"""Earlier questions that the arrow keys go back through."""

DRAFT_LIFETIME = 24 * 60 * 60
"""How long a question that was not sent is brought back."""


@dataclass(frozen=True)
class Preferences:
    """One user's choices; `theme` is empty until one is chosen, `drafted` is when the draft was typed (Unix time)."""

    theme: str = ""
    sources_shown: bool = True
    draft: str = ""
    drafted: float = 0.0


class Memory:
    """The preferences and the questions of a data home, kept as they change; without a home, in memory alone."""

    def __init__(self, home: Path | None) -> None:
        self._preferences_file = home and locations.terminal_preferences(home)
        self._questions_file = home and locations.terminal_questions(home)
        self.preferences = _read_preferences(self._preferences_file)
        self.questions = _read_questions(self._questions_file)

    def keep(self, **changes: Any) -> None:
        """Changes some preferences."""
        changed = replace(self.preferences, **changes)
        if changed != self.preferences:
            self.preferences = changed
            _write(self._preferences_file, json.dumps(asdict(changed)))

    def keep_draft(self, text: str) -> None:
        """Keeps what is being typed for the next run."""
        if text != self.preferences.draft:
            self.keep(draft=text, drafted=now().timestamp())

    @property
    def draft(self) -> str:
        """What was being typed in an earlier run, if that was within a day: later nobody remembers it."""
        age = now().timestamp() - self.preferences.drafted
        return self.preferences.draft if age < DRAFT_LIFETIME else ""

    def keep_question(self, text: str) -> None:
        """Adds a question that was sent, behind those of chats beside this one; twice in a row it counts once."""
        kept = _read_questions(self._questions_file) or self.questions
        self.questions = (kept if kept[-1:] == [text] else [*kept, text])[-MOST_QUESTIONS:]
        _write(self._questions_file, "".join(json.dumps(question) + "\n" for question in self.questions))


def _read_preferences(file: Path | None) -> Preferences:
    """What was kept; a file that another version wrote, or nobody, gives what of it is known."""
    if file is None:
        return Preferences()
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(kept, dict):
        return Preferences()
    defaults = Preferences()
    known = {field.name: type(getattr(defaults, field.name)) for field in fields(Preferences)}
    return Preferences(**{name: kept[name] for name in known if isinstance(kept.get(name), known[name])})


def _read_questions(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        kept = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError):
        return []
    return [question for question in kept if isinstance(question, str)]


def _write(file: Path | None, text: str) -> None:
    """Replaces a file in one step, readable for its owner only: questions are nobody else's business."""
    if file is None:
        return
    with suppress(OSError):
        locations.make_home(file.parent)
        new = file.with_name(f"{file.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(text, encoding="utf-8")
        new.replace(file)
