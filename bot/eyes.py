"""The engine's eyes: pictures are looked at in a thread of their own, so that a large one keeps nobody else waiting.

What was seen last is remembered by the picture's digest, in memory: asking again about one costs nothing.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from bot.events import Attachment
from bot.passage_counts import PassageCounts
from bot.sightings import Sighting
from bot.steps.look import sighting_of
from bot.threads import in_executor
from models.errors import ModelMissing

if TYPE_CHECKING:
    from models.vision.sight import Seen, Sight

MOST_REMEMBERED = 16
"""Pictures whose text and vector are remembered, a few kilobytes each."""


class Eyes:
    """Looks at pictures, one at a time.

    Without a model that sees the engine answers words; a picture or a sync opens the model if it has been built since,
    and a picture says how to build it.
    """

    def __init__(self, open_sight: "Callable[[], Sight]") -> None:
        self._open_sight = open_sight
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="deskside-look")
        self._remembered: OrderedDict[str, Seen] = OrderedDict()
        self._opening = Lock()
        self._sight: Sight | None = None

    def sight(self) -> "Sight | None":
        """The model that sees, opened if it was built since; None where it was not. Raises `ModelCorrupt`."""
        with suppress(ModelMissing):
            return self._opened()
        return None

    def close(self) -> None:
        """Ends the thread after the picture in it, and frees the models."""
        self._thread.shutdown()
        if self._sight is not None:
            self._sight.close()

    async def sighting(self, image: Attachment, passage_counts: PassageCounts) -> Sighting:
        """What is in the picture; raises `PictureUnreadable`, or `ModelMissing` where no model that sees was built."""
        return await in_executor(self._thread, self._look, image, passage_counts)

    def _look(self, image: Attachment, passage_counts: PassageCounts) -> Sighting:
        return sighting_of(image.name, self._seen(image), passage_counts)

    def _seen(self, image: Attachment) -> "Seen":
        from models.pictures import open_picture

        digest = hashlib.sha256(image.content).hexdigest()
        if (seen := self._remembered.get(digest)) is None:
            seen = self._opened().look(open_picture(image.content, image.name))
        self._remembered[digest] = seen
        self._remembered.move_to_end(digest)
        while len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return seen

    def _opened(self) -> "Sight":
        with self._opening:
            if self._sight is None:
                self._sight = self._open_sight()
            return self._sight
