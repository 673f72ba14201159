"""What can be completed at the end of what is typed: `/` commands with their arguments, `@` documents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.untrusted import shown_line
from knowledge.reports import DocumentSummary

MOST = 8
"""Completions that are offered at once."""

_DOCUMENT = re.compile(r"(?:^|\s)@([^\s@]{0,80})$")


@dataclass(frozen=True)
class CommandWord:
    """A `/` command as completion sees it; `argument` is empty where it takes none, and may lack where `optional`."""

    name: str
    argument: str
    does: str
    choices: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Completion:
    """One offer: `value` takes the place of the last `replaces` characters; `sends` where nothing is left to type."""

    value: str
    label: str
    hint: str
    replaces: int
    sends: bool = False
    document: DocumentSummary | None = None


def command_completions(typed: str, commands: Sequence[CommandWord]) -> list[Completion]:
    """The commands that begin with what is typed, or the arguments of one that is typed already."""
    if not typed.startswith("/") or "\n" in typed:
        return []
    name, blank, argument = typed[1:].partition(" ")
    if blank:
        known = next((command for command in commands if command.name == name), None)
        choices = known.choices if known else ()
        if argument in choices:  # Enter means this one, not a longer name that begins like it
            return []
        fitting = [choice for choice in choices if choice.startswith(argument)]
        return [Completion(choice, choice, "", len(argument), sends=True) for choice in fitting[:MOST]]
    return [
        Completion(
            f"/{command.name}" + (" " if command.argument else ""),
            f"/{command.name} {command.argument}".strip(),
            command.does,
            len(typed),
            sends=not command.argument or (command.optional and command.name == name),
        )
        for command in commands
        if command.name.startswith(name)
    ]


def document_word(typed: str) -> str | None:
    """The beginning of a document's name after an `@` at the end of what is typed."""
    found = _DOCUMENT.search(typed)
    return found[1] if found else None


def document_completions(word: str, documents: Sequence[DocumentSummary]) -> list[Completion]:
    """The documents to restrict a question to; the word goes, for a chip takes its place."""
    return [
        Completion("", shown_line(one.title), shown_line(one.document), len(word) + 1, document=one)
        for one in documents[:MOST]
    ]
