"""As many threads as the machine really gives us."""

from pathlib import Path

import pytest

from models.machine import usable_cores


@pytest.mark.parametrize(("limit", "cores"), [("50000 100000", 1), ("100000 100000", 1), ("150000 100000", 1)])
def test_a_container_limit_is_respected(tmp_path: Path, limit: str, cores: int) -> None:
    (tmp_path / "cpu.max").write_text(limit)
    assert usable_cores(tmp_path) == cores


def test_no_limit_gives_what_the_affinity_allows(tmp_path: Path) -> None:
    without = usable_cores(tmp_path)
    (tmp_path / "cpu.max").write_text("max 100000")
    assert usable_cores(tmp_path) == without >= 1
