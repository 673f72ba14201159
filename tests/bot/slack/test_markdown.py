"""Nothing in a document can call anybody, forge a link or break out of its block."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.markdown import GAP, escaped, label, link, mrkdwn, safe, settled
from tests.fakes import sample_events

PIECES = st.lists(
    st.sampled_from(
        "<!channel> <!here> <!everyone> <!subteam^S1> <@U123> <#C1> @channel @here @everyone [ ] ( ) < > ` ``` \n "
        "https://evil.example |label [text](https://x.example) ![a](b) [1]: word [1] ** _ ~ & "
        "\u061c \u202e \u200b".split(" ")
    ),
    max_size=30,
).map("".join)

CALLS = re.compile(
    r"<(?:!(?:channel|here|everyone|subteam)|@U|#C)|(?<![a-z0-9])@(?:channel|here|everyone)(?!\w|[/.-]\w)",
    re.IGNORECASE,
)
FORGED = re.compile(r"<[a-z]+:[^>\s]*\|", re.IGNORECASE)


@given(PIECES)
def test_whatever_a_document_says_calls_nobody(text: str) -> None:
    for shown in (safe(text), escaped(text), label(text)):
        assert not CALLS.search(shown)
        assert not FORGED.search(shown)
    assert not CALLS.search(mrkdwn(text))
    assert safe(text).count("\u202e") == safe(text).count("\u061c") == 0


@given(PIECES)
def test_a_block_of_code_never_swallows_what_follows(text: str) -> None:
    lines = re.findall(r"^ {0,3}```.*", safe(text), re.MULTILINE)
    assert sum(not re.match(r" *`{3,}[^`].*```", line) for line in lines) % 2 == 0


STREAMED = (
    sample_events.ANSWER,
    "See [the portal](https://portal.example/a_(b)), then **Scripts** [1].\n\n- `a <b>`, <https://x.io>.\n\nDone. [2]",
    "Well done! The plan: ![the plan](https://x.example/p.png) and ![more](q.png)! See below! [1]",
    "Add `@here/maps` or @here/maps, then tell help@here.example, @here. Or @channel-wide <!-- so --> it is. [1]",
    "Run:\n\n```sh\nls <!here> | grep [x]\n```\n\nThen write to ops@example.com or @channel. [1]",
)


@pytest.mark.parametrize("text", STREAMED)
def test_what_was_streamed_never_changes_later(text: str) -> None:
    whole = safe(text)
    for cut in range(len(text)):
        assert whole.startswith(safe(settled(text[:cut])).rstrip()), text[:cut]


def test_most_of_an_answer_can_be_streamed_before_it_is_whole() -> None:
    text = sample_events.ANSWER
    assert len(settled(text[:-1])) > 0.9 * len(text)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("see [the portal](https://portal.example/x)", "see [the portal](https://portal.example/x)"),
        ("[portal.example](https://portal.example)", "[portal.example](https://portal.example)"),
        ("[https://bank.example](https://evil.example)", "https://bank.example (https://evil.example)"),
        ("[bank.example/login](https://evil.example)", "bank.example/login (https://evil.example)"),
        ("```make```\n\n[bank.example](https://evil.example)", "```make```\n\nbank.example (https://evil.example)"),
        ("[bank.example\u2060](https://evil.example)", "bank.example\u2060 (https://evil.example)"),
        ("[bank\ufe0f.example](https://evil.example)", "bank\ufe0f.example (https://evil.example)"),
        ("[**bank.example**](https://evil.example)", "**bank.example** (https://evil.example)"),
        ("[**bank.example**](https://bank.example)", "[**bank.example**](https://bank.example)"),
        (
            "[log in at https://bank.example now](https://evil.example)",
            "log in at https://bank.example now (https://evil.example)",
        ),
        ("[the admin page](http://[server-ip]:8080/)", "the admin page (http://[server-ip]:8080/)"),
        ("[run](javascript:alert(1))", "run"),
        ("[open](slack://user?id=U1)", "open"),
        ("![plan](https://x.example/p.png)", "plan (https://x.example/p.png)"),
        ("`[a](javascript:b)` stays", "`[a](javascript:b)` stays"),
        ("[1]: https://evil.example", "[1]\u200b: https://evil.example"),
        ('[ok](https://x.example/a_(b) "title")', "[ok](https://x.example/a_(b))"),
    ],
)
def test_a_link_shows_where_it_leads(written: str, shown: str) -> None:
    assert safe(written) == shown


def test_code_is_left_alone() -> None:
    text = "Run this:\n\n```sh\nls -l <file> | grep [a](b)\n```\n\nDone."
    assert safe(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "`<!-- a comment -->`",
        "```html\n<!DOCTYPE html>\n<#id> <@click>\n```",
        "Run `npm install @here/maps-api` or import @everyone.js",
        "Write to help@here.example or ops@channel",
        "`@here_maps`",
    ],
)
def test_what_slack_knows_no_command_in_can_be_copied(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize(
    "text",
    ["@here", "ask @here.", "_@Channel_", "(@everyone)", "<!here>", "<!HERE|now>", "<!date^1^x|y>", "<@W1>", "<#C1>"],
)
def test_what_slack_knows_as_a_command_is_broken(text: str) -> None:
    assert GAP in safe(text)


def test_code_between_three_marks_in_one_line_opens_no_block() -> None:
    text = "Run this:\n\n```make release```\n\nThen wait for [the mail](https://x.example)."
    assert safe(text) == settled(text) == text
    assert settled("Run this:\n\n```make rel") == "Run this:\n\n"


def test_an_address_that_is_none_is_text() -> None:
    assert link("http://[server-ip]/", "Title") == "Title"
    assert mrkdwn("[the admin page](http://[server-ip]:8080/)") == "the admin page (http://[server-ip]:8080/)"


@pytest.mark.parametrize(
    "words", ["bank.example ", "bank.\u200bexample", "**bank.example**", "log in at https://bank.example now"]
)
def test_slacks_own_markup_shows_where_a_link_leads_too(words: str) -> None:
    assert mrkdwn(f"[{words}](https://evil.example)").endswith(" (https://evil.example)")


def test_an_address_cannot_break_out_of_its_link() -> None:
    assert link("https://x.example/a|b>c d", "Title|x *bold* `y`") == "<https://x.example/a%7Cb%3Ec%20d|Title x bold y>"
    assert link("javascript:alert(1)", "Title") == "Title"
    assert link(None, "a <b> & c") == "a &lt;b&gt; &amp; c"


def test_markdown_becomes_slacks_own_markup() -> None:
    text = "## Fix it\n\n- **Open** the ~~old~~ [page](https://x.example)\n- run `a **b**`"
    assert mrkdwn(r"| a \| b | either |") == "| a | b | either |"
    assert mrkdwn("# Call it from C#\n\n## So #") == "*Call it from C#*\n\n*So*"
    assert mrkdwn(text) == "*Fix it*\n\n• *Open* the ~old~ <https://x.example|page>\n• run `a **b**`"


@pytest.mark.parametrize("text", ["[x](" + " " * 20_000, "\n" * 20_000 + "x", "# a" + "#" * 20_000 + "x"])
def test_an_odd_text_is_made_fit_at_once(text: str) -> None:
    started = process_time()
    assert safe(text) and mrkdwn(text)
    assert process_time() - started < 0.5
