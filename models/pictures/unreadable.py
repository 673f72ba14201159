"""The error for a picture that cannot be looked at."""

from models.errors import DesksideError


class PictureUnreadable(DesksideError):
    """What was sent as a picture cannot be opened as one."""

    code = "picture"
