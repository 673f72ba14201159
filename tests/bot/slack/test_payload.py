"""What Slack sends may lack any field, or have null in its place."""

from typing import Any

import pytest

from bot.slack.payload import text_at


@pytest.mark.parametrize("payload", [None, {}, {"user": None}, {"user": {}}, {"user": {"id": None}}])
def test_what_is_missing_or_null_is_empty(payload: dict[str, Any] | None) -> None:
    assert text_at(payload, "user", "id") == ""


def test_what_is_there_is_text() -> None:
    assert text_at({"user": {"id": "U1"}}, "user", "id") == "U1"
    assert text_at({"ts": 1.5}, "ts") == "1.5"
