"""The screens that `benchmarks.screens.kinds` shows, written apart from the training screens: no code or text is theirs.

Every kind has several hands: another toolkit, another age, another taste. A page is a function of chance only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.screens import kind_pages_boards as boards
from benchmarks.screens import kind_pages_forms as forms
from benchmarks.screens import kind_pages_texts as texts

Draw = Callable[[Random], str]


@dataclass(frozen=True)
class Hand:
    """One way to draw a kind, and the sizes it comes in (CSS pixels)."""

    draw: Draw
    sizes: tuple[tuple[int, int], ...]


HANDS: dict[str, tuple[Hand, ...]] = {
    "error dialog": (
        Hand(texts.win95, ((420, 170), (480, 190))), Hand(texts.bootstrap_modal, ((1000, 560), (820, 600))), Hand(texts.mac_alert, ((280, 260), (420, 250))),
        Hand(texts.gtk_error, ((900, 560), (760, 520))), Hand(texts.vpn_error, ((440, 170), (520, 180))),
    ),
    "terminal": (Hand(texts.console, ((760, 440), (980, 520), (1200, 700), (640, 400))),),
    "code editor": (Hand(texts.editor, ((1000, 620), (820, 560), (1280, 720), (700, 480))),),
    "settings page": (Hand(forms.phone_settings, ((390, 700), (414, 640))), Hand(forms.control_panel, ((420, 480), (460, 520))), Hand(forms.admin_settings, ((1100, 720), (900, 760)))),
    "login page": (Hand(forms.portal_login, ((900, 600), (1200, 700), (480, 640))), Hand(forms.dark_login, ((1100, 640), (1280, 720))), Hand(forms.windows_login, ((440, 280), (420, 260)))),
    "table": (Hand(boards.spreadsheet, ((900, 560), (1200, 640))), Hand(boards.data_grid, ((960, 520), (760, 460), (1200, 640)))),
    "chart": (Hand(boards.plot, ((640, 400), (800, 500))), Hand(boards.monitoring, ((1200, 640), (960, 600))), Hand(boards.office_chart, ((640, 400), (520, 340)))),
    "chat": (Hand(boards.messenger, ((390, 700), (640, 620))), Hand(boards.workspace_chat, ((1100, 640), (900, 600))), Hand(boards.irc, ((800, 480), (1000, 420)))),
}  # fmt: skip
