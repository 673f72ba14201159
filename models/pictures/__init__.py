"""Opens pictures that anybody may have sent: bytes in, an upright RGB picture of a bounded size out, or a sentence."""

from models.pictures.opening import Picture, open_picture
from models.pictures.unreadable import PictureUnreadable

__all__ = ["Picture", "PictureUnreadable", "open_picture"]
