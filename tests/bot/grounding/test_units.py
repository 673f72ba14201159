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
