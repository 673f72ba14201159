"""As many threads as the machine really gives us."""

from pathlib import Path

import pytest

from models.machine import int8_products_saturate, memory_bytes, multiplies_bfloat16, usable_cores


@pytest.mark.parametrize(("limit", "cores"), [("50000 100000", 1), ("100000 100000", 1), ("150000 100000", 1)])
def test_a_container_limit_is_respected(tmp_path: Path, limit: str, cores: int) -> None:
    (tmp_path / "cpu.max").write_text(limit)
    assert usable_cores(tmp_path) == cores


def test_no_limit_gives_what_the_affinity_allows(tmp_path: Path) -> None:
    without = usable_cores(tmp_path)
    (tmp_path / "cpu.max").write_text("max 100000")
    assert usable_cores(tmp_path) == without >= 1


@pytest.mark.parametrize(
    ("machine", "flags", "saturates"),
    [
        ("x86_64", "fpu avx2 avx512f avx512bw", True),
        ("x86_64", "fpu avx2 avx_vnni", False),
        ("AMD64", "fpu avx2 avx512_vnni", False),
        ("x86_64", None, True),
        ("aarch64", "asimd", False),
        ("arm64", None, False),
    ],
)
def test_a_processor_that_adds_int8_products_in_16_bits_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str, flags: str | None, saturates: bool
) -> None:
    monkeypatch.setattr("models.machine.platform.machine", lambda: machine)
    cpuinfo = tmp_path / "cpuinfo"
    if flags is not None:
        cpuinfo.write_text(f"processor\t: 0\nflags\t\t: {flags}\n")
    assert int8_products_saturate(cpuinfo) == saturates


@pytest.mark.parametrize(
    ("line", "multiplies"),
    [("flags\t: avx512f avx512_bf16", True), ("Features : asimd bf16", True), ("flags\t: avx512f", False), ("", False)],
)
def test_a_processor_that_multiplies_bfloat16_is_known(tmp_path: Path, line: str, multiplies: bool) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor : 0\n{line}\n")
    assert multiplies_bfloat16(tmp_path / "cpuinfo") == multiplies


@pytest.mark.parametrize(
    ("place", "limit", "gigabytes"),
    [
        ("memory.max", "2147483648", 3),
        ("memory.max", "max", 5),
        ("memory/memory.limit_in_bytes", "1073741824", 2),
        ("memory/memory.limit_in_bytes", "9223372036854771712", 5),
    ],
)
def test_memory_is_what_the_machine_has_with_its_swap_or_what_a_container_may_take(
    tmp_path: Path, place: str, limit: str, gigabytes: int
) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 4194304 kB\nMemFree: 1 kB\nHugePages_Total: 0\nSwapTotal: 1048576 kB\n")
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text(f"{limit}\n")
    assert memory_bytes(meminfo, tmp_path) == gigabytes << 30


def test_a_machine_that_does_not_say_has_no_bound(tmp_path: Path) -> None:
    assert memory_bytes(tmp_path / "none", tmp_path) is None
