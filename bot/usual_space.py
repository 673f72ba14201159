"""The space that is asked where nobody names one."""

from collections.abc import Collection

from bot.settings import Settings


def usual_space(settings: Settings, existing: Collection[str]) -> str:
    """The space of the settings or, where they name none, the only one that there is.

    Documents that are added go to the space of the settings all the same: where that is there, it is asked.
    """
    if names_a_space(settings) or settings.space in existing or len(existing) != 1:
        return settings.space
    (only,) = existing
    return only


def names_a_space(settings: Settings) -> bool:
    """Whether a flag, a variable or a file names the space, be it `default`."""
    return "space" in settings.model_fields_set
