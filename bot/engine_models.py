"""The models that the settings name, opened from the home's store, and what tells them from others."""

from contextlib import suppress

from bot import locations
from bot.first_run import models_missing
from bot.settings import Settings
from bot.status import ModelInUse
from models.build_tools import how_to_build
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader
from models.errors import DesksideError, ModelMissing
from models.remote.writer import RemoteWriter
from models.role import Role
from models.store import BuiltModel, ModelStore
from models.vision.sight import Sight
from models.writing.language_model import LanguageModel, is_elsewhere
from models.writing.writer import Writer


def model_store(settings: Settings) -> ModelStore:
    """The built models of the home."""
    return ModelStore(locations.models_folder(settings.home))


def find_model(settings: Settings, role: Role) -> BuiltModel:
    """The model that the settings name for a role.

    Raises what `ModelStore.find` does; where it is not built, with the one command that builds all that are not.
    """
    name = settings.models_by_role()[role]
    try:
        return model_store(settings).find(name, role)
    except ModelMissing as missing:
        raise ModelMissing(missing.problem, how_to_build(name, *models_missing(settings))) from None


def open_embedder(settings: Settings) -> Embedder:
    """The embedder."""
    return Embedder.open(find_model(settings, "embedder"), settings.threads)


def open_reader(settings: Settings) -> Reader:
    """The reader."""
    return Reader.open(find_model(settings, "reader"), settings.threads)


def open_sight(settings: Settings, embedder: Embedder) -> Sight:
    """The eyes' models, which load when the first picture comes; raises `ModelMissing`."""
    find_model(settings, "clip")
    return Sight.open(model_store(settings), settings.clip, embedder, settings.threads)


def open_writer(settings: Settings) -> LanguageModel:
    """The writer, here or behind the address that the settings name."""
    if is_elsewhere(settings.llm):
        return remote_writer(settings)
    return Writer.open(find_model(settings, "writer"), settings.threads, settings.answers_at_once)


def remote_writer(settings: Settings) -> RemoteWriter:
    """The writer that another server runs; raises `UsageError` where the settings name none."""
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    return RemoteWriter.open(settings.llm, key, settings.llm_timeout, settings.share_pictures)


def phrases(settings: Settings) -> bool:
    """Whether the writer also phrases what could be quoted: as the settings say, else as its recipe does."""
    if settings.phrases is not None or is_elsewhere(settings.llm):
        return settings.phrases is not False
    with suppress(DesksideError):
        return bool(model_store(settings).find(settings.llm).serving().get("phrases", True))
    return True  # not built: whoever needs it is told so


def models_in_use(settings: Settings, writer_loaded: bool) -> tuple[ModelInUse, ...]:
    """The model of each role, with what it takes on the disk: nothing where it is elsewhere, missing or damaged."""
    store = model_store(settings)

    def size(name: str) -> int:
        with suppress(DesksideError):
            return store.find(name).bytes
        return 0

    return tuple(
        ModelInUse(role, name, size(name), loaded=writer_loaded or role != "writer")
        for role, name in settings.models_by_role().items()
    )


def fingerprints(settings: Settings) -> dict[str, str]:
    """What tells the models of this engine from others, by role; a model that is not built yet has none."""
    store = model_store(settings)
    found: dict[str, str] = {"writer": settings.llm} if is_elsewhere(settings.llm) else {}
    for role, name in settings.models_by_role().items():
        with suppress(DesksideError):
            found[role] = store.find(name).recipe_hash
    return found
