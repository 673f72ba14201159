"""What a sync promises: the knowledge is what the sources are, and nothing is done twice."""

import errno
import os
from pathlib import Path

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.markdown import read_markdown
from knowledge.sources.folders import may_change
from knowledge.spaces import InSeveralSpaces
from models.errors import UsageError
from models.progress import Step
from tests.fakes.embedder import HashingEmbedder

SENTENCE = "The zebra answers to quagga seventeen."


def names(knowledge: KnowledgeBase, space: str = "default") -> list[str]:
    return [document.name for document in knowledge.documents(space)]


def files_holding(folder: Path, text: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_a_folder_is_added_with_all_documents_below_it(knowledge: KnowledgeBase, documents: Path) -> None:
    (documents / "deep").mkdir()
    (documents / "deep" / "more.txt").write_text("Deep down.")
    report = knowledge.add([str(documents)])
    assert (report.added, report.problems) == (3, ())
    assert names(knowledge) == ["deep/more.txt", "leave.md", "vpn.md"]


def test_what_the_program_writes_is_passed_over_with_a_folder_above_it_and_read_where_it_is_named(
    documents: Path, hashing: HashingEmbedder
) -> None:
    home = documents / "home"
    knowledge = KnowledgeBase.open(home / "knowledge", hashing, own=home)
    (home / "notes").mkdir()
    (home / "server.txt").write_text("A question failed.")
    (home / "notes" / "todo.txt").write_text("Buy ink.")
    assert (knowledge.add([str(documents)]).added, names(knowledge)) == (2, ["leave.md", "vpn.md"])
    assert knowledge.add([str(home / "notes"), str(home / "server.txt")]).added == 2
    assert knowledge.sync().removed == 0
    assert sorted(names(knowledge)) == ["leave.md", "server.txt", "todo.txt", "vpn.md"]
    knowledge.close()


def test_unchanged_documents_are_neither_read_nor_embedded_again(
    knowledge: KnowledgeBase, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge.add([str(documents)])
    hashing.embedded.clear()
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    report = knowledge.sync()
    assert (report.unchanged, report.added, report.changed, report.removed) == (2, 0, 0, 0)
    assert hashing.embedded == []


def test_a_touched_file_with_the_same_content_is_unchanged(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    os.utime(documents / "vpn.md", (1, 1))
    assert knowledge.sync().unchanged == 2
    assert knowledge.sync().unchanged == 2


def test_a_changed_document_embeds_only_its_changed_chunks(
    knowledge: KnowledgeBase, documents: Path, hashing: HashingEmbedder
) -> None:
    sections = [f"# Part {number}\n\n" + f"word{number} " * 90 for number in range(5)]
    (documents / "long.md").write_text("---\ntitle: Long\n---\n" + "\n\n".join(sections))
    knowledge.add([str(documents)])
    hashing.embedded.clear()
    sections[2] = "# Part 2\n\nSomething new stands here.\n\n" + "other " * 80
    (documents / "long.md").write_text("---\ntitle: Long\n---\n" + "\n\n".join(sections))
    report = knowledge.sync()
    assert report.changed == 1
    assert len(hashing.embedded) == report.chunks == 1
    [passage] = knowledge.search(["something new stands"], ["default"], limit=1)
    assert passage.document == "long.md"
    # The chunks behind the change kept their vectors, and moved in the text.
    for passage in knowledge.search(["word4"], ["default"], limit=10):
        assert knowledge.document(passage.document_key).text[passage.start : passage.end] == passage.text


def test_a_removed_document_is_gone_from_everywhere(knowledge: KnowledgeBase, documents: Path, home: Path) -> None:
    (documents / "secret.md").write_text(f"# Secrets\n\n{SENTENCE}\n")
    knowledge.add([str(documents)])
    assert files_holding(home, SENTENCE)
    (documents / "secret.md").unlink()
    assert knowledge.sync().removed == 1
    assert "secret.md" not in names(knowledge)
    assert all(passage.document != "secret.md" for passage in knowledge.search([SENTENCE], ["default"]))
    assert files_holding(home, SENTENCE) == []
    assert files_holding(home, "quagga") == []


def test_words_that_stood_in_no_passage_are_gone_too(knowledge: KnowledgeBase, documents: Path, home: Path) -> None:
    (documents / "page.md").write_text("---\nkey: quagga\n---\n# Page\n\nThe same words.\n")
    (documents / "quagga.pdf").write_bytes(b"no pdf")
    knowledge.add([str(documents)])
    assert files_holding(home, "quagga")
    (documents / "page.md").write_text("---\nkey: \n---\n# Page\n\nThe same words.\n")
    (documents / "quagga.pdf").unlink()
    knowledge.sync()
    assert files_holding(home, "quagga") == []


def test_chroma_never_holds_a_word_of_a_document(knowledge: KnowledgeBase, documents: Path, home: Path) -> None:
    (documents / "secret.md").write_text(f"# Secrets\n\n{SENTENCE}\n")
    knowledge.add([str(documents)])
    assert files_holding(home / "vectors", SENTENCE) == []
    assert files_holding(home / "vectors", "secret.md") == []


def test_a_source_is_removed_with_its_documents_and_its_empty_space(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)], "team")
    assert knowledge.remove(str(documents)) == 2
    assert (knowledge.spaces(), knowledge.sources()) == ([], [])
    knowledge.add([str(documents)], "team")
    assert len(knowledge.search(["vpn router"], ["team"])) == 2


def test_a_document_removed_by_hand_stays_away_until_it_is_added_again(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    knowledge.add([str(documents)])
    assert knowledge.remove("vpn.md") == 1
    knowledge.sync()
    assert names(knowledge) == ["leave.md"]
    knowledge.add([str(documents / "vpn.md")])
    assert names(knowledge) == ["leave.md", "vpn.md"]
    knowledge.remove("leave.md")
    knowledge.add([str(documents)])
    assert names(knowledge) == ["leave.md", "vpn.md"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vnp.md", r"Did you mean vpn\.md\?"),
        ("IT/VPN", r"Did you mean vpn\.md\?"),
        ("leave 2024.md", r"Did you mean leave\.md\?"),
        ("vnc-viewer.md", "`deskside sources`"),
    ],
)
def test_removing_what_is_not_there_names_what_is_close(
    knowledge: KnowledgeBase, documents: Path, name: str, said: str
) -> None:
    knowledge.add([str(documents)])
    with pytest.raises(UsageError, match=said):
        knowledge.remove(name)


def test_a_name_that_several_spaces_have_is_removed_from_none_of_them(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    for space in ("it", "people"):
        knowledge.add([str(documents)], space)
    for name in ("vpn.md", str(documents / "vpn.md"), str(documents)):
        with pytest.raises(InSeveralSpaces, match="is in 2 spaces: it, people"):
            knowledge.remove(name)
    assert knowledge.remove("vpn.md", "it") == 1
    assert (names(knowledge, "it"), names(knowledge, "people")) == (["leave.md"], ["leave.md", "vpn.md"])
    assert knowledge.remove("vpn.md") == 1  # now one of them has it
    assert knowledge.remove(str(documents), "people") == 1


def test_a_name_that_several_documents_of_a_space_have_is_said_by_its_place(
    knowledge: KnowledgeBase, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "vpn.md").write_text("# Another VPN\n\nThere is another one.\n")
    knowledge.add([str(documents), str(other)])
    with pytest.raises(UsageError, match="2 documents are called") as told:
        knowledge.remove("vpn.md")
    assert str(other / "vpn.md") in told.value.problem
    assert len(knowledge.documents()) == 3
    monkeypatch.chdir(other)
    assert knowledge.remove("vpn.md") == 1  # the one that stands here
    assert names(knowledge) == ["leave.md", "vpn.md"]


def test_a_file_inside_an_added_folder_is_not_added_twice(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    report = knowledge.add([str(documents / "vpn.md")])
    assert report.unchanged == 2
    assert len(knowledge.sources()) == 1


def test_files_of_an_added_folder_are_brought_up_to_date_by_one_pass_over_it(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    (documents / "empty.md").write_text("")
    knowledge.add([str(documents)])
    for name in ("leave.md", "vpn.md"):
        knowledge.remove(name)
    report = knowledge.add([str(path) for path in sorted(documents.iterdir())])
    assert (report.added, report.unchanged, len(report.problems)) == (2, 0, 1)
    report = knowledge.add([str(documents), str(documents / "vpn.md")])
    assert (report.unchanged, len(report.problems)) == (2, 1)


def test_a_folder_takes_over_the_files_added_before_it(
    knowledge: KnowledgeBase, documents: Path, hashing: HashingEmbedder
) -> None:
    knowledge.add([str(documents / "vpn.md")])
    hashing.embedded.clear()
    knowledge.add([str(documents)])
    assert [source.kind for source in knowledge.sources()] == ["folder"]
    assert names(knowledge) == ["leave.md", "vpn.md"]
    assert len(hashing.embedded) == 1


def test_hidden_files_and_links_out_of_the_folder_are_left_out(
    knowledge: KnowledgeBase, documents: Path, tmp_path: Path
) -> None:
    (documents / ".git").mkdir()
    (documents / ".git" / "description.md").write_text("hidden")
    (documents / ".draft.md").write_text("hidden")
    (documents / "loop").symlink_to(documents, target_is_directory=True)
    (tmp_path / "outside.md").write_text("outside")
    (documents / "link.md").symlink_to(tmp_path / "outside.md")
    report = knowledge.add([str(documents)])
    assert report.added == 2
    [problem] = report.problems
    assert problem.document.endswith("link.md")
    assert "out of the folder" in problem.problem


def test_files_that_kubernetes_mounts_by_links_are_read_and_read_anew(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "mounted"
    for version, port in (("..2026_01", 4500), ("..2026_02", 4501)):
        (folder / version).mkdir(parents=True)
        (folder / version / "vpn.md").write_text(f"# VPN\n\nOpen port {port}.\n")
    (folder / "..data").symlink_to("..2026_01")
    (folder / "vpn.md").symlink_to("..data/vpn.md")
    assert knowledge.add([str(folder)]).added == 1
    (folder / "..data").unlink()
    (folder / "..data").symlink_to("..2026_02")
    assert may_change(folder, folder / "..data")
    assert knowledge.sync().changed == 1
    assert "4501" in knowledge.search(["port"], ["default"])[0].text


def test_the_packages_that_a_site_is_built_with_are_no_documents(knowledge: KnowledgeBase, documents: Path) -> None:
    package = documents / "site" / "node_modules" / "react"
    package.mkdir(parents=True)
    (package / "README.md").write_text("# React\n\nA library.\n")
    report = knowledge.add([str(documents)])
    assert (report.added, report.passed_over) == (2, {})
    assert not may_change(documents, package / "README.md")
    assert knowledge.add([str(package)]).added == 1
    assert knowledge.sync().removed == 0


def test_a_link_into_a_hidden_folder_is_not_followed(knowledge: KnowledgeBase, documents: Path) -> None:
    (documents / ".git").mkdir()
    (documents / ".git" / "config").write_text("password")
    (documents / "notes.md").symlink_to(".git/config")
    assert knowledge.add([str(documents)]).added == 2


def test_a_folder_that_is_not_mounted_does_not_empty_the_knowledge(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    documents.rename(documents.with_name("elsewhere"))
    report = knowledge.sync()
    assert report.removed == 0
    assert "not there" in report.problems[0].problem
    assert len(names(knowledge)) == 2


def test_a_mount_point_without_its_disk_does_not_empty_the_knowledge(
    knowledge: KnowledgeBase, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as mounted:
        mounted.setattr(Path, "is_mount", lambda path: path == documents)
        knowledge.add([str(documents)])
    disk = documents.rename(documents.with_name("disk"))
    documents.mkdir()
    report = knowledge.sync()
    assert (report.removed, len(report.problems)) == (0, 1)
    assert "not mounted" in report.problems[0].problem
    assert len(knowledge.documents()) == 2
    documents.rmdir()
    disk.rename(documents)  # copied to where it was mounted before
    (documents / "vpn.md").unlink()
    assert knowledge.sync().removed == 1


def test_a_file_whose_folder_is_not_mounted_is_kept(
    knowledge: KnowledgeBase, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as mounted:
        mounted.setattr(Path, "is_mount", lambda path: path == documents)
        knowledge.add([str(documents / "vpn.md")])
    disk = documents.rename(documents.with_name("disk"))
    reports = [knowledge.sync()]
    documents.mkdir()
    reports.append(knowledge.sync())
    for report in reports:
        assert (report.removed, len(report.problems)) == (0, 1)
        assert "Its folder is not there, or not mounted" in report.problems[0].problem
    assert names(knowledge) == ["vpn.md"]
    documents.rmdir()
    disk.rename(documents)
    (documents / "vpn.md").unlink()
    assert knowledge.sync().removed == 1


def test_a_share_whose_server_is_gone_does_not_end_the_sync(
    knowledge: KnowledgeBase, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.md").write_text("# Here\n\nOn this machine.\n")
    knowledge.add([str(documents), str(tmp_path / "here.md")])
    stat = Path.stat

    def not_connected(path: Path, **how: bool) -> os.stat_result:
        if path.is_relative_to(documents):
            raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN))
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", not_connected)
    report = knowledge.sync()
    assert (report.removed, report.unchanged, len(report.problems)) == (0, 1, 1)


def test_a_folder_that_was_emptied_is_taken_at_its_word(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    for path in documents.iterdir():
        path.unlink()
    assert knowledge.sync().removed == 2


def test_a_name_with_a_tilde_that_is_nobodys_home_is_a_name(
    knowledge: KnowledgeBase, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(documents)
    (documents / "~draft-of-nobody.md").write_text("# Draft\n\nNothing yet.\n")
    assert knowledge.add(["~draft-of-nobody.md"]).added == 1
    [problem] = knowledge.add(["~nobody-of-this-name/documents"]).problems
    assert problem.problem == "It is not there."


def test_a_file_that_vanishes_while_a_folder_is_read_is_no_error(knowledge: KnowledgeBase, documents: Path) -> None:
    def vanish(step: Step) -> None:
        (documents / "vpn.md").unlink(missing_ok=True)

    report = knowledge.add([str(documents)], progress=vanish)
    assert (report.added, report.problems) == (1, ())


def test_a_cancelled_sync_keeps_what_was_read_and_takes_nothing_for_gone(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    knowledge.add([str(documents)])
    (documents / "new.md").write_text("# New\n\nfresh words")
    asked = iter([False, False])
    report = knowledge.sync(cancelled=lambda: next(asked, True))
    assert report.removed == 0
    assert names(knowledge) == ["leave.md", "vpn.md"]
    assert knowledge.sync().added == 1


def test_handed_in_texts_go_through_the_same_diff(knowledge: KnowledgeBase, hashing: HashingEmbedder) -> None:
    documents = [(f"d{n}.md", read_markdown(f"# Title {n}\n\nbody {n}", f"d{n}.md")) for n in range(3)]
    assert knowledge.add_documents(documents, "set").added == 3
    hashing.embedded.clear()
    changed = [*documents[:2], ("d2.md", read_markdown("# Title 2\n\nanother body", "d2.md"))]
    report = knowledge.add_documents(changed, "set")
    assert (report.unchanged, report.changed, len(hashing.embedded)) == (2, 1, 1)
    assert knowledge.sync("set").removed == 0


@pytest.mark.parametrize("name", ["", "Team A", "../x", "é", "a" * 65])
def test_a_space_with_an_impossible_name_is_refused(knowledge: KnowledgeBase, documents: Path, name: str) -> None:
    with pytest.raises(UsageError):
        knowledge.add([str(documents)], name)
    assert knowledge.spaces() == []


def test_progress_says_what_is_read_and_embedded(knowledge: KnowledgeBase, documents: Path) -> None:
    steps: list[Step] = []
    knowledge.add([str(documents)], progress=steps.append)
    assert steps[0] == Step("Reading leave.md", 0, 2)
    assert steps[-1].doing == "Embedding passages"
    assert steps[-1].done == steps[-1].total
