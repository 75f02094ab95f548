"""What the server answers beside the pages: map assets, whether it is up, whether it is ready."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from data_access.database import DatabaseFault, database_url, read_dataset, reading_engine
from ui import map_assets


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _ready(_: Request) -> Response:
    return await run_in_threadpool(_readiness)


def _readiness() -> Response:
    """Return 200 with generation and as_of, or 503 with the kind of fault (never its detail or address)."""
    try:
        engine = reading_engine(database_url())
        try:
            found = read_dataset(engine)
        finally:
            engine.dispose()
    except DatabaseFault as fault:
        return JSONResponse({"ready": False, "fault": fault.kind}, status_code=503)
    return JSONResponse({"ready": True, "generation": found.generation, "as_of": found.as_of.isoformat()})


ROUTES = [Route("/-/health", _health), Route("/-/ready", _ready), *map_assets.ROUTES]
