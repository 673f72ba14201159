"""What reading plain text promises: its headings, lists, tables and listings as a person sees them, and every word."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.documents import Document
from knowledge.readers import read_document


def read(text: str, name: str = "page.txt") -> Document:
    return read_document(textwrap.dedent(text).encode(), name)


def paths(document: Document) -> list[tuple[str, ...]]:
    return [section.headings for section in document.sections]


def test_underlined_lines_are_headings_and_the_first_that_stands_alone_is_the_title() -> None:
    document = read("""\
        VAULT SEALED
        ============

        Pods can't start.

        What to do
        ----------
        Call somebody.

        After that
        ----------
        Go home.
        """)
    assert document.title == "VAULT SEALED"
    assert paths(document) == [("VAULT SEALED",), ("VAULT SEALED", "What to do"), ("VAULT SEALED", "After that")]
    assert document.text == (
        "# VAULT SEALED\n\nPods can't start.\n\n## What to do\n\nCall somebody.\n\n## After that\n\nGo home."
    )


def test_a_page_is_not_named_after_the_first_of_several_headings() -> None:
    assert read("One\n===\n\nFirst.\n\nTwo\n===\n\nSecond.\n", "notes/guide.txt").title == "Guide"


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (
            "OPENING HOURS\n\nWe open at nine.\n\nPARKING\n  Park behind the house, where the ramp is.\n",
            ["OPENING HOURS", "PARKING"],
        ),
        ("1. Purpose\n\nThis says why we do it.\n\n2. Scope\n\nIt is for everybody.\n", ["1. Purpose", "2. Scope"]),
        ("Read this.\n\n=== Backups ===\nThey run at night.\n\n## Restore\n\nAsk us first.\n", ["Backups", "Restore"]),
        ("FIRE DRILL\n1. Leave.\n\nTESTS\nBells are tested\non Fridays.\n", ["FIRE DRILL", "TESTS"]),
        ("WARNING\nThe door is locked.\n\nWARNING\nIt is hot.\n", []),
        ("THE\nbell rings. It is loud.\n\nA BELL\nis not.\n", []),
        ("WARNING\nThe door is locked.\n", []),
        ("THE END\n", []),
        ("1. Open the box\n\n2. Take it out\n\n3. Close it\n", []),
    ],
)
def test_lines_that_stand_as_headings_are_some(text: str, headings: list[str]) -> None:
    assert [path[-1] for path in paths(read(text)) if path] == headings


def test_lines_that_the_width_of_a_page_broke_are_one_paragraph() -> None:
    document = read("""\
        The CA certificates contained in this package are installed into a folder of
        their own, and what they are trusted for is settled through Debconf: see the
        chapter on set-
        tings, or ask the ad\u2010
        ministrators.

        If that fails, call Ann.
        She knows the door.
        """)
    assert document.text == (
        "The CA certificates contained in this package are installed into a folder of their own, and what they are "
        "trusted for is settled through Debconf: see the chapter on set-tings, or ask the administrators.\n\n"
        "If that fails, call Ann.\nShe knows the door."
    )


def test_commands_stand_line_by_line_below_the_step_that_they_belong_to() -> None:
    document = read("""\
        1. Make the folder; this has to be done only once on each of the machines that
        you set up:

           mkdir -p /var/log/journal
           systemd-tmpfiles --create --prefix /var/log/journal

        2. Save this script:
            #!/bin/sh
            sync
        3. Reboot

        Install it with

            apt install journal

        and wait.
        """)
    assert document.text == (
        "1. Make the folder; this has to be done only once on each of the machines that you set up:\n\n"
        "   ```\n   mkdir -p /var/log/journal\n   systemd-tmpfiles --create --prefix /var/log/journal\n   ```\n\n"
        "2. Save this script:\n\n   ```\n   #!/bin/sh\n   sync\n   ```\n\n3. Reboot\n\n"
        "Install it with\n\n```\napt install journal\n```\n\nand wait."
    )


def test_settings_and_code_at_the_left_edge_stay_as_they_stand() -> None:
    code = "<VirtualHost *:80>\n    # bogus but safe\n    DocumentRoot /var/lib/git\n</VirtualHost>"
    assert read(f"Add a stanza that looks like this:\n\n{code}\n").text.endswith(f"this:\n\n```\n{code}\n```")


def test_columns_under_their_names_are_a_table() -> None:
    document = read("""\
        Who to call:

           Key holder        Phone
           Nadia Haddad      +49 69 555 0101
           Tariq Osman       +49 69 555 0102

        | Shelf | Holds     |
        |-------|-----------|
        | A     | ink \\| oil |

        +------+-------+
        | Code | Means |
        +======+=======+
        | 1    | it is |
        |      | wrong |
        +------+-------+
        """)
    assert document.text == (
        "Who to call:\n\n| Key holder | Phone |\n| Nadia Haddad | +49 69 555 0101 |\n"
        "| Tariq Osman | +49 69 555 0102 |\n\n| Shelf | Holds |\n| A | ink \\| oil |\n\n"
        "| Code | Means |\n| 1 | it is wrong |"
    )


def test_a_first_column_without_a_name_leaves_the_others_theirs() -> None:
    lines = "            Van   Post\nGlass       no    yes, 2\nGas bottle  yes   no"
    assert read(f"What may go:\n\n{lines}\n\nAsk Ann.\n").text == (
        "What may go:\n\n|  | Van | Post |\n| Glass | no | yes, 2 |\n| Gas bottle | yes | no |\n\nAsk Ann."
    )


def test_columns_without_names_stay_as_they_are_drawn() -> None:
    lines = "PermitRootLogin  no\nX11Forwarding    yes\nUsePAM           yes"
    assert read(f"Set this:\n\n{lines}\n").text == f"Set this:\n\n```\n{lines}\n```"


def test_a_phone_list_stays_line_by_line() -> None:
    assert read("Front desk, 4400\nFacilities, 4411\nIT help, 4422\n").text == (
        "- Front desk, 4400\n- Facilities, 4411\n- IT help, 4422"
    )


def test_an_option_stands_with_what_is_said_of_it() -> None:
    document = read("""\
        Options:

          -x, --long    print all of them
          -y            print none, and say
                        nothing
          -q

          -c command
          --command=command
             Runs a command and ends.

             It may be repeated.

          NIS    Sites that use it have one table
                 for all hosts.
        """)
    assert document.text == (
        "Options:\n\n- -x, --long: print all of them\n- -y: print none, and say nothing\n- -q\n\n"
        "-c command, --command=command: Runs a command and ends.\n\n  It may be repeated.\n\n"
        "NIS: Sites that use it have one table for all hosts."
    )


MANUAL = """\
    COPYALL(1)               General Commands              COPYALL(1)

    NAME
           copyall - copy all that there is

    OPTIONS
           -v     Says what is being done, one line for each of the files
                  that are copied.

       Rare options
           There are none that anybody used within the last ten years.

    SEE ALSO
           cp(1)

    1.0                        May 2026                    COPYALL(1)
    """


@pytest.mark.parametrize("is_overstruck", [False, True])
def test_a_page_of_the_manual_has_its_headings_and_is_called_by_its_name(is_overstruck: bool) -> None:
    page = textwrap.dedent(MANUAL)
    if is_overstruck:
        page = page.replace("NAME", "N\bNA\bAM\bME\bE").replace("files", "_\bf_\bi_\bl_\be_\bs") + "\b\b" * 40
    document = read_document(page.encode(), "copyall.txt")
    assert document.title == "copyall - copy all that there is"
    assert paths(document) == [(), ("NAME",), ("OPTIONS",), ("OPTIONS", "Rare options"), ("SEE ALSO",)]
    assert "# OPTIONS\n\n-v: Says what is being done, one line for each of the files that are copied." in document.text


def test_a_log_stays_line_by_line() -> None:
    lines = "2026-11-28 08:53:01 started with a configuration that was found\n2026-11-28 08:53:02 ended\n"
    assert read(lines, "app.log").text == f"```\n{lines}```"


def test_a_text_that_is_set_in_ever_further_is_no_bug() -> None:
    text = "\n".join(" " * (n % 300) + f"word{n}" for n in range(600))
    assert "word599" in read(text).text


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="aB. \n\n\t-=|:1#*>", max_size=400))
def test_no_word_is_lost(text: str) -> None:
    document = read_document(f"x{text}".encode(), "page.txt")
    letters = "aB1"
    assert [c for c in document.text if c in letters] == [c for c in text if c in letters] or "`" in document.text
    assert "".join(document.text[s.start : s.end] for s in document.sections).strip() == document.text.strip()
