"""Prose is cut where a sentence ends, and nowhere else."""

import pytest

from bot.grounding.sentences import sentences
from tests.bot.grounding.passages import excerpt


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Nicht genommener Urlaub verfällt am 31. März des Folgejahres.",
        "Ab dem 4. Krankheitstag gilt das, am 5. Werktag nicht mehr.",
        "Die Frist endet am 31. 12. 2026 um Mitternacht.",
        "Das Passwort hat mind. 12 Zeichen und kostet 3 Mio. Euro.",
        "Fragen Sie Hr. Müller oder Fr. Weber nach Art. 6 DSGVO.",
        "See Sec. 4.2, Ch. 4 and pp. 3-5 of it.",
        "The desk in Hauptstr. 5 is open Mon. 9:00 to 17:00.",
        "Das Büro im 3. Stock hat bzw. hatte ca. 20 Plätze, z. B. Anlagen.",
        "Mme. Duval répond, env. Dix minutes.",
        "Run `docker build . -t acme/shop` or `git add . && git commit` to build.",
        "See [.NET 8. The next](https://acme.example/net) for more.",
        "Ask the desk (Room 2. It is upstairs, left.) and wait.",
        "**1. Make the app.**",
        "§ 5. Der Vermieter darf eintreten.",
        "4.2. Visitors sign in.",
        "Pregunte a la Sra. López o al Sr. Gómez.",
        "Ask Gov. Brown, Rev. Black or Fa. Meier.",
        "It is in Bldg. 5, fl. 3, rm. 12.",
        "What happens when I suspend my computer? — It goes to sleep.",
    ],
)
def test_this_is_one_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ("Use version 2.", "The old one is gone."),
        ("Is it allowed?", "No.", "Ask first."),
        ("Keep it in mind.", "The desk does."),
        ("Offen Mo–Fr.", "Am Samstag ist zu."),
        ("Type `exit`.", "Then wait."),
        ("Ask first.", "(It is open.)", "Then go."),
        ("She works on Sun.", "The desk does not."),
        ("It costs 5.", "The rest is free."),
        ("How many?", "5"),
        ("Ask in the rm.", "It is open."),
    ],
)
def test_these_are_several(parts: tuple[str, ...]) -> None:
    assert cut(" ".join(parts)) == list(parts)


@pytest.mark.parametrize("label", ["Figure 9.40.", "**Table 5-3.**", "Abbildung 2.", "Fig. 1.2.3.", "Table 7:"])
def test_the_number_of_a_picture_or_a_table_is_no_sentence_and_its_name_no_answer(label: str) -> None:
    page = excerpt(f"Look at it.\n\n{label} Account Numbers\n\nThe table 5. Account numbers are long.\n")
    assert [page.text(n) for n in range(len(page.units))][:2] == ["Look at it.", f"{label} Account Numbers"]
    assert not page.is_quotable(1)
    said = excerpt(f"{label} The numbers of accounts are long.\n")
    assert said.is_quotable(0)
