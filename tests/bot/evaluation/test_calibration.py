"""A reader's numbers are fitted to a labelled set, and the reader is left as it was."""

import json
import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.calibration import print_calibration
from bot.evaluation.calibration import calibrate
from bot.evaluation.labelled_set import load_labelled_set
from bot.evaluation.searched import add_set, searched
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader
from tests.bot.evaluation.conftest import QUERIES, WriteSet
from tests.fakes.embedder import HashingEmbedder

ASKED = [QUERIES[0], QUERIES[1], QUERIES[2], {"id": "q4", "text": "How tall is the tower?", "answerable": False}]


def test_a_set_that_has_changed_is_added_once_more(write_set: WriteSet, tmp_path: Path) -> None:
    with closing(KnowledgeBase.open(tmp_path / "home", HashingEmbedder())) as knowledge:
        labelled = load_labelled_set(write_set())
        add_set(knowledge, labelled)
        for page in sorted((tmp_path / "set" / "documents").rglob("*.md")):
            page.write_text(page.read_text(encoding="utf-8") + "\nAsk Maria.\n", encoding="utf-8")
        add_set(knowledge, labelled)  # it raises where nothing could be read
        assert "Ask Maria." in next(searched(knowledge, labelled)).passages[0].text


def test_a_reader_that_believes_everything_learns_silence(
    write_set: WriteSet, embedder: Embedder, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    labelled = load_labelled_set(write_set(queries="".join(json.dumps(one) + "\n" for one in ASKED)))
    credulous = reader.recalibrated((1.0, 12.0), 0.0)
    found = calibrate(labelled, embedder, credulous)
    silent_before, silent_after = (one["abstention"]["recall"].value for one in (found.before, found.after))
    assert silent_before == 0.5 and silent_after == 1.0
    assert found.after["abstention"]["answered_of_answerable"].value == 1.0
    assert (credulous.relevance, credulous.fusion) == ((1.0, 12.0), 0.0)
    print_calibration(replace(found, relevance=(-0.1, 0.5), fusion=0.0), labelled, "mine", takes_numbers=True)
    shown = capsys.readouterr().out
    assert "relevance = [-0.1, 0.5]\nfusion = 0.0\n" in shown and "rates what answers no higher" in shown
    assert re.search(r"Abstention recall +0.500 .* 1.000 ", shown) and "finished" not in shown
