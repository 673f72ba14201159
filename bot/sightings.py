"""What was recognised in a picture of a question, as it is kept with its turn: words and a vector, never the picture.

Secrets are masked before a sighting is made, so none is searched for, shown or stored.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.vision.kinds import Kind
    from models.vision.sight import Seen


@dataclass(frozen=True)
class Sighting:
    """What was recognised in one picture.

    `headline` is the line that names the problem and `text` all that identifies it, word for word as they stand in the
    picture; `codes` are the error codes in it. `words` is the whole text of the screen, which finds the same screen in
    a document; a stored sighting has only its `text` left. `vector` is how the picture looks to the CLIP of the sight
    whose fingerprint is `seen_by`, which may have been built anew since.
    """

    name: str
    kind: "Kind | None"
    headline: str
    text: str
    codes: tuple[str, ...]
    words: str
    vector: "NDArray[np.float32]"
    seen_by: str = ""

    @property
    def is_legible(self) -> bool:
        """Whether anything was read in it."""
        return bool(self.text.strip())

    def seen(self) -> "Seen":
        """The sighting as the knowledge base takes it."""
        from models.ocr import Line
        from models.vision.kinds import KindGuess
        from models.vision.sight import Seen

        lines = tuple(Line(line, (0.0, 0.0, 0.0, 0.0), 1.0) for line in self.words.splitlines())
        guess = KindGuess(self.kind, float(self.kind is not None))
        return Seen("", self.name, lines, (0, 0), self.vector, guess, self.seen_by)


def words_and_headlines(words: str, sightings: Sequence[Sighting]) -> str:
    """A question with pictures as text: its own words, then the headlines of its pictures."""
    headlines = (" ".join(sighting.headline.replace("…", " ").split()) for sighting in sightings)
    return " ".join(part for part in (words, *headlines) if part)


def stored(sightings: Sequence[Sighting]) -> str:
    """Sightings as JSON, to be kept with a turn."""
    return json.dumps([_row(sighting) for sighting in sightings], ensure_ascii=False)


def restored(content: str) -> tuple[Sighting, ...]:
    """The sightings that `stored` made."""
    return tuple(_sighting(row) for row in json.loads(content))


def _row(sighting: Sighting) -> dict[str, Any]:
    return {
        "name": sighting.name,
        "kind": sighting.kind,
        "headline": sighting.headline,
        "text": sighting.text,
        "codes": list(sighting.codes),
        "vector": base64.b64encode(sighting.vector.astype("float16").tobytes()).decode(),
        "seen_by": sighting.seen_by,
    }


def _sighting(row: dict[str, Any]) -> Sighting:
    import numpy as np

    vector = np.frombuffer(base64.b64decode(row["vector"]), np.float16).astype(np.float32)
    norm = np.float32(np.linalg.norm(vector)) or np.float32(1)
    return Sighting(
        name=row["name"],
        kind=row["kind"],
        headline=row["headline"],
        text=row["text"],
        codes=tuple(row["codes"]),
        words=row["text"],
        vector=vector / norm,
        seen_by=row["seen_by"],
    )
