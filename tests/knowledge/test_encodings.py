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


def test_text_in_an_old_encoding_is_decoded() -> None:
    text = "Die Größe des Übergangs ändert sich für die Bürger von Köln und München täglich. " * 5
    assert read_document(text.encode("cp1252"), "note.txt").text == text.strip()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Chaque salarié a droit à 25 jours de congés payés par an, d’après l’accord. 5 €.", "cp1252"),
        ("As férias não gozadas são transferidas até 31 de março. A requisição é feita no portal.", "cp1252"),
        ("Semestern är 25 dagar per år. Ansök i portalen två veckor före.", "cp1252"),
        ("Ferien er på 25 dage om året. Ansøg i portalen to uger før. Fravær anmeldes på dagen.", "cp1252"),
        ("Lomaa kertyy 25 päivää vuodessa. Hae lomaa järjestelmässä.", "cp1252"),
        ("Größe: 5 m", "cp1252"),
        ("Wniosek należy złożyć w portalu najpóźniej dwa tygodnie wcześniej.", "cp1250"),
        ("Žádost je třeba podat v portálu nejpozději dva týdny předem.", "cp1250"),
        ("A kérelmet legalább két héttel előtte kell benyújtani; időpontot az űrlapon.", "cp1250"),
        ("Yıllık izin 20 gündür. Şifrenizi değiştirmek için yöneticinize danışın.", "cp1254"),
        ("Die Kantine öffnet für alle um 11:30 Uhr und schließt um 14:00 Uhr.", "cp850"),
        ("Chaque salarié a droit à 25 jours, après accord.", "mac_roman"),
        ("Отпуск составляет 28 дней в году. Заявление подаётся через портал.", "cp1251"),
        ("年次有給休暇は20日です。申請はポータルで二週間前までに行ってください。", "shift_jis"),
    ],
)
def test_the_letters_of_a_language_tell_its_old_encoding(text: str, encoding: str) -> None:
    assert read_document(text.encode(encoding), "note.txt").text == text
    page = f"<html><body><p>{text}</p></body></html>"
    assert read_document(page.encode(encoding), "page.html").text == text


def test_a_broken_byte_costs_a_letter_and_not_the_umlauts_of_a_whole_text() -> None:
    whole = "Die Kantine öffnet um 11:30 Uhr und schließt um 14:00 Uhr. Für alle.\n"
    cut_off = (whole * 5).encode() + "Ü".encode()[:1]
    assert read_document(cut_off, "canteen.log").text == f"```\n{whole * 5}\ufffd\n```"


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert read_document("# Ünïcode".encode("utf-16"), "page.md").text == "# Ünïcode"
    assert read_document(b"\xef\xbb\xbf# Title", "page.md").text == "# Title"
