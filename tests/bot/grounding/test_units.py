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


def test_a_name_in_bold_that_is_a_paragraph_by_itself_is_a_heading() -> None:
    page = excerpt("**Who may park?**\n\nAll.\n\n**CARD_LIMIT**\n\nThe most that a card pays. It is 50 euros.\n")
    assert page.headings_over(len(page.units) - 1)[-1] == "CARD_LIMIT"


@pytest.mark.parametrize(
    "page",
    [
        "**Never share your PIN**\n\nAsk us.",
        "**Rain.**\n\nIt falls.",
        "**Ada**\n\n**Bob**",
        "**Ada** wins\n\nNow.",
        "**Ada**",
    ],
)
def test_what_is_set_in_bold_and_says_something_or_stands_over_nothing_is_no_heading(page: str) -> None:
    assert "heading" not in [kind for kind, _ in cut(page)]


def test_a_question_that_nothing_stands_below_is_none() -> None:
    assert [kind for kind, _ in cut("It is a door.\n\nWho may enter?")] == ["sentence", "sentence"]


def test_the_mark_of_a_note_is_no_text_and_the_note_is_a_paragraph() -> None:
    page = excerpt(
        "# Meals\n\nThe limit is 20 euros[^1]. Ask first.[^boss] Then go[^2]: it is paid.\n\n"
        "[^1]: Contractors have 10 euros.\n[^boss]: Or whoever stands in\n    for them.\n\nThat is all.\n"
    )
    assert [page.visible_text(n) for n in range(1, len(page.units))] == [
        "The limit is 20 euros.",
        "Ask first.",
        "Then go: it is paid.",
        "Contractors have 10 euros.",
        "Or whoever stands in\n    for them.",
        "That is all.",
    ]
    assert page.text(1) == "The limit is 20 euros[^1]."
    assert [page.runs_on(n) for n in range(1, 6)] == [True, True, False, False, False]


@pytest.mark.parametrize(
    "text",
    ["Use `grep [^1] x` for it.", "Use grep [^a-z]+ for it.", 'Use [^"] for it.', "See [^1](a.md) there."],
)
def test_what_a_pattern_excludes_is_no_mark_of_a_note(text: str) -> None:
    assert excerpt(text).visible_text(0) == text
    assert excerpt(f"```\n{text}\n```\n").visible_text(0) == text


def test_what_can_be_folded_away_stands_apart_from_its_name() -> None:
    folded = (
        "Before\n<details open><summary>Reset the <b>router</b></summary>Hold it for\n10 seconds.</details>After.\n"
    )
    page = excerpt(folded)
    said = ["Before", "Reset the <b>router</b>", "Hold it for\n10 seconds.", "After."]
    assert [page.text(n) for n in range(len(page.units))] == said
    assert not any(page.runs_on(n) for n in range(len(page.units)))
    assert excerpt("Type `<details>` or ``</summary>`` here.").text(0) == "Type `<details>` or ``</summary>`` here."


def test_what_is_folded_away_in_an_item_stands_apart_from_it() -> None:
    page = excerpt(
        "- The router\n  <details>\n  <summary>How do I reset it?</summary>\n  Hold it.\n  </details>\n- Cables\n"
    )
    assert [(unit.kind, page.text(n)) for n, unit in enumerate(page.units)] == [
        ("item", "The router"),
        ("heading", "How do I reset it?"),
        ("sentence", "Hold it."),
        ("item", "Cables"),
    ]


@pytest.mark.parametrize("text", ["Lost tokens\n-----------\n", "Lost tokens\n===\n", "Lost\ntokens\n===\n"])
def test_a_line_that_is_underlined_is_a_heading(text: str) -> None:
    assert cut(f"It is so.\n\n{text}\nReport it.\n") == [
        ("sentence", "It is so."),
        ("heading", text.strip()),
        ("sentence", "Report it."),
    ]


