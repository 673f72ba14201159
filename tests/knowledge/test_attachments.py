"""What is attached to a mail is read with it, each file below its name; what was not is told, with the reason."""

from collections.abc import Mapping
from contextlib import closing
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from knowledge.catalog.catalog import Catalog
from knowledge.documents import Document, Unread
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers import attachments, read_document
from knowledge.readers.problem import Unreadable
from knowledge.reports import attachments_left_out, merged_problems
from tests.fakes.colour_sight import picture_file
from tests.fakes.embedder import HashingEmbedder
from tests.knowledge.compound_files import Files, compound_file
from tests.knowledge.files import docx_file, pdf_file, scanned_pdf

PROPERTIES = "__properties_version1.0"


def mail(words: str = "See below.", **attached: bytes) -> EmailMessage:
    """A mail with files whose names have `__` for the dot."""
    message = EmailMessage()
    message["From"], message["Subject"] = "ann@b.example", "The move"
    message.set_content(words)
    for name, content in attached.items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name.replace("__", ".")
        )
    return message


def read(message: EmailMessage) -> Document:
    return read_document(bytes(message), "move.eml")


def headings(document: Document) -> list[tuple[str, ...]]:
    return [section.headings for section in document.sections]


def test_files_are_read_below_their_names_with_their_headings_and_pages() -> None:
    document = read(mail(plan__pdf=pdf_file(["First floor.", "Second floor."]), rules__docx=docx_file()))
    assert "# plan.pdf\n\nFirst floor." in document.text and "# rules.docx\n\n" in document.text
    assert document.title == "The move" and document.unread == ()
    paged = [(section.headings, section.page) for section in document.sections if section.page]
    assert paged == [(("plan.pdf",), 1), (("plan.pdf",), 2)]
    assert any(path[:1] == ("rules.docx",) and len(path) > 1 for path in headings(document))
    for section in document.sections:
        assert document.text[section.start : section.end].strip()


def test_a_sheet_is_told_by_its_name_and_not_as_a_page() -> None:
    book, content = Workbook(), BytesIO()
    for row in (("Item", "Cost"), ("Crates", 40), ("Van", 90)):
        book.active.append(row)
    book.active.title = "Week 12"
    book.save(content)
    document = read(mail(costs__xlsx=content.getvalue()))
    assert "| Crates | 40 |" in document.text and ("costs.xlsx", "Week 12") in headings(document)
    assert all(section.page is None for section in document.sections)


def test_a_text_is_read_in_the_letters_that_the_mail_names() -> None:
    message = mail()
    message.add_attachment("Grüße aus Köln", subtype="plain", charset="iso-8859-1", filename="note.txt")
    assert "# note.txt\n\nGrüße aus Köln" in read(message).text


def test_a_mail_that_says_nothing_itself_is_what_is_attached_to_it() -> None:
    assert "First floor." in read(mail("", plan__pdf=pdf_file(["First floor."]))).text
    with pytest.raises(Unreadable, match="It holds no text"):
        read(mail("", data__bin=b"\0\1"))


def test_a_mail_in_a_mail_is_read_with_what_is_attached_to_it_and_none_deeper() -> None:
    innermost = mail("Innermost.")
    inner = mail("Inner.", plan__pdf=pdf_file(["First floor."]), deeper__eml=bytes(innermost))
    inner.add_attachment(innermost)
    outer = mail("Outer.", forwarded__eml=bytes(inner))
    outer.add_attachment(inner)
    document = read(outer)
    assert document.text.count("Inner.") == 2 and document.text.count("First floor.") == 2
    assert "Innermost" not in document.text
    assert {one.name for one in document.unread} == {"deeper.eml", "The move.eml"} and len(document.unread) == 4
    assert all("a mail in a mail" in one.problem for one in document.unread)
    assert ("forwarded.eml", "plan.pdf") in headings(document)


