"""A labelled set runs through an engine, and what came of it is written as design says and judged as labelled."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.evaluation.failures import Fault, failures
from bot.evaluation.labelled_set import load_labelled_set
from bot.evaluation.outcomes import Evaluation
from bot.evaluation.report import write_report
from bot.evaluation.run import MeasuredEngine, NothingIngested, evaluate, write_results
from bot.evaluation.summary import summarise
from bot.events import Timings, Turn
from models.progress import Step, silent
from tests.bot.evaluation.conftest import QUERIES, WriteSet
from tests.fakes.lexical_engine import LexicalEngine


async def evaluated(folder: Path, engine: LexicalEngine, retrieval_only: bool = False) -> Evaluation:
    @asynccontextmanager
    async def opened(home: Path) -> AsyncIterator[MeasuredEngine]:
        yield engine

    return await evaluate(load_labelled_set(folder), opened, silent, retrieval_only)


async def test_run_and_answers_have_the_shape_of_the_design(write_set: WriteSet, tmp_path: Path) -> None:
    write_results(await evaluated(write_set(), LexicalEngine()), tmp_path)

    rows = [line.split("\t") for line in (tmp_path / "run.tsv").read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["query-id", "corpus-id", "rank", "score"]
    assert rows[1] == ["q1", "vpn", "1", "0.400000"]
    assert [row[2] for row in rows if row[0] == "q1"] == ["1", "2", "3"]
    answers = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [set(answer) for answer in answers] == [{"id", "answer", "abstained", "citations", "quotes", "ms"}] * 4
    assert answers[0]["citations"] == ["vpn"]
    assert answers[0]["quotes"] == ["VPN error 809 is fixed by this: open UDP ports 500 and 4500."]
    assert [answer["abstained"] for answer in answers] == [False, False, True, False]


async def test_the_first_text_is_never_later_than_the_whole_answer(write_set: WriteSet) -> None:
    evaluation = await evaluated(write_set(), LexicalEngine())
    slow = Timings(search_ms=1, first_token_ms=900, total_ms=1_000)
    outcomes = [
        replace(one, ms=1_000.0, timings=slow) if one.answered and n == 0 else replace(one, kind="not_found", ms=10.0)
        for n, one in enumerate(evaluation.outcomes)
    ]
    latency = summarise(replace(evaluation, outcomes=tuple(outcomes))).latency
    assert latency["first_token"]["p50"] <= latency["total"]["p50"] == 10.0
    assert latency["first_token"]["p99"] <= latency["total"]["p99"]


async def test_half_an_emoji_loses_no_results(write_set: WriteSet, tmp_path: Path) -> None:
    half = "\ud83d"
    odd = {
        "id": f"q{half}",
        "text": f"Who painted the ceiling {half}?",
        "history": [["user", f"Hello {half}"]],
        "answers": [f"Ann {half}"],
    }
    evaluation = await evaluated(write_set(queries=json.dumps(QUERIES[0]) + "\n" + json.dumps(odd)), LexicalEngine())
    write_results(evaluation, tmp_path)
    write_report(evaluation, summarise(evaluation), tmp_path)
    assert "q?" in (tmp_path / "run.tsv").read_text(encoding="utf-8")
    assert "Who painted the ceiling ??" in (tmp_path / "report.html").read_text(encoding="utf-8")


async def test_ids_stand_in_the_run_as_they_are(write_set: WriteSet, tmp_path: Path) -> None:
    queries = [{**QUERIES[0], "id": name} for name in ('say "809"', "a\\b", "with\ttab and\nline")]
    qrels = 'query-id\tcorpus-id\tscore\nsay "809"\tvpn\t1\n'
    folder = write_set(queries="".join(json.dumps(query) + "\n" for query in queries), qrels=qrels)
    write_results(await evaluated(folder, LexicalEngine()), tmp_path)
    rows = [line.split("\t") for line in (tmp_path / "run.tsv").read_text(encoding="utf-8").splitlines()]
    assert {len(row) for row in rows} == {4}
    assert list(dict.fromkeys(row[0] for row in rows[1:])) == ['say "809"', "a\\b", "with tab and line"]


async def test_figures_are_those_counted_by_hand(write_set: WriteSet) -> None:
    summary = summarise(await evaluated(write_set(), LexicalEngine()))
    assert summary.retrieval["recall@1"].value == 1.0
    assert summary.answers["contained"].value == 1.0
    assert summary.abstention["precision"].value == summary.abstention["recall"].value == 1.0
    assert summary.citations["precision"].value == summary.citations["verbatim_quotes"].value == 1.0
    assert summary.kinds == {"extract": 3, "not_found": 1}
    json.dumps(summary.as_json(), allow_nan=False)


async def test_history_reaches_the_engine(write_set: WriteSet) -> None:
    engine = LexicalEngine()
    await evaluated(write_set(), engine)
    assert engine.asked[3].history[0] == Turn("user", "Where are the printers?")


async def test_quote_that_is_not_in_its_document_is_counted(write_set: WriteSet) -> None:
    evaluation = await evaluated(write_set(), LexicalEngine(misquotes=True))
    assert summarise(evaluation).citations["verbatim_quotes"].value == 0.0
    assert {failure.fault for failure in failures(evaluation.outcomes)} == {Fault.NOT_VERBATIM}


async def test_answering_everything_shows_in_abstention(write_set: WriteSet) -> None:
    evaluation = await evaluated(write_set(), LexicalEngine(least=0))
    abstention = summarise(evaluation).abstention
    assert abstention["recall"].value == 0.0
    assert abstention["precision"].n == 0
    assert [failure.fault for failure in failures(evaluation.outcomes)] == [Fault.INVENTED]


async def test_failed_question_is_an_outcome_and_the_others_go_on(write_set: WriteSet) -> None:
    queries = '{"id": "q1", "text": "crash"}\n{"id": "q2", "text": "How many holidays does everybody get?"}\n'
    evaluation = await evaluated(write_set(queries=queries), LexicalEngine())
    assert [outcome.kind for outcome in evaluation.outcomes] == ["failed", "extract"]
    assert evaluation.outcomes[0].text == "It broke. Ask again."
    assert not evaluation.outcomes[0].abstained


async def test_retrieval_only_stops_each_stream_at_its_passages(write_set: WriteSet, tmp_path: Path) -> None:
    engine = LexicalEngine()
    evaluation = await evaluated(write_set(), engine, retrieval_only=True)
    assert engine.streams_closed == 4
    assert {outcome.kind for outcome in evaluation.outcomes} == {"not_asked"}
    summary = summarise(evaluation)
    assert summary.retrieval["mrr"].value == 1.0
    assert summary.answers["token_f1"].n == 0
    (tmp_path / "answers.jsonl").write_text("of an earlier run")
    write_results(evaluation, tmp_path)
    assert not (tmp_path / "answers.jsonl").exists()


async def test_corpus_file_is_ingested_word_for_word(write_set: WriteSet) -> None:
    text = "---\nnot: front matter\n---\n\nTail  with  spaces. "
    corpus = json.dumps({"id": "a/b", "title": "T", "text": text}).encode()
    engine = LexicalEngine()
    folder = write_set(None, '{"id": "q1", "text": "Tail with spaces"}', "q1\ta/b\t1\n", corpus__jsonl=corpus)
    evaluation = await evaluated(folder, engine)
    assert (await engine.document(0)).text == text
    assert evaluation.outcomes[0].cited_documents == ("a/b",)


async def test_set_of_which_nothing_can_be_read_is_refused_with_the_first_reason(write_set: WriteSet) -> None:
    folder = write_set(documents={"a.png": "", "b.png": ""}, qrels="q1\ta\t1\n")
    with pytest.raises(NothingIngested, match=r"Not one of the 2 documents .* 2 \.png\. .* a\.png: It is an image"):
        await evaluated(folder, LexicalEngine())


async def test_documents_that_cannot_be_read_are_reported_and_the_rest_is_measured(write_set: WriteSet) -> None:
    folder = write_set(documents={"vpn.md": "VPN error 809", "a.png": ""}, qrels="q1\tvpn\t1\n")
    evaluation = await evaluated(folder, LexicalEngine())
    assert evaluation.documents == 1
    assert summarise(evaluation).problems == ["a.png: It is an image."]


async def test_documents_that_a_sync_passes_over_are_reported(write_set: WriteSet) -> None:
    folder = write_set(documents={"vpn.md": "VPN error 809", "notes.xyz": "?"}, qrels="q1\tvpn\t1\n")
    problems = (await evaluated(folder, LexicalEngine(passes_over=".xyz"))).problems
    assert [problem.document for problem in problems] == ["1 of 2 documents"]
    assert "1 .xyz, 1 .md" in problems[0].problem


async def test_progress_counts_the_questions(write_set: WriteSet) -> None:
    steps: list[Step] = []

    @asynccontextmanager
    async def opened(home: Path) -> AsyncIterator[MeasuredEngine]:
        yield LexicalEngine()

    await evaluate(load_labelled_set(write_set()), opened, steps.append)
    assert steps[-1] == Step("Asking", 4, 4)


async def test_report_needs_no_network_and_escapes_what_it_quotes(write_set: WriteSet, tmp_path: Path) -> None:
    attack = "<script>alert('VPN error 809 fixed')</script>"
    queries = json.dumps({"id": "q1", "text": f"How is {attack} fixed?", "answer": attack, "answerable": False}) + "\n"
    folder = write_set(documents={"vpn.md": f"{attack}\n"}, queries=queries, qrels="q1\tvpn\t1\n")
    evaluation = await evaluated(folder, LexicalEngine())
    write_report(evaluation, summarise(evaluation), tmp_path)

    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>alert(" not in html
    assert "&lt;script&gt;alert(" in html
    assert '<script src="' not in html and '<link rel="stylesheet"' not in html
    assert "answered the unanswerable" in html
    assert html.count('<svg class="plot"') == 4 and "<script" not in html
    assert len(html) < 100_000


async def test_report_of_retrieval_alone_leaves_the_answers_out(write_set: WriteSet, tmp_path: Path) -> None:
    evaluation = await evaluated(write_set(), LexicalEngine(), retrieval_only=True)
    write_report(evaluation, summarise(evaluation), tmp_path)
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Recall at 5" in html and "Kinds of answer" not in html
