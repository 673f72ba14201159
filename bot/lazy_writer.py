"""The engine's language model, which is loaded when it is first needed."""

import asyncio
from collections.abc import Callable

from models.writing.language_model import LanguageModel
from models.writing.usage import Usage


class LazyWriter:
    """A language model that is not loaded yet; a load that failed is tried again by the next one who asks.

    `last_usage` is what the last answer took of it.
    """

    def __init__(self, open_writer: Callable[[], LanguageModel]) -> None:
        self._open = open_writer
        self._loading: asyncio.Task[LanguageModel] | None = None
        self.last_usage = Usage()

    @property
    def is_loaded(self) -> bool:
        """Whether it can write at once."""
        return self._loading is not None and self._loading.done() and self.failure is None

    @property
    def failure(self) -> BaseException | None:
        """What kept it from loading when that was tried last; None while it is being tried."""
        return self._loading.exception() if self._loading is not None and self._loading.done() else None

    def warm(self) -> asyncio.Task[LanguageModel]:
        """Starts loading it if need be; a failure is told to whoever waits for it."""
        if self._loading is None or self.failure is not None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._open))
        return self._loading

    async def loaded(self) -> LanguageModel:
        """The model, once it is loaded; raises what kept it from loading."""
        # Shielded: an asker who leaves must not stop the load for those behind.
        return await asyncio.shield(self.warm())

    async def close(self) -> None:
        """Frees the model, once it is loaded if it is loading."""
        if self._loading is not None:
            await asyncio.wait([self._loading])
            if self.is_loaded:
                self._loading.result().close()
