"""What was not read of documents that were: the pages and the attachments that the catalog keeps with each of them."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple

from knowledge.documents import Document, Unread
from knowledge.reports import FileProblem, attachments_left_out, pages_left_out


def unread_row(document: Document) -> str:
    """The files in a document that were not read, as its row in the catalog has them."""
    return json.dumps([astuple(file) for file in document.unread])


def parts_left_out(connection: sqlite3.Connection, source_key: int) -> Iterator[FileProblem]:
    """What of the documents of a source was not read, document by document."""
    pages = connection.execute(
        "SELECT location, wordless FROM documents WHERE source_id = ? AND wordless != '[]' ORDER BY location",
        (source_key,),
    )
    for location, numbers in pages.fetchall():
        yield pages_left_out(location, json.loads(numbers))
    files = connection.execute(
        "SELECT location, unread FROM documents WHERE source_id = ? AND unread != '[]' ORDER BY location", (source_key,)
    )
    for location, unread in files.fetchall():
        yield attachments_left_out(location, [Unread(*file) for file in json.loads(unread)])
