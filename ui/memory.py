"""When memory that is no longer used is looked for: now and then, not after each run of a page.

Streamlit looks for it after each run (`runner.postScriptGC`), through all that is loaded, while nobody else's page
can go on: of thirty people's time half was spent there. `.streamlit/config.toml` turns that off. What is loaded at the
start stays, so it is not looked through again.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

EVERY = 30
"""Seconds between two looks; Python's own, which count what is made, go on beside them."""


@asynccontextmanager
async def tended() -> AsyncIterator[None]:
    """Look for unused memory as long as the server lives."""
    gc.collect()
    gc.freeze()
    looking = asyncio.create_task(_looking())
    try:
        yield
    finally:
        looking.cancel()


async def _looking() -> None:
    while True:
        await asyncio.sleep(EVERY)
        gc.collect()  # a thread of its own would hold up all others as well
