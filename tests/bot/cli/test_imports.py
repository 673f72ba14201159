"""What a command imports: next to nothing for help, and never what only building a model needs."""

import json
from pathlib import Path

from tests.bot.cli.conftest import deskside

HELP = """
import json, sys
from bot.cli.app import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""
HEAVY = set(
    "torch transformers optimum chromadb onnxruntime tokenizers numpy pydantic_settings sqlite3 "
    "httpx lxml bs4 fastapi uvicorn prometheus_client slack_bolt slack_sdk aiohttp redis".split()
)

NOT_INSTALLED = """
import sys
for name in ("torch", "transformers", "optimum", "onnx", "onnx_ir", "peft", "gguf", "accelerate", "onnxruntime_genai"):
    sys.modules[name] = None
"""
IMPORT_ALL = """
import importlib, pkgutil, bot, knowledge, models
for package in (bot, knowledge, models):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.startswith(("models.export", "models.prune", "models.training")):
            importlib.import_module(module.name)
            print(module.name)
"""


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    # Typer itself imports pydantic where a command has parameters.
    for arguments, heavy in ((["--help"], HEAVY | {"pydantic"}), (["ask", "--help"], HEAVY)):
        run = deskside(tmp_path, *arguments, code=HELP)
        assert "Usage" in run.stdout
        assert heavy & set(json.loads(run.stderr)) == set(), arguments


def test_everything_that_serves_is_imported_without_the_build_tools(tmp_path: Path) -> None:
    run = deskside(tmp_path, code=NOT_INSTALLED + IMPORT_ALL)
    assert run.returncode == 0, run.stderr
    assert {
        "bot.cli.app",
        "bot.engine",
        "models.writing.writer",
        "models.encoders.embedder",
        "knowledge.knowledge_base",
    } <= set(run.stdout.split())


def test_a_question_is_answered_without_the_build_tools(home: Path) -> None:
    code = NOT_INSTALLED + "from bot.cli.app import main; main()"
    run = deskside(home, "ask", "Which printer prints posters?", code=code)
    assert (run.returncode, run.stderr) == (0, "")
    assert "floor 3" in run.stdout


def test_a_build_without_its_tools_says_how_to_install_them(tmp_path: Path) -> None:
    code = NOT_INSTALLED + "from bot.cli.app import main; main()"
    run = deskside(tmp_path / "home", "models", "build", "embedder", code=code)
    assert run.returncode == 1
    assert "pip install 'deskside[build]'" in run.stderr
    assert "Traceback" not in run.stderr
