"""The container's files agree with the code, as far as that can be told without building an image."""

import http.server
import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import typer.main
import yaml

from bot.locations import slack_heartbeat
from tui.cli import app as cli

REPOSITORY = Path(__file__).parents[2]
DEPLOY = REPOSITORY / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
BUILDERS = {"torch", "transformers", "optimum", "optimum-onnx", "peft", "accelerate", "onnx"}


def stage(name: str) -> str:
    """The lines of one stage."""
    return re.split(r"^FROM ", CONTAINERFILE.split(f" AS {name}\n")[1], flags=re.MULTILINE)[0]


def test_what_serves_needs_nothing_of_what_builds() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=\[~! ]", line)[0].lower() for line in project["dependencies"]}
    assert not needed & BUILDERS
    extras = re.findall(r"\*\.whl\)\[([\w,]+)\]", stage("serve"))[0].split(",")
    assert set(extras) <= project["optional-dependencies"].keys() - {"build", "dev"}
    assert 'python -c "import torch"' in stage("serve")


def test_what_serves_is_not_root_and_says_how_it_is() -> None:
    serving = stage("serve")
    assert serving.index("USER deskside") < serving.index("ENTRYPOINT")
    assert "HEALTHCHECK" in serving and "VOLUME /data" in serving


def test_all_that_the_image_copies_is_let_through_and_there() -> None:
    let_through = re.findall(r"^!(\S+)", (REPOSITORY / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    for source in re.findall(r"^COPY (?:--chmod=\S+ )?([^-\s]\S*) ", CONTAINERFILE, re.MULTILINE):
        assert source == "." or source in let_through, source
    for name in let_through:
        assert (REPOSITORY / name).exists(), name
    packages = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]
    assert {name.rstrip("*") for name in packages["include"]} <= set(let_through)


def test_the_compose_file_runs_a_command_that_there_is_and_keeps_the_data() -> None:
    written = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    (service,) = written["services"].values()
    assert service["command"] == ["slack"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve().exists()
    assert any(volume.startswith("data:/data") for volume in service["volumes"]) and "data" in written["volumes"]
    assert service["read_only"] and service["cap_drop"] == ["ALL"] and "ports" not in service
    # A data home of its own; what a person keeps beside it is none of git's business.
    ignored = (REPOSITORY / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert service["env_file"] in ignored and f"deploy/{service['env_file']}" in CONTAINERFILE


def test_with_signed_http_the_port_that_is_published_is_listened_at_and_asked() -> None:
    (service,) = yaml.safe_load((DEPLOY / "compose.http.yaml").read_text(encoding="utf-8"))["services"].values()
    command = typer.main.get_command(cli)
    slack = command.commands["slack"].make_context("slack", service["command"][1:])
    assert slack.params["host"] == "0.0.0.0"  # noqa: S104 within the container
    port = slack.params["http"]
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert service["environment"]["DESKSIDE_HEALTH_URL"] == f"http://127.0.0.1:{port}/healthz"


def test_the_pod_is_the_image_that_there_is_and_there_is_one_of_it() -> None:
    stateful, service = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8"))
    pod = stateful["spec"]["template"]
    assert stateful["spec"]["replicas"] == 1 and stateful["spec"]["serviceName"] == service["metadata"]["name"]
    assert stateful["spec"]["selector"]["matchLabels"] == pod["metadata"]["labels"] == service["spec"]["selector"]
    user = f"useradd --uid {pod['spec']['securityContext']['runAsUser']} "
    assert user in stage("serve") and not pod["spec"]["automountServiceAccountToken"]
    (container,) = pod["spec"]["containers"]
    assert container["args"][0] in typer.main.get_command(cli).commands
    assert container["securityContext"]["readOnlyRootFilesystem"] and "ports" not in container
    volumes = {volume["name"] for volume in pod["spec"]["volumes"]}
    volumes |= {claim["metadata"]["name"] for claim in stateful["spec"]["volumeClaimTemplates"]}
    mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    assert set(mounts.values()) == volumes
    assert "DESKSIDE_HOME=/data XDG_CONFIG_HOME=/config" in stage("serve")
    assert {"/data", "/config/deskside"} < mounts.keys()
    for probe in ("startupProbe", "livenessProbe"):
        program, script, *_ = container[probe]["exec"]["command"]
        assert program == "python" and script in CONTAINERFILE


def test_whatever_installs_pytorch_takes_the_same_one() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (named,) = [need for need in project["optional-dependencies"]["build"] if need.startswith("torch")]
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert f"TORCH := {named}\n" in makefile and f'ARG TORCH="{named}"\n' in CONTAINERFILE


def test_the_entrypoint_joins_the_images_models_to_the_volume_and_leaves_ones_own_alone(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "deskside"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "ran $*"\n')
    program.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    environment = {"PATH": f"{program.parent}:{os.environ['PATH']}", "DESKSIDE_HOME": str(home)}

    def ran() -> str:
        command = [str(DEPLOY / "entrypoint.sh"), "slack", "--check"]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    assert ran() == "ran slack --check\n"
    assert (home / "models").readlink() == Path("/opt/deskside/models")
    ran()
    (home / "models").unlink()
    (home / "models").mkdir()
    ran()
    assert not (home / "models").is_symlink()


def test_a_container_is_not_ill_of_the_socket_that_a_killed_one_had(health: ModuleType, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "deskside"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    sign = slack_heartbeat(tmp_path)
    sign.touch()
    os.utime(sign, (time.time() - 300, time.time() - 300))
    assert health.silence(tmp_path)
    environment = {"PATH": f"{program.parent}:{os.environ['PATH']}", "DESKSIDE_HOME": str(tmp_path)}
    subprocess.run([str(DEPLOY / "entrypoint.sh"), "slack", "--http", "3000"], env=environment, check=True)
    assert not health.silence(tmp_path)


@pytest.fixture
def health() -> ModuleType:
    spec = importlib.util.spec_from_file_location("healthcheck", DEPLOY / "healthcheck.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def address() -> Iterator[str]:
    """A server that says of everything that it is fine, but of `/ill`."""

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503 if self.path == "/ill" else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("card", "url", "code"),
    [
        ("ADDRESS", "", 0),
        ("ADDRESS", "ADDRESS/ill", 1),
        ("http://127.0.0.1:1", "", 1),
        ("", "ADDRESS/healthz", 0),
        ("", "", 1),
        (None, "", 1),
    ],
)
def test_a_container_is_healthy_while_its_engine_answers(
    health: ModuleType,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    card: str | None,
    url: str,
    code: int,
) -> None:
    if card is not None:
        told = {"pid": 1, "address": card.replace("ADDRESS", address) or None}
        (tmp_path / "owner.json").write_text(json.dumps(told), encoding="utf-8")
    monkeypatch.setenv("DESKSIDE_HOME", str(tmp_path))
    monkeypatch.setenv("DESKSIDE_HEALTH_URL", url.replace("ADDRESS", address))
    assert health.main([]) == code


@pytest.mark.parametrize("card", ["", "half", "[]", '{"address": 8080}', b"\xff"])
def test_a_card_that_is_broken_is_told(
    health: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    card: str | bytes,
) -> None:
    (tmp_path / "owner.json").write_bytes(card if isinstance(card, bytes) else card.encode())
    monkeypatch.setenv("DESKSIDE_HOME", str(tmp_path))
    assert health.main([]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{tmp_path / 'owner.json'} can't be read: ") and line.endswith("writes the card anew.")


def test_another_program_at_the_engines_address_is_told(
    health: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:

        def answer() -> None:
            with other.accept()[0] as connection:
                connection.recv(1_000)
                connection.sendall(b"220 mail.example ESMTP\r\n")

        threading.Thread(target=answer, daemon=True).start()
        address = f"http://127.0.0.1:{other.getsockname()[1]}"
        (tmp_path / "owner.json").write_text(json.dumps({"address": address}), encoding="utf-8")
        assert health.trouble(tmp_path, {}, slack=False).startswith(f"{address}/healthz: ")


@pytest.mark.parametrize(("age", "arguments", "code"), [(10, ["--slack"], 0), (300, ["--slack"], 1), (300, [], 0)])
def test_a_container_is_ill_once_slacks_socket_stays_closed(
    health: ModuleType,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    age: int,
    arguments: list[str],
    code: int,
) -> None:
    (tmp_path / "owner.json").write_text(json.dumps({"pid": 1, "address": address}), encoding="utf-8")
    sign = slack_heartbeat(tmp_path)
    sign.touch()
    os.utime(sign, (time.time() - age, time.time() - age))
    monkeypatch.setenv("DESKSIDE_HOME", str(tmp_path))
    assert health.main(arguments) == code
    assert "--slack" in CONTAINERFILE


def test_one_may_wait_for_an_engine(health: ModuleType, address: str, tmp_path: Path) -> None:
    command = [sys.executable, str(DEPLOY / "healthcheck.py"), "--wait", "30"]
    with subprocess.Popen(command, env={"DESKSIDE_HOME": str(tmp_path)}) as waiting:
        part = tmp_path / "part"
        part.write_text(json.dumps({"pid": 1, "address": address}), encoding="utf-8")
        part.rename(tmp_path / "owner.json")
        assert waiting.wait(30) == 0


def test_the_manifest_is_one_that_slack_takes() -> None:
    """What Slack's editor turns away: too long texts, a command that is none, more than it allows."""
    manifest = yaml.safe_load((DEPLOY / "slack-manifest.yaml").read_text(encoding="utf-8"))
    shown, features = manifest["display_information"], manifest["features"]
    assert len(shown["name"]) <= 35 and len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000 and re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert len(features["bot_user"]["display_name"]) <= 80
    assert "assistant_view" not in features and len(features["agent_view"]["agent_description"]) <= 300
    assert len(features["agent_view"]["suggested_prompts"]) <= 4
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"]) and len(command["description"]) <= 2_000
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24 and len(shortcut["description"]) <= 150
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert len(scopes) == len(set(scopes))


def test_every_scope_of_the_manifest_has_its_reason() -> None:
    lines = (DEPLOY / "slack-manifest.yaml").read_text(encoding="utf-8").split("    bot:\n")[1].split("\nsettings:")[0]
    reasoned = False
    for line in lines.splitlines():
        if line.strip().startswith("- "):
            assert reasoned, line
        elif line.strip():
            reasoned = line.strip().startswith("#")