def test_mails_that_lie_forty_deep_in_each_other_end() -> None:
    message = mail("Innermost.")
    for _ in range(40):
        outer = mail("Around it.")
        outer.add_attachment(message)
        message = outer
    assert read(message).text.count("Around it.") == 2


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("all__zip", b"PK\x03\x04", "It is an archive."),
        ("deck__key", b"\0", ".key files are not read."),
        ("old__xls", b"\xd0\xcf\x11\xe0", ".xls files are not read."),
        ("locked__pdf", pdf_file(["Secret."], "key"), "locked"),
        ("broken__docx", b"PK\x03\x04 no more", "not that of a .docx file"),
        ("empty__txt", b"  ", "It is empty."),
        ("data__csv", b"a,b\n" * 30_000, "It is taken for data"),
        ("README", b"Hello.", "Files without an ending"),
    ],
)
def test_what_is_not_read_is_told_with_the_reason_and_the_mail_is_read(name: str, content: bytes, problem: str) -> None:
    document = read(mail(**{name: content}, note__txt=b"Also read."))
    assert "See below." in document.text and "Also read." in document.text
    [unread] = document.unread
    assert unread.name == name.replace("__", ".") and problem in unread.problem and unread.next_step.endswith(".")


def test_pages_of_an_attached_scan_are_told() -> None:
    [unread] = read(mail(scan__pdf=scanned_pdf([("Doors close at six.", 0.0), ("", 1.0)]))).unread
    assert unread.name == "scan.pdf" and "hold pictures but no text" in unread.problem


def test_what_programs_attach_by_themselves_is_not_told_of() -> None:
    message = mail(invite__ics=b"BEGIN:VCALENDAR", smime__p7s=b"0", ann__vcf=b"BEGIN:VCARD")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<logo>", filename="logo.png")
    assert read(message).unread == ()


def test_a_picture_that_is_attached_is_one_of_the_mail_and_found_by_what_stands_in_it(
    seeing: KnowledgeBase, tmp_path: Path
) -> None:
    page = tmp_path / "move.eml"
    message = mail("The dialog comes up each morning.", plan__pdf=pdf_file(["First floor."]))
    for shot in (picture_file("Error 809 no answer", "red"), picture_file("Paper tray empty", "blue")):
        message.add_attachment(shot, maintype="image", subtype="png", filename="image.png")
    message.add_attachment(picture_file("", "red", (9, 9)), maintype="image", subtype="png", filename="dot.png")
    page.write_bytes(bytes(message))
    report = seeing.add([str(page)])
    assert (report.pictures, report.problems) == (2, ())
    figure = seeing.search_figures(["error 809 no answer"], [], ["default"])[0]
    assert (figure.document, figure.title, figure.name) == ("move.eml", "The move", "image.png")
    text = seeing.document(figure.document_key).text
    assert "comes up each morning" in text[figure.start : figure.end] and "image.png" not in text
    assert {one.place for one in read(message).illustrations} == {"image.png", "image.png (2)"}


def test_a_picture_in_a_mail_that_was_sent_on_and_one_without_words_around_it_are_taken_in() -> None:
    inner = mail("Look.", shot__png=picture_file("Error 809", "red"))
    outer = mail("See what Ann sent.")
    outer.add_attachment(inner, filename="ann.eml")
    [sent_on] = read(outer).illustrations
    assert sent_on.place == "ann.eml, shot.png" and sent_on.content
    pasted = mail("Look.")
    shot = picture_file("Error 809", "red")
    pasted.add_attachment(shot, maintype="image", subtype="png", disposition="inline", filename="Screenshot.png")
    assert [one.place for one in read(pasted).illustrations] == ["Screenshot.png"]
    alone = mail("", shot__png=picture_file("Error 809", "red"))
    assert [one.place for one in read(alone).illustrations] == ["shot.png"] and "ann@b.example" in read(alone).text
    many = mail(**{f"n{number}__png": picture_file("", "red") for number in range(attachments.MOST_READ + 2)})
    assert len(read(many).illustrations) == attachments.MOST_READ and len(read(many).unread) == 2


def test_more_files_or_more_text_than_a_mail_has_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read(mail(**{f"n{number}__txt": b"Words." for number in range(attachments.MOST_READ + 2)}))
    assert document.text.count("Words.") == attachments.MOST_READ and len(document.unread) == 2
    monkeypatch.setattr(attachments, "MOST_TEXT", 5)
    document = read(mail(a__txt=b"Words.", b__txt=b"More words."))
    assert "Words." in document.text and [one.name for one in document.unread] == ["b.txt"]


