"""A line to type into, whose text is as fit to be shown as all other text from outside."""

from textual.widgets import Input

from bot.untrusted import shown


class Field(Input):
    """An input that takes no control characters: Textual's own sends what is pasted to the terminal as it is."""

    def validate_value(self, value: str) -> str:
        """The text on one line, without what would steer the terminal."""
        return shown(value).replace("\n", " ")
