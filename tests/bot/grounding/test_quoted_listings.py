"""What is quoted of a listing is whole or cut in the open, and comes with the sentences around it."""

import pytest

from tests.bot.grounding.passages import quoted


@pytest.mark.parametrize("line", ["line 1 ", "line 13 ", "line 25 "])
def test_a_listing_is_whole(line: str) -> None:
    listing = "```\n" + "".join(f"line {n} of it\n" for n in range(1, 26)) + "```"
    assert quoted(f"Run:\n\n{listing}\n", line) == f"Run:\n{listing}"


def test_a_very_long_listing_says_how_much_is_left() -> None:
    listing = "```\n" + "".join(f"line {n} of it\n" for n in range(1, 201)) + "```\n"
    assert quoted(listing, "line 3 ").endswith("\n\n… (121 more lines in the document)")


SCRIPT = "```\n" + "".join(f"# part {n}\nrun --part {n} \\\n    --all\n\n" for n in range(1, 10)) + "```\n"


def test_the_part_of_a_long_listing_that_answers_is_quoted_without_the_others() -> None:
    assert quoted(f"All of it in one script:\n\n{SCRIPT}", "--part 4") == (
        "All of it in one script:\n```\n# part 4\nrun --part 4 \\\n    --all\n```\n\n… (24 more lines in the document)"
    )


@pytest.mark.parametrize("words", ["# part 4", "--part 4"])
def test_a_remark_in_a_long_listing_comes_with_the_part_below_it(words: str) -> None:
    apart = "".join(f"# part {n}\n\nrun --part {n} \\\n    --all\n\n" for n in range(1, 10))
    said = quoted(f"```\n{apart}```\n", words)
    assert said.startswith("```\n# part 4\n\nrun --part 4 \\\n    --all\n```\n\n… (24 more lines")


@pytest.mark.parametrize("opening", ["For example:", "Use this command:", "Here's an example:", "Like so:"])
@pytest.mark.parametrize("end", [" ", "\n\n"])
def test_what_announces_without_saying_what_comes_with_the_sentence_before(opening: str, end: str) -> None:
    page = f"Much is possible. A check may be left out on some days.{end}{opening}\n\n```\nonly: Monday\n```\n"
    said = f"A check may be left out on some days. {opening}\n```\nonly: Monday\n```"
    assert quoted(page, "only: Monday") == quoted(page, opening) == said


def test_what_announces_itself_what_stands_below_needs_no_other_sentence() -> None:
    page = "Much is possible. Leave a check out:\n\n```\nonly: Monday\n```\n"
    assert quoted(page, "only: Monday") == "Leave a check out:\n```\nonly: Monday\n```"


RESUMED = (
    "Patterns exist. For example, the following:\n\n```\nexclude = *.json\n```\n\n"
    "will leave out every JSON file. Ask first.\n"
)


def test_a_sentence_that_goes_on_behind_a_listing_is_quoted_from_its_beginning() -> None:
    said = "For example, the following:\n```\nexclude = *.json\n```\nwill leave out every JSON file."
    assert quoted(RESUMED, "will leave out") == said
    assert quoted(RESUMED.replace("will leave", "Vault leaves"), "leaves out") == "Vault leaves out every JSON file."


def test_a_listing_that_such_a_sentence_announces_is_quoted_from_its_beginning_too() -> None:
    page = "The command:\n\n```\nhatch test\n```\n\nwould be translated to:\n\n```\npytest tests\n```\n"
    assert quoted(page, "pytest tests") == (
        "The command:\n```\nhatch test\n```\nwould be translated to:\n```\npytest tests\n```"
    )


TABS = (
    "If you see an error like this, it means tabs:\n\n```\ncannot start any token\n```\n\n"
    "Tabs are not allowed. To fix it, use blanks.\n\nAnother thing is this.\n"
)


@pytest.mark.parametrize("words", ["If you see", "cannot start"])
def test_what_an_error_looks_like_comes_with_what_to_do_about_it(words: str) -> None:
    assert quoted(TABS, words) == (
        "If you see an error like this, it means tabs:\n```\ncannot start any token\n```\n"
        "Tabs are not allowed. To fix it, use blanks."
    )
    harmless = TABS.replace("If you see an error like this, it means tabs:", "To list the tokens:")
    assert quoted(harmless, "cannot start") == "To list the tokens:\n```\ncannot start any token\n```"


def test_a_listing_right_below_a_list_is_told_as_lines_that_are_left() -> None:
    page = "The configuration does this:\n\n- It redirects.\n- It encrypts.\n\n```\nlisten 80\nlisten 443\n```\n"
    assert quoted(page, "encrypts").endswith("- It encrypts.\n\n… (2 more lines in the document)")


def test_a_sentence_that_speaks_of_the_listing_above_it_comes_with_that() -> None:
    page = "Rooms take space.\n\nFind them:\n\n```\nrooms --big\n```\n\nThis lists the rooms by size. Others stay.\n"
    assert quoted(page, "by size") == "Find them:\n```\nrooms --big\n```\nThis lists the rooms by size."
    assert quoted(page.replace("This", "The log"), "by size") == "The log lists the rooms by size."


def test_a_listing_that_no_sentence_opens_is_told_under_its_heading() -> None:
    page = "## Apache\n\n```\nProxyPass /\n```\n"
    assert quoted(page, "ProxyPass", headings=("Proxies",)) == "**Apache:**\n```\nProxyPass /\n```"
    assert quoted(page.replace("Apache", "Example"), "ProxyPass", headings=("Proxies",)) == "```\nProxyPass /\n```"


@pytest.mark.parametrize("words", ["Alternatively", "rooms --every"])
def test_another_way_comes_with_the_first(words: str) -> None:
    page = "Find them:\n\n```\nrooms --big\n```\n\nAlternatively, list each:\n\n```\nrooms --every\n```\n"
    assert quoted(page, words) == page.replace("\n\n", "\n").strip()
