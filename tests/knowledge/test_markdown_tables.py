"""Reading tables that Markdown has no word of its own for: drawn, set out in columns, or written in HTML."""

import textwrap

import pytest

from tests.knowledge.page_text import paragraphs


@pytest.mark.parametrize(
    ("drawn", "rows"),
    [
        (
            """\
            +--------+-----------+
            | City   | Rate      |
            +========+===========+
            | Berlin | 120 euros |
            |        | a night   |
            +--------+-----------+
            | Paris  | 160 euros |
            +--------+-----------+
            """,
            "| City | Rate |\n| --- | --- |\n| Berlin | 120 euros a night |\n| Paris | 160 euros |",
        ),
        (
            """\
            -------------------------
             City       Rate
             or town
            ---------- --------------
             Berlin     120 euros
                        a night

             Paris      160 euros
            -------------------------
            """,
            "| City or town | Rate |\n| --- | --- |\n| Berlin | 120 euros a night |\n| Paris | 160 euros |",
        ),
        (
            """\
              Right     Left
            -------     ------
                 12     a b
                123     c
            """,
            "| Right | Left |\n| --- | --- |\n| 12 | a b |\n| 123 | c |",
        ),
        (
            """\
            <table>
              <tr><th>Office</th><th>Days | hours</th></tr>
              <tr><td>Berlin</td><td><code>28</code></td></tr>
            </table>
            """,
            "| Office | Days \\| hours |\n| --- | --- |\n| Berlin | `28` |",
        ),
    ],
)
def test_a_table_is_one_however_it_is_written(drawn: str, rows: str) -> None:
    assert paragraphs(f"# Rates\n\n{textwrap.dedent(drawn)}\nAfter it.\n") == ["# Rates", rows, "After it."]
