"""Several processes of one server (`uvicorn app:app --workers N`): one answers for what another holds.

Feeds, pictures and files of a page live in the memory of the process that drew it, and a browser's next request may
reach any other. Each process therefore listens on a socket beside the others' in a folder that only the server's own
account can open; one that knows nothing at such an address asks them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.guard.answers import asked_path
from ui.guard.callers import forwards
from ui.maps import feeds

HELD_BY_ONE = ("/media/", "/component/", "/_stcore/bidi-components/", feeds.PREFIX)
"""Where addresses begin that only the process knows that drew the page; components, too, are made with a page."""

ASKED_WITHIN = "x-asked-within"
"""A header: who asks is a process of this server, which has looked at home already."""

PATIENCE = 60  # seconds in which another process answers


class Shared:
    """The app, which answers for its siblings too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where nothing is known at an address that another process may hold, that one answers."""
        if not _may_be_held_elsewhere(scope):
            await self._app(scope, receive, send)
            return
        missing = False

        async def unless_missing(message: Message) -> None:
            nonlocal missing
            missing = missing or message.get("status") == 404
            if not missing:
                await send(message)

        await self._app(scope, receive, unless_missing)
        if missing:
            answer = await _asked(Request(scope), scope["raw_path"].decode("ascii"))
            await answer(scope, receive, send)


def _may_be_held_elsewhere(scope: Scope) -> bool:
    """Tell whether another process may know what is asked for, and it is not one of them that asks."""
    if _folder() is None or scope["type"] != "http" or not asked_path(scope).startswith(HELD_BY_ONE):
        return False
    return ASKED_WITHIN not in Request(scope).headers


def from_sibling(scope: Scope) -> bool:
    """Tell whether a request came through this process's own socket, which only processes of the server can open."""
    folder, server = _folder(), scope.get("server")
    return folder is not None and server is not None and server[0] == str(_own(folder))


def _others() -> list[Path]:
    """Return the sockets of the other processes."""
    folder = _folder()
    return [] if folder is None else [path for path in folder.glob("*.sock") if path != _own(folder)]


async def _asked(request: Request, path: str) -> Response:
    """Return the first answer of another process that knows the address; 404 where none does."""
    address = f"http://sibling{path}?{request.url.query}"
    told_within = [header for header in request.headers.raw if not forwards(header[0])]  # it was let in here
    headers = [*told_within, (ASKED_WITHIN.encode(), b"1")]
    for socket in _others():
        transport = httpx.AsyncHTTPTransport(uds=str(socket))
        async with httpx.AsyncClient(transport=transport, timeout=PATIENCE) as client:
            try:
                async with client.stream(request.method, address, headers=headers) as told:
                    content = b"".join([part async for part in told.aiter_raw()])
            except httpx.TransportError:  # it has ended, or is only starting
                continue
        if told.status_code != 404:
            answer = Response(content, told.status_code)
            answer.raw_headers = [(name.lower(), value) for name, value in told.headers.raw]
            return answer
    return Response(status_code=404)


@asynccontextmanager
async def beside_siblings(app: ASGIApp) -> AsyncIterator[None]:
    """Answer the other processes of this server as long as it lives; nothing where it is the only one."""
    folder = _folder()
    with _listening(app, folder) if folder else contextlib.nullcontext():
        yield


@contextmanager
def _listening(app: ASGIApp, folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.lstat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another account")
    # Signals are the first server's matter; from a thread this one takes none.
    quiet: dict[str, Any] = {"log_level": "warning", "date_header": False, "server_header": False}
    server = uvicorn.Server(uvicorn.Config(app, uds=str(_own(folder)), lifespan="off", **quiet))
    listening = threading.Thread(target=server.run, daemon=True)
    listening.start()
    try:
        yield
    finally:
        server.should_exit = True
        listening.join()
        _own(folder).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # not empty: others are still here
            folder.rmdir()


def _folder() -> Path | None:
    """Return the folder of this server's sockets, None where this process is not one of several."""
    parent = multiprocessing.parent_process()
    return None if parent is None or parent.pid is None or os.name == "nt" else folder_of(parent.pid)


def folder_of(server: int) -> Path:
    """Return the folder of the sockets of a server, told by the process above those that answer."""
    return Path(tempfile.gettempdir()) / f"governance-{os.getuid()}-{server}"


def _own(folder: Path) -> Path:
    return folder / f"{os.getpid()}.sock"
