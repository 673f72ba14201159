"""Moments in a few words."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tui.moments import ago

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.moments.now", lambda: NOW)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=12, seconds=30), "12 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=13), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=22, hours=2.5), "2 Nov"),
        (timedelta(days=400), "20 Oct 2025"),
    ],
)
def test_how_long_ago_something_was(passed: timedelta, words: str) -> None:
    assert ago(NOW - passed) == words


def test_what_never_was() -> None:
    assert ago(None) == "never"
