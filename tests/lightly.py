"""What tests would do again and again, done once, and what they would leave behind."""

from __future__ import annotations

import functools
import hashlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from altair.utils import schemapi
from sqlalchemy import Connection, Engine, event
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

NAMED_DATA = re.compile(r"(?<='name': )'[0-9a-f-]{32,}'")
"""A table in a chart's specification: its name is made of its rows, of which the specification says nothing else."""


@pytest.fixture(scope="session", autouse=True)
def apps_run_lightly() -> Iterator[None]:
    """Run pages as ever, without what costs time in tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)  # of the installed packages
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        patch.setattr(schemapi, "validate_jsonschema", checked_once(schemapi.validate_jsonschema))
        patch.setattr(local_script_runner, "require_widgets_deltas", waited_for)
        patch.setattr(LocalScriptRunner, "run", main_kept()(LocalScriptRunner.run))
        yield


@pytest.fixture(scope="module", autouse=True)
def engines_closed() -> Iterator[None]:
    """Close what a module's tests connected to: an engine that is only forgotten leaves its connections open."""
    used: set[Engine] = set()

    def note(connection: Connection) -> None:
        used.add(connection.engine)

    event.listen(Engine, "engine_connect", note)
    yield
    event.remove(Engine, "engine_connect", note)
    for engine in used:
        engine.dispose()


@contextmanager
def main_kept() -> Iterator[None]:
    """Leave the main module what it is: a page's run puts the frame there, which each forked process would import."""
    main = sys.modules["__main__"]
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def waited_for(runner: LocalScriptRunner, timeout: float = 3) -> None:
    """Sleep until a run ends; Streamlit's own wait looks a thousand times a second, and takes time from the run."""
    assert runner._script_thread is not None
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        runner.request_stop()
        runner.join()
        raise RuntimeError(f"the page did not end within {timeout} s")


def checked_once(check: Any) -> Any:
    """Hold each drawing against the schema of charts once: most are drawn by many tests, and every check is slow."""
    sound: set[bytes] = set()

    @functools.wraps(check)
    def checked(spec: Any, schema: dict[str, Any], *more: Any, **options: Any) -> Any:
        told = hashlib.sha256(NAMED_DATA.sub("", repr((spec, schema))).encode()).digest()
        if told in sound:
            return None
        fault = check(spec, schema, *more, **options)
        if fault is None:
            sound.add(told)
        return fault

    return checked
