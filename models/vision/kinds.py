"""Says what kind of picture one is, or that it does not know.

Two witnesses decide: the picture encoder, which is asked zero-shot which prompt fits (any CLIP can be asked so), and
cues from the words, their places and simple looks (`models.vision.kind_cues`); of the packaged encoder also the
picture's vector, and that of the words on it. Their weights were fitted on rendered screens, some of them of no kind;
where no kind is likely enough, the kind is unknown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, get_args
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from models.vision.kind_cues import NAMES, cues

if TYPE_CHECKING:
    from models.ocr import Line
    from models.pictures import Picture
    from models.vision.clip import Clip

Kind = Literal[
    "error dialog", "terminal", "code editor", "settings page", "login page", "table", "chart", "chat", "photo"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

PROMPTS: dict[Kind, tuple[str, ...]] = {
    "error dialog": (
        "a screenshot of an error dialog",
        "an error message in a dialog box with an OK button",
        "a warning that something failed",
    ),
    "terminal": (
        "a screenshot of a terminal",
        "a command prompt window with the output of commands",
        "a console with shell commands",
    ),
    "code editor": (
        "a screenshot of a code editor",
        "source code with line numbers in an editor",
        "program code in an integrated development environment",
    ),
    "settings page": (
        "a screenshot of a settings page",
        "preferences with switches and options",
        "a configuration page with fields and checkboxes",
    ),
    "login page": (
        "a screenshot of a login page",
        "a sign-in form with user name and password",
        "a page that asks for a password to sign in",
    ),
    "table": (
        "a screenshot of a table",
        "a list of rows and columns with data",
        "a spreadsheet with many cells",
    ),
    "chart": (
        "a screenshot of a chart",
        "a graph with axes, lines or bars",
        "a dashboard with charts",
    ),
    "chat": (
        "a screenshot of a chat",
        "a conversation of messages between people",
        "a messaging app with a thread of messages",
    ),
    "photo": (
        "a photo",
        "a photograph of the real world",
        "a picture taken with a camera",
    ),
}
"""What a CLIP model is asked for each kind."""

WORDLESS: tuple[Kind, ...] = ("photo", "chart")
"""Kinds that may show no word at all; where none is read, it is no other."""

PHOTO_COLOURS, PHOTO_GROUND, LABEL_WORDS = 0.6, 0.12, 2
"""A picture of so many colours, none of which covers much, with lines of so few words at most, shows things, not a
screen: what stands on them is their labels. On 24 photographed screens and 6 photos drawn or taken elsewhere the first
have at most .55 colours; a dialog before a photo says more in a line."""

MOST_READ = 1200
"""Characters of the words that are embedded: more than the embedder looks at."""


@dataclass(frozen=True)
class KindGuess:
    """A kind and its probability; the kind is None where none is likely enough."""

    kind: Kind | None
    confidence: float


@dataclass(frozen=True)
class KindFit:
    """A softmax regression over the kinds and, last, over none of them.

    A witness is centred and scaled by `centre` and `spread` before `weights` (kinds + 1, witnesses); a kind whose
    chance is below `certain` is not named.
    """

    weights: NDArray[np.float64]
    offset: NDArray[np.float64]
    centre: NDArray[np.float64]
    spread: NDArray[np.float64]
    certain: float

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "KindFit":
        """The fit as `serving.json` or the packaged `kinds.json` holds it."""
        weights, offset, centre, spread = (
            np.asarray(table[name], dtype=np.float64) for name in ("weights", "offset", "centre", "spread")
        )
        return cls(weights, offset, centre, spread, float(table["certain"]))

    def chances(self, witnesses: NDArray[np.float64]) -> NDArray[np.float64]:
        """The chance of every kind and, last, of none: shape (kinds + 1,), or (n, kinds + 1) for n rows."""
        # Farther out than anything it was fitted on, a witness says no more than the farthest one did.
        scaled = np.clip((witnesses - self.centre) / self.spread, -4.0, 4.0)
        return _softmax(scaled @ self.weights.T + self.offset)


def kind_of(picture: "Picture", lines: "Sequence[Line]", vector: NDArray[np.float32], clip: "Clip") -> KindGuess:
    """What kind of picture it is, from its text, where that stands, and its looks.

    With a CLIP that nothing was fitted for, or that was built when there were other witnesses, the cues' chances and
    the prompts' are multiplied, the prompts' tempered.
    """
    scores, cue_values = zero_shot(vector, clip), cues(picture.image, lines)
    witnesses = scores.size + cue_values.size + 2 * clip.dimension
    fit = KindFit.of(clip.kinds) if clip.kinds else packaged_fit()
    if clip.kinds and fit.centre.size == witnesses:
        chances = fit.chances(np.concatenate([scores, cue_values, vector, words_vector(lines, clip)]))
    else:
        fit = packaged_fit()
        chances = fit.chances(cue_values)
        chances[:-1] *= _softmax(scores) ** 0.5 * len(KINDS) ** 0.5
        chances /= chances.sum()
    if _shows_things(cue_values, lines):
        chances[[at for at, kind in enumerate(KINDS) if kind != "photo"]] = 0.0
        chances /= chances.sum()
    if not lines:
        chances[[KINDS.index(kind) for kind in KINDS if kind not in WORDLESS]] = 0.0
        chances /= chances.sum()
    return guess(chances, fit.certain)


def _shows_things(cue_values: NDArray[np.float64], lines: "Sequence[Line]") -> bool:
    colours, ground = (cue_values[NAMES.index(name)] for name in ("colours", "ground"))
    few_words = all(len(line.text.split()) <= LABEL_WORDS for line in lines)
    return bool(colours >= PHOTO_COLOURS and ground <= PHOTO_GROUND and few_words)


def guess(chances: NDArray[np.float64], certain: float) -> KindGuess:
    """The likeliest kind, or None where none of them is as likely as `certain`."""
    best = int(chances[:-1].argmax())
    confidence = float(chances[best])
    return KindGuess(KINDS[best] if confidence >= certain else None, confidence)


def zero_shot(vector: NDArray[np.float32], clip: "Clip") -> NDArray[np.float64]:
    """How well each kind's prompts fit a picture: scaled cosines less their mean, so that any CLIP's compare."""
    prompts = _prompts.get(clip)
    if prompts is None:
        texts = [text for kind in KINDS for text in PROMPTS[kind]]
        prompts = clip.embed_texts(texts).reshape(len(KINDS), -1, clip.dimension).mean(axis=1).astype(np.float64)
        _prompts[clip] = prompts
    scores: NDArray[np.float64] = clip.logit_scale * (prompts @ vector.astype(np.float64))
    scores -= scores.mean()
    return scores


def words_vector(lines: "Sequence[Line]", clip: "Clip") -> NDArray[np.float64]:
    """What the words on a picture say, as the encoder embeds a text: shape (dimension,), zeros where there are none."""
    if not lines:
        return np.zeros(clip.dimension)
    vector: NDArray[np.float64] = clip.embed_texts([words_read(lines)])[0].astype(np.float64)
    return vector


def words_read(lines: "Sequence[Line]") -> str:
    """The words of a picture in one text, as far as they are embedded."""
    return " ".join(line.text for line in lines)[:MOST_READ]


@cache
def packaged_fit() -> KindFit:
    """What the cues alone are worth: for a CLIP that nothing was fitted for."""
    file = resources.files("models") / "assets" / "clip" / "kinds.json"
    return KindFit.of(json.loads(file.read_text(encoding="utf-8")))


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares


# A model's prompts are embedded once; the model forgets them when it goes.
_prompts: "WeakKeyDictionary[Clip, NDArray[np.float64]]" = WeakKeyDictionary()
