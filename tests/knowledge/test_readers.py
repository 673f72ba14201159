"""What reading promises: the words a person sees, verbatim, in the sections they stand in."""

from io import BytesIO

import pytest

from knowledge.chunking import chunk_document
from knowledge.documents import Document
from knowledge.readers import read_document
from knowledge.readers.markdown import read_markdown
from tests.knowledge.files import docx_file, pdf_file, pdf_of_pieces, typeset_pdf
from tests.knowledge.page_text import refusal


def section_texts(document: Document) -> list[str]:
    return [document.text[section.start : section.end].strip() for section in document.sections]


def test_markdown_stays_as_it_is_and_is_cut_at_its_headings() -> None:
    text = (
        "Intro.\r\n\r\n# One\r\n\r\n**Bold** words.\r\n\r\n## Two #\r\n\r\nMore.\r\n\r\nThree\r\n=====\r\n\r\nEnd.\r\n"
    )
    document = read_document(text.encode(), "page.md")
    assert document.text == text
    assert [section.headings for section in document.sections] == [(), ("One",), ("One", "Two"), ("Three",)]
    assert "".join(document.text[s.start : s.end] for s in document.sections) == text
    assert document.title == "One"


def test_a_hash_in_a_code_fence_is_no_heading() -> None:
    document = read_markdown("# Real\n\n```sh\n# not a heading\nls\n```\n\n    # nor this\n", "page.md")
    assert [section.headings for section in document.sections] == [("Real",)]


def test_front_matter_gives_the_title_and_is_in_no_section() -> None:
    document = read_markdown('---\ntitle: "The handbook"\nauthor: nobody\n---\n# First\n\nText.\n', "page.md")
    assert document.title == "The handbook"
    assert section_texts(document) == ["# First\n\nText."]


@pytest.mark.parametrize(
    "between",
    [
        "\n# Leave policy\n\nEveryone has 28 days.\n\n",
        "# Leave policy\n\nEveryone has 28 days.\n",
        "Note: offices are closed.\n\n# Leave policy\n\nEveryone has 28 days.\n",
        "Everyone has 28 days.\n",
    ],
)
def test_text_between_two_rules_is_no_front_matter(between: str) -> None:
    text = f"---\n{between}---\n\nContact HR.\n"
    document = read_markdown(text, "page.md")
    assert "28 days" in "".join(section_texts(document))
    assert document.text == text


@pytest.mark.parametrize(
    "keys",
    [
        "",
        "title: x\ntags:\n- a\n-\n  - b\n\n# a remark\nlong: >\n  words\n\n  more words\n",
        '"ms.date": 1\nabout: {\n  a: 1\n}\nlink: https://a.example\nempty:\n',
        "title: x\r\nauthor: y\r\n",
    ],
)
def test_front_matter_is_keys_with_values(keys: str) -> None:
    assert section_texts(read_markdown(f"---\n{keys}---\nText.\n", "page.md")) == ["Text."]


def test_a_document_without_headings_is_called_by_its_file() -> None:
    assert read_document(b"Only words.", "notes/readme.md").title == "Readme"


def test_markup_in_a_heading_is_left_out_of_its_name() -> None:
    document = read_markdown("# Run `ls` on [the **server**](http://x) {#run}\n\nText.", "page.md")
    assert document.sections[0].headings == ("Run ls on the server",)


def test_the_mark_of_a_note_is_left_out_of_a_heading_s_name() -> None:
    document = read_markdown("# Leave[^1]\n\n30 days.\n\n[^1]: In Berlin.\n", "page.md")
    assert (document.title, document.sections[0].headings) == ("Leave", ("Leave",))


