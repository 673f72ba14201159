"""Refusals by Slack that only the operator can fix: each is logged once an hour, with its fix."""

import logging

from bot.slack import clock

log = logging.getLogger("deskside.slack")

AGAIN = 3600.0
"""Seconds before the same trouble is logged again."""

REVOKED = "Install the app again on its page (OAuth & Permissions) and put the new token into SLACK_BOT_TOKEN."
FIXES = {
    "token_revoked": f"The bot token was revoked. {REVOKED}",
    "token_expired": f"The bot token has expired. {REVOKED}",
    "invalid_auth": f"Slack doesn't know the bot token. {REVOKED}",
    "not_authed": f"No bot token was sent. {REVOKED}",
    "account_inactive": f"The app or its workspace was removed. {REVOKED}",
    "org_login_required": "The workspace is being moved to an Enterprise organisation. Wait until that is done.",
    "not_in_channel": "The app is not in that channel. Invite it: /invite @Deskside.",
    "is_archived": "That channel is archived.",
    "restricted_action": "A workspace setting keeps the app from posting there. An owner can change it.",
    "invalid_blocks": "Slack didn't take the blocks of a message, so it was sent plainer. Please report it.",
}


class Troubles:
    """Logs each trouble once, and again if it is still there an hour later."""

    def __init__(self) -> None:
        self._last_logged: dict[str, float] = {}

    def tell(self, method: str, error: str, needed: str = "") -> None:
        """Logs a refusal with its fix, if there is one that the operator can do."""
        if error == "missing_scope":
            self.say(
                f"missing_scope:{needed or method}",
                f"The app lacks the scope {needed or 'for ' + method.replace('_', '.')}. Add it on the app's page "
                "(OAuth & Permissions), then install the app again.",
            )
        elif error in FIXES:
            self.say(error, FIXES[error])

    def say(self, trouble: str, sentence: str) -> None:
        """Logs a sentence under the name of its trouble."""
        if not clock.is_within(AGAIN, self._last_logged.get(trouble, -AGAIN)):
            self._last_logged[trouble] = clock.now()
            log.error("%s", sentence)
