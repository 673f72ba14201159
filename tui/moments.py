"""Says in a few words when something was."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """This moment; tests put their own in its place."""
    return datetime.now(UTC)


def ago(moment: datetime | None) -> str:
    """How long ago that was, roughly, by the person's own clock: `12 min ago`, `yesterday`, `2 Nov`, `never`."""
    if moment is None:
        return "never"
    passed = now() - moment
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{passed // timedelta(minutes=1)} min ago"
    here, today = moment.astimezone(), now().astimezone()
    days = (today.date() - here.date()).days
    if days == 0:
        return f"{passed // timedelta(hours=1)} h ago"
    if days == 1:
        return "yesterday"
    if days < 7:
        return f"{days} days ago"
    return f"{here.day} {here:%b}" if here.year == today.year else f"{here.day} {here:%b %Y}"
