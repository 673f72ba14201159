"""Makes labelled sets of the invented companies that the reader is never trained on, to calibrate silence on.

    python -m benchmarks.quality.handbooks OUT [--all]

OUT gets a folder for each company: its pages as Markdown and what its people ask. `--all` writes those that the reader
was trained on too.
"""

import argparse
import json
import re
from pathlib import Path

from models.training.asked import FOLDER, pages_by_company
from models.training.rows import HELD_OUT_COMPANIES


def write_set(folder: Path, pages: list[dict]) -> int:
    """Writes one company's labelled set; returns the number of its questions."""
    documents = folder / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    queries, judgments = [], ["query-id\tcorpus-id\tscore"]
    for page in pages:
        name = _name(page["title"])
        sections = "\n\n".join(f"## {section['heading']}\n\n{section['text']}" for section in page["sections"])
        (documents / f"{name}.md").write_text(f"# {page['title']}\n\n{sections}\n", encoding="utf-8")
        for question in page["questions"]:
            query = {"id": f"{folder.name}-{len(queries) + 1:03}", "text": question["q"], "answerable": False}
            if question["answer"] is not None:
                answers = question["answer"] if isinstance(question["answer"], list) else [question["answer"]]
                query |= {"answerable": True, "answer": " ".join(answers), "answers": answers}
                judgments.append(f"{query['id']}\t{name}\t1")
            queries.append(query)
    lines = "".join(json.dumps(query, ensure_ascii=False) + "\n" for query in queries)
    (folder / "queries.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels.tsv").write_text("\n".join(judgments) + "\n", encoding="utf-8")
    return len(queries)


def _name(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--all", action="store_true", help="those that the reader was trained on, too")
    options = parser.parse_args()
    for company, pages in pages_by_company(FOLDER).items():
        if options.all or f"handbook/{company}" in HELD_OUT_COMPANIES:
            folder = options.out / _name(company)
            print(f"{folder}: {len(pages)} pages, {write_set(folder, pages)} questions")


if __name__ == "__main__":
    main()
