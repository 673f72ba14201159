"""Where a server in the background logs: a file of the data home that never grows beyond two megabytes."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from bot import locations
from bot.settings import MEGABYTE


def log_to_file(home: Path) -> None:
    """Sends what this process logs to the home's log file."""
    locations.make_home(home)
    file = RotatingFileHandler(locations.server_log(home), maxBytes=MEGABYTE, backupCount=1, delay=True)
    file.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[file], level=logging.WARNING)
    logging.getLogger("deskside").setLevel(logging.INFO)
