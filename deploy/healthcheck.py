"""Exits with 0 if the engine that serves the data home answers, and so does the address in `DESKSIDE_HEALTH_URL`.

The engine's address is on the card that its process leaves in the home. `DESKSIDE_HEALTH_URL` is for the port of
`deskside slack --http`. With `--slack`, the sign of life that the app leaves in the home has to be young, where there
is one: it grows old once Slack's socket is closed and the app can't open another.
`--wait SECONDS` asks until all is well, for so long at most. Runs on the standard library alone.
"""

import argparse
import http.client
import json
import os
import sys
import time
import urllib.request
from pathlib import Path

PATIENCE = 4
"""Seconds for each answer."""

SILENT = 90
"""Seconds without a sign of life of Slack's socket: lost ones are open again within half a minute."""

CARD = "owner.json"
"""Where the engine says in the data home at which address it is."""

LOOKING_AGAIN = 0.5
"""Seconds between two looks."""


def addresses(home: Path, environment: dict[str, str]) -> list[str]:
    """What has to answer. Raises OSError or ValueError for a card that can't be read."""
    found = [environment[name] for name in ("DESKSIDE_HEALTH_URL",) if environment.get(name)]
    if served := served_at(home / CARD):
        found.append(f"{served.replace('//0.0.0.0', '//127.0.0.1')}/healthz")
    return found


def served_at(card: Path) -> str:
    """The engine's address, empty while there is none. Raises OSError or ValueError for a card that can't be read."""
    try:
        told = json.loads(card.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    if not isinstance(told, dict) or not isinstance(told.get("address"), str | None):
        raise ValueError("it is no card of an engine")
    return told.get("address") or ""


def silence(home: Path) -> str:
    """What is wrong with Slack's socket, empty if nothing is or there is none."""
    try:
        seconds = time.time() - (home / "slack.heartbeat").stat().st_mtime
    except OSError:
        return ""
    return f"Slack's socket has been closed for {seconds:.0f} seconds." if seconds > SILENT else ""


def trouble(home: Path, environment: dict[str, str], slack: bool) -> str:
    """What is wrong, empty if nothing is."""
    try:
        found = addresses(home, environment)
    except (OSError, ValueError) as error:
        return f"{home / CARD} can't be read: {error}. Start the engine again: it writes the card anew."
    if not found:
        return "No engine serves this data home."
    for address in found:
        try:
            # On this machine: no proxy leads there.
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=PATIENCE):
                pass
        except (OSError, ValueError, http.client.HTTPException) as error:
            return f"{address}: {error}".strip()
    return silence(home) if slack else ""


def main(arguments: list[str]) -> int:
    """Asks all of them, again and again where it may wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="how long to ask until all is well")
    parser.add_argument("--slack", action="store_true", help="look at Slack's socket too")
    options = parser.parse_args(arguments)
    until = time.monotonic() + options.wait
    home, environment = Path(os.environ.get("DESKSIDE_HOME", "/data")), dict(os.environ)
    while wrong := trouble(home, environment, options.slack):
        if time.monotonic() >= until:
            sys.stderr.write(f"{wrong}\n")
            return 1
        time.sleep(LOOKING_AGAIN)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
