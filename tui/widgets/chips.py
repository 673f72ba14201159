"""What goes along with the next question: pictures and documents, each a chip that can be taken off."""

from dataclasses import dataclass
from pathlib import Path

from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from bot.untrusted import shortened, shown_line

WIDTH = 32


@dataclass(frozen=True)
class PictureChip:
    """A picture to be read with the question."""

    path: Path

    @property
    def label(self) -> str:
        """What the chip says."""
        return f"▣ {shortened(shown_line(self.path.name), WIDTH)}"


@dataclass(frozen=True)
class DocumentChip:
    """A document that the question is restricted to."""

    key: int
    title: str

    @property
    def label(self) -> str:
        """What the chip says."""
        return f"@ {shortened(shown_line(self.title), WIDTH)}"


Attached = PictureChip | DocumentChip
"""What is attached to a question in the composer; `bot.events.Attachment` is a picture that was read for it."""


class Chip(Static):
    """One attachment; a click takes it off."""

    @dataclass
    class Removed(Message):
        """The chip was clicked."""

        attachment: Attached

    def __init__(self, attachment: Attached) -> None:
        super().__init__(Content.assemble(attachment.label, (" ✕", "$text-muted")), markup=False)
        self.attachment = attachment

    def on_click(self, event: Click) -> None:
        """Asks to be taken off."""
        event.stop()
        self.post_message(self.Removed(self.attachment))


class Chips(Horizontal):
    """The attachments, in order; nothing is shown where there are none."""

    def __init__(self) -> None:
        super().__init__(id="chips")
        self.attachments: list[Attached] = []

    def on_mount(self) -> None:
        """Begins empty."""
        self.display = False

    def add(self, attachment: Attached) -> None:
        """Adds one, unless it is there."""
        if attachment not in self.attachments:
            self.attachments.append(attachment)
            self.mount(Chip(attachment))
        self.display = True

    def remove_last(self) -> None:
        """Takes off the last one."""
        if self.attachments:
            self._take_off(self.attachments[-1])

    def take_all(self) -> list[Attached]:
        """Gives all of them away with a question."""
        taken, self.attachments = self.attachments, []
        self.remove_children()
        self.display = False
        return taken

    def on_chip_removed(self, message: Chip.Removed) -> None:
        """A chip was clicked."""
        message.stop()
        self._take_off(message.attachment)

    def _take_off(self, attachment: Attached) -> None:
        self.attachments.remove(attachment)
        for chip in self.query(Chip):
            if chip.attachment == attachment:
                chip.remove()
        self.display = bool(self.attachments)
