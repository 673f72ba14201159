"""Figures that an answer refers to, shown in its thread: the picture itself, uploaded, with where it stands."""

from collections.abc import Sequence

from bot.interface import EngineInterface
from bot.slack.asked import Asked
from bot.slack.limits import cut
from bot.slack.markdown import clean
from bot.slack.web import Web
from knowledge.documents import Figure
from models.errors import DesksideError
from models.pictures.formats import format_of

MOST = 3
"""Figures of one answer."""


async def show_figures(web: Web, engine: EngineInterface, asked: Asked, figures: Sequence[Figure]) -> None:
    """Puts the first few figures into the question's thread, in one message.

    Where a workspace doesn't take them, the answer stands without.
    """
    uploads = []
    for figure in figures[:MOST]:
        try:
            content = await engine.figure_picture(figure.key)
            ending = format_of(content, figure.title).lower()
        except DesksideError:
            continue
        caption = " ".join(clean(figure.alt or figure.location or figure.title).split())
        uploads.append(
            {
                "file": content,
                "filename": f"figure-{figure.key}.{ending}",
                "title": cut(f"{caption} · {clean(figure.title)}" if caption != figure.title else caption, 200),
                "alt_txt": cut(caption, 900),
            }
        )
    if uploads:
        await web.attempt("files_upload_v2", channel=asked.channel, thread_ts=asked.thread, file_uploads=uploads)