def test_html_gives_the_words_a_person_sees() -> None:
    html = """<html><head><title>VPN  access</title><style>p{}</style></head><body><nav>Menu</nav><main>
    <h1>VPN</h1><p>Open <b>port</b> <a href="/x">4500</a>,<br>then <code>connect</code>.</p>
    <ol start="3"><li>One<ul><li>Nested</li></ul></li><li><p>Two</p></li></ol>
    <table><tr><th>Name</th><th>Value</th></tr><tr><td>MTU</td><td>1400</td></tr></table>
    <pre>a  b\n  c</pre><img alt="The dialog"><script>bad()</script></main><footer>Legal</footer></body></html>"""
    document = read_document(html.encode(), "vpn.html")
    assert document.title == "VPN access"
    assert document.text == (
        "# VPN\n\nOpen port 4500,\nthen `connect`.\n\n3. One\n   - Nested\n4. Two\n\n"
        "| Name | Value |\n| --- | --- |\n| MTU | 1400 |\n\n```\na  b\n  c\n```\n\nThe dialog"
    )


def test_html_what_belongs_to_an_item_stays_in_its_list() -> None:
    html = """<ol><li><p>Open it.</p><p>A box<br>comes up:</p><pre>a\n\n  b</pre></li>
    <li>Fill it in.<ul><li>Name<p>In full.</p></li></ul><table><tr><th>A</th><th>B</th></tr>
    <tr><td>c</td><td>d</td></tr></table></li></ol><p>After.</p><ul><li>Before<h2>Apart</h2><p>Free.</p></li></ul>"""
    assert read_document(html.encode(), "page.html").text == (
        "1. Open it.\n\n   A box\n   comes up:\n\n   ```\n   a\n\n     b\n   ```\n\n"
        "2. Fill it in.\n   - Name\n\n     In full.\n\n   | A | B |\n   | --- | --- |\n   | c | d |\n\n"
        "After.\n\n- Before\n\n## Apart\n\nFree."
    )


def test_html_keeps_to_itself_what_a_person_does_not_see_or_sees_struck_out() -> None:
    html = """<p>Shown.<span style="display: none">Hidden.</span></p><p hidden>Away.</p><p style="font-size:0">Tiny.</p>
    <p>Old: <del>25</del> <s>26</s> now 28 days.</p><!-- Remark. --><p style="font-size:0.9em">Small.</p>"""
    assert read_document(html.encode(), "page.html").text == "Shown.\n\nOld: now 28 days.\n\nSmall."


def test_html_code_and_keys_stay_between_backticks() -> None:
    html = "<h2>The <code>ls</code> command</h2><p>Press <kbd>Ctrl</kbd>+<kbd>C</kbd> in <code>a\n b</code>.</p>"
    assert read_document(html.encode(), "page.html").text == "## The ls command\n\nPress `Ctrl`+`C` in `a b`."


def test_html_in_another_encoding_is_read_by_its_own_declaration() -> None:
    html = "<html><head><meta charset='iso-8859-1'></head><body><p>Größe</p></body></html>".encode("iso-8859-1")
    assert read_document(html, "page.html").text == "Größe"


def test_html_cells_that_span_rows_and_columns_keep_each_row_whole_and_in_line() -> None:
    html = """<table><tr><th colspan="2">Office</th><th>Open</th></tr>
    <tr><td rowspan="2">Berlin</td><td>Mon</td><td>9-17</td></tr><tr><td>Tue</td><td>10-16</td></tr>
    <tr><td>Leeds</td><td colspan="999999999">never</td></tr><tr><td rowspan="x">Lisbon</td><td>Mon</td></tr></table>"""
    rows = read_document(html.encode(), "page.html").text.splitlines()
    assert rows.pop(1) == "| --- | --- | --- |"
    assert rows[:3] == ["| Office |  | Open |", "| Berlin | Mon | 9-17 |", "| Berlin | Tue | 10-16 |"]
    assert rows[3].startswith("| Leeds | never |") and len(rows[3]) < 300
    assert rows[4] == "| Lisbon | Mon |"


def test_a_cell_across_a_table_without_names_of_columns_heads_the_rows_below() -> None:
    html = """<table><tr><td colspan="3">Options</td></tr><tr><td></td><td>--fast</td><td>be quick</td></tr>
    <tr><td colspan="3">Filters</td></tr><tr><td></td><td>--last N</td><td>the last N</td></tr></table>"""
    expected = "Options\n\n| --fast | be quick |\n\nFilters\n\n| --last N | the last N |"
    assert read_document(html.encode(), "page.html").text == expected


