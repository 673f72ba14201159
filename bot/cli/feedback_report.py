"""What people said of answers, as commands see it: read from the home's files, whichever process owns the home."""

from contextlib import closing
from typing import TYPE_CHECKING

from bot.cli.home_files import opened_catalog, space_in

if TYPE_CHECKING:
    from bot.evaluation.feedback_report import FeedbackReport
    from bot.feedback import Rated
    from bot.settings import Settings
    from models.progress import Progress


async def feedback_report(settings: "Settings", progress: "Progress") -> "FeedbackReport":
    """The report on the space that is asked; asks its badly answered questions again."""
    from bot import locations
    from bot.attach import open_engine
    from bot.conversations import Conversations
    from bot.engine_models import open_embedder
    from bot.evaluation.feedback_report import report_on

    with opened_catalog(settings) as catalog, closing(open_embedder(settings)) as embedder:
        space = space_in(catalog, settings)
        with closing(Conversations.open(locations.conversations_file(settings.home))) as conversations:
            unanswered = conversations.unanswered(space)
        rated, documents = all_rated(settings, space), catalog.statuses(space)
        async with open_engine(settings) as engine:
            return await report_on(space, rated, unanswered, documents, engine.ask, embedder.embed, progress)


def all_rated(settings: "Settings", space: str) -> "list[Rated]":
    """All feedback on a space."""
    from bot import locations
    from bot.feedback import FeedbackStore

    with closing(FeedbackStore.open(locations.feedback_file(settings.home))) as store:
        return store.rated(space)
