"""`deskside doctor`: every check with its fix; exit 1 if one fails."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.layout import print_finding, print_fix
from bot.cli.outcome import FAILED, print_json, told_plainly

if TYPE_CHECKING:
    from bot.checks import Check


@told_plainly()
def doctor(json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False) -> None:
    """Check the installation, the models and the knowledge, and say how to fix what is wrong."""
    from dataclasses import asdict

    from bot.checks import run_checks
    from bot.settings import load_settings

    checks = asyncio.run(run_checks(load_settings()))
    if json:
        print_json([asdict(check) for check in checks])
    else:
        for check, below in zip(checks, [*checks[1:], None], strict=True):
            _show(check, below)
    if not all(check.fine for check in checks):
        raise typer.Exit(FAILED)


def _show(check: "Check", below: "Check | None") -> None:
    """Prints a check, and how to fix it unless the next one is fixed by the same."""
    print_finding(check.fine, f"{check.name}: {check.found}")
    if not check.fine and (below is None or below.fine or below.fix != check.fix):
        print_fix(check.fix)
