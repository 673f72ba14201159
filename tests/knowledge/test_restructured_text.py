import textwrap

import pytest

from knowledge.readers import read_document


def text_of(page: str) -> str:
    return read_document(textwrap.dedent(page).encode(), "page.rst").text


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (".. table::\n   :widths: 10 30\n", ""),
        (".. table:: Fields of the profile\n   :widths: auto\n", "Fields of the profile\n\n"),
        (".. table::\n", ""),
    ],
)
def test_a_table_in_a_directive_has_its_rows_and_its_title_above_them(head: str, above: str) -> None:
    rows = (
        "======  =========\nName    Description\n======  =========\nTarget  A preset\nWidth   In pixels,\n"
        "        of the video\n======  =========\n"
    )
    assert text_of(f"Begin.\n\n{head}\n{textwrap.indent(rows, '   ')}\nEnd.\n") == (
        f"Begin.\n\n{above}| Name | Description |\n| Target | A preset |\n| Width | In pixels, of the video |\n\nEnd."
    )


def test_a_reference_says_the_heading_that_it_leads_to_or_its_name_in_words() -> None:
    page = """\
        See :ref:`free_space`, :ref:`faq-repair`, :std:ref:`the list <free_space>` and :ref:`over`.

        .. _free_space:
        .. _space:

        Keep some space free
        --------------------

        .. _over:

        ====
        Over
        ====

        .. _faq-repair:

        Words.
        """
    assert text_of(page).startswith("See Keep some space free, faq repair, the list and Over.")


def test_an_issue_is_told_from_a_number() -> None:
    assert text_of("See :issue:`4272` and :gh:`the list <12>`.\n") == "See #4272 and the list."


@pytest.mark.parametrize("ends", ["", ":", ".", "!"])
def test_each_term_of_a_glossary_stands_with_its_own_explanation(ends: str) -> None:
    page = f"""\
        Words
        -----

        Gravity{ends}
           It sets where a clip
           begins.

           Top by default.
        Green screen{ends}
           It stands behind.
        Zoom{ends}
           - In
           - Out
        """
    mark = ends or ":"
    if ends in (".", "!"):
        mark = f"{ends}:"
    assert text_of(page) == (
        f"# Words\n\nGravity{mark} It sets where a clip begins.\n\n  Top by default.\n\n"
        f"Green screen{mark} It stands behind.\n\nZoom{ends}\n\n- In\n- Out"
    )


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("``at``\n\n    Where it begins.\n", "`at`: Where it begins."),
        ("``at``, ``from`` (optional)\n\n    Where.\n\n    Or not.\n", "`at`, `from` (optional): Where.\n\n  Or not."),
        ("``at``\n    (string).\n\n    Where.\n\n    Or not.\n", "`at` (string): Where.\n\n  Or not."),
        ("``at``\n    (string)\n", "`at` (string)"),
        ("``at`` and more\n\n    Where it begins.\n", "`at` and more\n\nWhere it begins."),
        ("``at``\n\n    Where.\n\nBehind it.\n", "`at`: Where.\n\nBehind it."),
    ],
)
def test_a_setting_stands_with_what_is_said_of_it(page: str, seen: str) -> None:
    assert text_of(page) == seen


@pytest.mark.parametrize("head", [".. note::", "..  note::", "..\tNote::", ".. WARNING ::"])
def test_a_directive_is_one_however_it_is_written(head: str) -> None:
    name = "Warning" if "WARNING" in head else "Note"
    assert text_of(f"Begin.\n\n{head}\n    Ask.\n\n..   code-block:: console\n     :caption: It\n\n     $ run\n") == (
        f"Begin.\n\n{name}: Ask.\n\n```\n$ run\n```"
    )
