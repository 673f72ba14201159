"""What holds in a group of a rich text (RTF): where its words go, their encoding, how they and their paragraph look."""

from dataclasses import dataclass

NOT_SHOWN = frozenset(
    "annotation aftncn aftnsep aftnsepc atnauthor atnid colortbl falt filetbl fldinst footer footerf footerl footerr "
    "ftncn ftnsep ftnsepc header headerf headerl headerr info nonesttables nonshppict pntxta pntxtb rxe shprslt tc "
    "tcn template txe upr xe".split()
)
"""Destinations whose words nobody sees where they stand, or that stand beside the text."""

SILENT = frozenset({"fonttbl", "stylesheet", "sp"})
"""Destinations of what is no text: of fonts, styles and the shapes in which pictures stand."""

MARKERS = frozenset({"listtext", "pntext"})
"""Destinations of what stands before the words of an item."""

ASIDE = frozenset({"footnote", "shptxt"})
"""Destinations of texts of their own: notes, boxes."""

SHOWN = frozenset({"shpinst", "shppict"})
"""What is shown though programs that don't know it are told to pass it over."""

PICTURE = "pict"
NOT_UNICODE, UNICODE = "upr", "ud"
"""The destinations of words in another encoding, and in it of the same words, which are shown instead."""

READ = SILENT | MARKERS | ASIDE | {PICTURE, UNICODE}
TOGGLED = frozenset({"deleted", "htmlrtf", "strike", "striked", "super", "v"})
HIDING = frozenset({"deleted", "v"})


@dataclass(frozen=True)
class Paragraph:
    """How a paragraph is set: its style, its level among headings and among lists, from 0, and whether in a table."""

    style: int = 0
    outline: int | None = None
    level: int = 0
    in_table: bool = False


@dataclass(frozen=True)
class Group:
    """What holds until a group ends; `opens` is the destination that it opens itself, `on` what is set of its words.

    `fallback` is how many signs stand in the place of one in Unicode, for programs that know none.
    """

    destination: str = ""
    opens: str = ""
    is_shown: bool = True
    encoding: str = ""
    fallback: int = 1
    on: frozenset[str] = frozenset()
    paragraph: Paragraph = Paragraph()
