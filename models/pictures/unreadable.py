"""The error for a picture that cannot be looked at."""

from models.errors import DesksideError


class PictureUnreadable(DesksideError):
    """What was sent as a picture cannot be opened as one."""

    code = "picture"


class PictureTooLarge(PictureUnreadable):
    """There is no memory left to open a picture; another time there may be."""
