"""A labelled set is read as design says, and whatever is wrong with it is told in one sentence with its line."""

import gzip
import json
from pathlib import Path

import pytest

from bot.evaluation.labelled_set import load_labelled_set
from bot.events import Turn
from models.errors import UsageError
from tests.bot.evaluation.conftest import DOCUMENTS, WriteSet

ONE_QUERY = '{"id": "q1", "text": "Why?"}\n'


def test_document_ids_are_file_names_without_ending_even_in_folders(write_set: WriteSet) -> None:
    labelled = load_labelled_set(write_set())
    assert labelled.ids == {"network/vpn.md": "vpn", "leave.md": "leave", "printers.md": "printers"}
    assert labelled.questions[0].relevant == {"vpn": 1.0}
    assert labelled.notes == ()


def test_ids_follow_qrels_that_keep_the_ending(write_set: WriteSet) -> None:
    labelled = load_labelled_set(write_set(qrels="q1\tvpn.md\t1\nq2\tleave.md\t1\n"))
    assert labelled.document_id("network/vpn.md") == "vpn.md"


def test_a_question_carries_history_answers_and_grade(write_set: WriteSet) -> None:
    question = load_labelled_set(write_set()).questions[3]
    assert question.history == (Turn("user", "Where are the printers?"), Turn("assistant", "On the second floor."))
    assert question.accepted == ("A0 plotter", "the plotter")
    assert question.relevant == {"printers": 2.0}


def test_zipped_corpus_stands_in_for_documents(write_set: WriteSet) -> None:
    corpus = gzip.compress(b'{"id": "a/b", "title": "T", "text": "Body"}\n')
    labelled = load_labelled_set(write_set(None, ONE_QUERY, "q1\ta/b\t1\n", corpus__jsonl__gz=corpus))
    assert labelled.documents is None
    assert labelled.texts["a/b"].text == "Body"
    assert labelled.questions[0].relevant == {"a/b": 1.0}


def test_fields_of_the_development_sets_are_understood(write_set: WriteSet) -> None:
    rows = [
        {"id": "c<::>1", "text": "a", "answerable": False, "answerability": "CONVERSATIONAL"},
        {"id": "c<::>2", "text": "b", "answer": "1", "alternative_answers": ["one"], "value_also_in": ["leave"]},
        {"id": "p", "text": "c", "gold_page": 7, "item": "pages"},
    ]
    queries = "\n".join(map(json.dumps, rows))
    thanks, answered, paged = load_labelled_set(write_set(queries=queries, qrels="c<::>2\tvpn\t1\n")).questions
    assert not thanks.judges_abstention and thanks.group == answered.group == "c"
    assert answered.accepted == ("1", "one") and answered.stand_ins == {"leave"} and answered.answerable
    assert paged.pages == {7, 8, 9} and paged.group == "pages" and not paged.answerable


def test_stray_judgments_are_left_out_and_noted(write_set: WriteSet) -> None:
    labelled = load_labelled_set(write_set(qrels="q1\tvpn\t1\nq1\tgone\t1\nq9\tvpn\t1\nq2\tleave\t0\n"))
    assert labelled.notes == ("2 judgments of qrels.tsv are left out (line 2: there is no document gone).",)
    assert labelled.questions[1].relevant == {}


def test_files_that_share_an_id_count_as_one_document(write_set: WriteSet) -> None:
    labelled = load_labelled_set(write_set(documents={**DOCUMENTS, "vpn.txt": "VPN"}))
    assert labelled.document_id("vpn.txt") == labelled.document_id("network/vpn.md") == "vpn"
    assert "1 documents have an id" in labelled.notes[0]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"queries": None}, "has no queries.jsonl"),
        ({"qrels": None}, "has no qrels.tsv"),
        ({"documents": None}, "has no documents folder and no corpus.jsonl"),
        ({"queries": ""}, "queries.jsonl has no questions"),
        ({"queries": ONE_QUERY + "{oops"}, "queries.jsonl, line 2 is not JSON"),
        ({"queries": "[1]"}, "line 1 is not a JSON object"),
        ({"queries": '{"text": "Why?"}'}, "line 1 has no id"),
        ({"queries": ONE_QUERY * 2}, "line 2 has the id q1, as line 1 has"),
        ({"queries": '{"id": "q1", "text": " "}'}, "line 1 has neither a text nor images"),
        ({"queries": '{"id": "q1", "text": 5}'}, 'line 1 has a "text" that is not a text'),
        ({"queries": '{"id": "q1", "text": "a", "answers": "b"}'}, '"answers" that is not a list of texts'),
        ({"queries": '{"id": "q1", "text": "a", "answerable": "no"}'}, '"answerable" that is not true or false'),
        ({"queries": '{"id": "q1", "text": "a", "history": [["system", "b"]]}'}, 'a list of ["user" or "assistant"'),
        ({"queries": '{"id": "q1", "text": "a", "images": ["x.png"]}'}, "line 1 names an image that is not there"),
        ({"qrels": "query-id\tcorpus-id\tscore\nq1 vpn 1\n"}, "qrels.tsv, line 2 is not a judgment"),
        ({"qrels": "q1\tvpn\thigh\n"}, "qrels.tsv, line 1 is not a judgment"),
        ({"qrels": "q1\tvpn\tnan\n"}, "qrels.tsv, line 1 is not a judgment"),
        ({"qrels": "q1\tvpn\tinf\n"}, "qrels.tsv, line 1 is not a judgment"),
        ({"qrels": "q1\tnowhere\t1\n"}, "Not one judgment"),
        ({"documents": None, "corpus__jsonl": b""}, "corpus.jsonl has no documents"),
        ({"documents": None, "corpus__jsonl": b'{"id": "a"}\n\xff'}, "corpus.jsonl, line 2 is not UTF-8"),
        ({"documents": None, "corpus__jsonl__gz": b"not gzip"}, "corpus.jsonl.gz cannot be read"),
        ({"documents": None, "corpus__jsonl__gz": gzip.compress(b"{}")[:10] + b"\xff" * 20}, "gz cannot be read"),
    ],
)
def test_what_is_wrong_with_a_set_is_told_with_its_line(
    write_set: WriteSet, files: dict[str, str | bytes | None], sentence: str
) -> None:
    with pytest.raises(UsageError) as refused:
        load_labelled_set(write_set(**files))
    assert sentence in refused.value.problem
    assert refused.value.next_step


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        load_labelled_set(tmp_path / "nowhere")


def test_empty_documents_folder_is_told(write_set: WriteSet) -> None:
    folder = write_set(documents=None)
    (folder / "documents").mkdir()
    with pytest.raises(UsageError, match="documents is empty"):
        load_labelled_set(folder)
