"""What people do with what the app shows: they click, type commands, pick shortcuts, and fill in forms."""

from typing import Any

from tests.fakes.slack.blocks import elements
from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.delivery import Deliveries, Delivery
from tests.fakes.slack.methods import chat
from tests.fakes.slack.payloads import command, container_of, interaction, where
from tests.fakes.slack.state import APP, BOT_USER, TEAM, Ephemeral, Response, Trigger
from tests.fakes.slack.world import World

Answered = dict[str, Any] | None
"""What the acknowledgement carried; None where the app did not acknowledge in time."""


class Touching:
    """The part of `SlackWorkspace` that is about buttons, commands and forms."""

    world: World
    deliveries: Deliveries

    async def click(
        self, channel: str, ts: str, action_id: str, user: str = "U1", value: str | None = None
    ) -> Answered:
        """A person clicks an element of a message, their own ephemeral ones included; it must be there.

        `value` picks one of several: an option of a menu, a side of feedback buttons, a button among equals.
        """
        place = self.world.channel(channel)
        kept = next((e for e in self.world.state.ephemerals if e.message.get("ts") == ts), None)
        message = kept.message if kept else place.messages[ts]
        block, element = _found(message.get("blocks", []), action_id, value)
        payload = interaction("block_actions", self.world.state.people[user], self._trigger(user))
        payload |= {
            "container": container_of(message, place, kept is not None),
            "channel": where(place),
            "message": chat.seen(message, with_metadata=True),
            "state": {"values": {}},
            "response_url": self._response(place, user, ts),
            "actions": [self._action(block, element, value)],
        }
        if kept:
            payload.pop("message")
        return await self.deliveries.interact(Delivery("interactive", payload))

    async def submit(self, user: str, values: dict[str, str] | None = None) -> Answered:
        """A person fills in their open modal, by action ids, and submits it.

        It closes unless the app says otherwise.
        """
        view = self.modal(user)
        assert view is not None, "no modal is open"
        assert "submit" in view, "the modal has no submit button"
        state = _filled(view["blocks"], values or {})
        payload = interaction("view_submission", self.world.state.people[user], self._trigger(user))
        payload |= {"view": view | {"state": {"values": state}}, "response_urls": []}
        answer = await self.deliveries.interact(Delivery("interactive", payload))
        stack = self.world.state.modals[user]
        match (answer or {}).get("response_action"):
            case None if answer is not None:
                stack.pop()
            case "clear":
                stack.clear()
            case "update":
                assert answer is not None
                self.world.state.views[view["id"]] |= answer["view"]
        return answer

    async def command(self, name: str, text: str = "", user: str = "U1", channel: str = "C1") -> Answered:
        """A person types a slash command; what the app answers at once comes back and is shown to them alone."""
        assert name in self.world.manifest.commands, f"{name} is not a command of the app"
        self.world.need("commands")
        place = self.world.channel(channel)
        assert user in place.members
        url = self._response(place, user, None)
        payload = command(name, text, self.world.state.people[user], place, self._trigger(user), url)
        answer = await self.deliveries.interact(Delivery("slash_commands", payload))
        if answer and (answer.get("text") or answer.get("blocks")):
            message = chat.authored(self.world, {"text": answer.get("text", ""), "blocks": answer.get("blocks", [])})
            if answer.get("response_type") == "in_channel":
                chat.add(self.world, place, message)
            else:
                self.world.state.ephemerals.append(Ephemeral(place.id, user, message, url))
        return answer

    async def shortcut(self, callback_id: str, channel: str, ts: str, user: str = "U1") -> Answered:
        """A person picks a shortcut from the menu of a message."""
        assert callback_id in self.world.manifest.shortcuts, f"{callback_id} is not a shortcut of the app"
        self.world.need("commands")
        place = self.world.channel(channel)
        payload = interaction("message_action", self.world.state.people[user], self._trigger(user))
        payload |= {
            "callback_id": callback_id,
            "channel": where(place),
            "message_ts": ts,
            "message": chat.seen(place.messages[ts]),
            "response_url": self._response(place, user, None),
        }
        return await self.deliveries.interact(Delivery("interactive", payload))

    async def open_app(self, user: str, tab: str = "home") -> None:
        """A person opens the app: its home tab, or its messages."""
        if self.world.subscribed("app_home_opened"):
            event = {"type": "app_home_opened", "user": user, "channel": self.world.state.direct(user).id, "tab": tab}
            if tab == "home" and (view := self.home(user)):
                event["view"] = view
            self.emit(event, None)  # type: ignore[attr-defined]

    async def start_assistant_thread(self, user: str) -> str:
        """A person opens an older install in the side panel; the `ts` of the thread that Slack begins."""
        place = self.world.state.direct(user)
        root = {"type": "message", "subtype": "assistant_app_thread", "user": BOT_USER, "app_id": APP,
                "text": "New Assistant Thread", "ts": self.world.clock.tick(), "team": TEAM}  # fmt: skip
        root["thread_ts"] = root["ts"]
        place.add(root)
        if self.world.subscribed("assistant_thread_started"):
            thread = {"user_id": user, "context": {}, "channel_id": place.id, "thread_ts": root["ts"]}
            self.emit({"type": "assistant_thread_started", "assistant_thread": thread}, None)  # type: ignore[attr-defined]
        return str(root["ts"])

    def home(self, user: str) -> dict[str, Any] | None:
        """What a person sees in the app's home tab."""
        name = self.world.state.homes.get(user)
        return self.world.state.views[name] if name else None

    def modal(self, user: str) -> dict[str, Any] | None:
        """The modal that a person has open, the topmost of several."""
        stack = self.world.state.modals.get(user)
        return self.world.state.views[stack[-1]] if stack else None

    def _trigger(self, user: str) -> str:
        name = self.world.state.new_id("trigger.")
        self.world.state.triggers[name] = Trigger(user, self.world.clock.now() + 3)
        return name

    def _response(self, place: Channel, user: str, source: str | None) -> str:
        name = self.world.state.new_id("R")
        self.world.state.responses[name] = Response(place.id, user, self.world.clock.now() + 1_800, source)
        return f"{self.world.base}/response/{name}"

    def _action(self, block: Message, element: Message, value: str | None) -> dict[str, Any]:
        told = {"type": element["type"], "action_id": element["action_id"], "block_id": block.get("block_id", "made"),
                "action_ts": self.world.clock.tick()}  # fmt: skip
        match element["type"]:
            case "button":
                told |= {"text": element["text"], "value": element.get("value", "")}
            case "feedback_buttons":
                told["value"] = value or element["positive_button"]["value"]
            case "icon_button":
                told["value"] = element.get("value", "")
            case _:
                told["selected_option"] = next(o for o in element["options"] if value in (None, o["value"]))
        return told


