"""What reading HTML promises of notes and warnings: each is said behind its name, wherever a page sets that."""

import pytest

from knowledge.readers.html import read_html

DOCBOOK = (
    '<div class="note" style="margin-left: 0.5in"><table border="0"><tr><td rowspan="2" width="25"><img src="note.png">'
    '</td><th align="left">Note</th></tr><tr><td colspan="2">{}</td></tr></table></div>'
)
ASCIIDOC = (
    '<div class="admonitionblock warning"><table><tr><td class="icon"><i class="fa icon-warning" title="Warning"></i>'
    '</td><td class="content">{}</td></tr></table></div>'
)
SPHINX = '<div class="admonition tip"><p class="admonition-title">Tip</p>{}</div>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (DOCBOOK.format("<p>Save it <b>first</b>.</p><p>Then go.</p>"), "Note: Save it first.\n\nThen go."),
        (DOCBOOK.format("<ul><li>One</li><li>Two</li></ul>"), "Note:\n\n- One\n- Two"),
        (ASCIIDOC.format('<div class="paragraph"><p>It is hot.</p></div>'), "Warning: It is hot."),
        (ASCIIDOC.format("It is <b>hot</b>.<pre>a\nb</pre>"), "Warning: It is hot.\n\n```\na\nb\n```"),
        (ASCIIDOC.replace("<i ", '<img alt="Warning"><i ').format("<b>Hot</b> it is."), "Warning: Hot it is."),
        (SPHINX.format("<p>Ask.</p>"), "Tip: Ask."),
        (SPHINX.format("<p>Tip: Ask.</p>"), "Tip: Ask."),
        (SPHINX.format("<pre>make -j</pre>"), "Tip:\n\n```\nmake -j\n```"),
        (SPHINX.replace("Tip<", "Before you go<").format("<p>Lock the door.</p>"), "Before you go: Lock the door."),
        (
            SPHINX.replace("Tip<", "Never open the door while it runs.<").format("<p>Ask.</p>"),
            "Never open the door while it runs.\n\nAsk.",
        ),
        (
            '<div class="theme-admonition alert"><div class="admonitionHeading_Gvgb"><svg></svg>note</div>'
            '<div class="admonitionContent_BuS1"><p>Ask.</p></div></div>',
            "Note: Ask.",
        ),
        ('<div class="tip custom-block"><p class="custom-block-title">TIP</p><p>Ask.</p></div>', "Tip: Ask."),
        ('<div class="warning"><h3 class="title">Warning: hot</h3><p>Ask.</p></div>', "Warning: hot: Ask."),
    ],
)
def test_a_remark_is_said_behind_its_name(html: str, text: str) -> None:
    document = read_html(f"<h1>Oven</h1><p>Begin.</p>{html}<p>End.</p>", "oven.html")
    assert document.text == f"# Oven\n\nBegin.\n\n{text}\n\nEnd."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<div class="note">Words.</div>', "Words."),
        ('<div class="info"><table><tr><th>Code</th><th>Fix</th></tr></table></div>', "| Code | Fix |"),
        (
            '<div class="tip"><table><tr><td>1</td><td><img>a</td></tr><tr><td>2</td><td>b</td></tr></table></div>',
            "| 1 | a |\n| 2 | b |",
        ),
    ],
)
def test_a_table_in_what_is_called_a_note_stays_one(html: str, text: str) -> None:
    assert read_html(f"<h1>Oven</h1>{html}", "oven.html").text == f"# Oven\n\n{text}"
