"""What an engine promises is said once, in the interface that both kinds of engine keep."""

import inspect
from collections.abc import Callable

import pytest

from bot.client import RemoteEngine
from bot.engine import Engine
from bot.interface import EngineInterface

PROMISES = {name: promise for name, promise in vars(EngineInterface).items() if not name.startswith("_")}


@pytest.mark.parametrize("kind", [Engine, RemoteEngine])
@pytest.mark.parametrize(("name", "promise"), PROMISES.items())
def test_an_engine_keeps_what_the_interface_promises_and_says_no_more_than_what_is_its_own(
    kind: type, name: str, promise: Callable[..., object]
) -> None:
    kept = vars(kind)[name]
    assert inspect.signature(kept) == inspect.signature(promise)
    assert inspect.getdoc(promise)
    assert kept.__doc__ is None or kept.__doc__.startswith(f"As `EngineInterface.{name}`")
