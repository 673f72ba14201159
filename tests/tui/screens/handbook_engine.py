"""A scripted engine whose documents are real files, with a picture beside one of them."""

from pathlib import Path

from bot.events import Citation
from knowledge.documents import Document
from knowledge.readers.markdown import read_markdown
from knowledge.reports import DocumentSummary, FileProblem, SourceStatus
from models.errors import UsageError
from tests.fakes.scripted_engine import THEN, ScriptedEngine

VPN = """# VPN on Windows

Laptops reach internal systems through the connection **Gate**.

## Set it up

Every laptop has the connection. If it is missing, follow these steps:

1. Open the **Company Portal** and choose `Gate > Install`.
2. Open [the settings](https://settings.example/vpn). The connection is
   listed there.
    - On a tablet it is called *Gate mobile*.
3. Approve the sign-in.

![The settings with the connection](images/settings.png)

| Setting | Value |
| --- | --- |
| Server | gate.example |
| Ports | UDP 500 and 4500 |

## From the command line

```
gate up --server gate.example
```

Approve the sign-in.
"""
HOSTILE = (
    "# [/b][red]Title[/red] \x1b[31m\x1b]52;c;aGk=\x07\u202eevil\n\n"
    "A [/x] sentence [@click=app.quit]with[/] \x1b]8;;http://evil.example\x07a link\x1b]8;;\x07 and \x07bells.\n"
)
FILES = {"it/vpn.md": VPN, "hostile.md": HOSTILE}
KEYS = {"it/vpn.md": 1, "hostile.md": 2}


class HandbookEngine(ScriptedEngine):
    """Knows the files of a folder by their names; `gone` documents were removed since they were cited."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.gone: set[int] = set()
        self.source_list = [SourceStatus(str(folder), "default", "folder", 2, 9, THEN, ())]

    async def document(self, document_key: int) -> Document:
        name = next(name for name, key in KEYS.items() if key == document_key)
        if document_key in self.gone:
            raise UsageError("This document is not in the knowledge any more.", "Search again.")
        text = (self.folder / name).read_text(encoding="utf-8", errors="replace")
        return read_markdown(text, name)

    async def documents(self, space: str | None = None, text: str = "", limit: int = 20) -> list[DocumentSummary]:
        return [
            DocumentSummary(key, name, name, "default", None, str(self.folder / name))
            for name, key in KEYS.items()
            if text in name
        ]


def write_pages(folder: Path) -> Path:
    """Writes the documents, and the picture that one of them shows."""
    from PIL import Image

    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "it" / "images").mkdir()
    Image.new("RGB", (40, 16), "#335577").save(folder / "it" / "images" / "settings.png")
    return folder


def cited(n: int, quote: str, location: str = "Set it up", name: str = "it/vpn.md", url: str | None = None) -> Citation:
    """A citation of one of the files."""
    return Citation(n, name, "VPN on Windows", location, quote, url, KEYS[name])


PROBLEMS = (
    FileProblem("policies/old-scan.pdf", "It has no text: it is a picture of pages.", "Run it through a recogniser."),
    FileProblem("notes/[/b]empty.md", "It is empty.", "Write something into it, or remove it."),
)
SOURCES = [
    SourceStatus("/srv/company/handbook", "default", "folder", 312, 1840, THEN, PROBLEMS),
    SourceStatus("https://wiki.example/it/network", "default", "url", 1, 22, THEN, ()),
    SourceStatus("/srv/exports/a-rather-long-name/with/many/parts/runbooks", "it", "folder", 41, 390, None, ()),
]
