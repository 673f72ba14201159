"""What the transcript shows before the first question."""

from textual.content import Content
from textual.widgets import Static

LINES = (
    ("Deskside", "bold $text-primary"),
    ("Answers from your own documents. Every sentence cites its source.", "$text-muted"),
    ("", ""),
    ("Ask a question, or try", ""),
    ("  /add FOLDER      index documents", "$text-muted"),
    ("  @name            ask about one document", "$text-muted"),
    ("  Ctrl+R           go on with an earlier conversation", "$text-muted"),
    ("  F1               every key", "$text-muted"),
)


class Welcome(Static):
    """A few words of help; gone with the first question."""

    def __init__(self) -> None:
        super().__init__(Content("\n").join(Content.styled(text, style) for text, style in LINES), markup=False)
