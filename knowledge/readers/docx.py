"""Reads Word documents: mammoth gives their structure as HTML, and the HTML reader does the rest."""

from io import BytesIO
from typing import Any

from knowledge.documents import Document
from knowledge.readers.docx_shown import as_shown
from knowledge.readers.problem import damage_explained
from knowledge.readers.written_html import read_written

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name^='toc '] => !
p[style-name='table of figures'] => !
br[type='page'] => br
br[type='column'] => br
"""
"""What mammoth has no rules for: the title, tables of contents, and what starts a page in the middle of a paragraph."""


def read_docx(content: bytes, name: str) -> Document:
    """A .docx file as a document; raises `Unreadable` for one that is damaged, locked or far too large."""
    import mammoth

    pictures: dict[str, bytes] = {}
    seen: dict[bytes, bytes] = {}  # each is kept once, however often it is shown

    def put_aside(image: Any) -> dict[str, str]:  # its bytes would otherwise travel through the HTML as base64
        place = f"picture {len(pictures) + 1}"
        with image.open() as opened:
            content = opened.read()
        pictures[place] = seen.setdefault(content, content)
        return {"src": place}

    with damage_explained("It is not a Word document that can be read.", "Open it in Word and save it again as .docx."):
        html = mammoth.convert_to_html(
            BytesIO(as_shown(content)), convert_image=mammoth.images.img_element(put_aside), style_map=_STYLES
        )
    return read_written(html.value, pictures, name)
