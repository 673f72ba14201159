"""What an answer quotes of one list or table is one block, and no line of it is said twice."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.bot.steps.readings import composed, count, needing, reading_of

DONTS = "# Passwords\n\n## Don'ts\n\n- Share your password with a colleague.\n- Write it on paper.\n- Use it twice.\n"
EXPENSES = "You can expense:\n\n" + "".join(f"- Thing {n} for work\n" for n in range(1, 10))
TABLE = "Leave here.\n\n| Kind | Days |\n|---|---|\n| Annual | 25 |\n| Parental | 120 |\n| Sick | 3 |\n"


@pytest.mark.parametrize("written", ["", "Share your password with a colleague."])
def test_an_item_under_a_heading_that_denies_it_is_never_said_without(written: str) -> None:
    assert composed(needing(DONTS, "Share"), written) == "**Don'ts:** [1]\n- Share your password with a colleague."


@pytest.mark.parametrize("needed", [("Share", "Use"), ("Use", "Share")])
@pytest.mark.parametrize("written", ["", "Share your password with a colleague.", "Use it twice."])
def test_needed_items_of_one_list_stand_together(needed: tuple[str, str], written: str) -> None:
    assert composed(needing(DONTS, *needed), written) == (
        "**Don'ts:** [1]\n- Share your password with a colleague.\n- Use it twice."
    )


@pytest.mark.parametrize("above", ["There: Ann Lee. Not there: Tom (course)", "Apologies: Ann Lee"])
def test_an_item_does_without_what_was_filled_in_above_its_list(above: str) -> None:
    minutes = f"{above}\n\n- The lease ends in May.\n- The lift is repaired on 3 May.\n"
    assert composed(needing(minutes, "lift")) == "The lift is repaired on 3 May. [1]"


def test_a_question_for_an_account_gets_the_short_list_whole() -> None:
    account = replace(needing(DONTS, "Share"), asks_broadly=True)
    assert composed(account) == (
        "**Don'ts:** [1]\n- Share your password with a colleague.\n- Write it on paper.\n- Use it twice."
    )


def test_who_asks_for_things_of_a_kind_gets_the_table_whole_of_which_much_answers() -> None:
    whole = "| Kind | Days |\n| --- | --- |\n| Annual | 25 |\n| Parental | 120 |\n| Sick | 3 |\n\n[1]"
    kinds = needing(TABLE, "Annual", "Sick")
    assert composed(replace(kinds, asks_several=True)) == whole
    one = needing(TABLE, "Sick", "Leave here")
    assert composed(replace(one, asks_several=True)).startswith("| Kind | Days |\n| --- | --- |\n| Sick | 3 |\n\n[1]")


def test_who_asks_for_things_of_a_kind_gets_the_items_behind_those_that_answer() -> None:
    ways = needing(EXPENSES, "Thing 3", "Thing 4", "Thing 5")
    assert "Thing 9" not in composed(ways)
    assert composed(replace(ways, asks_several=True)).count("\n- Thing") == 9


@pytest.mark.parametrize("rows", ["| Port | For |\n|---|---|\n| 80 | Web |\n| 25 | Mail |\n", "- Port 80\n- Port 25\n"])
def test_the_name_of_a_table_does_not_part_it_from_what_announces_it(rows: str) -> None:
    text = composed(needing(f"Open the following ports:\n\nTable 3. Ports of the server\n\n{rows}", "following"))
    assert text.startswith("Open the following ports:") and "80" in text and "25" in text
    image = needing(f"It looks like this:\n\n![Screen](a.png)\n\n{rows}", "looks")
    assert "80" not in composed(image)


def test_a_table_that_is_too_long_is_not_quoted_whole() -> None:
    rows = "".join(f"| Kind {n} | {n} days |\n" for n in range(20))
    reading = needing(f"Leave.\n\n| Kind | Days |\n|---|---|\n{rows}", "Kind 3 ", "Kind 4 ", "Kind 5 ")
    assert composed(replace(reading, asks_several=True)).count("\n| Kind") == 3


def test_sentences_of_a_paragraph_that_are_needed_stand_in_their_order() -> None:
    codes = (
        "You first need the secret. It is shown once. Then right-click the entry. Choose a name. Save. A tone sounds.\n"
    )
    first = "You first need the secret. It is shown once. Then right-click the entry. [1]"
    assert composed(needing(codes, "right-click", "need the secret")) == first
    assert composed(needing(codes, "need the secret", "right-click")) == first
    far = needing(codes, "need the secret", "tone")
    assert composed(replace(far, asks_fact=True)) == "You first need the secret. [1] A tone sounds. [1]"


def test_what_tells_a_way_stands_in_the_order_of_its_section() -> None:
    codes = "# Codes\n\nAsk for the secret.\n\nOnce obtained, scan it.\n\n# Else\n\nThe secret is long.\n"
    found = needing(codes, "long", "scan", "Ask for")
    assert composed(found) == "The secret is long. [1] Once obtained, scan it. [2] Ask for the secret. [2]"
    found = needing(codes, "scan", "long", "Ask for")
    how = composed(replace(found, asks_how=True))
    assert how == "Ask for the secret. [1] Once obtained, scan it. [1] The secret is long. [2]"


def test_several_things_may_be_named_by_the_sentence_that_refers_to_the_first() -> None:
    methods = replace(
        needing("There are two methods. These are the fast and the slow one. Ask us.\n", "two"), asks_fact=True
    )
    assert composed(methods) == "There are two methods. [1]"
    assert composed(replace(methods, asks_several=True)) == (
        "There are two methods. These are the fast and the slow one. [1]"
    )


def test_a_paragraph_of_an_item_is_quoted_with_it_and_with_what_goes_on_to_answer() -> None:
    hours = "- **Berlin**\n\n  The desk opens at nine. Gates close at five.\n\n- **Paris**\n\n  Saturday only.\n"
    assert composed(needing(hours, "opens")) == "- **Berlin** [1]\nThe desk opens at nine."
    how = replace(needing(hours, "opens"), asks_how=True)
    assert composed(how) == "- **Berlin** [1]\nThe desk opens at nine. Gates close at five."


def test_a_term_is_said_once_above_the_paragraphs_on_it() -> None:
    page = (
        "--keepalive: The seconds between messages.\n\n  It helps behind firewalls.\n\n  Zero ends them.\n\n"
        "  More costs little.\n"
    )
    assert composed(needing(page, "helps", "costs")) == (
        "--keepalive: The seconds between messages. [1]\nIt helps behind firewalls.\n\nMore costs little. [1]"
    )


def test_no_line_of_a_list_is_said_twice() -> None:
    text = composed(needing(EXPENSES, "Thing 3", "Thing 5", "Thing 7"))
    said = [line.removesuffix(" [1]") for line in text.splitlines() if line]
    assert said[:-1] == [line for line in EXPENSES.splitlines() if line][:8]
    assert said[-1] == "… (2 more items in the document)"
    assert count(text, "bullet_list_open") == 1


def test_needed_rows_of_one_table_are_one_table() -> None:
    text = composed(needing(TABLE, "Annual", "Sick"))
    assert text == "| Kind | Days |\n| --- | --- |\n| Annual | 25 |\n| Sick | 3 |\n\n[1]"
    assert (count(text, "table_open"), count(text, "tr_open")) == (1, 3)


def test_a_sentence_behind_a_table_or_a_list_stands_apart_from_it() -> None:
    text = composed(needing(f"{TABLE}\nInterns have no leave at all.\n", "Sick", "Interns"))
    assert text.endswith("| Sick | 3 |\n\n[1]\n\nInterns have no leave at all. [1]")
    text = composed(needing(f"{DONTS}\n## More\n\nInterns have no password at all.\n", "Use it", "Interns"))
    assert text.endswith("- Use it twice.\n\nInterns have no password at all. [2]")


def test_a_single_item_without_a_mark_is_not_glued_to_a_list() -> None:
    text = composed(needing(f"{EXPENSES}\n```\nexpense --all\n```\n\n- Ask Mia about the rest.\n", "Thing 2", "Mia"))
    assert count(text, "bullet_list_open") == 1
    assert "\n\nAsk Mia" in text


def test_numbered_steps_are_not_glued_to_the_items_of_another_list() -> None:
    page = "Problems:\n\n- No page opens: connect the VPN.\n\n## Connect\n\n1. Choose Staff.\n2. Enter your name.\n"
    text = composed(needing(page, "No page opens", "Choose Staff"))
    assert "- No page opens: connect the VPN.\n\n1. Choose Staff. [2]\n2. Enter your name." in text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (("2. Meals are paid in full.",), "Meals are paid in full. [1]"),
        (("1. Meals are paid in full.\n", "2. Trips cost people little."), "1. Meals are paid in full. [1]\n2. Trips"),
        (("1. Meals are paid in full.\n", "3. Trips cost people little."), "1. Meals are paid in full. [1]\n\nTrips"),
    ],
)
def test_a_number_of_the_writer_stands_only_in_its_place(written: Sequence[str], said: str) -> None:
    assert composed(
        needing("Meals are paid in full. Trips cost people little.", "Meals", "Trips"), *written
    ).startswith(said)


EXPENSE_STEPS = """To claim an expense:

