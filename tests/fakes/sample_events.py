"""Events of a small handbook, the same every time: what a scripted engine says, and what pictures of screens show."""

import re
from io import BytesIO

from bot.events import Answer, Citation, Closest, Delta, Event, Failed, Found, Looking, Queued, Read, Timings
from knowledge.documents import Document, Figure, Passage, Placement, Section

VPN = """# VPN error codes on Windows

## Error 809

To fix VPN error 809, follow these steps:

1. Open UDP ports 500 and 4500 for outgoing traffic on the router.
2. Open the Company Portal, choose Scripts and run **Gate NAT fix**.
3. Restart the laptop. The registry value has no effect before a restart.

## Error 691

Error 691 means that the user name or the password is wrong.
"""
ROUTERS = """# Routers at home

The router must let UDP ports 500 and 4500 out. Hotels often block them; Kelpline Gate 443 works there.
"""
LEAVE = """# Leave

Everybody has 28 days of leave a year. Days that are left over in December can be used until the end of March.
"""
TEXTS = {1: ("it/vpn/vpn-error-codes.md", VPN), 2: ("it/network/routers.md", ROUTERS), 3: ("people/leave.md", LEAVE)}


def document(key: int) -> Document:
    """A document of the handbook."""
    text = TEXTS[key][1]
    return Document(title(key), text, (Section(0, len(text), (title(key),)),))


def title(key: int) -> str:
    """A document's title: its first heading."""
    return TEXTS[key][1].splitlines()[0].removeprefix("# ")


def passage(key: int, quote: str, score: float, heading: str = "") -> Passage:
    """A passage of the handbook that begins with a quote."""
    name, text = TEXTS[key]
    start = text.index(quote)
    end = text.find("\n\n", start)
    end = len(text) if end < 0 else end
    return Passage(
        chunk_key=key * 10,
        document_key=key,
        space="default",
        document=name,
        title=title(key),
        headings=(title(key), heading) if heading else (title(key),),
        page=None,
        text=text[start:end],
        start=start,
        end=end,
        score=score,
        url="https://handbook.example/vpn" if key == 1 else None,
        found_by={"dense": Placement(1, score), "bm25": Placement(2, 7.5), "reader": Placement(1, score)},
    )


PASSAGES = (
    passage(1, "To fix VPN error 809", 0.94, "Error 809"),
    passage(2, "The router must let", 0.71),
    passage(1, "Error 691 means", 0.42, "Error 691"),
)

FIGURES = (
    Figure(
        key=7,
        document_key=1,
        space="default",
        document=TEXTS[1][0],
        title=title(1),
        headings=(title(1), "Error 809"),
        page=None,
        alt="The error dialog of the VPN client",
        text="Error 809\nThe network connection could not be established.",
        name="images/error-809.png",
        digest="0" * 64,
        start=PASSAGES[0].start,
        end=PASSAGES[0].end,
        score=0.8,
        url=PASSAGES[0].url,
        found_by={"ocr": Placement(1, 0.9), "clip": Placement(2, 0.4)},
    ),
)


def figure_png() -> bytes:
    """The bytes of the handbook's only figure: a small blue picture."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (40, 16), "#335577").save(file, "PNG")
    return file.getvalue()


def citation(n: int, key: int, quote: str, location: str) -> Citation:
    """A citation of the handbook."""
    return Citation(n, TEXTS[key][0], title(key), location, quote, PASSAGES[0].url if key == 1 else None, key)


CITATIONS = (
    citation(1, 1, "Open UDP ports 500 and 4500 for outgoing traffic on the router.", "Error 809"),
    citation(2, 2, "Hotels often block them; Kelpline Gate 443 works there.", "Routers at home"),
)
ANSWER = """To fix VPN error 809, follow these steps: [1]

1. Open UDP ports 500 and 4500 for outgoing traffic on the router. [1]
2. Open the Company Portal, choose **Scripts** and run `Gate NAT fix`. [1]
3. Restart the laptop.

Hotels often block these ports; use the connection *Kelpline Gate 443* there. [2]
"""
TIMINGS = Timings(search_ms=12.0, first_token_ms=310.0, total_ms=920.0, prompt_tokens=310, answer_tokens=58)


def deltas(text: str) -> list[Event]:
    """A text as it is streamed, a few words at a time."""
    words = re.findall(r"\S+\s*", text)
    return [Delta("".join(words[start : start + 4])) for start in range(0, len(words), 4)]


def grounded(text: str = ANSWER, answer_id: str = "a1") -> list[Event]:
    """A question that is answered from two documents."""
    return [
        Queued(1),
        Looking("searching", "VPN error 809"),
        Looking("reading"),
        Found(PASSAGES),
        Looking("writing"),
        *deltas(text),
        Answer(text, "grounded", CITATIONS, timings=TIMINGS, id=answer_id),
    ]


def extract() -> list[Event]:
    """A question that is answered with a quote, word for word."""
    text = f"{CITATIONS[1].quote} [1]"
    cited = citation(1, 2, CITATIONS[1].quote, "Routers at home")
    return [Looking("searching"), Found(PASSAGES), Delta(text), Answer(text, "extract", (cited,), id="a2")]


READ = "Error 809\nThe network connection between your computer and the VPN server could not be established."
"""What is read in the screenshot of `screenshot`."""


def screenshot(name: str = "error.png") -> list[Event]:
    """A screenshot that is read, found, and answered, with a figure of the handbook beside the answer."""
    said = "Your screenshot shows error 809: “The network connection … could not be established.”"
    text = f"{said}\n\n{ANSWER}"
    return [
        Looking("looking", name),
        Read(name, "error dialog", READ),
        Looking("searching", "error 809"),
        Looking("reading"),
        Found(PASSAGES, FIGURES),
        Looking("writing"),
        *deltas(text),
        Answer(text, "grounded", CITATIONS, timings=TIMINGS, id="a5", figures=FIGURES),
    ]


def not_found() -> list[Event]:
    """A question whose answer is nowhere."""
    text = "I couldn't find the answer to that in the documents."
    closest = tuple(Closest(p.document, p.title, p.location, p.url) for p in PASSAGES[:2])
    return [
        Looking("searching"), Found(PASSAGES), Delta(text),
        Answer(text, "not_found", closest=closest, timings=TIMINGS, id="a3"),
    ]  # fmt: skip


def clarify() -> list[Event]:
    """A question that could mean two things."""
    text = "Do you mean error 809 or error 691?"
    return [Looking("searching"), Found(PASSAGES), Delta(text), Answer(text, "clarify", id="a4")]


def failed() -> list[Event]:
    """A question that cannot be answered now."""
    return [
        Looking("searching"),
        Failed("The model `writer` has not been built yet.", "Run `deskside models build`.", "model-missing"),
    ]
