"""What a model is there for; imported by whoever names one, so it imports nothing itself."""

from typing import Literal

Role = Literal["writer", "embedder", "reader", "clip"]
