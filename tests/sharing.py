"""Costly things that the workers of one run make once and share."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

RUN_FOLDER = "TESTS_RUN_FOLDER"
PATIENCE = 300  # seconds that a worker waits for another to finish


def worker() -> str:
    """The name of this worker, empty where a run has only one."""
    return os.environ.get("PYTEST_XDIST_WORKER", "")


def new_run() -> Path:
    """Make the folder that the workers of this run share.

    It stands outside pytest's own: each run closes that one to other users, and so to the PostgreSQL of a
    run beside it, which is not root.
    """
    folder = tempfile.mkdtemp(prefix="tests-")
    os.environ[RUN_FOLDER] = folder
    return Path(folder)


def run_folder() -> Path:
    """The folder of this run that all of its workers see."""
    return Path(os.environ[RUN_FOLDER])


def filled_once(folder: Path, fill: Callable[[Path], object]) -> Path:
    """The folder, filled by the worker that comes first; the others wait until it is whole."""
    done, failed = folder.with_name(f"{folder.name}.done"), folder.with_name(f"{folder.name}.failed")
    try:
        folder.mkdir()
    except FileExistsError:
        _wait(done, failed)
        return folder
    try:
        fill(folder)
    except BaseException:
        failed.touch()
        raise
    done.touch()
    return folder


def _wait(done: Path, failed: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not done.exists():
        if failed.exists() or time.monotonic() > end:
            pytest.fail(f"another worker did not make {done.stem}")
        time.sleep(0.05)
