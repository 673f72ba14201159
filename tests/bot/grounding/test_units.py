"""Text is cut into pieces that can be quoted on their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grounding.units import units
from tests.bot.grounding.passages import excerpt

PAGE = """# VPN

Error 809 means the server, e.g. vpn.acme.example, can't be reached. Open UDP ports 500
and 4500. Dr. Who said so.

1. Open **Settings**.
2. Select VPN
   and continue.
- Item one. And two.

| Office | Days |
|---|---|
| Berlin | 28 |

```
Get-Vpn -Name work
```
> [!NOTE] Be careful. Version 1.2.3 is old.
"""


def cut(text: str) -> list[tuple[str, str]]:
    return [(unit.kind, text[unit.start : unit.end]) for unit in units(text)]


def test_each_kind_of_line_becomes_its_kind_of_unit() -> None:
    assert cut(PAGE) == [
        ("heading", "# VPN"),
        ("sentence", "Error 809 means the server, e.g. vpn.acme.example, can't be reached."),
        ("sentence", "Open UDP ports 500\nand 4500."),
        ("sentence", "Dr. Who said so."),
        ("step", "Open **Settings**."),
        ("step", "Select VPN\n   and continue."),
        ("item", "Item one. And two."),
        ("header", "| Office | Days |"),
        ("row", "| Berlin | 28 |"),
        ("code", "Get-Vpn -Name work"),
        ("sentence", "Be careful."),
        ("sentence", "Version 1.2.3 is old."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Nicht genommener Urlaub verfällt am 31. März des Folgejahres.",
        "Das Büro im 3. Stock hat bzw. hatte ca. 20 Plätze.",
        "Siehe Nr. 4 der Liste, z. B. Anlagen.",
        "Mme. Duval répond, env. Dix minutes.",
    ],
)
def test_a_full_stop_of_an_ordinal_or_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert cut(text) == [("sentence", text)]


def test_a_number_ends_a_sentence() -> None:
    assert [text for _, text in cut("Use version 2. The old one is gone.")] == [
        "Use version 2.",
        "The old one is gone.",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_paragraph_ends_at_an_empty_line_however_lines_end(end: str) -> None:
    page = excerpt(f"Congés payés{end}{end}Chaque salarié a droit à 25 jours. Il les prend.{end}")
    assert [page.runs_on(n) for n in range(len(page.units))] == [False, True, False]


def test_a_step_keeps_its_number() -> None:
    assert [unit.number for unit in units("3. Restart.\n4. Wait.\n")] == ["3", "4"]


@given(st.text(alphabet=st.sampled_from("aB1 .!?\n-*|>#`~\t\r\u2028é。")))
def test_units_are_in_order_apart_and_never_empty(text: str) -> None:
    end = 0
    for unit in units(text):
        assert end <= unit.start < unit.end <= len(text)
        assert text[unit.start : unit.end].strip()
        end = unit.end


@pytest.mark.parametrize("question", ["How do I get in?", "**Who may enter?**", "Q: Is it locked (at night)?"])
def test_a_question_that_is_a_paragraph_by_itself_is_a_heading(question: str) -> None:
    kinds = [kind for kind, _ in cut(f"It is a door.\n\n{question}\n\nBy ringing. Has nobody come? Ring twice.\n")]
    assert kinds == ["sentence", "heading", "sentence", "sentence", "sentence"]


def test_a_question_that_nothing_stands_below_is_none() -> None:
    assert [kind for kind, _ in cut("It is a door.\n\nWho may enter?")] == ["sentence", "sentence"]


def test_the_mark_of_a_note_is_no_text_and_the_note_is_a_paragraph() -> None:
    page = excerpt(
        "# Meals\n\nThe limit is 20 euros[^1]. Ask first.[^boss] Then go[^2]: it is paid.\n\n"
        "[^1]: Contractors have 10 euros.\n[^boss]: Or whoever stands in\n    for them.\n\nThat is all.\n"
    )
    assert [page.seen(n, n) for n in range(1, len(page.units))] == [
        "The limit is 20 euros.",
        "Ask first.",
        "Then go: it is paid.",
        "Contractors have 10 euros.",
        "Or whoever stands in\n    for them.",
        "That is all.",
    ]
    assert page.text(1, 1) == "The limit is 20 euros[^1]."
    assert [page.runs_on(n) for n in range(1, 6)] == [True, True, False, False, False]


@pytest.mark.parametrize(
    "text",
    ["Use `grep [^1] x` for it.", "Use grep [^a-z]+ for it.", 'Use [^"] for it.', "See [^1](a.md) there."],
)
def test_what_a_pattern_excludes_is_no_mark_of_a_note(text: str) -> None:
    assert excerpt(text).seen(0, 0) == text
    assert excerpt(f"```\n{text}\n```\n").seen(0, 0) == text


def test_what_can_be_folded_away_stands_apart_from_its_name() -> None:
    folded = (
        "Before\n<details open><summary>Reset the <b>router</b></summary>Hold it for\n10 seconds.</details>After.\n"
    )
    page = excerpt(folded)
    said = ["Before", "Reset the <b>router</b>", "Hold it for\n10 seconds.", "After."]
    assert [page.text(n, n) for n in range(len(page.units))] == said
    assert not any(page.runs_on(n) for n in range(len(page.units)))
    assert excerpt("Type `<details>` or ``</summary>`` here.").text(0, 0) == "Type `<details>` or ``</summary>`` here."


def test_what_is_folded_away_in_an_item_stands_apart_from_it() -> None:
    page = excerpt(
        "- The router\n  <details>\n  <summary>How do I reset it?</summary>\n  Hold it.\n  </details>\n- Cables\n"
    )
    assert [(unit.kind, page.text(n, n)) for n, unit in enumerate(page.units)] == [
        ("item", "The router"),
        ("heading", "How do I reset it?"),
        ("sentence", "Hold it."),
        ("item", "Cables"),
    ]
