"""The workspace that tests begin with: a small company, its channels and who is in them."""

from tests.fakes.slack.channels import Channel
from tests.fakes.slack.people import Group, Person
from tests.fakes.slack.state import BOT_USER, TEAM, State

ELSEWHERE = "T0OTHER"


def settle(state: State, kept: int | None = None) -> None:
    """Fills an empty state."""
    for person in (
        Person("U1", "Ada Vermeer", TEAM),
        Person("U2", "Bram Okafor", TEAM),
        Person("U3", "Chen Li", TEAM),
        Person("UADMIN", "Dina Castro", TEAM, is_admin=True),
        Person("UGUEST", "Eli Guest", TEAM, is_restricted=True),
        Person("UOTHER", "Femi Partner", ELSEWHERE, is_stranger=True),
        Person("USLACKBOT", "Slackbot", TEAM, is_bot=True),
    ):
        state.people[person.id] = person
    everybody = {"U1", "U2", "U3", "UADMIN"}
    for channel in (
        Channel("C1", "general", members=everybody | {"UGUEST", BOT_USER}),
        Channel("C2", "help-it", members=everybody | {BOT_USER}),
        Channel("C3", "random", members=everybody),
        Channel("G1", "people-team", "group", {"U2", "UADMIN", BOT_USER}),
        Channel("G2", "board", "group", {"UADMIN"}),
        Channel("C4", "with-partner", members=everybody | {"UOTHER", BOT_USER}, is_shared=True),
        Channel("M1", "mpdm-ada-bram", "mpim", {"U1", "U2", BOT_USER}),
    ):
        channel.kept = kept
        state.channels[channel.id] = channel
    state.groups["S1"] = Group("S1", "it-helpers", ["U3", "UADMIN"])
    for name in ("U1", "U2", "U3", "UADMIN", "UGUEST"):
        state.direct(name).kept = kept
