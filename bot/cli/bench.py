"""`deskside models bench`: how fast a built writer reads and writes on this machine, and in what memory."""

from typing import Annotated

import typer

from bot.cli.outcome import print_json, told_plainly
from models.errors import UsageError


@told_plainly()
def bench(
    name: Annotated[
        str | None, typer.Argument(help="A writer that is built; without it, the one that the settings name.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Measure how fast a writer reads and writes here, token by token, without guessing ahead.

    It reads 1,024 tokens and writes 96, three times, in a process of its own. Measure while nothing else runs.
    """
    from bot.cli.progress import shown_progress
    from bot.engine_models import model_store
    from bot.settings import load_settings
    from models.machine import usable_cores
    from models.progress import Step
    from models.report.measure import benchmark_in_process
    from models.writing.language_model import is_elsewhere

    settings = load_settings()
    name = name or settings.llm
    if is_elsewhere(name):
        raise UsageError(f"{name} does not run here.", "Name a writer that `deskside models list` shows.")
    model = model_store(settings).find(name, "writer")
    threads = settings.threads or usable_cores()
    with shown_progress() as progress:
        progress(Step(f"Measuring {name}"))
        found = benchmark_in_process(model, threads)
    row = {"name": name, "threads": threads}
    row |= {key: found[key] for key in ("prefill_tok_s", "decode_tok_s", "memory_mb")}
    if json:
        print_json(row)
        return
    writes = "too little to tell" if found["decode_tok_s"] is None else f"{found['decode_tok_s']:,.0f} tokens/s"
    typer.echo(f"{name} on {threads} cores")
    typer.echo(f"  reads   {found['prefill_tok_s']:,.0f} tokens/s")
    typer.echo(f"  writes  {writes}")
    typer.echo(f"  memory  {found['memory_mb']:,.0f} MB at most")
