"""OCR whose readings are kept in a folder, so that a second run of a benchmark reads nothing."""

import json
from pathlib import Path

from models.ocr import Line, Ocr
from models.pictures import Picture


class KeptReading:
    """An open OCR; what it reads in a picture is kept by the picture's digest and the OCR's fingerprint."""

    def __init__(self, folder: Path | None) -> None:
        """Without a folder nothing is kept."""
        self._ocr = Ocr.open()
        self.fingerprint = self._ocr.fingerprint
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def lines(self, picture: Picture) -> tuple[Line, ...]:
        """The lines in the picture, read now or before."""
        if self._folder is None:
            return self._ocr.lines(picture)
        file = self._folder / f"{picture.digest}-{self.fingerprint}.json"
        if not file.exists():
            lines = [(line.text, line.box, line.score) for line in self._ocr.lines(picture)]
            file.write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")
        return tuple(Line(text, tuple(box), score) for text, box, score in json.loads(file.read_text("utf-8")))
