"""systemd takes the units, and what they run is there."""

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = sorted(DEPLOY.glob("*.service"))


def keys(unit: Path) -> RawConfigParser:
    read = RawConfigParser(strict=True)
    read.optionxform = str
    read.read(unit, encoding="utf-8")
    return read


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_is_nobody_special_and_writes_into_its_data_home_alone(unit: Path) -> None:
    service = keys(unit)["Service"]
    assert service["User"] == "deskside" and service["UMask"] == "0077" and service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict" and service["CapabilityBoundingSet"] == ""
    assert f"DESKSIDE_HOME={service['ReadWritePaths']} " in service["Environment"]
    assert service["WorkingDirectory"] == "/etc/deskside"


def test_the_slack_app_comes_after_the_engine() -> None:
    unit = keys(DEPLOY / "deskside-slack.service")["Unit"]
    assert "deskside.service" in unit["After"].split() and "deskside.service" in unit["Wants"].split()
    # And again after an engine that crashed: the one that the app started meanwhile would keep the home.
    assert unit["PartOf"] == "deskside.service"


def test_what_the_engine_is_waited_for_with_is_there() -> None:
    waits = keys(DEPLOY / "deskside.service")["Service"]["ExecStartPost"].split()
    assert (DEPLOY.parent / Path(waits[1]).relative_to("/opt/deskside")).exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    for unit in UNITS:
        # The programs are where somebody installs them.
        text = re.sub(r"/opt/deskside/\.venv/bin/\w+", "/bin/true", unit.read_text(encoding="utf-8"))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)]
    found = subprocess.run(command, capture_output=True, text=True)
    assert [line for line in found.stderr.splitlines() if "deskside" in line] == []
    assert found.returncode == 0, found.stderr