@pytest.mark.parametrize("text", ["The desk is open.\n---\n", "> Lost tokens\n---\n", "- Lost\ntokens\n---\n"])
def test_a_rule_below_what_is_no_title_makes_no_heading(text: str) -> None:
    assert "heading" not in [kind for kind, _ in cut(f"It is so.\n\n{text}\nReport it.\n")]


def test_what_is_set_in_below_a_blank_line_is_code() -> None:
    page = "Run this:\n\n    for host in up:\n        - ping\n\n    done\n\n"
    page += "Then:\n\n1. Wait.\n\n    It takes long.\n\n       halt\n"
    assert cut(page) == [
        ("sentence", "Run this:"),
        ("code", "for host in up:"),
        ("code", "- ping"),
        ("code", "done"),
        ("sentence", "Then:"),
        ("step", "Wait."),
        ("sentence", "It takes long."),
        ("code", "halt"),
    ]
    assert "code" not in [unit.kind for unit in units(page, is_markdown=False)]


def test_a_table_needs_no_pipes_around_it() -> None:
    assert cut("Leave:\n\nOffice | Days\n--- | ---\nBerlin | 28\nLisbon | 25\n\nAsk | tell.\n") == [
        ("sentence", "Leave:"),
        ("header", "Office | Days"),
        ("row", "Berlin | 28"),
        ("row", "Lisbon | 25"),
        ("sentence", "Ask | tell."),
    ]


@pytest.mark.parametrize("rule", ["|---|---|", "|-|-|", "| :-: | -: |"])
def test_the_first_row_of_a_table_names_its_columns_and_the_last_one_does_not(rule: str) -> None:
    table = f"| Plan | Seats |\n{rule}\n| Free | few |\n| Pro | many |\n"
    kinds = [kind for kind, _ in cut(f"{table}\n---\n\n{table}\n* * *\n\nThat is all.\n")]
    assert kinds == ["header", "row", "row"] * 2 + ["sentence"]


QUOTE = """The rule:
> [!WARNING]
> ### Backups
> Do not reboot while
> the backup > 5 GB runs.
>
> 1. Wait for
>    it.
>
> > Be patient
>
> | Plan | Seats |
> |---|---|
> | Free | few |
>
> ```
> make a
>   # > it
> ```
---
Call us.

```
> make b
```

- Pears
> Apples

10. Wait.
    > It takes
    > long.
"""


def test_a_quoted_block_is_read_without_its_marks_and_stands_apart() -> None:
    page = excerpt(QUOTE)
    assert [(unit.kind, page.visible_text(n)) for n, unit in enumerate(page.units)] == [
        ("sentence", "The rule:"),
        ("sentence", "Backups"),
        ("sentence", "Do not reboot while\n  the backup > 5 GB runs."),
        ("step", "Wait for\n     it."),
        ("sentence", "Be patient"),
        ("header", "| Plan | Seats |"),
        ("row", "| Free | few |"),
        ("code", "make a"),
        ("code", "# > it"),
        ("sentence", "Call us."),
        ("code", "> make b"),
        ("item", "Pears"),
        ("sentence", "Apples"),
        ("step", "Wait."),
        ("sentence", "It takes\n      long."),
    ]
    assert all(page.text(n) in QUOTE for n in range(len(page.units)))


def test_a_row_of_dashes_further_down_is_one_of_the_rows_that_say_nothing() -> None:
    page = excerpt("| Plan | Seats |\n|---|---|\n| Free | few |\n| - | - |\n| Pro | many |\n")
    assert [unit.kind for unit in page.units] == ["header", "row", "row", "row"]
    assert page.columns_over(3) == "| Plan | Seats |"


def test_a_fence_is_ended_by_one_as_long() -> None:
    assert cut("````md\n```\nmake\n```\n````\nIt is built.\n\n~~~\n```\n~~~\n```make```\n") == [
        ("code", "```"),
        ("code", "make"),
        ("code", "```"),
        ("sentence", "It is built."),
        ("code", "```"),
        ("sentence", "```make```"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Unused leave expires on\n31. December of the year.",
        "Call us at extension\n42. The desk",
        "The range is 5\n- 10 degrees.",
    ],
)
def test_a_wrapped_line_that_begins_with_a_number_goes_on(text: str) -> None:
    assert "".join(said for kind, said in cut(text) if kind == "sentence") == text.replace(". The", ".The")


