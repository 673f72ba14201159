"""The files of a folder that are not read because of their endings: how many they are, and what has them read."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from knowledge.endings import SEPARATED

_MOST_NAMED = 5
_ENDING = re.compile(r"\.[a-z0-9_+-]{1,12}")
_READ_AS = {
    **dict.fromkeys((".doc", ".docm", ".dot", ".dotx"), ".docx"),
    **dict.fromkeys((".odg", ".vsd", ".vsdx", ".tif", ".tiff"), ".pdf"),
    **dict.fromkeys((".pot", ".potx", ".pps", ".ppt"), ".pptx"),
    **dict.fromkeys((".xls", ".xlsb", ".xlt", ".xltx"), ".xlsx"),
    **dict.fromkeys((".pages", ".wpd", ".wps"), ".docx"),
    ".numbers": ".xlsx",
    **dict.fromkeys((".one", ".xps"), ".pdf"),
}
"""What to save a document as, by its ending."""
_READ_BY_NAME = SEPARATED
"""What is read with its folder where it is small."""
_TEXTS = frozenset(".conf .ini .json .mediawiki .tex .textile .toml .wiki .xml .yaml .yml".split())
"""What is read if it is named itself: in a folder it is mostly what programs are set up with."""


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters; empty where it has none that says something."""
    ending = PurePath(name).suffix.lower()
    return ending if _ENDING.fullmatch(ending) else ""


def passed_over_line(files: Mapping[str, int]) -> str:
    """What was passed over, by ending, in a sentence, and in another what has it read; empty for nothing.

    `3 files were passed over: .xls (2), .ppt (1). Save .xls as .xlsx and .ppt as .pptx, and add those.`
    """
    if not files:
        return ""
    total = sum(files.values())
    # Documents come first: somebody may think that they were read.
    endings = sorted(files, key=lambda ending: (_next_step(ending) is None, -files[ending], ending))
    named = [f"{ending or 'without an ending'} ({files[ending]:,})" for ending in endings[:_MOST_NAMED]]
    if others := sum(files[ending] for ending in endings[_MOST_NAMED:]):
        named.append(f"others ({others:,})")
    were = "file was" if total == 1 else "files were"
    return " ".join([f"{total:,} {were} passed over: {', '.join(named)}.", *_next_steps(endings)])


def saved_as(ending: str) -> str | None:
    """What documents of an ending are to be saved as, which is read; None for an ending that says nothing of that."""
    return _READ_AS.get(ending)


def _next_step(ending: str) -> str | None:
    return _READ_AS.get(ending) or (ending if ending in _READ_BY_NAME | _TEXTS else None)


def _next_steps(endings: list[str]) -> list[str]:
    saved = [f"{ending} as {_READ_AS[ending]}" for ending in endings if ending in _READ_AS]
    named = [ending for ending in endings if ending in _READ_BY_NAME]
    texts = [ending for ending in endings if ending in _TEXTS]
    return [
        *([f"Save {listed(saved)}, and add those."] if saved else []),
        *([f"Large {listed(named)} files are taken for data: add each by its name."] if named else []),
        *([f"Add {listed(texts)} files by their names to have them read."] if texts else []),
    ]


def listed(words: Sequence[str]) -> str:
    """Words as a person lists them: `a, b and c`."""
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), words[-1]])
