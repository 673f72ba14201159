"""What is promised of texts and pages from before UTF-8: each letter and sign as it was written."""

import pytest

from knowledge.readers import read_document


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("It’s the manager’s decision – don’t wait.", "cp1252"),
        ("Price: 5 € per day – ask first.", "cp1252"),
        ("Temperature 20 °C ± 2, §5, µm, 3×4, ½", "cp1252"),
        ("“Quoted” words only…", "cp1252"),
        ("‘Yes’ – the students’ room is 5 m².", "cp1252"),
        ("O’Brien™ ©2020 • item", "cp1252"),
        ("The café’s menu is £5.", "cp1252"),
        ("10\xa0days", "cp1252"),
        ("It’s the manager’s decision – don’t wait.", "mac_roman"),
        ("La sala está cerrada", "cp850"),
        ("Łódź – „tak”, 5 €", "cp1250"),
    ],
)
def test_signs_between_english_words_tell_the_encoding_as_accented_letters_do(text: str, encoding: str) -> None:
    assert read_document(text.encode(encoding), "note.txt").text == text
    page = read_document(f"<html><p>{text}</p></html>".encode(encoding), "note.html")
    assert page.text == text.replace("\xa0", " ")


def test_what_is_called_latin_1_is_read_as_browsers_read_it() -> None:
    page = "<meta charset='iso-8859-1'><p>It’s 5 €.</p>"
    assert read_document(page.encode("cp1252"), "page.html").text == "It’s 5 €."
    assert read_document("It’s 5 €.".encode("cp1252"), "page", "text/plain; charset=ISO-8859-1").text == "It’s 5 €."


@pytest.mark.parametrize("charset", ["hex", "utf-16", "idna", "unicode_escape", "x\0y", "€", " ", '"a'])
def test_a_charset_that_is_none_for_pages_is_passed_over(charset: str) -> None:
    page = "<p>It’s 5 €.</p>".encode("cp1252")
    assert read_document(page, "page.html", f"text/html; charset={charset}").text == "It’s 5 €."


def test_a_page_in_utf_8_is_read_as_such_whatever_its_server_says() -> None:
    assert read_document("<p>Größe</p>".encode(), "page.html", "text/html; charset=iso-8859-1").text == "Größe"


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("iso-2022-jp", "iso-2022-jp", "休暇の規定"),
        ("shift_jis", "cp932", "①の項目 髙橋"),
        ("euc-kr", "cp949", "똠방각하 휴가 규정"),
        ("gb2312", "gb18030", "朱镕基"),
    ],
)
def test_east_asian_pages_are_read_as_browsers_read_them(charset: str, encoding: str, text: str) -> None:
    page = f"<meta charset='{charset}'><p>{text}</p>"
    assert read_document(page.encode(encoding), "page.html").text == text
    assert read_document(text.encode(encoding), "page", f"text/plain; charset={charset}").text == text
