"""`deskside doctor` finds what is wrong and names the one step that fixes it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import checks, locations
from bot.checks import Check, run_checks
from bot.cli.app import app
from bot.ownership import owned
from bot.settings import Settings
from tests.bot.conftest import MakeHome, with_own_models


async def test_all_is_fine_in_a_home_that_works(make_home: MakeHome) -> None:
    found = await run_checks(Settings(home=make_home()))
    assert [check for check in found if not check.fine] == []
    assert [check.name for check in found][:3] == ["python", "data home", "disk"]
    assert {"model writer", "model embedder", "model clip", "knowledge"} <= {check.name for check in found}
    assert Check("text in pictures", True, "reads “VPN error 809”") in found
    assert found[-1] == Check("knowledge", True, "8 documents, 8 passages")


def test_a_home_that_others_may_read_is_said_with_what_closes_it(tmp_path: Path) -> None:
    home = tmp_path / "our home"
    home.mkdir(mode=0o755)
    locations.knowledge_folder(home).mkdir(mode=0o700)
    assert checks._home(Settings(home=home)) == Check("data home", True, str(home))
    locations.knowledge_folder(home).chmod(0o755)
    assert checks._home(Settings(home=home)).found.endswith(f"to keep it yours: chmod -R go-rwx '{home}'")
    home.chmod(0o750)
    assert checks._home(Settings(home=home)) == Check("data home", True, str(home))


async def test_all_that_models_are_missing_for_is_fixed_by_one_command(tmp_path: Path) -> None:
    wrong = {check.name: check for check in await run_checks(Settings(home=tmp_path)) if not check.fine}
    assert wrong.keys() == {"model writer", "model embedder", "model reader", "model clip", "knowledge"}
    assert {check.fix for check in wrong.values()} == {"Run `deskside models build`."}


async def test_what_runs_elsewhere_or_has_a_recipe_of_its_own_is_not_built_beside_what_is_missing(
    tmp_path: Path,
) -> None:
    wrong = {check.name: check for check in await run_checks(Settings(home=tmp_path, llm="mine")) if not check.fine}
    assert wrong["model writer"].fix.startswith("Run `deskside models build RECIPE` with its recipe")
    assert wrong["model reader"].fix == "Run `deskside models build clip embedder reader`."
    elsewhere = Settings(home=tmp_path, llm="openai:http://127.0.0.1:9/v1#model")
    wrong = {check.name: check for check in await run_checks(elsewhere) if not check.fine}
    assert wrong["knowledge"].fix == "Run `deskside models build clip embedder reader`."


async def test_one_changed_byte_in_a_model_is_found(make_home: MakeHome, built_models: Path) -> None:
    home = make_home()
    locations.models_folder(home).unlink()
    shutil.copytree(built_models / "embedder", locations.models_folder(home) / "embedder")
    file = locations.models_folder(home) / "embedder" / "tokenizer.json"
    content = bytearray(file.read_bytes())
    content[-2] ^= 1
    file.write_bytes(content)
    wrong = {check.name: check for check in await run_checks(Settings(home=home)) if not check.fine}
    assert "tokenizer.json is not the file that was built" in wrong["model embedder"].found
    assert "deskside models build embedder" in wrong["model embedder"].fix


async def test_a_model_that_its_recipe_makes_otherwise_now_is_told_and_works(
    make_home: MakeHome, built_models: Path
) -> None:
    home = with_own_models(make_home(), built_models)
    folder = locations.models_folder(home) / "reader"
    folder.unlink()
    shutil.copytree(built_models / "reader", folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"recipe_hash": "earlier"}))
    found = {check.name: check for check in await run_checks(Settings(home=home))}
    assert all(check.fine for check in found.values())
    assert "intact. The model “reader” was built from another recipe" in found["model reader"].found
    assert found["model reader"].found.endswith("Run `deskside models build reader`.")
    assert found["model embedder"].found.endswith(" MB, intact")


async def test_a_damaged_page_of_a_database_is_found(make_home: MakeHome) -> None:
    home = make_home()
    [intact] = checks._databases(home)
    assert intact.fine and intact in await run_checks(Settings(home=home))
    file = locations.pins_file(home)
    content = bytearray(file.read_bytes())
    content[-4096:] = b"\xa5" * 4096
    file.write_bytes(content)
    [damaged] = checks._databases(home)
    assert not damaged.fine and damaged.found.startswith(f"{file} is damaged: ") and "backup" in damaged.fix


async def test_a_home_that_cannot_be_written_to_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    wrong = {
        check.name: check for check in await run_checks(Settings(home=tmp_path / "file" / "home")) if not check.fine
    }
    assert "DESKSIDE_HOME" in wrong["data home"].fix
    assert wrong["knowledge"].found.endswith(".")


async def test_a_home_in_use_is_found(make_home: MakeHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.attach.WAITING", 0)
    home = make_home()
    with owned(home):
        [wrong] = [check for check in await run_checks(Settings(home=home)) if not check.fine]
    assert "is in use by" in wrong.found


async def test_too_little_room_on_the_disk_is_found(make_home: MakeHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LEAST_DISK", 10**18)
    [wrong] = [check for check in await run_checks(Settings(home=make_home())) if not check.fine]
    assert (wrong.name, wrong.fix) == ("disk", "Free some space on this disk.")


def test_the_command_prints_each_check_and_exits_0(make_home: MakeHome) -> None:
    home = make_home()
    run = CliRunner().invoke(app, ["doctor"], env={"DESKSIDE_HOME": str(home)})
    assert run.exit_code == 0
    assert all(line.startswith("ok    ") for line in run.stdout.splitlines())
    run = CliRunner().invoke(app, ["doctor", "--json"], env={"DESKSIDE_HOME": str(home)})
    assert all(check.keys() == {"name", "fine", "found", "fix"} and check["fine"] for check in json.loads(run.stdout))


def test_the_command_prints_the_fix_and_exits_1(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["doctor"], env={"DESKSIDE_HOME": str(tmp_path / "home")})
    assert run.exit_code == 1
    assert "FAIL  model writer: The model “writer” is not built yet.\nFAIL  model embedder" in run.stdout
    assert run.stdout.count("models build") == 1 and run.stdout.endswith("\n      Run `deskside models build`.\n")