def test_a_pipe_inside_a_cell_makes_no_cell_of_its_own() -> None:
    html = "<table><tr><th>Operator</th><th>Meaning</th></tr><tr><td><code>a | b</code></td><td>or</td></tr></table>"
    assert read_document(html.encode(), "page.html").text == "| Operator | Meaning |\n| --- | --- |\n| `a \\| b` | or |"
    assert read_document(b"operator,meaning\na | b,or\n", "x.csv").text == "| operator | meaning |\n| a \\| b | or |"
    pieces = [(72.0, 670.0, "Operator"), (200.0, 670.0, "Meaning"), (72.0, 650.0, "a | b"), (200.0, 650.0, "or")]
    assert r"| a \| b | or |" in read_document(pdf_of_pieces(pieces), "x.pdf").text


def test_html_a_term_stands_with_what_is_said_of_it() -> None:
    html = """<dl><dt>Desk phone</dt><dd>4400</dd><dt>Who <b>knows</b>?</dt><dd>Ann.</dd><dd>Or Ben.</dd><dt>Alone</dt>
    <dt>Long</dt><dd><p>One.</p><p>Two.</p></dd></dl>"""
    assert read_document(html.encode(), "page.html").text == (
        "Desk phone: 4400\n\nWho knows? Ann.\n\n  Or Ben.\n\nAlone\n\nLong: One.\n\n  Two."
    )


def test_html_deeper_than_anyone_writes_is_no_bug() -> None:
    html = "<div>" * 5_000 + "deep" + "</div>" * 5_000
    assert "deep" in read_document(html.encode(), "page.html").text


def test_word_documents_keep_headings_lists_and_tables() -> None:
    document = read_document(docx_file(), "leave.docx")
    assert document.title == "Leave policy"
    assert "Everybody has thirty days." in document.text
    assert "- Ask your manager" in document.text
    assert "| Country | Days |\n| Norway | 25 |" in document.text
    assert ("Leave policy", "Carry over") in [section.headings for section in document.sections]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            'name,phone\r\n"Dupont, Claire",4413\r\n\r\nBo Li,4412\r\n',
            "| name | phone |\n| Dupont, Claire | 4413 |\n| Bo Li | 4412 |",
        ),
        ("Artikel;Preis\nStuhl;39,90\nTisch;219,00\n", "| Artikel | Preis |\n| Stuhl | 39,90 |\n| Tisch | 219,00 |"),
        ("a\tb\n1\t\n", "| a | b |\n| 1 |  |"),
        ('note,by\n"two\nlines",Ann\n', "| note | by |\n| two lines | Ann |"),
        ("sep=;\r\nArtikel;Preis, netto\r\nStuhl;39,90\r\n", "| Artikel | Preis, netto |\n| Stuhl | 39,90 |"),
        ("name,note\nAnn,one\u2028two\nBo,x\x85y\n", "| name | note |\n| Ann | one two |\n| Bo | x y |"),
        ("Only a sentence.\nAnd more\n", "Only a sentence.\n\nAnd more"),
    ],
)
def test_separated_values_are_the_rows_of_a_table(text: str, rows: str) -> None:
    document = read_document(text.encode(), "people/phones.csv")
    assert (document.title, document.text) == ("Phones", rows)


def test_pdf_sections_are_pages_with_their_numbers() -> None:
    document = read_document(pdf_file(["First page words.", "Second page words."]), "book.pdf")
    assert [section.page for section in document.sections] == [1, 2]
    assert section_texts(document) == ["First page words.", "Second page words."]
    assert [chunk.page for chunk in chunk_document(document)] == [1, 2]


