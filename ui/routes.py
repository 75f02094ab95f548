"""What the server answers beside the pages: map assets, whether it is up, whether it is ready; and what it does beside.

A page opened by its address (`/map`) is answered with Streamlit's own start page, told where its server is:
otherwise the browser first asks for it below `/map/` and writes two errors into the console.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from data_access.database.faults import DatabaseFault
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.url import database_url
from ui import theme
from ui.guard.browsers import known
from ui.maps import assets as map_assets
from ui.maps import feeds
from ui.memory import tended
from ui.siblings import beside_siblings


@asynccontextmanager
async def alive(app: ASGIApp) -> AsyncIterator[None]:
    """Look after memory and answer the other processes of this server as long as it lives."""
    async with tended(), beside_siblings(app):
        yield


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


READY_WITHIN = 1.5
"""Seconds in which a database has to say what it holds: who watches a server waits two."""
_asking = ThreadPoolExecutor(2, "ready")
"""Whoever asks while a database answers nobody takes no thread from the pages."""


async def _ready(_: Request) -> Response:
    asked = asyncio.get_running_loop().run_in_executor(_asking, _readiness)
    try:
        return await asyncio.wait_for(asked, READY_WITHIN)
    except TimeoutError:
        return JSONResponse({"ready": False, "fault": "slow"}, status_code=503)


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


START_SCRIPTS = ("start.js", "heard.js")


LEAST_CHROMIUM = 111
"""What Streamlit is built for; older cores show a white page."""
TOO_OLD = '<script nomodule>location.replace("plain" + location.search);</script>'
"""Run by browsers that know no modules, and by none that do."""


def too_old(browser: str) -> bool:
    """Tell whether a browser names a core that Streamlit's pages do not run in."""
    core = re.search(r"Chrom(?:e|ium)/(\d+)", browser)
    return core is not None and int(core[1]) < LEAST_CHROMIUM


def page_routes(names: Iterable[str]) -> list[Route]:
    """Return a route for the address of each page, and for the start page itself."""
    start_page = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = [(theme.ASSETS / name).read_text(encoding="utf-8") for name in START_SCRIPTS]
    script = "".join(f"<script>{text}</script>" for text in scripts)
    style = f"<style>{theme.STYLE_SHEET.read_text(encoding='utf-8')}</style>"
    html = start_page.read_text(encoding="utf-8")
    html = html.replace("<head>", f"<head>{TOO_OLD}{script}", 1).replace("</body>", f"{style}</body>", 1)

    async def page(request: Request) -> Response:
        if too_old(request.headers.get("user-agent", "")):
            return RedirectResponse(f"plain?{request.url.query}")
        return known(request, HTMLResponse(html, headers={"Cache-Control": "no-cache"}))

    return [Route(f"/{name}", page) for name in ("", *names)]


ROUTES = [Route("/-/health", _health), Route("/-/ready", _ready), *map_assets.ROUTES, *feeds.ROUTES]