@pytest.mark.parametrize(
    "text",
    [
        "Bring with you\n- 2 photos\n- 1 form",
        "Go on here:\n4. Print\n5. Wait",
        "Do so\n1. Print",
        "Then\n4. Go\n5. Wait",
    ],
)
def test_a_list_may_stand_right_below_a_sentence(text: str) -> None:
    first, *items = cut(text)
    assert first[0] == "sentence" and {kind for kind, _ in items} <= {"item", "step"} and items


def test_a_step_that_is_wrapped_without_being_set_in_ends_at_the_next() -> None:
    page = "1. Switch the printer\noff and wait.\n2. Open the tray.\nIt hums.\n3. Look\nInto it.\n"
    kinds, said = zip(*cut(page), strict=True)
    assert kinds == ("step", "step", "sentence", "step", "sentence")
    assert said[0] == "Switch the printer\noff and wait."


TOLD = "The password changes every month and is sent to all employees by mail.\n"


@pytest.mark.parametrize("fact", ["Wi-Fi password Kelpline-2024", "Office phone 030 5557"])
def test_a_line_with_a_number_over_running_text_can_be_quoted(fact: str) -> None:
    assert cut(f"{fact}\n{TOLD}") == [("sentence", fact), ("sentence", TOLD.strip())]


@pytest.mark.parametrize("title", ["Error 809", "Chapter 3", "Right Of Recovery", "Lost passwords"])
def test_a_title_over_running_text_is_a_heading(title: str) -> None:
    assert cut(f"{title}\n{TOLD}")[0] == ("heading", title)


def test_what_nobody_sees_is_no_answer() -> None:
    page = excerpt(
        '<a id="disabling-checks"></a>\n\n<img src="checks.png" alt="Checks">\n\n</section>\n\n<USER> is yours.\n'
        "<b>Disabling</b> is possible.\n\n```\n<checks>\n```\n"
    )
    quotable = [page.text(n) for n in range(len(page.units)) if page.is_quotable(n)]
    assert quotable == ["<USER> is yours.", "<b>Disabling</b> is possible.", "<checks>"]


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("`Esc` | Close the window. Press it again to close all.", "row"),
        ("`Esc` | Close the window", "row"),
        ("Key | What it does", "header"),
        ("Abbr. | What it does", "header"),
        ("If you press... | ...this happens", "header"),
    ],
)
def test_a_first_row_that_says_a_sentence_or_what_to_type_names_no_columns(first: str, kind: str) -> None:
    found = units(f"{first}\n`Del` | Delete it.\n`F1` | Show help.\n".replace("\n", " |\n| ").join(["| ", ""])[:-2])
    assert [unit.kind for unit in found] == [kind, "row", "row"]


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("Age | Half day (until 12:45)", "header"),
        ("Until 2 | £60", "row"),
        ("Christmas 25 December | closed after 12:45", "row"),
        ("Babies | £60 until 12:45", "row"),
    ],
)
def test_the_name_of_a_column_of_numbers_may_have_a_number_in_it(first: str, kind: str) -> None:
    rows = units(f"| {first} |\n| Under 2 | £64 |\n| 2 to 3 | 58.50 |\n| over 3 | |\n")
    assert [row.kind for row in rows] == [kind, "row", "row", "row"]


def test_a_text_that_begins_inside_a_listing_is_code_up_to_its_end() -> None:
    text = "   --limit value  sets the limit\n   --quiet        says nothing\n```\n\nBoth are optional.\n"
    kinds = [unit.kind for unit in units(text, fence="```")]
    assert kinds == ["code", "code", "sentence"]
