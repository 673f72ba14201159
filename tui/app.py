"""The terminal app: themes, the engine's connection, the palette, and the chat as its one screen."""

import asyncio
import gc
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen

from bot import locations
from bot.cli.ask import ASKER
from bot.interface import EngineInterface
from bot.settings import Settings
from bot.untrusted import shown_line
from bot.usual_space import names_a_space, usual_space
from knowledge.spaces import NoSuchSpace, check_spaces_exist
from models.errors import DesksideError
from tui.clipboard import copy_in_tmux
from tui.clipboard_picture import forget_clipboard_pictures
from tui.connection import Connection
from tui.keys import KEYS, bound, keymap
from tui.opener import CannotOpen, open_address
from tui.preferences import Memory
from tui.screens.chat import ChatScreen
from tui.themes import THEMES, first_theme

ModelsMissing = Callable[[Settings], Sequence[str]]
AttachTo = Callable[[Settings], AbstractAsyncContextManager[EngineInterface]]


class DesksideApp(App[None]):
    """Shows at once; the engine is attached to in the background.

    A `visitor` is who asks in a browser, by a name of their own: nothing that they type is kept for the next one.
    """

    TITLE = "Deskside"
    BINDINGS = bound("everywhere")

    def __init__(
        self, settings: Settings, attach: AttachTo, models_missing: ModelsMissing, visitor: str | None = None
    ) -> None:
        super().__init__()
        self.settings = settings
        self._attach_engine = partial(attach, settings)
        self._models_missing = models_missing
        self.memory = Memory(None if visitor else settings.home)
        self.connection = Connection(self._attach_engine, self._connection_changed)
        self.chat = ChatScreen(self.connection, self.memory, settings, visitor or ASKER)

    def on_mount(self) -> None:
        """Dresses the app, shows the chat and starts looking for the engine."""
        self.set_keymap(keymap(self.settings.keys))
        for theme in THEMES.values():
            self.register_theme(theme)
        chosen = self.memory.preferences.theme
        self.theme = chosen if chosen in self.available_themes else first_theme(self.console.color_system)
        self.theme_changed_signal.subscribe(self, lambda theme: self.memory.keep(theme=theme.name))
        self.push_screen(self.chat)
        # What is loaded by now stays. Looking through it again and again held keys up for 80 ms at a time.
        if not self.is_headless:
            self.call_after_refresh(gc.freeze)
        self.run_worker(self._begin(), group="engine")

    async def _begin(self) -> None:
        """Attaches to the engine; a home without models or documents is made ready first."""
        begun = not await asyncio.to_thread(self._models_missing, self.settings) or await self._first_run()
        self.run_worker(self.connection.run(), group="engine")
        try:
            engine = await self.connection.ready()
            # Who left the first page is not shown it again; who types meanwhile would type its commands.
            if begun and not await engine.sources() and not self.chat.prompt.composer.text:
                await self._first_run()
            spaces = await engine.spaces()
        except DesksideError:
            return  # the connection tells it
        if self.chat.space == self.settings.space:  # not another one that was chosen meanwhile
            self.chat.change_space(usual_space(self.settings, spaces))
        if spaces and names_a_space(self.settings):
            try:
                check_spaces_exist([self.chat.space], spaces)
            except NoSuchSpace as error:  # it may be about to get its first documents
                self.chat.show_error(error)

    async def _first_run(self) -> bool:
        """Whether there are models and documents now."""
        from tui.screens.first_run import FirstRunScreen

        page = FirstRunScreen(self.settings, self._attach_engine)
        done: bool = await self.push_screen_wait(page)
        if done:
            self.chat.change_space(page.space)
        return done

    def on_unmount(self) -> None:
        """Keeps what was being typed, and no picture that was pasted."""
        self.chat.prompt.keep_draft()
        forget_clipboard_pictures(locations.pictures_folder(self.settings.home))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers: everything in the chat that a key does, and Textual's own."""
        for key in KEYS:
            if key.place == "chat" and screen is self.chat:
                yield SystemCommand(key.does, key.binding.key, lambda key=key: self.chat.run_action(key.action))
        yield from super().get_system_commands(screen)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Opens an address in the visitor's browser or this machine's, or copies it where there is none."""
        if self.is_web:
            super().open_url(url, new_tab=new_tab)
        else:
            self.run_worker(self._open_here(url), group="open")

    async def _open_here(self, address: str) -> None:
        try:
            await asyncio.to_thread(open_address, address)
        except CannotOpen as error:
            self.copy_to_clipboard(address)
            self.notify(f"{error.problem} Copied {shown_line(address)}", markup=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Copies, also where a tmux stands between this and the terminal."""
        super().copy_to_clipboard(text)
        self.run_worker(lambda: copy_in_tmux(text), thread=True, group="copy")

    def action_next_theme(self) -> None:
        """Goes round Deskside's own themes."""
        names = list(THEMES)
        at = names.index(self.theme) + 1 if self.theme in names else 0
        self.theme = names[at % len(names)]

    def action_help(self) -> None:
        """Lists every key."""
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(keymap(self.settings.keys)))

    def _connection_changed(self) -> None:
        if self.chat.is_mounted:
            self.chat.connection_changed()
