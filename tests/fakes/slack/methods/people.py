"""People, groups and the team."""

from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.state import DOMAIN, TEAM


def user_info(call: Arguments) -> dict[str, Any]:
    person = call.world.state.people.get(call.needed("user", "user_not_found"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": person.shown("users:read.email" in call.world.manifest.scopes)}


def users(call: Arguments) -> dict[str, Any]:
    with_email = "users:read.email" in call.world.manifest.scopes
    return {"members": [person.shown(with_email) for person in call.world.state.people.values()],
            "response_metadata": {"next_cursor": ""}}  # fmt: skip


def groups(call: Arguments) -> dict[str, Any]:
    return {"usergroups": [group.shown(TEAM) for group in call.world.state.groups.values()]}


def group_members(call: Arguments) -> dict[str, Any]:
    group = call.world.state.groups.get(call.needed("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group.members}


def team(call: Arguments) -> dict[str, Any]:
    return {"team": {"id": TEAM, "name": "Kelpline", "domain": DOMAIN}}


METHODS = {
    "team.info": team,
    "usergroups.list": groups,
    "usergroups.users.list": group_members,
    "users.info": user_info,
    "users.list": users,
}
