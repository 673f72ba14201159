"""What `deskside doctor` checks: each check finds one thing, and knows the one step that fixes it."""

import asyncio
import shlex
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot import locations
from bot.settings import Settings
from bot.wording import counted
from models.errors import DesksideError

LEAST_DISK = 1_000_000_000
"""Bytes that building the models and indexing a few thousand documents may need."""

READ_BY_OCR = "VPN error 809"
"""What a picture says that the check of OCR reads."""


@dataclass(frozen=True)
class Check:
    """One finding: what was looked at, whether it is fine, what was found and what to do if it is not."""

    name: str
    fine: bool
    found: str
    fix: str = ""


async def run_checks(settings: Settings) -> list[Check]:
    """All checks, in the order in which a newcomer would fix things."""
    checks = [_python(), _home(settings), _disk(settings), await asyncio.to_thread(_ocr)]
    databases = await asyncio.to_thread(lambda: list(_databases(settings.home)))
    return [*checks, *_models(settings), *databases, await _knowledge(settings)]


def _python() -> Check:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Check("python", sys.version_info >= (3, 11), found, "Install Python 3.11 or later.")


def _home(settings: Settings) -> Check:
    fix = "Choose a folder that you may write to: set DESKSIDE_HOME."
    try:
        locations.make_home(settings.home)
        probe = settings.home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Check("data home", False, f"{settings.home} ({error.strerror})", fix)
    found = str(settings.home)
    if _is_open_to_others(settings.home):
        found += f". Others on this machine may read it; to keep it yours: chmod -R go-rwx {shlex.quote(found)}"
    return Check("data home", True, found)


def _is_open_to_others(home: Path) -> bool:
    """Whether whoever has an account here may read what is asked, or the documents' text."""
    private = (locations.conversations_file(home), locations.feedback_file(home), locations.knowledge_folder(home))
    modes = (path.stat().st_mode for path in private if path.exists())
    return bool(home.stat().st_mode & stat.S_IXOTH) and any(mode & stat.S_IROTH for mode in modes)


def _disk(settings: Settings) -> Check:
    folder = next(f for f in (settings.home, *settings.home.parents) if f.exists())
    free = shutil.disk_usage(folder).free
    return Check("disk", free >= LEAST_DISK, f"{free / 1e9:.1f} GB free", "Free some space on this disk.")


def _models(settings: Settings) -> Iterator[Check]:
    """Every model that the settings name exists, and its files are the ones that were built."""
    from bot.engine_models import find_model
    from models.outdated import outdated
    from models.writing.language_model import is_elsewhere

    for role, name in settings.models_by_role().items():
        try:
            if role == "writer" and is_elsewhere(name):
                yield _elsewhere(settings)
                continue
            model = find_model(settings, role)
            model.verify()
            found = f"{name}, {model.bytes / 1e6:.0f} MB, intact"
            if old := outdated(model):
                found += f". {old.problem} {old.next_step}"
            yield Check(f"model {role}", True, found)
        except DesksideError as error:
            yield Check(f"model {role}", False, error.problem, error.next_step)


def _elsewhere(settings: Settings) -> Check:
    """The server that runs the writer is there and has that model; raises what is wrong."""
    from bot.engine_models import remote_writer
    from models.writing.language_model import address_in

    with closing(remote_writer(settings)) as writer:
        found = f"{writer.check()} at {address_in(settings.llm)[0]}"
    return Check("model writer", True, f"{found}{', which gets pictures' if writer.sees else ''}")


def _ocr() -> Check:
    """The text in a picture is read: a drawn error message, whole and right."""
    from PIL import Image, ImageDraw, ImageFont

    from models.ocr import Ocr
    from models.pictures import Picture

    image = Image.new("RGB", (320, 64), "white")
    ImageDraw.Draw(image).text((16, 16), READ_BY_OCR, "black", ImageFont.load_default(24))
    fix = "Install rapidocr again: `pip install --force-reinstall rapidocr`."
    try:
        with closing(Ocr.open(threads=1)) as ocr:
            lines = ocr.lines(Picture("doctor.png", image, ""))
    except DesksideError as error:
        return Check("text in pictures", False, error.problem, error.next_step)
    except ImportError as error:
        return Check("text in pictures", False, f"{error.name} is not installed.", fix)
    read = " ".join(line.text for line in lines)
    if read != READ_BY_OCR:
        return Check("text in pictures", False, f"“{READ_BY_OCR}” was read as “{read}”.", fix)
    return Check("text in pictures", True, f"reads “{read}”")


def _databases(home: Path) -> Iterator[Check]:
    """Each page of what the home's SQLite files hold can be read: most of it is opened only when it is asked for."""
    files = [file for file in locations.databases(home) if file.exists()]
    if damaged := {file: fault for file in files if (fault := _fault_of(file))}:
        file, fault = next(iter(damaged.items()))
        fix = "Put a backup in its place, or move it away: docs/how-to/recover.md says what is lost then."
        yield Check("databases", False, f"{file} is damaged: {fault}.", fix)
    elif files:
        yield Check("databases", True, f"{counted(len(files), 'file')}, intact")


def _fault_of(file: Path) -> str:
    """What SQLite finds wrong with a file, empty if nothing is."""
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == "ok" else str(found)


async def _knowledge(settings: Settings) -> Check:
    """The home opens, catalog and vectors agree (opening reconciles them), and its sources can be read."""
    from bot.attach import open_engine

    try:
        async with open_engine(settings) as engine:
            sources = await engine.sources()
    except DesksideError as error:
        return Check("knowledge", False, error.problem, error.next_step)
    problems = [problem for source in sources for problem in source.problems]
    unreadable = sum(not problem.is_partial for problem in problems)
    documents = counted(sum(source.documents for source in sources), "document")
    found = f"{documents}, {counted(sum(source.chunks for source in sources), 'passage')}"
    if unreadable:
        return Check("knowledge", False, f"{found}, {unreadable} unreadable", "See `deskside sources`.")
    parts = {"pictures missing": sum(problem.picture for problem in problems)}
    parts["pages unread"] = sum(problem.pages for problem in problems)
    parts["attachments unread"] = sum(problem.attachments for problem in problems)
    if lacking := [f"{counted(number, 'document')} with {part}" for part, number in parts.items() if number]:
        found += f"; {' and '.join(lacking)}, which `deskside sources` names"
    return Check("knowledge", True, found)
