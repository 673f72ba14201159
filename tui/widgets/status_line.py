"""The line at the bottom: where one asks, which model writes and how fast, who waits, what is going on."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from bot.untrusted import shown_line

HINTS = ("F1 keys   / commands   @ documents", "F1 keys", "")


class StatusLine(Widget):
    """Facts on the left, hints on the right where there is room."""

    space: reactive[str] = reactive("")
    model: reactive[str] = reactive("")
    speed: reactive[float] = reactive(0.0)
    waiting: reactive[int] = reactive(0)
    state: reactive[str] = reactive("")
    """What the engine is up to where it cannot answer now: `starting`."""
    trouble: reactive[bool] = reactive(False)
    """Whether that state is a failure."""
    activity: reactive[str] = reactive("")
    """What runs beside the conversation, such as adding a folder."""

    def render(self) -> Content:
        """The line, cut to the width."""
        facts = [Content.styled(shown_line(self.space), "$text-primary")]
        if self.state:
            mark = "$text-error" if self.trouble else "$text-warning"
            facts.append(Content.styled(shown_line(self.state), mark))
        else:
            facts.append(Content(shown_line(self.model)))
        if self.speed and not self.state:
            facts.append(Content(f"{self.speed:.0f} tok/s"))
        if self.waiting:
            facts.append(Content.styled(f"{self.waiting} waiting", "$text-warning"))
        if self.activity:
            facts.append(Content.styled(shown_line(self.activity), "$text-secondary"))
        left = Content("  ·  ").join(fact for fact in facts if fact)
        room = self.size.width - left.cell_length - 2
        hint = next(hint for hint in HINTS if len(hint) <= max(room, 0))
        gap = " " * max(0, self.size.width - left.cell_length - len(hint))
        return Content.assemble(left, gap, hint).truncate(max(1, self.size.width), ellipsis=True)
