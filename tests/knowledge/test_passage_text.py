"""What of a passage is embedded and indexed: its words, and nothing that only leads elsewhere."""

from time import process_time

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.passage_text import body_of
from knowledge.readers.markdown import read_markdown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("See [the list](codes.md) and ![a lamp](lamp.png).", "See the list and a lamp."),
        ("See [the list [draft] of codes](codes.md).", "See the list [draft] of codes."),
        ("[![The [main] lamp](lamp.png)](lamps.md) is red.", "The [main] lamp is red."),
        ("Ask [HR](https://wiki.example/HR_(Berlin)#leave).", "Ask HR."),
        (r"Ask [HR \[Berlin\]](hr.md).", r"Ask HR \[Berlin\]."),
        ("[x] Done (today), [y] [open](z.md", "[x] Done (today), [y] [open](z.md"),
    ],
)
def test_a_link_is_its_words(text: str, words: str) -> None:
    assert body_of(text) == words


def test_where_a_link_leads_is_not_searched(knowledge: KnowledgeBase) -> None:
    page = "# Codes\n\nSee [the list [draft] of codes](zanzibar.md) first.\n"
    knowledge.add_documents([("codes.md", read_markdown(page, "codes.md"))])
    assert knowledge.passage_counts(["zanzibar", "draft"], ["default"]) == {"zanzibar": 0, "draft": 1}


@pytest.mark.parametrize("part", ["[", "[a]", "[a](", "[a [b] ", "[a [b [c] d] ", "![", "(", "\\["])
def test_brackets_that_nothing_closes_take_no_time(part: str) -> None:
    begun = process_time()
    assert body_of(part * 3_000)
    assert process_time() - begun < 1
