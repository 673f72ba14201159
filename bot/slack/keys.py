"""The keys that the app makes: of questions that come from others, of what is done once, and the values of buttons.

A question that somebody wrote has its message's key (`asked.message_key`); all that is made of it begins with that.
"""


def of_command(team: str, trigger: str) -> str:
    """A question that was asked with `/deskside`."""
    return f"{team}:command:{trigger}"


def of_shortcut(key: str, trigger: str) -> str:
    """A message that somebody wants an answer to: each time is a question of its own."""
    return f"{key}#shortcut{trigger}"


def of_option(key: str, number: str) -> str:
    """What somebody chose of the answers to a question back."""
    return f"{key}#option{number}"


def of_another_try(key: str, mark: str) -> str:
    """A question that is answered once more; `mark` tells one time from another."""
    return f"{key}#again{mark}"


def of_sharing(key: str) -> str:
    """Showing a private answer to its channel."""
    return f"{key}#shared"


def of_handing(key: str) -> str:
    """Asking a person."""
    return f"{key}#handed"


def button_value(key: str, detail: str = "") -> str:
    """What a button carries: the question that it belongs to and, where one is not enough, which of several it is."""
    return f"{key}|{detail}" if detail else key


def button_parts(value: str) -> tuple[str, str]:
    """The key and the detail in a button's value."""
    key, _, detail = value.partition("|")
    return key, detail
