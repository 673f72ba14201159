"""Step 0: look. What the pictures of a question show, put so that it can be searched for, told and kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.sightings import Sighting
from models.errors import DesksideError
from models.ocr import Line
from models.sight import Seen

TERMINAL_LINES = 12
"""Lines of a terminal that are looked through for what went wrong last; those above tell of earlier commands."""

Knows = Callable[[Sequence[str]], Mapping[str, int]]
"""How many passages of the spaces that are asked hold each of some tokens, exactly as written."""


@dataclass(frozen=True)
class Looks:
    """What was made out in the pictures of a question.

    `fresh` are those that came with it, `kept` those of an earlier question that it leans on; `unread` are the pictures
    that could not be opened, by name, with the reason.
    """

    fresh: tuple[Sighting, ...] = ()
    kept: tuple[Sighting, ...] = ()
    unread: tuple[tuple[str, DesksideError], ...] = ()

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """Every picture that the question is about."""
        return self.fresh or self.kept

    def and_seen(self, sighting: Sighting) -> "Looks":
        """These looks and one more."""
        return replace(self, fresh=(*self.fresh, sighting))

    def and_unread(self, name: str, why: DesksideError) -> "Looks":
        """These looks and a picture that could not be opened."""
        return replace(self, unread=(*self.unread, (name, why)))

    def raise_if_nothing(self, words: str) -> None:
        """Raises why the first picture could not be opened, where there is nothing else to go by."""
        if self.unread and not self.fresh and not words:
            raise self.unread[0][1]


def sighting_of(name: str, seen: Seen, knows: Knows) -> Sighting:
    """What a picture shows: its codes mended by what the documents know, its secrets masked, its text condensed."""
    from bot.pictures.condense import condensed, headline
    from bot.pictures.identifiers import codes
    from bot.pictures.masking import masked_lines
    from bot.pictures.repair import repaired_lines

    lines = masked_lines(repaired_lines(seen.lines, knows))
    text = condensed(lines, seen.size)
    meant = tuple(code for code in dict.fromkeys(codes(text)) if _is_error(code, knows))
    said = headline(_newest(lines, seen), seen.size) or headline(lines, seen.size)
    return Sighting(
        name=name,
        kind=seen.kind.kind,
        headline=_headline(said or next(iter(text.splitlines()), ""), meant),
        text=text,
        codes=meant,
        words="\n".join(line.text for line in lines),
        vector=seen.vector,
    )


def _newest(lines: Sequence[Line], seen: Seen) -> Sequence[Line]:
    """The lines that tell what happens now: in a terminal the last ones, elsewhere all."""
    return lines[-TERMINAL_LINES:] if seen.kind.kind == "terminal" else lines


def _is_error(code: str, knows: Knows) -> bool:
    """True if the screen calls it an error, or a document has it: the name of a computer looks like a code too."""
    from bot.pictures.identifiers import exact_tokens

    calls_itself = " " in code or code.lower().startswith("0x") or code.isalpha()
    return calls_itself or any(knows(list(exact_tokens(code))).values())


def _headline(said: str, meant: Sequence[str]) -> str:
    """The headline, without a code in front that is none."""
    code, colon, message = said.partition(": ")
    looks_like_a_code = " " not in code and any(letter.isdigit() for letter in code)
    return message if colon and looks_like_a_code and code not in meant else said
