"""What an engine promises is said once, where both kinds of engine point to."""

import inspect
from collections.abc import Callable

import pytest

from bot.client import RemoteEngine
from bot.engine import Engine
from bot.interface import EngineInterface

PROMISES = {name: promise for name, promise in vars(EngineInterface).items() if not name.startswith("_")}


@pytest.mark.parametrize("kind", [Engine, RemoteEngine])
@pytest.mark.parametrize(("name", "promise"), PROMISES.items())
def test_an_engine_has_what_the_interface_promises_and_says_where_that_stands(
    kind: type, name: str, promise: Callable[..., object]
) -> None:
    kept = getattr(kind, name)
    assert inspect.signature(kept) == inspect.signature(promise)
    assert inspect.getdoc(promise) and inspect.getdoc(kept).startswith(f"As `EngineInterface.{name}`")