def _found(blocks: list[Message], action_id: str, value: str | None) -> tuple[Message, Message]:
    found = [(block, element) for block, element in elements(blocks) if element["action_id"] == action_id]
    for block, element in found:
        if value is None or element.get("value") == value or element["type"] not in ("button", "icon_button"):
            return block, element
    there = [element["action_id"] for _, element in elements(blocks)]
    raise AssertionError(f"there is no {action_id} (value {value}) to click among {there}")


def _filled(blocks: list[Message], values: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The state of a form: what was typed, or what stood in it from the beginning."""
    state: dict[str, dict[str, Any]] = {}
    left = dict(values)
    for block, element in elements(blocks):
        if block["type"] != "input":
            continue
        typed = left.pop(element["action_id"], None)
        told: dict[str, Any] = {"type": element["type"]}
        if "options" in element:
            chosen = next((o for o in element["options"] if o["value"] == typed), element.get("initial_option"))
            told["selected_option"] = chosen
            empty = chosen is None
        elif element["type"].endswith("_select"):
            told[f"selected_{element['type'].removesuffix('s_select')}"] = typed
            empty = typed is None
        else:
            told["value"] = typed if typed is not None else element.get("initial_value")
            empty = not told["value"]
            assert len(told["value"] or "") <= element.get("max_length", 3_000)
        assert block.get("optional") or not empty, f"Slack would ask for {element['action_id']}"
        state.setdefault(block["block_id"], {})[element["action_id"]] = told
    assert not left, f"there is nowhere to put {list(left)}"
    return state
