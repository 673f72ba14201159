"""What people think of answers."""

from fastapi import APIRouter

from bot.feedback import Feedback
from bot.server.service import Served

router = APIRouter()


@router.post("/feedback")
async def give_feedback(served: Served, feedback: Feedback) -> None:
    """Keeps a verdict."""
    await served.engine.give_feedback(feedback)
