"""Read a file in a process of its own, within bounds: no broken or hostile file fills the memory or never ends.

Readers of packed and binary files are C and Rust: what they do with a hostile file cannot be known before, and some
end their process. Where processes cannot be bounded (other systems than Linux) they read in this one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from data_access.loading.messages import LoadRefused

if sys.platform == "linux":
    import resource

Answer = TypeVar("Answer")

MEMORY, MEMORY_A_BYTE = 650 << 20, 60
"""Bytes beyond what the program takes itself: for any file, and for each of its bytes."""

SECONDS, BYTES_A_SECOND = 6, 500_000
"""Processor time for any file, and how many bytes of it a second more is given for."""

PRELOADED = ["data_access.loading.sources.contents"]


def read_apart(read: Callable[..., Answer], path: Path, *given: object) -> Answer:
    """Return `read(path, *given)`; raises LoadRefused as it does, and where the file takes too much or ends it."""
    if sys.platform != "linux":
        return read(path, *given)
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    receiver, sender = context.Pipe()
    process = context.Process(target=_answer, args=(sender, read, path, given), daemon=True)
    process.start()
    sender.close()
    try:
        kind, answer = receiver.recv()
    except EOFError:
        kind, answer = "died", None
    finally:
        receiver.close()
        _ended(process)
    if kind == "refused":
        key, details = answer
        raise LoadRefused(key, **details)
    if kind == "failed":
        raise answer
    if kind == "died":
        key = "too_slow" if process.exitcode == -signal.SIGXCPU else "damaged"
        raise LoadRefused(key, file=path.name)
    return answer


def _ended(process: BaseProcess) -> None:
    """Wait for a process that has answered; one that has not, for we were interrupted, is ended."""
    if sys.exc_info()[0] is not None:
        process.kill()
    process.join()


def _answer(sender: Connection, read: Callable[..., Any], path: Path, given: tuple[object, ...]) -> None:
    """Send what the reader returns, or the refusal, or what went wrong with it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # where C and Rust tell of their faults
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that waits for us answers it
    _bound(path)
    try:
        answer: tuple[str, Any] = ("read", read(path, *given))
    except LoadRefused as refusal:
        answer = ("refused", (refusal.key, {name: _plain(value) for name, value in refusal.details.items()}))
    except MemoryError:
        answer = ("refused", ("too_large", {"file": path.name}))
    except Exception as error:
        answer = ("failed", error)
    _unbind()
    sender.send(answer)
    with contextlib.suppress(EOFError, OSError):
        sender.recv()  # until the answer is read, whose files are fetched from here


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float) else str(value)


def _unbind() -> None:
    """Lift the bound on memory once all is read: to send the answer a thread needs a little more."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)


def _bound(path: Path) -> None:
    """Bound this process's memory and processor time by the size of the file."""
    size = 0
    with contextlib.suppress(OSError):  # a file that is not there is told by its reader
        size = path.stat().st_size
    taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    memory = taken + MEMORY + MEMORY_A_BYTE * size
    seconds = SECONDS + size // BYTES_A_SECOND
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most, hard))
