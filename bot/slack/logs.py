"""Logs that hold no question and no token: what Slack's libraries say is cut down to errors and cleaned of secrets."""

import logging
import re

_SECRETS = re.compile(r"(xox[a-z]-|xapp-)[\w-]+|(ticket=)[^&\s'\"]+|(hooks\.slack\.com/)\S+")


class _Cleaned(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Takes secrets out of a record, and the traceback with it: addresses in one may carry a ticket."""
        record.msg = _SECRETS.sub(lambda found: f"{found[1] or found[2] or found[3]}…", record.getMessage())
        record.args = ()
        record.exc_info = None
        record.exc_text = None
        return True


_CLEANED = _Cleaned()


def sdk_log() -> logging.Logger:
    """The logger for Bolt and the SDK: at INFO and WARNING they log whole requests, so only errors pass."""
    log = logging.getLogger("deskside.slack.sdk")
    log.setLevel(logging.ERROR)
    if _CLEANED not in log.filters:
        log.addFilter(_CLEANED)
    return log
