"""What points to a kind of picture besides its vector: its words, their places, and simple looks.

Every cue is a number of about 0 to 1 that any OCR and any picture give; its weight is fitted elsewhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.vision import kind_layout

if TYPE_CHECKING:
    from PIL.Image import Image

    from models.ocr import Line

SIDE = 224
"""Looks are measured on a picture of this side: more pixels say nothing else and take longer."""


LONGEST_LINE = 400
"""Characters of a line that are looked at: no more tell its kind, and patterns take long for thousands."""

PROMPT = re.compile(
    r"^\s*(?:[$#%❯➜›]\s?\S|[$#%>]$|PS ?[A-Z]:?\\?|PS ?>|[A-Z]:\\[^<>|]*>|"
    r"\(?\w*\)?\s*\[?[\w.-]+@[\w.-]+[ :~].*[$#%>]|[\w.-]+:~ .*\$)"
)
TYPED = re.compile(
    r"^\s*(?:\([\w.-]+\) ?)?(?:PS [A-Z]:\\[^<>|]*>|[A-Z]:\\[^<>|]*>|\[?[\w-]+@[\w.-]+[ :]\S{0,80} ?[$#%](?: |$))"
)
"""A prompt that nothing else looks like: it names a user and a machine, or a drive."""
COMMAND = re.compile(
    r"^(?:[$❯➜→>] ?)?(?:~ ?)?(?:git (?:add|push|pull|clone|commit|checkout|fetch|merge|rebase)|"
    r"kubectl (?:get|logs|describe|apply|exec|delete)|docker (?:compose|run|ps|build|pull|logs|exec)|"
    r"npm (?:install|run|ci|test)|pip3? install|apt(?:-get)? (?:install|update)|systemctl [a-z]+|ssh \S+@|"
    r"(?:curl|psql|mysql) -)|^\$ [a-z]"
)
"""A line that was typed behind a prompt of any look; what stands for it is often not read."""
CONSOLE = re.compile(
    r"Traceback|\bnpm\b|\bsudo\b|apt-get|\bping\b|bytes from|^[d-][rwx-]{6,}|packets? (?:transmitted|received)|"
    r"Microsoft Windows \[|"
    r"\bgit (?:status|push|pull|commit)|\bdocker\b|kubectl|systemctl|\broot@|localhost|stdout|stderr|exit code|"
    r"\.\.\. ?done|"
    r"load average|^%?CPU|MiB Mem|StatusCode=|\b(?:terraform|helm|pip3?|brew|cargo|yarn|pnpm) [a-z]|"
    r"^\s*at \S+\(|\[INFO\]|\bWARN\b|\bDEBUG\b|\bINFO\b|Listening on|\bPID\b|--\w[\w-]+|/(?:usr|var|etc|home|opt|"
    r"bin)/|Compiling|^\[\d+/\d+\]"
)
CODE = re.compile(
    r"[{};]\s*$|^\s*[})\]]+[;,]?$|=>|===?|!=|\(\)|\);|\b(?:def|class|func|function|fn|struct|namespace|package|"
    r"import|from|using|const|let|var|public|private|static|"
    r"return|void|SELECT|FROM|WHERE|#include|foreach|elif|else)\b.*[\w({:\"'<]|^\s*(?://|/\*|<!--|#!?|--) ?\w|"
    r"</?\w+[^>]*>|::|\w+\.\w+\(|^\s*\"\w+\": |^\s*@\w+|\$\w+ ?=|"
    r"^[a-z][\w.-]*:(?: \S+)?$|^In \[\d+\]|\bLn \d+, Col \d+"
)
LOGIN = re.compile(
    r"\b(?:sign[ -]?(?:in|on)|log[ -]?(?:in|on)|password|passwort|mot de passe|contraseña|user ?name|user id|"
    r"e-?mail(?: address)?|remember me|keep me signed in|"
    r"forgot|credentials|single sign|anmelden|benutzername|create (?:an )?account|sign up|two-factor|authenticat\w+|"
    r"PIN|account name|no account|enter (?:the |your )?code|verification code|passcode|one-time|verify|unlock|"
    r"kennwort|se connecter|identifiant|iniciar sesión|usuario)\b|ログイン|サインイン|ユーザー|パスワード",
    re.IGNORECASE,
)
PASSWORD = re.compile(
    r"\b(?:password|passwort|kennwort|mot de passe|contraseña|PIN|passcode|enter (?:the |your )?code)\b|[•●∙*·]{4,}|"
    r"パスワード",
    re.IGNORECASE,
)
ERROR = re.compile(
    r"\b(?:errors?|fail(?:ed|ure)?|cannot|can'?t|could(?: not|n'?t)|unable|denied|not found|invalid|went wrong|"
    r"unexpected(?:ly)?|problem|stopped working|"
    r"fatal|illegal|exception|crash\w*|timed? ?out|refused|not responding|expired|corrupt\w*|missing|warning|"
    r"not recognized|declined|unavailable|"
    r"not enough|insufficient|not supported|lost|permission|offline|unsuccessful|fehler|try again|trouble|stop code|"
    r"stopping|ran into|isn'?t (?:available|responding|working)|not (?:private|secure|available)|rejected|forbidden|"
    r"bad gateway|gateway timeout|damaged|interrupted|is locked|exceeds?|your administrator|konnten?|"
    r"nicht (?:gefunden|möglich|hergestellt)|"
    r"AADSTS\d+)\b|0x[0-9A-F]{4,}|\b(?:ERR|ERROR|SSL|DNS|SEC|STATUS)_[A-Z]\w+",
    re.IGNORECASE,
)
BUTTON = re.compile(
    r"^\W{0,2}(?:OK|Cancel|Retry|Close|Yes|No|Abort|Ignore|Details?(?: ?[>»]+)?|Try again|Dismiss|Report\W*|Reopen|"
    r"Send report|Don'?t send|Help|Continue|Quit|Restart|"
    r"More information|Diagnose|Show in Finder|Fail|Abbrechen|Schließen|Reload|Refresh|Close app|App info|Wait|"
    r"Send feedback|(?:Show|Hide) details|Move to (?:Bin|Trash)|Back to safety|Go (?:back|home)|Got it|Not now|"
    r"Wiederholen|Annuler|Fermer|Réessayer|Aceptar|Cancelar|Reintentar)\W{0,2}$",
    re.IGNORECASE,
)
SETTINGS = re.compile(
    r"\b(?:settings?|preferences|options?|configur\w+|enabled?|disabled?|default|general|privacy|notifications?|"
    r"appearance|advanced|language|time ?zone|"
    r"account|security|allow|automatically|theme|display|sound|bluetooth|wi-?fi|network|accessibility|"
    r"restore defaults|properties|permissions?|"
    r"require|show|hide|send|updates?|profile|billing|delete|change|manage|emails|integrations?|keys|"
    r"\w*einstellungen|(?:de)?aktivier(?:en|t)|allgemein|sprache|benachrichtigungen|sicherheit|anzeige|erweitert|konto|"
    r"paramètres|réglages|(?:dés)?activée?|réseau|général|langue|sécurité|compte|"
    r"ajustes|configuración|(?:des)?activad[oa]|idioma|seguridad|cuenta)\b|設定|通知|一般|有効|無効|セキュリティ",
    re.IGNORECASE,
)
SETTINGS_TITLE = re.compile(
    r"^\W*(?:[\w' &]{0,24}\b)?(?:settings|preferences|options|properties|configuration|einstellungen|ajustes|"
    r"設定)\W*$|^\W*(?:paramètres|réglages)\b",
    re.IGNORECASE,
)
APPLY = re.compile(
    r"^\W{0,2}(?:Apply|Save(?: changes)?|Restore defaults|Reset|On|Off|Discard|Übernehmen|Speichern|Appliquer|"
    r"Enregistrer|Aplicar|Guardar|保存)\W{0,2}$",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}(?: ?[AP]M)?\b|\byesterday\b|\btoday at\b", re.IGNORECASE)
CHAT = re.compile(
    r"\b(?:type (?:a|your)|message|reply|send|online|typing|last seen|chats?|direct messages|mentions|channel|"
    r"thanks?|thank you|hi|hey|hello|lol|haha|"
    r"yes|yep|ok|sorry|please|you|i'?m|i'?ll|we|anyone|np|brb)\b|^#\s?\w+|👍|😂",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^[\W_]{0,2}[-+]?\d[\d.,:/\- ]*(?:%|k|K|M|MB|GB|ms|s|h|d|€|°C)?$|^[$€£] ?[\d.,]+$")
CALENDAR = re.compile(
    r"^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Q[1-4])\w{0,6}\.?(?: \d{1,4})?$"
)
LEGEND = re.compile(
    r"\b(?:series|category|axis|chart|graph|trend|total|(?<!load )average|median|distribution|histogram|per|"
    r"over time|usage|latency|requests?|count|rate|by)\b",
    re.IGNORECASE,
)
SHEET = re.compile(
    r"^[A-Z]$|=SUM|VLOOKUP|\bfx\b|\b\d+ ?(?:-|–|to) ?\d+ of \d+|\bitems?\b|\brows?\b|^Search\b|entries", re.IGNORECASE
)

NAMES = (
    "lines", "silent", "covered", "height", "words", "numeric", "rows", "columns", "grid", "flush", "prompts",
    "console", "code", "numbered", "login", "password", "errors", "buttons", "settings", "settings title", "apply",
    "clock", "chat", "asks", "axis", "calendar", "legend", "sheet", "even width", "wide letters", "small", "aspect",
    "flat", "ground", "colours", "dark", "saturated", "edges", "red", "yellow", "error in few", "login in few",
    "silent photo", "silent screen", "short lines", "long lines", *kind_layout.NAMES,
)  # fmt: skip


def cues(image: "Image", lines: "Sequence[Line]") -> NDArray[np.float64]:
    """The cues of a picture and its lines of text, in the order of `NAMES`."""
    # Places say nothing where there is no text.
    texts = [line.text.strip()[:LONGEST_LINE] for line in lines]
    values = dict.fromkeys(NAMES, 0.0) | _of_words(texts) | _of_places(lines, image.size) | _of_looks(image)
    if lines:
        values |= kind_layout.of_characters(texts) | kind_layout.of_boxes(lines, image.size)
    few = 1.0 / (1.0 + len(lines) / 12)
    values["error in few"], values["login in few"] = values["errors"] * few, values["login"] * few
    values["silent photo"] = values["silent"] * (1 - values["flat"])
    values["silent screen"] = values["silent"] * values["flat"]
    return np.array([values[name] for name in NAMES])


def _share(count: float, enough: float) -> float:
    return min(1.0, count / enough)


def _of_words(texts: Sequence[str]) -> dict[str, float]:
    total = max(1, len(texts))

    def matching(pattern: re.Pattern[str]) -> int:
        return sum(1 for text in texts if pattern.search(text))

    def different(pattern: re.Pattern[str]) -> int:
        return len({found.group().lower() for text in texts for found in pattern.finditer(text)})

    lengths = [len(text) for text in texts]
    return {
        "lines": float(np.log1p(len(texts))) / 5,
        "silent": float(len(texts) <= 1),
        "words": float(np.log1p(np.mean([len(text.split()) for text in texts]))) / 3 if texts else 0.0,
        "short lines": sum(length <= 14 for length in lengths) / total,
        "long lines": sum(length >= 45 for length in lengths) / total,
        "numeric": matching(NUMBER) / total,
        "prompts": _share(matching(PROMPT) + 2 * (matching(TYPED) + matching(COMMAND)), 3),
        "console": _share(matching(CONSOLE), 5),
        "code": _share(matching(CODE), max(4.0, total * 0.5)),
        "login": _share(different(LOGIN), 4),
        "password": float(matching(PASSWORD) > 0),
        "errors": _share(different(ERROR), 3),
        "buttons": _share(matching(BUTTON), 2),
        "settings": _share(different(SETTINGS), 7),
        "settings title": float(matching(SETTINGS_TITLE) > 0),
        "apply": _share(matching(APPLY), 2),
        "clock": _share(matching(CLOCK), 5),
        "chat": _share(different(CHAT), 7),
        "asks": sum(text.endswith(("?", "!", "…")) for text in texts) / total,
        "calendar": _share(matching(CALENDAR), 4),
        "legend": _share(different(LEGEND), 3),
        "sheet": _share(matching(SHEET), 5),
    }


def _of_places(lines: "Sequence[Line]", size: tuple[int, int]) -> dict[str, float]:
    width, height = size
    shape = {"small": float(np.log10(max(1, width * height))) / 7, "aspect": float(np.tanh(np.log(width / height)))}
    if not lines:
        return shape
    boxes = np.array([line.box for line in lines], dtype=np.float64)
    left, top, right, bottom = boxes.T
    tall = max(1.0, float(np.median(bottom - top)))
    middle = (top + bottom) / 2
    row_mates = (np.abs(middle[:, None] - middle[None]) < 0.4 * tall).sum(1)
    column_mates = (np.abs(left[:, None] - left[None]) < 0.7 * tall).sum(1)
    in_row, in_column = row_mates >= 3, column_mates >= 4
    long = [at for at, line in enumerate(lines) if len(line.text) >= 6]
    pitch = np.array([(right[at] - left[at]) / len(lines[at].text) / max(1.0, bottom[at] - top[at]) for at in long])
    return {
        **shape,
        "covered": min(1.0, 3 * float(((right - left) * (bottom - top)).sum()) / (width * height)),
        "height": min(1.0, 10 * tall / height),
        "rows": float(in_row.mean()),
        "columns": float(in_column.mean()),
        "grid": float((in_row & in_column).mean()),
        "flush": float(column_mates.max()) / len(lines),
        "numbered": _share(_numbered(lines, middle), 6),
        "axis": _share(max(_progression(lines, middle, left), _progression(lines, left, middle)), 6),
        "even width": float(np.exp(-6 * pitch.std() / pitch.mean())) if len(pitch) >= 3 else 0.0,
        "wide letters": min(1.0, float(np.median(pitch))) if len(pitch) else 0.0,
    }


def _numbered(lines: "Sequence[Line]", middle: NDArray[np.float64]) -> int:
    """How many lines begin with the number after that of the line above: an editor's gutter, a sheet's rows."""
    numbers = [
        (middle[at], int(found.group()))
        for at, line in enumerate(lines)
        if (found := re.match(r"\d{1,4}(?=\D|$)", line.text))
    ]
    numbers.sort()
    return sum(0 < after - before <= 2 for (_, before), (_, after) in pairwise(numbers))


def _progression(lines: "Sequence[Line]", along: NDArray[np.float64], across: NDArray[np.float64]) -> int:
    """How many numbers stand in one line, evenly apart in place and in value: an axis."""
    found = []
    for at, line in enumerate(lines):
        text = line.text.strip().rstrip("%kKM").replace(",", "")
        if re.fullmatch(r"-?\d+(?:\.\d+)?", text):
            found.append((along[at], across[at], float(text)))
    best = 0
    for _, place, _ in found:
        same = sorted(one for one in found if abs(one[1] - place) < 12)
        steps = [after[2] - before[2] for before, after in pairwise(same)]
        if steps:
            step, count = Counter(round(value, 4) for value in steps).most_common(1)[0]
            best = max(best, count + 1 if step and count >= 2 else 0)
    return best


def _of_looks(image: "Image") -> dict[str, float]:
    from PIL.Image import Resampling

    factor = min(1.0, SIDE / max(image.size))
    size = (max(2, round(image.width * factor)), max(2, round(image.height * factor)))
    pixels = np.asarray(image.resize(size, Resampling.NEAREST).convert("RGB"), dtype=np.int32)
    beside = np.abs(np.diff(pixels, axis=1)).max(axis=2)
    highest, lowest = pixels.max(axis=2), pixels.min(axis=2)
    red, green, blue = pixels[:, :, 0], pixels[:, :, 1], pixels[:, :, 2]
    coded = (red >> 4 << 8) + (green >> 4 << 4) + (blue >> 4)
    counts = np.bincount(coded.ravel(), minlength=4096)
    shares = counts[counts > 0] / counts.sum()
    ground = int(counts.argmax())
    return {
        "flat": float((beside <= 6).mean()),
        "ground": float(shares.max()),
        "colours": float(-(shares * np.log2(shares)).sum()) / 10,
        "dark": 1.0 - ((ground >> 8) + (ground >> 4 & 15) + (ground & 15)) / 45,
        "saturated": float((highest - lowest > 60).mean()),
        "edges": min(1.0, float(beside.mean()) / 40),
        "red": min(1.0, 12 * float(((red > 170) & (green < 85) & (blue < 95)).mean())),
        "yellow": min(1.0, 12 * float(((red > 220) & (green > 140) & (blue < 70)).mean())),
    }