def test_a_line_that_the_page_broke_goes_on_and_a_heading_stays_alone() -> None:
    lines = [
        "This sentence is far too long for the width of a page and so it was",
        "broken in two. It is followed by another one that ends with the line.",
        "Priorities",
        "- the first",
    ]
    text = read_document(pdf_file(["\n".join(lines)]), "book.pdf").text
    assert text == f"{lines[0]} {lines[1]}\nPriorities\n- the first"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_everybody_may_open_and_nobody_change_is_read(algorithm: str) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(BytesIO(pdf_file(["Book early."]))))
    writer.encrypt("", "owner", algorithm=algorithm)
    content = BytesIO()
    writer.write(content)
    assert "Book early." in read_document(content.getvalue(), "policy.pdf").text


def test_larger_and_bold_lines_of_a_pdf_are_its_headings() -> None:
    body = "Everybody who joins gets a laptop, a badge and a seat in the office of their choice."
    pages = [
        [("Welcome to Kelpline", "title", 0), ("Your first day", "head", 30), (body, "body", 20), (body, "body", 15)],
        [("What to bring", "strong", 0), ("A passport and the signed contract.", "body", 20), (body, "body", 15)],
    ]
    document = read_document(typeset_pdf(pages), "welcome.pdf")
    assert [(section.page, section.headings) for section in document.sections] == [
        (1, ("Welcome to Kelpline",)),
        (1, ("Welcome to Kelpline", "Your first day")),
        (2, ("Welcome to Kelpline", "Your first day", "What to bring")),
    ]
    assert "### What to bring\n\nA passport and the signed contract." in document.text


def test_a_gap_between_the_lines_of_a_pdf_ends_a_paragraph() -> None:
    lines = [("The first paragraph has two lines, of which", "body", 0.0), ("this one ends it.", "body", 15.0)]
    lines += [("Covered services", "body", 30.0), ("The second one begins here.", "body", 24.0)]
    text = read_document(typeset_pdf([lines]), "plan.pdf").text
    assert text == (
        "The first paragraph has two lines, of which this one ends it.\n\nCovered services\n\n"
        "The second one begins here."
    )


def test_cells_of_a_pdf_beside_each_other_are_the_rows_of_a_table() -> None:
    pieces = [(72.0, 700.0, "These limits count for all trips."), (72.0, 670.0, "City"), (200.0, 670.0, "Limit")]
    pieces += [
        (300.0, 670.0, "Approved"),
        (300.0, 658.0, "by"),
        (72.0, 640.0, "All other cities in"),
        (72.0, 628.0, "Europe"),
    ]
    pieces += [(200.0, 640.0, "120 euros"), (300.0, 640.0, "manager"), (72.0, 610.0, "Leeds"), (300.0, 610.0, "nobody")]
    pieces += [(72.0, 580.0, "During fairs, the limit rises by 40 percent.")]
    assert read_document(pdf_of_pieces(pieces), "travel.pdf").text == (
        "These limits count for all trips.\n\n| City | Limit | Approved by |\n"
        "| All other cities in Europe | 120 euros | manager |\n| Leeds |  | nobody |\n\n"
        "During fairs, the limit rises by 40 percent."
    )


def test_running_text_of_a_pdf_that_was_set_in_pieces_is_no_table() -> None:
    pieces = [(72.0, 700.0, "Northwind covers what the plan names. We"), (266.0, 700.0, "are sure that it suits you")]
    pieces += [(72.0, 688.0, "and your family, at home and while you"), (255.0, 688.0, "travel.")]
    pieces += [(72.0, 40.0, "Northwind"), (500.0, 40.0, "page 1")]
    assert "|" not in read_document(pdf_of_pieces(pieces), "plan.pdf").text


def test_what_every_page_of_a_pdf_repeats_is_said_once_by_none() -> None:
    pages = [
        [("Kelpline, for staff only", "body", 0.0), (f"Words of {word}.", "body", 30.0), (f"Page {n}", "body", 600.0)]
        for n, word in enumerate(("one", "two", "three", "four"), start=1)
    ]
    assert section_texts(read_document(typeset_pdf(pages), "rules.pdf")) == [
        "Words of one.", "Words of two.", "Words of three.", "Words of four.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "footer", ["Kelpline handbook · Travel policy · page {}", "Seite {} von 2", "{} / 2", "- {} -"]
)
def test_a_footer_that_tells_the_number_of_its_page_is_left_out_of_a_pdf_of_few_pages(footer: str) -> None:
    pages = [
        f"{words}\n{footer.format(number)}" for number, words in enumerate(("First words.", "More words."), start=1)
    ]
    assert section_texts(read_document(pdf_file(pages), "book.pdf")) == ["First words.", "More words."]