@pytest.mark.parametrize(
    ("named", "shown"),
    [("../../etc/plan.txt", "plan.txt"), ("C:\\temp\\plan.txt", "plan.txt"), ("two\tlines.txt", "two lines.txt")],
)
def test_a_name_that_is_a_path_names_no_folder(named: str, shown: str) -> None:
    message = mail()
    message.add_attachment("Words.", filename=named)
    assert f"\n# {shown}\n" in read(message).text


def texts(said: Mapping[int, str]) -> Files:
    return {f"__substg1.0_{number:04X}001F": words.encode("utf-16-le") for number, words in said.items()}


def outlook_mail(words: str, *attached: Files, head: int = 32) -> Files:
    folders = {
        f"__attach_version1.0_#{number:08X}": {PROPERTIES: bytes(8), **one} for number, one in enumerate(attached)
    }
    return {PROPERTIES: bytes(head), **texts({0x0037: "The move", 0x1000: words}), **folders}


def file(name: str, content: bytes) -> Files:
    return {**texts({0x3707: name}), "__substg1.0_37010102": content}


def message_in(words: str, *attached: Files) -> Files:
    return {**texts({0x3707: "Sent on"}), "__substg1.0_3701000D": outlook_mail(words, *attached, head=24)}


def test_files_and_messages_in_a_message_of_outlook_are_read_likewise() -> None:
    deep = message_in("Inner.", file("note.txt", b"A note."), message_in("Innermost."))
    whole = outlook_mail("Outer.", file("plan.pdf", pdf_file(["First floor."])), file("all.zip", b"PK"), deep)
    document = read_document(compound_file(whole), "move.msg")
    assert all(words in document.text for words in ("Outer.", "# plan.pdf\n\nFirst floor.", "Inner.", "A note."))
    assert "Innermost" not in document.text
    assert [one.name for one in document.unread] == ["all.zip", "Sent on"]
    assert ("Sent on", "note.txt") in headings(document)


def test_what_was_not_read_is_told_until_it_is_gone(home: Path, hashing: HashingEmbedder, tmp_path: Path) -> None:
    page = tmp_path / "move.eml"
    page.write_bytes(bytes(mail(all__key=b"\0", b__key=b"\0", plan__pdf=pdf_file(["First floor."]))))
    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        report = knowledge.add([str(page)])
        [told] = report.problems
        assert told.attachments and told.is_partial and "1 with attachments unread" in str(report)
        assert "Its attachment all.key was left out: .key files are not read. So was b.key." in told.problem
        assert "# plan.pdf\n\nFirst floor." in knowledge.search("first floor", ["default"])[0].text
    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        assert knowledge.sources()[0].problems == (told,)
        assert knowledge.sync().problems == (told,)
        page.write_bytes(bytes(mail()))
        assert knowledge.sync().problems == ()


def test_a_catalog_from_before_attachments_were_read_takes_them_in(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    with closing(Catalog.open(home / "catalog.sqlite")) as catalog, catalog.database.writing() as connection:
        connection.execute("DROP INDEX documents_unread")
        connection.execute("ALTER TABLE documents DROP COLUMN unread")
    (tmp_path / "move.eml").write_bytes(bytes(mail(all__zip=b"PK")))
    with closing(KnowledgeBase.open(home, HashingEmbedder())) as knowledge:
        assert [problem.attachments for problem in knowledge.add([str(tmp_path / "move.eml")]).problems] == [True]


def test_many_attachments_are_told_in_few_words() -> None:
    unread = [Unread(f"{number}.zip", ".zip files are not read.", "Save it.") for number in range(9)]
    said = attachments_left_out("a.eml", unread).problem
    assert said == (
        "Its attachment 0.zip was left out: .zip files are not read. So were 1.zip, 2.zip, 3.zip, 4.zip and 4 more."
    )


def test_of_many_mails_with_the_same_kind_of_attachment_one_is_shown() -> None:
    unread = [Unread("all.zip", ".zip files are not read.", "Save it.")]
    first, *others = [attachments_left_out(f"{number}.eml", unread) for number in range(4)]
    [shown] = merged_problems([first, *others])
    assert shown.document == "0.eml" and shown.problem.endswith(
        " Attachments of 3 more documents are left out likewise."
    )
