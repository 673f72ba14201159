"""What an operator can set: flags, then `DESKSIDE_*` variables, then `deskside.toml`, then these defaults."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot import locations
from bot.slack_settings import SlackSettings
from models.errors import UsageError
from models.role import Role

MEGABYTE = 1_000_000
"""The bytes that a setting in megabytes counts."""

KINDS = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list",
    "dict": "a table",
    "model": "a table",
    "path": "a folder",
}
"""What a setting has to be, by how the name of pydantic's complaint begins."""

BOUNDS = {
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "too_long": "a list of at most {max_length}",
}


class Settings(BaseSettings):
    """Every setting of Deskside, with its default; a relative `home` is taken from the working folder."""

    model_config = SettingsConfigDict(env_prefix="DESKSIDE_", env_ignore_empty=True, extra="forbid", frozen=True)

    home: Path = Field(default_factory=locations.default_home, description="the data home")
    space: str = Field(
        "default",
        description="the space that is asked when none is named; if you set none and have no `default`, the only one",
    )
    llm: str = Field(
        "writer", description="the model that writes, by its name in `deskside models list`, or `openai:URL#model`"
    )
    llm_key: SecretStr | None = Field(None, description="the key for an `openai:` model; better as DESKSIDE_LLM_KEY")
    llm_timeout: float = Field(60, gt=0, description="seconds that an `openai:` model may be silent")
    share_pictures: bool = Field(False, description="whether an `openai:` model that sees gets an asker's pictures")
    phrases: bool | None = Field(
        None, description="whether the writer also phrases what could be quoted; its recipe says so when this does not"
    )
    embedder: str = Field("embedder", description="the model that embeds, by its name in `deskside models list`")
    reader: str = Field("reader", description="the model that reads passages, by its name in `deskside models list`")
    clip: str = Field("clip", description="the model that sees pictures, by its name in `deskside models list`")
    # Ten thousand take minutes to begin.
    threads: int | None = Field(None, ge=1, le=1024, description="threads for a model; the usable cores when not set")
    max_file_mb: int = Field(50, ge=1, description="a larger file is not read")
    passages: int = Field(10, ge=1, le=100, description="passages that a search returns")
    max_answer_tokens: int = Field(160, ge=16, le=1024, description="tokens that the writer may write")
    max_pictures: int = Field(5, ge=1, description="pictures that may come with a question")
    max_picture_mb: int = Field(20, ge=1, description="a larger picture is turned away")
    max_question_characters: int = Field(
        8_000,
        ge=100,
        description="a longer question is turned away; of a longer turn before it, only the two ends are read",
    )
    keys: dict[str, dict[str, str]] = Field({}, description="other keys for the chat, by what they do")
    answers_at_once: int = Field(4, ge=1, le=64, description="questions that the writer answers at the same time")
    max_waiting: int = Field(32, ge=1, description="questions that may wait for the writer at once")
    slack: SlackSettings = Field(SlackSettings(), description="the Slack app: see the table `[slack]`")

    @field_validator("home", mode="before")
    @classmethod
    def _named(cls, home: object) -> object:
        """What names a home: an empty path would be the folder that one happens to be in."""
        if isinstance(home, str) and (not home.strip() or "\0" in home):
            raise PydanticCustomError("path_name", "it names no folder")
        return home

    def models_by_role(self) -> dict[Role, str]:
        """The model that is named for each role."""
        return {"writer": self.llm, "embedder": self.embedder, "reader": self.reader, "clip": self.clip}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Orders the sources, strongest first."""
        # A source for each file: tables are merged between sources, but one source takes a file's tables whole.
        files = (_read(settings_cls, file) for file in reversed(locations.configuration_files()))
        return (init_settings, env_settings, *files)


def _read(settings_class: type[BaseSettings], file: Path) -> TomlConfigSettingsSource:
    """What a `deskside.toml` says; raises `UsageError` naming it where it cannot be read."""
    import tomllib

    problem = f"{file.absolute()} cannot be read"
    try:
        return TomlConfigSettingsSource(settings_class, file)
    except tomllib.TOMLDecodeError as broken:
        raise UsageError(f"{problem}: {broken}.", "Correct that line; text has to be in quotes.") from broken
    except UnicodeDecodeError as broken:
        raise UsageError(f"{problem}: it is not in UTF-8.", "Save it as UTF-8.") from broken
    except OSError as refused:
        raise UsageError(f"{problem}: {refused.strerror}.", "Let your user read it, or remove it.") from refused


def load_settings(**flags: Any) -> Settings:
    """The settings in force, with the given flags on top; flags that are None count as not given.

    Raises `UsageError` naming the first setting that cannot be used.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as invalid:
        raise _unusable(invalid) from invalid
    except SettingsError as unreadable:
        raise UsageError(f"A DESKSIDE_ variable cannot be used: {unreadable}.", "Write tables as JSON.") from unreadable
    try:
        home = settings.home.expanduser().absolute()
    except RuntimeError as unknown:
        raise UsageError(
            f"The home {settings.home} names a user who is not there.", "Write the whole path."
        ) from unknown
    return settings.model_copy(update={"home": home})


def _unusable(invalid: ValidationError) -> UsageError:
    """What is wrong with the first setting that cannot be used, and where to fix it."""
    first = invalid.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    return UsageError(f"The setting `{name}` {complaint(first)}.", f"Fix it in {_place(str(first['loc'][0]))}.")


def complaint(error: Mapping[str, Any]) -> str:
    """What pydantic finds wrong with a value, as the end of a sentence: `has to be a whole number`."""
    kind: str = error["type"]
    if kind == "extra_forbidden":
        return "is not a setting"
    wanted = BOUNDS.get(kind, KINDS.get(kind.partition("_")[0], "")).format(**error.get("ctx", {}))
    return f"has to be {wanted}" if wanted else f"cannot be used: {error['msg']}"


def _place(name: str) -> str:
    """Where a setting that no flag gives has its value from."""
    variable = f"DESKSIDE_{name.upper()}"
    files = [str(file.absolute()) for file in reversed(locations.configuration_files()) if file.is_file()]
    return variable if os.environ.get(variable) or not files else " or ".join(files)
