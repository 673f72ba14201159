"""The page of a models report: nothing of it is cut off, written over or left out."""

import re
from itertools import combinations
from pathlib import Path

from bs4 import BeautifulSoup

from models.drawing import WIDTH
from models.report.plot import QUALITIES, plots_of, write_plot
from models.report.rows import STAGES, StageRow

PERPLEXITY = next(quality for quality in QUALITIES if quality.name == "perplexity")


def words_of(plot: str) -> dict[str, tuple[float, float, float]]:
    """The words of a plot, each with its left and right end, as wide as a wide font makes them, and its height."""
    found = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)"[^>]*>([^<]+)</text>', plot)
    ends = {}
    for x, y, anchor, words in found:
        width = 8.0 * len(words)
        left = float(x) - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        ends[words] = (left, left + width, float(y))
    return ends


def test_a_name_is_neither_cut_off_nor_written_over_another() -> None:
    near = [("base", 790.0, 13.31), ("pruned", 780.0, 14.9), ("tuned", 775.0, 13.3), ("quantized", 788.0, 14.91)]
    rows = [StageRow(stage, memory_mb=memory, perplexity=perplexity) for stage, memory, perplexity in near]  # type: ignore[arg-type]
    (plot,) = plots_of(rows, PERPLEXITY)
    words = words_of(plot)
    names = [words[stage] for stage in STAGES]
    title = words["perplexity, lower is better"]
    assert all(left >= 0 and right <= WIDTH for left, right, _ in names)
    for one, other in combinations([*names, title], 2):
        assert one[1] <= other[0] or other[1] <= one[0] or abs(one[2] - other[2]) >= 13


def test_no_point_lies_on_the_frame_of_its_plot() -> None:
    rows = [StageRow("base", memory_mb=800.0, perplexity=13.0), StageRow("tuned", memory_mb=1.0, perplexity=14.0)]
    (plot,) = plots_of(rows, PERPLEXITY)
    heights = [float(height) for height in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', plot)]
    lines = {float(y) for y, same in re.findall(r'<line [^>]*y1="([\d.]+)" [^>]*y2="([\d.]+)"', plot) if y == same}
    assert min(lines) + 4 < min(heights) and max(heights) < max(lines) - 4


def test_the_page_has_the_figures_in_a_table_too(tmp_path: Path) -> None:
    rows = [
        StageRow("base", bytes=538_000_000, perplexity=13.31),
        StageRow("tuned"),
        StageRow("quantized", answer_f1=0.4),
    ]
    write_plot(rows, "SmolLM2", tmp_path / "report.html")
    page = BeautifulSoup((tmp_path / "report.html").read_text(encoding="utf-8"), "html.parser")
    lines = [[cell.text for cell in line.select("th, td")] for line in page.select("tr")]
    assert lines[0][0] == "stage" and lines[0][2] == "disk"
    assert [line[0] for line in lines[1:]] == ["base", "quantized"]
    assert "538 MB" in lines[1] and "13.31" in lines[1] and "0.400" in lines[2]
    assert [heading.text for heading in page.select("h2")] == ["Perplexity, lower is better"]


def test_a_page_of_nothing_says_so(tmp_path: Path) -> None:
    write_plot([StageRow("base")], "SmolLM2", tmp_path / "report.html")
    assert "Nothing is measured yet." in (tmp_path / "report.html").read_text(encoding="utf-8")