1. Take a photo of the receipt.
2. Submit it before the 5th of the next month:
   - in the app
   - or by mail
3. Wait for your team lead.
"""


def test_a_fact_in_a_step_needs_none_of_the_other_steps() -> None:
    whole = needing(EXPENSE_STEPS, "before the 5th")
    assert "Take a photo" in composed(whole)
    fact = composed(replace(whole, asks_fact=True))
    assert "before the 5th" in fact and "- in the app" in fact
    assert "photo" not in fact and "team lead" not in fact and "in the document" not in fact


def test_a_step_stands_in_its_place_where_the_line_that_opens_its_list_is_needed_too() -> None:
    fact = replace(needing(EXPENSE_STEPS, "before the 5th", "To claim"), asks_fact=True)
    said = composed(fact)
    assert said.startswith("To claim an expense: [1]\n1. Take a photo of the receipt.\n2. Submit it before the 5th")
    assert said.count("before the 5th") == 1 and "in the document" not in said


FAQ = "# Training\n\n## Can I give my budget to somebody else?\n\nNo. It is yours alone.\n"


@pytest.mark.parametrize("needed", ["No.", "It is yours alone."])
def test_a_no_stands_below_the_question_that_it_answers(needed: str) -> None:
    said = "**Can I give my budget to somebody else?** [1]\nNo. It is yours alone."
    assert composed(needing(FAQ, needed)) == said


PRINTER = """If the printer shows an error:

