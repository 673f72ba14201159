"""The calibration text is drawn evenly, the same each time, from what may be passed on and is not measured on."""

import csv
import json
from importlib import resources
from typing import Any

from models.training.calibration_text import LICENCES, draw_sections, text_of
from models.training.rows import HELD_OUT_REPOSITORIES

ASSET = resources.files("models") / "assets" / "calibration"


def row(repository: str, page: int, licence: str = "CC BY 4.0") -> dict[str, Any]:
    heading = ["VPN", "Error 809"]
    return {
        "repo": repository,
        "doc": f"{page}.md",
        "licence": licence,
        "title": "VPN",
        "heading": heading,
        "text": "x" * 100,
    }


def test_small_repositories_get_as_much_room_as_large_ones_and_a_page_comes_once() -> None:
    rows = [row("a/large", number) for number in range(50)] + [row("b/small", number // 2) for number in range(20)]
    drawn = draw_sections(rows, 2_000, 0)
    assert [sum(each["repo"] == name for each in drawn) for name in ("a/large", "b/small")] == [10, 10]
    assert len({(each["repo"], each["doc"]) for each in drawn}) == 20


def test_other_licences_and_held_out_products_stay_out() -> None:
    held_out = [row(name, 0) for name in HELD_OUT_REPOSITORIES]
    rows = [row("a/a", 1), row("a/a", 2, "CC BY-SA 4.0"), row("a/a", 3, "MIT"), *held_out]
    assert [each["doc"] for each in draw_sections(rows, 10_000, 0)] == ["1.md"]


def test_a_text_begins_with_its_title_and_never_says_it_twice() -> None:
    assert text_of(row("a/a", 0)).startswith("# VPN\n\n## Error 809\n\nx")
    assert text_of(row("a/a", 0) | {"heading": ["VPN"]}).startswith("# VPN\n\nx")


def test_the_packaged_text_names_every_source_with_its_commit_and_licence() -> None:
    with (ASSET / "SOURCES.csv").open(encoding="utf-8") as file:
        sources = list(csv.DictReader(file))
    lines = (ASSET / "sections.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line)["text"] for line in lines)
    assert sum(int(source["sections"]) for source in sources) == len(lines)
    assert {source["licence"] for source in sources} <= set(LICENCES)
    assert all(len(source["commit"]) == 40 for source in sources)
    assert not {source["repository"] for source in sources} & HELD_OUT_REPOSITORIES
