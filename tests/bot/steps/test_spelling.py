"""A word that was mistyped finds what it was meant for; words, names and codes stay as they are."""

from contextlib import closing
from pathlib import Path

import pytest

from bot.steps.spelling import corrected
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder

PAGE = """# Accounts

A doctor's note is due from day 8. The night shift ends at six.
Holidays are booked in Zenleave. A password has at least 14 characters of any length you like. The maintenance page says
when scaling ends. A scholarship is paid by us. The canvas bag is free.
"""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("forgot my pasword", "forgot my password"),
        ("unused hollidays?", "unused holidays?"),
        ("minimum lenght", "minimum length"),
        ("mainteance page on", "maintenance page on"),
        ("who gets a scholership", "who gets a scholarship"),
        ("a docters note", "a doctors note"),
        ("is there a nightshift", "is there a night shift"),
        ("an overshift", "an overshift"),
        ("a scaring clown", "a scaring clown"),
        ("the zenleave page", "the zenleave page"),
        ("set --pasword", "set --pasword"),
        ("`pasword`", "`pasword`"),
        ("Pasword GmbH", "Pasword GmbH"),
        ("where is pasword.py", "where is pasword.py"),
        ("the travel policy", "the travel policy"),
        ("pasword " * 41, "pasword " * 41),
        ("", ""),
    ],
)
def test_a_slip_is_fixed_as_the_documents_spell_it(typed: str, meant: str, embedder: Embedder, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(PAGE)
    with closing(KnowledgeBase.open(tmp_path / "home", embedder)) as knowledge:
        knowledge.add([str(tmp_path / "page.md")])
        assert corrected(typed, embedder.is_word, lambda words: knowledge.passage_counts(words, ["default"])) == meant
