"""The table `[slack]` of deskside.toml: who may ask what where, and how much. Tokens are never in it."""

from pydantic import BaseModel, ConfigDict, Field


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChannelSettings(_Table):
    """What one channel gets, `[slack.channels.C0123456789]`; an empty value means the one of `[slack]`."""

    spaces: tuple[str, ...] = Field(default=(), description="the spaces that this channel is answered from")
    everything: bool = Field(default=False, description="answer every question that the documents answer")
    people: str = Field(default="", description="the user group to ask when an answer doesn't help (S0123456789)")


class Readers(_Table):
    """Who may read a space, `[slack.readers.hr]`; a space without such a table is for everybody in the workspace."""

    users: tuple[str, ...] = Field(default=(), description="user ids (U0123456789)")
    groups: tuple[str, ...] = Field(default=(), description="user group ids (S0123456789)")


class SlackSettings(_Table):
    """Every setting of the Slack app, with its default."""

    spaces: tuple[str, ...] = Field(default=(), description="the spaces to answer from; the setting `space` when empty")
    channels: dict[str, ChannelSettings] = Field(default={}, description="what single channels get, by channel id")
    readers: dict[str, Readers] = Field(default={}, description="who may read a space; others are for all")
    admins: tuple[str, ...] = Field(default=(), description="user ids that may set up the app from within Slack")
    people: str = Field(default="", description="the user group to ask when an answer doesn't help (S0123456789)")
    people_channel: str = Field(default="", description="the channel where people are asked about private questions")
    prompts: tuple[str, ...] = Field(
        default=(), max_length=4, description="questions to suggest; else made from titles"
    )
    redis: str = Field(default="", description="a Redis address, where several replicas run: redis://HOST:6379/0")
    at_once: int = Field(default=4, ge=1, description="questions that the engine gets at once; others wait")
    user_per_hour: int = Field(default=60, ge=1, description="questions that one person may ask in an hour")
    channel_per_hour: int = Field(default=600, ge=1, description="questions that one channel may ask in an hour")
    resume_minutes: int = Field(default=60, ge=1, description="an older question gets an apology after a crash")
    keep_days: int = Field(default=30, ge=1, le=36_500, description="days that questions, answers and threads are kept")
    max_file_mb: int = Field(default=20, ge=1, description="a larger picture is not fetched")
    digest_channel: str = Field(default="", description="who gets the weekly digest: a channel or user")
    digest_private: bool = Field(default=False, description="quote private questions in the digest too")
