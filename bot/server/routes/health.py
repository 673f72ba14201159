"""Is the server there, does it answer, and how is it doing."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from bot.server.service import Served

router = APIRouter()

LOOKED_AT = ["GET", "HEAD"]
"""Monitors ask for the head alone."""


@router.api_route("/healthz", methods=LOOKED_AT)
async def alive() -> dict[str, bool]:
    """The process is alive."""
    return {"alive": True}


@router.api_route("/readyz", methods=LOOKED_AT)
async def ready(served: Served, response: Response) -> dict[str, bool]:
    """The documents can be read, the writer is loaded, and the server is not about to end."""
    await served.engine.spaces()
    status = await served.engine.status()
    is_ready = status.writer_loaded and not served.stopping.is_set()
    response.status_code = 200 if is_ready else 503
    return {"ready": is_ready}


@router.get("/metrics")
async def metrics(served: Served) -> Response:
    """The figures, for Prometheus."""
    status = await served.engine.status()
    return Response(served.metrics.page(status.waiting), media_type=CONTENT_TYPE_LATEST)
