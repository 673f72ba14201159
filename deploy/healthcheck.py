"""Exits with 0 if this container works: the engine that serves its data home answers, and so does the Slack app's port.

The engine's address is on the card that its process leaves in the home. `DESKSIDE_HEALTH_URL` names a further address
to ask, as that of `deskside slack --http`. Runs on the standard library alone.
"""

import json
import os
import sys
import urllib.request
from pathlib import Path

PATIENCE = 4
"""Seconds for each answer."""


def addresses(home: Path, environment: dict[str, str]) -> list[str]:
    """What has to answer."""
    found = [environment[name] for name in ("DESKSIDE_HEALTH_URL",) if environment.get(name)]
    card = home / "owner.json"
    if card.exists() and (served := json.loads(card.read_text(encoding="utf-8")).get("address")):
        found.append(f"{served.replace('//0.0.0.0', '//127.0.0.1')}/healthz")
    return found


def main() -> int:
    """Asks all of them."""
    found = addresses(Path(os.environ.get("DESKSIDE_HOME", "/data")), dict(os.environ))
    if not found:
        sys.stderr.write("No engine serves this data home.\n")
        return 1
    try:
        for address in found:
            # Within this container: no proxy leads there.
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=PATIENCE):
                pass
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{address}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
