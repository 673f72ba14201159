"""Error codes in drawn dialogs read exactly: `python -m benchmarks.screens.codes [--seed S] [--dialogs N]`.

A code counts when it stands in a line as a whole word, letter for letter. `as read` is the reader alone; `fixed` is
after repair with a knowledge base that knows no code (shapes alone); `known` with one that knows all codes of the run
and as many that differ from them by one digit. It must reach 0.95 `fixed`. Tune on other seeds than you report.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.screens.dialogs import Dialog, dialog
from bot.pictures.repair import repaired
from models.ocr import Ocr
from models.pictures import open_picture


def main() -> None:
    arguments = _arguments()
    rng = random.Random(arguments.seed)  # noqa: S311
    dialogs = [dialog(rng) for _ in range(arguments.dialogs)]
    vocabulary = {drawn.code for drawn in dialogs} | {_other(drawn.code, rng) for drawn in dialogs}
    reader = Ocr.open()
    right: Counter[str] = Counter()
    for drawn in dialogs:
        text = "\n".join(line.text for line in reader.lines(open_picture(drawn.content, "dialog")))
        readings = {
            "as read": text,
            "fixed": _each_line(text, {}),
            "known": _each_line(text, dict.fromkeys(vocabulary, 1)),
        }
        right.update(way for way, read in readings.items() if _holds(read, drawn.code))
        if not _holds(readings["fixed"], drawn.code):
            _report(drawn, text, arguments.show)
    reader.close()
    for way in ("as read", "fixed", "known"):
        print(f"{way:8} {right[way]}/{len(dialogs)} = {right[way] / len(dialogs):.3f}")


def _each_line(text: str, vocabulary: Mapping[str, int]) -> str:
    def knows(tokens: Sequence[str]) -> Mapping[str, int]:
        return {token: vocabulary[token] for token in tokens if token in vocabulary}

    return "\n".join(repaired(line, knows) for line in text.splitlines())


def _holds(text: str, code: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", text) is not None


def _other(code: str, rng: random.Random) -> str:
    """A code that differs in one digit, to tempt the repair."""
    digits = [at for at, character in enumerate(code) if character.isdigit()]
    if not digits:
        return code + "S"
    at = rng.choice(digits)
    return code[:at] + str((int(code[at]) + rng.randrange(1, 10)) % 10) + code[at + 1 :]


def _report(drawn: Dialog, text: str, folder: Path | None) -> None:
    how = f"{drawn.theme}, {drawn.font}, {drawn.scale}x, {drawn.layout}{', JPEG' if drawn.jpeg else ''}"
    nearest = max(text.splitlines(), key=lambda line: _common(line, drawn.code), default="")
    print(f"missed {drawn.code} ({how}): {nearest!r}")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{drawn.code}.{'jpg' if drawn.jpeg else 'png'}").write_bytes(drawn.content)


def _common(line: str, code: str) -> int:
    return max(
        (len(code[a:b]) for a in range(len(code)) for b in range(a, len(code) + 1) if code[a:b] in line), default=0
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dialogs", type=int, default=100)
    parser.add_argument("--show", type=Path, help="a folder for the dialogs whose codes were missed")
    return parser.parse_args()


if __name__ == "__main__":
    main()
