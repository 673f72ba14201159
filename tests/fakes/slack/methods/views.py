"""Modals and home tabs."""

from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.blocks import checked_blocks, elements
from tests.fakes.slack.elements import checked_text
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.state import APP, BOT, TEAM

DEPTH = 3
"""Modals that may lie on one another."""

KEYS = {"type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
        "notify_on_close", "external_id", "submit_disabled"}  # fmt: skip


def open_view(call: Arguments) -> dict[str, Any]:
    user = _triggered(call)
    view = made(call, call.json("view"), "modal")
    call.world.state.modals[user] = [view["id"]]
    return {"view": view}


def push(call: Arguments) -> dict[str, Any]:
    user = _triggered(call)
    stack = call.world.state.modals.setdefault(user, [])
    if len(stack) >= DEPTH:
        raise SlackError("push_limit_reached")
    view = made(call, call.json("view"), "modal")
    stack.append(view["id"])
    return {"view": view}


def update(call: Arguments) -> dict[str, Any]:
    view_id = call.text("view_id") or _by_external_id(call)
    old = call.world.state.views.get(view_id)
    if old is None or not any(view_id in stack for stack in call.world.state.modals.values()):
        raise SlackError("not_found")
    if call.has("hash") and call.text("hash") != old["hash"]:
        raise SlackError("hash_conflict")
    return {"view": made(call, call.json("view"), "modal", view_id)}


def publish(call: Arguments) -> dict[str, Any]:
    user = call.needed("user_id")
    if user not in call.world.state.people:
        raise SlackError("invalid_user_id")
    if not call.world.manifest.home_tab:
        raise SlackError("not_enabled")
    old = call.world.state.homes.get(user)
    if old and call.has("hash") and call.text("hash") != call.world.state.views[old]["hash"]:
        raise SlackError("hash_conflict")
    view = made(call, call.json("view"), "home", old)
    call.world.state.homes[user] = view["id"]
    return {"view": view}


def made(call: Arguments, view: Any, kind: str, view_id: str | None = None) -> dict[str, Any]:
    """A view that Slack would take, kept under its id."""
    if not isinstance(view, dict) or view.get("type") != kind:
        raise SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] must be a {kind}"]})
    faults = [f"invalid additional property: {key}" for key in view.keys() - KEYS]
    for name in ("title", "submit", "close"):
        if kind == "modal" and (name in view or name == "title"):
            faults += [
                f"{name}{place}: {problem}" for place, problem in checked_text(view.get(name), 24, "", plain=True)
            ]
    if len(view.get("private_metadata", "")) > 3_000 or len(view.get("callback_id", "")) > 255:
        faults.append("private_metadata or callback_id is too long")
    blocks = checked_blocks(view.get("blocks", []), "modal" if kind == "modal" else "home")
    if kind == "modal" and "submit" not in view and any(block["type"] == "input" for block in blocks):
        faults.append("a modal with inputs needs a submit button")
    actions = [(block.get("block_id"), element["action_id"]) for block, element in elements(blocks)]
    if len(actions) != len(set(actions)) and all(block for block, _ in actions):
        faults.append("the same action twice in a block")
    if faults:
        raise SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {fault}" for fault in faults]})
    for n, block in enumerate(blocks):
        block.setdefault("block_id", f"made-{n}")
    kept = {"private_metadata": "", "callback_id": "", **view, "id": view_id or call.world.state.new_id("V"),
            "hash": call.world.clock.tick(), "team_id": TEAM, "app_id": APP, "bot_id": BOT, "blocks": blocks,
            "state": {"values": {}}}  # fmt: skip
    call.world.state.views[kept["id"]] = kept
    return kept


def _triggered(call: Arguments) -> str:
    trigger = call.world.state.triggers.get(call.needed("trigger_id", "invalid_trigger_id"))
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if call.world.clock.now() > trigger.until:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger.user


def _by_external_id(call: Arguments) -> str:
    name = call.needed("external_id")
    return next((v["id"] for v in call.world.state.views.values() if v.get("external_id") == name), "")


METHODS = {"views.open": open_view, "views.publish": publish, "views.push": push, "views.update": update}
