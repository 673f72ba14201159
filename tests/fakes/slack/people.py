"""Who is in the workspace."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Person:
    """A member, a guest, or somebody of another organization in a shared channel."""

    id: str
    name: str
    team: str
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    locale: str = "en-US"

    def shown(self, with_email: bool) -> dict[str, Any]:
        """As `users.info` gives it."""
        profile = {"real_name": self.name, "display_name": self.name.split()[0].lower()}
        if with_email:
            profile["email"] = f"{self.id.lower()}@example.com"
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name.split()[0].lower(),
            "real_name": self.name,
            "deleted": False,
            "tz": "Europe/Amsterdam",
            "is_bot": self.is_bot,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_stranger": self.is_stranger,
            "is_app_user": False,
            "updated": 1_795_000_000,
            "profile": profile,
        }


@dataclass
class Group:
    """A user group that can be tagged."""

    id: str
    handle: str
    members: list[str] = field(default_factory=list)

    def shown(self, team: str) -> dict[str, Any]:
        """As `usergroups.list` gives it."""
        return {"id": self.id, "team_id": team, "is_usergroup": True, "handle": self.handle, "name": self.handle,
                "date_delete": 0, "user_count": len(self.members), "users": self.members}  # fmt: skip
