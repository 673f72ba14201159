"""What a surface has to ask before it opens an engine for the first time."""

from bot.settings import Settings
from models.errors import ModelCorrupt, ModelMissing


def models_missing(settings: Settings) -> list[str]:
    """The models that the settings name and that are not built or damaged, by their names: building fixes both."""
    from bot.engine_models import model_store
    from models.writing.language_model import is_elsewhere

    store = model_store(settings)
    missing = []
    writer, *others = settings.models_by_role().values()
    for name in dict.fromkeys([*others, writer]):
        if is_elsewhere(name):
            continue
        try:
            store.find(name)
        except (ModelMissing, ModelCorrupt):
            missing.append(name)
    return missing
