"""Block Kit's rules: what may stand in a message, a modal or a home tab, and how long it may be."""

from collections.abc import Iterator
from typing import Any, Literal

from tests.fakes.slack.elements import BUTTONS, ELEMENTS, FIELDS, Complaint, checked_element, checked_text, required
from tests.fakes.slack.errors import SlackError

Surface = Literal["message", "modal", "home"]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_MARKDOWN = 12_000
"""Characters in all markdown blocks of a message together."""
MOST_IN_ALL = 13_200
"""Characters of text in all blocks of a message together; measured, not documented."""

KEYS: dict[str, set[str]] = {
    "actions": {"elements"},
    "context": {"elements"},
    "context_actions": {"elements"},
    "divider": set(),
    "header": {"text", "level"},
    "image": {"alt_text", "image_url", "slack_file", "title"},
    "input": {"label", "element", "dispatch_action", "hint", "optional"},
    "markdown": {"text"},
    "rich_text": {"elements"},
    "section": {"text", "fields", "accessory", "expand"},
}
ONLY_IN_MESSAGES = {"context_actions", "markdown"}
IN_ACTIONS = ELEMENTS - {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "feedback_buttons",
    "icon_button",
}


def checked_blocks(blocks: Any, surface: Surface = "message") -> list[dict[str, Any]]:
    """The blocks if Slack would take them; raises `invalid_blocks` naming every fault."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    faults = list(_faults(blocks, surface))
    if faults:
        told = [f"{problem} [json-pointer:/blocks{place}]" for place, problem in faults]
        raise SlackError("invalid_blocks", errors=told, response_metadata={"messages": [f"[ERROR] {t}" for t in told]})
    if surface == "message" and sum(len(text) for text in texts(blocks)) > MOST_IN_ALL:
        raise SlackError("msg_blocks_too_long")
    return blocks


def texts(value: Any) -> Iterator[str]:
    """Every piece of text in blocks, in order."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("text", "alt_text") and isinstance(part, str):
                yield part
            else:
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every interactive element with the block that it stands in."""
    for block in blocks:
        inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def _faults(blocks: list[Any], surface: Surface) -> Iterator[Complaint]:
    if len(blocks) > MOST_BLOCKS[surface]:
        yield "", f"no more than {MOST_BLOCKS[surface]} items allowed"
    markdown = sum(len(b.get("text", "")) for b in blocks if isinstance(b, dict) and b.get("type") == "markdown")
    if markdown > MOST_MARKDOWN:
        yield "", f"markdown must be less than {MOST_MARKDOWN + 1} characters"
    seen: set[str] = set()
    for n, block in enumerate(blocks):
        for place, problem in _block(block, surface):
            yield f"/{n}{place}", problem
        name = block.get("block_id") if isinstance(block, dict) else None
        if name is not None:
            if name in seen:
                yield f"/{n}/block_id", "block_id already exists"
            seen.add(name)


def _block(block: Any, surface: Surface) -> Iterator[Complaint]:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in KEYS or (kind in ONLY_IN_MESSAGES and surface != "message"):
        yield "/type", f"unsupported type: {kind}"
        return
    for key in block.keys() - KEYS[kind] - {"type", "block_id"}:
        yield f"/{key}", f"invalid additional property: {key}"
    if len(block.get("block_id", "")) > 255:
        yield "/block_id", "must be less than 256 characters"
    yield from _inside(block, kind)


def _inside(block: dict[str, Any], kind: str) -> Iterator[Complaint]:
    match kind:
        case "section":
            if "text" not in block and "fields" not in block:
                yield "", "missing required field: text or fields"
            if "text" in block:
                yield from checked_text(block["text"], 3_000, "/text")
            if len(block.get("fields", [])) > FIELDS:
                yield "/fields", f"no more than {FIELDS} items allowed"
            for n, field in enumerate(block.get("fields", [])):
                yield from checked_text(field, 2_000, f"/fields/{n}")
            if "accessory" in block:
                yield from checked_element(block["accessory"], "/accessory", IN_ACTIONS | {"image"})
        case "header":
            yield from checked_text(block.get("text"), 150, "/text", plain=True)
        case "markdown":
            if not isinstance(block.get("text"), str) or not block["text"]:
                yield "/text", "must be more than 0 characters"
        case "image":
            yield from required(block, "alt_text")
            if ("image_url" in block) == ("slack_file" in block):
                yield "", "must have exactly one of image_url and slack_file"
            if len(block.get("alt_text", "")) > 2_000:
                yield "/alt_text", "must be less than 2001 characters"
        case "context":
            yield from _several(block, 10, {"image", "mrkdwn", "plain_text"}, limit=3_000)
        case "actions":
            yield from _several(block, 25, IN_ACTIONS)
        case "context_actions":
            yield from _several(block, 5, {"feedback_buttons", "icon_button"})
        case "input":
            yield from checked_text(block.get("label"), 2_000, "/label", plain=True)
            if "hint" in block:
                yield from checked_text(block["hint"], 2_000, "/hint", plain=True)
            yield from checked_element(block.get("element"), "/element", ELEMENTS - BUTTONS)


def _several(block: dict[str, Any], most: int, kinds: set[str], limit: int = 75) -> Iterator[Complaint]:
    """The elements of a block: how many, which, and no action twice."""
    inside = block.get("elements")
    if not isinstance(inside, list) or not 0 < len(inside) <= most:
        yield "/elements", f"must have 1 to {most} items"
        return
    actions = [element.get("action_id") for element in inside if isinstance(element, dict) and "action_id" in element]
    if len(actions) != len(set(actions)):
        yield "/elements", "`action_id` already exists in this block"
    for n, element in enumerate(inside):
        if isinstance(element, dict) and element.get("type") in ("mrkdwn", "plain_text") and element["type"] in kinds:
            yield from checked_text(element, limit, f"/elements/{n}")
        else:
            yield from checked_element(element, f"/elements/{n}", kinds)