@pytest.mark.parametrize("last", ["See page 2.", "You find it on page 1", "12", "Room 2"])
def test_a_last_line_that_tells_another_number_or_a_fact_stays(last: str) -> None:
    text = "\n".join(section_texts(read_document(pdf_file(["First words.", f"More words.\n{last}"]), "book.pdf")))
    assert last in text


def test_an_empty_page_does_not_shift_the_numbers_behind_it() -> None:
    document = read_document(pdf_file(["One.", "", "Three."]), "book.pdf")
    assert [section.page for section in document.sections] == [1, 3]


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"", "empty.md", "It is empty"),
        (b" \n\t ", "blank.txt", "It is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 50, "picture.md", "binary, not text"),
        (bytes(range(256)) * 20, "program.html", "binary, not HTML"),
        (b"%PDF-1.7\nbroken", "broken.pdf", "not a PDF that can be read"),
        (b"just text", "text.pdf", "not that of a .pdf file"),
        (b"just text", "text.docx", "not that of a .docx file"),
        (b"PK\x03\x04 word/document.xml", "broken.docx", "not a Word document that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "old.docx", "It is an old Office document"),
        (b"PK\x03\x04 xl/workbook.xml \x00", "prices.md", "It is an Excel workbook, though"),
        (b"PK\x03\x04 a.md \x00", "all.zip", "It is an archive"),
        (b"PK\x03\x04 Index/Document.iwa \x00", "letter.pages", "of Apple's Pages"),
        (b"PK\x03\x04 visio/document.xml \x00", "net.vsdx", "It is a Visio drawing"),
        (b"\x1f\x8b\x08\x00\x01", "notes.md.gz", "It is an archive"),
        (
            b'From: <Saved by Blink>\r\nSubject: Travel\r\nContent-Type: multipart/related;\r\n\ttype="text/html"\r\n',
            "travel.mht",
            "a web page in one file",
        ),
        (b"<html><body><script>x</script></body></html>", "page.html", "holds no text"),
        (pdf_file(["secret"], password="open sesame"), "locked.pdf", "locked with a password"),  # noqa: S106
        (pdf_file([""]), "scan.pdf", "pictures but no text"),
        (pdf_file(["words"]), "renamed.md", "It is a PDF"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, name: str, problem: str) -> None:
    assert problem in refusal(content, name).problem


@pytest.mark.parametrize(
    ("content", "address", "media_type", "text"),
    [
        (b"# Guide\n\nWords.", "https://raw.example/main/README.md", "text/plain", "# Guide\n\nWords."),
        (b"# Guide\n\nWords.", "https://raw.example/README.md?ref=a.txt", "text/plain", "# Guide\n\nWords."),
        (
            b"name,phone\nBo Li,4412\n",
            "https://raw.example/p.csv#1",
            "text/plain",
            "| name | phone |\n| Bo Li | 4412 |",
        ),
        (b"<p>Words.</p>", "https://raw.example/page.html", "text/plain", "Words."),
        (b"<p>Words.</p>", "https://wiki.example/README.md", "text/html", "Words."),
        (b"<p>Words.</p>", "https://wiki.example/page", "text/plain", "```\n<p>Words.</p>\n```"),
        (b"a,b\n1,2\n", "https://shop.csv", "text/plain", "- a,b\n- 1,2"),
    ],
)
def test_what_a_server_calls_plain_text_is_read_by_its_ending(
    content: bytes, address: str, media_type: str, text: str
) -> None:
    document = read_document(content, address, media_type)
    assert document.text == text
    assert document.sections[0].headings == (("Guide",) if text.startswith("#") else ())
