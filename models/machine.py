"""What this machine gives us to compute with. It measures nothing and changes nothing."""

import os
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")


def usable_cores(cgroups: Path = CGROUPS) -> int:
    """The number of cores this process may use: its CPU affinity, cut by a container's CPU limit; at least 1.

    A part of a core is left out: one thread more than the limit makes the kernel stop all of them together.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    limit = _container_limit(cgroups)
    return allowed if limit is None else max(1, min(allowed, int(limit)))


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
