"""What every table of a recipe keeps to."""

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A TOML table in which a misspelt key is an error, not a choice silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
