"""What people said of answers, as commands see it: read from the home's files, whichever process owns the home."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.evaluation.people import FeedbackReport
    from bot.feedback import Rated
    from bot.settings import Settings
    from knowledge.catalog import Catalog
    from models.embedder import Embedder
    from models.progress import Progress


async def feedback_report(settings: "Settings", progress: "Progress") -> "FeedbackReport":
    """The report on the space of the settings; asks its badly answered questions again."""
    from bot import locations
    from bot.attach import open_engine
    from bot.conversations import Conversations
    from bot.evaluation.people import report_on
    from knowledge.spaces import check_spaces_exist

    with opened_catalog(settings) as catalog, opened_embedder(settings) as embedder:
        check_spaces_exist([settings.space], catalog.spaces())
        with closing(Conversations.open(locations.conversations_file(settings.home))) as conversations:
            unanswered = conversations.unanswered(settings.space)
        rated, documents = all_rated(settings), catalog.statuses(settings.space)
        async with open_engine(settings) as engine:
            return await report_on(settings.space, rated, unanswered, documents, engine.ask, embedder.embed, progress)


def all_rated(settings: "Settings") -> "list[Rated]":
    """All feedback on the space of the settings."""
    from bot import locations
    from bot.feedback import FeedbackStore

    with closing(FeedbackStore.open(locations.feedback_file(settings.home))) as store:
        return store.rated(settings.space)


@contextmanager
def opened_catalog(settings: "Settings") -> "Iterator[Catalog]":
    """The catalog of the home, for reading: SQLite may be read beside the process that owns the home."""
    from bot import locations
    from knowledge.catalog import Catalog

    locations.make_home(settings.home)
    folder = locations.knowledge_folder(settings.home)
    folder.mkdir(exist_ok=True)
    with closing(Catalog.open(folder / "catalog.sqlite")) as catalog:
        yield catalog


@contextmanager
def opened_embedder(settings: "Settings") -> "Iterator[Embedder]":
    """The embedder of the settings."""
    from bot import locations
    from models.embedder import Embedder
    from models.store import ModelStore

    store = ModelStore(locations.models_folder(settings.home))
    with closing(Embedder.open(store.find(settings.embedder), settings.threads)) as embedder:
        yield embedder