1. Check that the job is listed on the display.
2. Error SC542: switch the printer off for 10 minutes.
3. Error J017: take out the paper.
"""


def test_the_step_for_a_message_needs_none_of_the_steps_for_others() -> None:
    whole = needing(PRINTER, "SC542")
    named = replace(whole, evidence=tuple(replace(e, names_subject=True) for e in whole.evidence))
    assert composed(named) == "Error SC542: switch the printer off for 10 minutes. [1]"
    assert "J017" in composed(whole)
    assert "J017" in composed(replace(named, asks_how=True))


def test_the_step_for_a_message_stands_in_its_place_where_another_step_is_needed_too() -> None:
    whole = needing(PRINTER, "SC542", "Check that")
    best, other = whole.evidence
    text = composed(replace(whole, evidence=(replace(best, names_subject=True), other)))
    assert text.startswith(
        "If the printer shows an error: [1]\n1. Check that the job is listed on the display.\n2. Error SC542"
    )
    assert text.count("SC542") == 1 and "in the document" not in text


TIERS = "# Handbook\n\n## Tier 1 with tools\n\n| target | notes |\n|---|---|\n| arm64-linux | kernel 4.1 |\n"


def test_a_row_stands_below_the_heading_of_its_table() -> None:
    row = "| target | notes |\n| --- | --- |\n| arm64-linux | kernel 4.1 |"
    assert composed(needing(TIERS, "arm64")) == f"**Tier 1 with tools:** [1]\n\n{row}"
    assert composed(needing(TIERS.replace("## Tier 1 with tools\n\n", ""), "arm64")) == f"{row}\n\n[1]"


@pytest.mark.parametrize(("share", "is_said"), [(0.93, False), (0.97, True)])
def test_a_long_list_comes_beside_the_best_sentence_only_where_it_fits_as_well(share: float, is_said: bool) -> None:
    page = needing(f"Meals are paid.\n\n{EXPENSES}", "Meals", "You can expense")
    best, beside = page.evidence
    text = composed(replace(page, evidence=(best, replace(beside, score=share * best.score))))
    assert ("Thing 3" in text) is is_said


@pytest.mark.parametrize("form", ["asks_how", "asks_broadly", "asks_fact"])
def test_a_sentence_that_announces_a_list_is_not_quoted_without_it(form: str) -> None:
    page = "Applying takes ten minutes. Have these ready before you start:\n\n- the licence,\n- the tax bill.\n"
    reading = reading_of(page, best="Applying")
    assert composed(replace(reading, evidence=reading.evidence[:1], **{form: True})).count("Have these") == 0
    close = replace(reading, evidence=tuple(replace(e, score_alone=0.9) for e in reading.evidence), **{form: True})
    text = composed(close)
    assert "Have these ready" not in text or "- the licence" in text


def test_a_paragraph_behind_the_last_step_is_none_of_it() -> None:
    page = "It is looked up in:\n\n1. The file.\n2. The prompt.\n\nWhat was typed is stored in the keyring.\n"
    fact = replace(needing(page, "typed is stored"), asks_fact=True)
    assert composed(fact) == "What was typed is stored in the keyring. [1]"
    within = replace(needing(page.replace("\n\nWhat", "\n\n   What"), "typed is stored"), asks_fact=True)
    assert composed(within).startswith("2. The prompt. [1]")


DUMPS = "Each database can have a file of its own. Choose a `format`:\n\n```yaml\n- name: all\n  format: sql\n```\n"


@pytest.mark.parametrize(
    "page", [DUMPS, DUMPS.replace(" Choose a `format`:", "\n\nFor instance:"), f"{DUMPS}\nMore on it later.\n"]
)
def test_the_listing_that_the_next_sentence_announces_comes_with_what_it_shows(page: str) -> None:
    said = composed(needing(page, "a file of its own"))
    assert said.endswith("```\n- name: all\n  format: sql\n```") and said.startswith("Each database can have")
    assert "sql" not in composed(replace(needing(page, "a file of its own"), asks_fact=True))


@pytest.mark.parametrize(
    "page",
    [
        DUMPS.replace("- name: all\n", "- name: all\n" * 30),
        DUMPS.replace(" Choose", "\n\nChoose"),
        "Each database can have a file of its own. Choose one:\n\n- sql\n- tar\n",
    ],
)
def test_what_is_long_or_about_another_thing_does_not_come_with_a_sentence(page: str) -> None:
    assert composed(needing(page, "a file of its own")) == "Each database can have a file of its own. [1]"


@pytest.mark.parametrize("opening", ["This is the procedure:", "To do so, follow these steps:"])
def test_the_steps_that_nothing_else_announces_come_with_what_they_are_for(opening: str) -> None:
    page = f"Lost work can be recovered. {opening}\n\n1. Open the file.\n2. Replay its log.\n\nAsk first.\n"
    said = composed(needing(page, "can be recovered"))
    assert said == f"Lost work can be recovered. {opening} [1]\n1. Open the file.\n2. Replay its log."
    other = page.replace(opening, "To delete it instead:")
    assert composed(needing(other, "can be recovered")) == "Lost work can be recovered. [1]"


def test_no_quotation_ends_with_the_announcement_of_a_picture() -> None:
    page = "Click on Add to add a rate. A window opens. It should look like this:\n\n![A window](window.png)\n\nSave.\n"
    how = replace(needing(page, "A window opens"), asks_how=True)
    assert composed(how).removesuffix(" [1]").endswith("A window opens.")


def test_the_parts_of_a_long_listing_that_are_needed_stand_below_one_opening() -> None:
    parts = "".join(f"# part {n}\nrun --part {n} \\\n    --all\n\n" for n in range(1, 10))
    said = composed(needing(f"All of it:\n\n```\n{parts}```\n", "# part 4", "# part 7"))
    assert said == (
        "All of it: [1]\n```\n# part 4\nrun --part 4 \\\n    --all\n```\n```\n# part 7\nrun --part 7 \\\n    --all\n```"
        "\n\n… (21 more lines in the document)"
    )


CABLES = "You may hear a buzz.\n\n- Check the plug.\n\n  It may be loose.\n\n- Check the cable.\n\n  Cables wear.\n"


def test_items_with_paragraphs_stand_together_below_what_opens_their_list() -> None:
    assert composed(needing(CABLES, "Cables wear", "the plug")) == (
        "You may hear a buzz. [1]\n- Check the plug.\n- Check the cable.\nCables wear."
    )


def test_steps_that_answer_each_by_itself_stand_together_with_their_numbers() -> None:
    fact = replace(needing(EXPENSE_STEPS, "team lead", "Take a photo"), asks_fact=True)
    assert (
        composed(fact)
        == "1. Take a photo of the receipt. [1]\n\n… (step 2 in the document)\n\n3. Wait for your team lead."
    )


def test_a_step_answers_by_itself_where_a_paragraph_below_another_is_needed_too() -> None:
    page = "1. Open a bug.\n\n   Tell all. They may object.\n\n2. After 21 days, upload it.\n"
    fact = replace(needing(page, "21 days", "They may object"), asks_fact=True)
    assert "Open a bug" not in composed(replace(fact, evidence=fact.evidence[:1]))
    assert composed(fact) == "1. Open a bug. [1]\n   Tell all. They may object.\n2. After 21 days, upload it."


HEADSET = (
    "A headset has to be paired. This is done once.\n\n1. Open the panel.\n\n   It is blue.\n\n2. Click the headset.\n"
)


def test_who_asks_for_no_fact_gets_the_steps_right_below_the_paragraph_that_answers() -> None:
    how = replace(needing(HEADSET, "has to be paired"), asks_how=True)
    said = (
        "A headset has to be paired. This is done once. [1]\n1. Open the panel.\n   It is blue.\n2. Click the headset."
    )
    assert composed(how) == said
    assert composed(replace(how, asks_how=False)) == said
    for form in ("asks_fact", "asks_broadly"):
        assert "Open" not in composed(replace(how, asks_how=False, **{form: True}))
    below = replace(needing(HEADSET, "It is blue"), asks_how=True)
    assert "Click the headset" not in composed(below)


LOST_KEY = "TP-1044 means that the key is gone. Somebody opened the reader.\n\n"
CURE = "Put the reader into its cradle. Then press Load key."


@pytest.mark.parametrize(
    ("below", "comes"),
    [
        (f"{CURE}\n\nSend it back otherwise.\n", True),
        (CURE.replace("Put", "TP-1050 is another thing. Put"), False),
        (f"## Returns\n\n{CURE}", False),
        ("Do nothing. " * 6, False),
        ("For more information, see the manual of the reader.", False),
    ],
)
def test_what_to_do_about_an_error_comes_with_what_its_code_means(below: str, comes: bool) -> None:
    reading = needing(LOST_KEY + below, "means")
    named = replace(reading, evidence=tuple(replace(e, names_subject=True) for e in reading.evidence))
    meaning = "TP-1044 means that the key is gone. [1]"
    whole = f"{meaning[:-4]} Somebody opened the reader. {CURE} [1]"
    assert composed(named) == (whole if comes else meaning)
    for other in (reading, replace(named, asks_fact=True), replace(named, asks_broadly=True)):
        assert CURE not in composed(other)
    listed = needing(f"You receive this message:\n\n{LOST_KEY}{below}", "means")
    in_text = replace(listed, evidence=tuple(replace(e, names_subject=True) for e in listed.evidence))
    assert CURE not in composed(in_text)


def test_who_asks_how_gets_all_steps_where_a_paragraph_below_one_and_another_step_answer() -> None:
    page = "1. Open the menu.\n2. Click Printer.\n\n   It lets you choose a tray.\n\n3. Click OK.\n"
    both = replace(needing(page, "a tray", "Open the menu"), asks_how=True)
    assert composed(both) == "1. Open the menu. [1]\n2. Click Printer.\n   It lets you choose a tray.\n3. Click OK."
    alone = replace(needing(page, "a tray"), asks_how=True)
    assert "Click OK" not in composed(alone)
