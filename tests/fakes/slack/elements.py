"""The rules for what stands inside a block: texts, buttons, menus and inputs."""

from collections.abc import Iterator
from typing import Any

Complaint = tuple[str, str]
"""Where, as a JSON pointer, and what is wrong there."""

FIELDS = 10
BUTTONS = {"button", "feedback_buttons", "icon_button", "overflow"}
KEYS: dict[str, set[str]] = {
    "button": {"text", "action_id", "url", "value", "style", "confirm", "accessibility_label"},
    "channels_select": {"action_id", "initial_channel", "placeholder", "response_url_enabled"},
    "checkboxes": {"action_id", "options", "initial_options", "confirm"},
    "conversations_select": {"action_id", "initial_conversation", "placeholder", "filter"},
    "email_text_input": {"action_id", "initial_value", "placeholder"},
    "feedback_buttons": {"action_id", "positive_button", "negative_button"},
    "icon_button": {"action_id", "icon", "text", "value", "confirm", "accessibility_label", "visible_to_user_ids"},
    "image": {"alt_text", "image_url", "slack_file"},
    "multi_static_select": {"action_id", "options", "option_groups", "placeholder", "initial_options"},
    "number_input": {"action_id", "is_decimal_allowed", "initial_value", "min_value", "max_value", "placeholder"},
    "overflow": {"action_id", "options", "confirm"},
    "plain_text_input": {"action_id", "initial_value", "multiline", "min_length", "max_length", "placeholder",
                         "dispatch_action_config", "focus_on_load"},
    "radio_buttons": {"action_id", "options", "initial_option", "confirm"},
    "static_select": {"action_id", "options", "option_groups", "placeholder", "initial_option", "confirm"},
    "url_text_input": {"action_id", "initial_value", "placeholder"},
    "users_select": {"action_id", "initial_user", "placeholder"},
}  # fmt: skip
ELEMENTS = set(KEYS) - {"image"}
MOST_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}


def required(thing: dict[str, Any], key: str, place: str = "") -> Iterator[Complaint]:
    """Complains where a field is not there."""
    if not thing.get(key):
        yield place, f"missing required field: {key}"


def checked_text(text: Any, most: int, place: str, plain: bool = False) -> Iterator[Complaint]:
    """Complains of a text object that Slack would not take."""
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield place, "must be a valid text object"
        return
    if plain and text["type"] != "plain_text":
        yield f"{place}/type", "must be plain_text"
    for key in text.keys() - {"type", "text", "emoji", "verbatim"}:
        yield f"{place}/{key}", f"invalid additional property: {key}"
    if not text.get("text"):
        yield f"{place}/text", "must be more than 0 characters"
    elif len(text["text"]) > most:
        yield f"{place}/text", f"must be less than {most + 1} characters"


def checked_element(element: Any, place: str, kinds: set[str]) -> Iterator[Complaint]:
    """Complains of an element that Slack would not take there."""
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in kinds or kind not in KEYS:
        yield f"{place}/type", f"unsupported type: {kind}"
        return
    for key in element.keys() - KEYS[kind] - {"type"}:
        yield f"{place}/{key}", f"invalid additional property: {key}"
    for key, most in (("action_id", 255), ("value", 2_000), ("url", 3_000)):
        if len(str(element.get(key, ""))) > most:
            yield f"{place}/{key}", f"must be less than {most + 1} characters"
    if kind != "image" and not element.get("action_id"):
        # Slack makes one up; an app could not tell its buttons apart.
        yield f"{place}/action_id", "missing field: action_id"
    if "placeholder" in element:
        yield from checked_text(element["placeholder"], 150, f"{place}/placeholder", plain=True)
    yield from _own_rules(element, kind, place)


def _own_rules(element: dict[str, Any], kind: str, place: str) -> Iterator[Complaint]:
    if kind == "button":
        yield from checked_text(element.get("text"), 75, f"{place}/text", plain=True)
        if element.get("style", "primary") not in ("primary", "danger"):
            yield f"{place}/style", "must be primary or danger"
    elif kind == "icon_button":
        yield from checked_text(element.get("text"), 75, f"{place}/text", plain=True)
        if element.get("icon") != "trash":
            yield f"{place}/icon", "must be trash"
    elif kind == "feedback_buttons":
        for side in ("positive_button", "negative_button"):
            button = element.get(side) or {}
            yield from checked_text(button.get("text"), 75, f"{place}/{side}/text", plain=True)
            yield from required(button, "value", f"{place}/{side}")
    elif "options" in element or kind in ("static_select", "multi_static_select", *MOST_OPTIONS):
        yield from _options(element, MOST_OPTIONS.get(kind, 100), place)


def _options(element: dict[str, Any], most: int, place: str) -> Iterator[Complaint]:
    if "option_groups" in element:
        return
    options = element.get("options")
    if not isinstance(options, list) or not 0 < len(options) <= most:
        yield f"{place}/options", f"must have 1 to {most} items"
        return
    for n, option in enumerate(options):
        yield from checked_text(option.get("text"), 75, f"{place}/options/{n}/text")
        if len(option.get("value", "")) > 150 or "value" not in option:
            yield f"{place}/options/{n}/value", "must be 1 to 150 characters"
    initial = element.get("initial_option")
    if initial is not None and initial not in options:
        yield f"{place}/initial_option", "must match one of the options"
