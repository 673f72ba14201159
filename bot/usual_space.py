"""The space that is asked where nobody names one."""

from collections.abc import Collection

from bot.settings import Settings


def usual_space(settings: Settings, existing: Collection[str]) -> str:
    """The space of the settings or, where they name none, the only one that there is.

    Documents that are added go to the space of the settings all the same: where that is there, it is asked.
    """
    if "space" in settings.model_fields_set or settings.space in existing or len(existing) != 1:
        return settings.space
    (only,) = existing
    return only
