"""What reading mails promises: every word that was written to somebody, however old the program that sent it."""

from email.message import EmailMessage, MIMEPart

import pytest

from knowledge.readers import read_document


def said_in(mail: EmailMessage | bytes) -> str:
    """What a mail says below the lines on who wrote it."""
    return read_document(bytes(mail), "mail.eml").text.partition("\n\n")[2]


def written(charset: str, content: bytes, kind: str = "plain") -> bytes:
    head = f"From: a@b.example\r\nContent-Type: text/{kind}{charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + content


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("", "utf-8"),
        ("", "cp1252"),
        ("; charset=us-ascii", "utf-8"),
        ("; charset=x-unknown", "utf-8"),
        ("; charset=unknown-8bit", "cp1252"),
        ("; charset=iso-8859-1", "cp1252"),
    ],
)
def test_a_mail_that_names_its_encoding_wrongly_or_not_is_read_letter_by_letter(charset: str, encoding: str) -> None:
    words = "Für Überstunden gilt §5 – Grüße"
    assert said_in(written(charset, words.encode(encoding))) == words
    assert said_in(written(charset, f"<p>{words}</p>".encode(encoding), "html")) == words


def test_a_page_in_a_mail_may_say_itself_what_it_is_in() -> None:
    page = "<html><meta charset='iso-8859-7'><p>Άδεια</p></html>"
    assert said_in(written("", page.encode("iso-8859-7"), "html")) == "Άδεια"


def test_a_mail_in_seven_bits_is_read_as_what_it_names() -> None:
    assert said_in(written("; charset=iso-2022-jp", "休暇の規定".encode("iso-2022-jp"))) == "休暇の規定"


def test_a_mail_whose_page_is_a_picture_alone_says_its_plain_text() -> None:
    mail = EmailMessage()
    mail["From"] = "a@b.example"
    mail.set_content("The code is 42.")
    mail.add_alternative('<img src="cid:1">', subtype="html")
    assert said_in(mail) == "The code is 42."


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_what_stands_behind_a_picture_or_a_file_in_a_mail_is_read_too(kind: str) -> None:
    """Apple Mail parts the text where something stands in it."""
    mail = EmailMessage()
    mail["From"] = "a@b.example"
    mail.make_mixed()
    for words in ("First the key.", "Then the badge."):
        part = MIMEPart()
        part.set_content(words, subtype=kind)
        mail.attach(part)
        mail.add_attachment(b"\x00", maintype="image", subtype="png", disposition="inline", filename="key.png")
    mail.add_attachment("A list of all.", filename="list.txt")
    assert said_in(mail) == "First the key.\n\nThen the badge.\n\n# list.txt\n\nA list of all."


def test_a_mail_that_begins_with_a_byte_order_mark_is_called_by_its_subject() -> None:
    document = read_document(b"\xef\xbb\xbfFrom: a@b.example\r\nSubject: Keys\r\n\r\nAsk Ann.", "mail.eml")
    assert (document.title, document.text) == ("Keys", "- From: a@b.example\n\nAsk Ann.")


def test_a_mail_whose_only_text_has_the_name_of_a_file_is_read() -> None:
    mail = EmailMessage()
    mail["From"] = "a@b.example"
    mail.set_content("Ask Ann.", disposition="inline", filename="body.txt")
    assert said_in(mail) == "Ask Ann."
