"""Reads Word documents: mammoth gives their structure as HTML, and the HTML reader does the rest."""

from io import BytesIO

from knowledge.documents import Document
from knowledge.readers.html import read_html
from knowledge.readers.problem import Unreadable


def read_docx(content: bytes, name: str) -> Document:
    """A .docx file as a document; raises `Unreadable` for one that is damaged or locked with a password."""
    import mammoth

    try:
        # Pictures are left out here: their bytes would otherwise travel through the HTML as base64.
        html = mammoth.convert_to_html(BytesIO(content), convert_image=mammoth.images.img_element(lambda image: {}))
    except Exception as error:  # mammoth lets zipfile's, KeyError and its parsers' own errors through
        raise Unreadable(
            "It is not a Word document that can be read.", "Open it in Word and save it again as .docx."
        ) from error
    return read_html(f"<body>{html.value}</body>", name)
