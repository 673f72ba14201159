"""What this machine gives us to compute with. It measures nothing and changes nothing."""

import os
import platform
from contextlib import suppress
from functools import cache
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
CPUINFO = Path("/proc/cpuinfo")
MEMINFO = Path("/proc/meminfo")
# What an x86 processor has that adds products of 8-bit integers in 32 bits.
EXACT_INT8 = {"avx512_vnni", "avx_vnni", "amx_int8"}
# What multiplies bfloat16; elsewhere it is emulated, slower than fp32.
BFLOAT16 = {"avx512_bf16", "amx_bf16", "bf16"}
X86 = {"x86_64", "amd64", "i386", "i686"}


def usable_cores(cgroups: Path = CGROUPS) -> int:
    """The number of cores this process may use: its CPU affinity, cut by a container's CPU limit; at least 1.

    A part of a core is left out: one thread more than the limit makes the kernel stop all of them together.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    limit = _container_limit(cgroups)
    return allowed if limit is None else max(1, min(allowed, int(limit)))


def memory_bytes(meminfo: Path = MEMINFO, cgroups: Path = CGROUPS) -> int | None:
    """All memory that this process can ever have, swap included, cut by a container's limit; None where nobody says."""
    try:
        lines = (line.split() for line in meminfo.read_text(encoding="ascii").splitlines())
        sizes = {words[0]: int(words[1]) * 1024 for words in lines if len(words) > 1}
        total, swap = sizes["MemTotal:"], sizes.get("SwapTotal:", 0)
    except (OSError, ValueError, KeyError):
        return None
    for place in ("memory.max", "memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):  # “max” is no limit
            total = min(total, int((cgroups / place).read_text()))
    return total + swap


def int8_products_saturate(cpuinfo: Path = CPUINFO) -> bool:
    """Whether this processor adds pairs of int8 products in 16 bits, which large ones overflow: x86 before VNNI.

    Also true where the processor does not say what it has. ONNX Runtime has an exact but slower way for these, which
    it takes only when told to (`session.x64quantprecision`); with VNNI that would only be slower.
    """
    return platform.machine().lower() in X86 and not EXACT_INT8 & _processor_flags(cpuinfo)


@cache
def multiplies_bfloat16(cpuinfo: Path = CPUINFO) -> bool:
    """Whether this processor has products of bfloat16; False where it does not say."""
    return bool(BFLOAT16 & _processor_flags(cpuinfo))


def _processor_flags(cpuinfo: Path) -> set[str]:
    """What the first processor says that it can do; empty where it says nothing."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    except OSError:
        return set()
    # x86 calls them flags, ARM features.
    flags = (line.partition(":")[2] for line in lines if line.startswith(("flags", "Features")))
    return set(next(flags, "").split())


def _container_limit(cgroups: Path) -> float | None:
    """The CPU limit in cores, from control groups version 2 or else 1; None where there is none."""
    try:
        quota, period = (cgroups / "cpu.max").read_text().split()
    except (OSError, ValueError):
        try:
            quota = (cgroups / "cpu" / "cpu.cfs_quota_us").read_text().strip()
            period = (cgroups / "cpu" / "cpu.cfs_period_us").read_text().strip()
        except OSError:
            return None
    if quota in ("max", "-1"):
        return None
    return int(quota) / int(period)
