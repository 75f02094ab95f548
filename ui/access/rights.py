"""What readers may see, as the site's file of roles says it now: read again when it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from data_access.database.faults import DatabaseFault
from data_access.roles import Entry, Grant, granted, located, read_roles, roles_file
from ui.access.reader import Reader
from ui.session.source import newer_is_readable, open_source, place_names
from ui.words.text import DEFAULT_LANGUAGE

FILES_KEPT = 4

Stamp = tuple[int, int, int]
"""What tells a file from what it was before."""


class Rights(NamedTuple):
    """What a reader was given, None where nothing; and the state of the file that said so."""

    grant: Grant | None
    stamp: Stamp


def rights(reader: Reader, prepare: Callable[[], None]) -> Rights:
    """Return what a reader may see; `prepare` is called before the database is read.

    Where it cannot be read which places there are, a reader of some sees nothing until it can.

    Raises
    ------
    SettingsError
        Where the file is wrong, or missing: then nobody may see anything.
    """
    file = roles_file()
    stamp = _stamp(file)
    entries = _read(file, stamp)
    grant = granted(entries, reader.claims)
    if grant is None:
        return Rights(None, stamp)
    try:
        prepare()
        offices = _offices()
    except DatabaseFault:
        held = grant if grant.streets is None else grant._replace(streets=frozenset())
        return Rights(held, stamp)  # the frame says what is wrong with the database
    return Rights(granted(located(entries, offices, file), reader.claims), stamp)


def _offices() -> Mapping[str, str]:
    """Return the names of street offices by their codes, as they were loaded."""
    try:
        names = place_names(open_source(None).speaking(DEFAULT_LANGUAGE))
    except DatabaseFault as fault:
        if fault.kind != "replaced" or not newer_is_readable():
            raise
        names = place_names(open_source(None).speaking(DEFAULT_LANGUAGE))
    offices = names[names["level"] == "street_office"]
    return dict(zip(offices["code"], offices["name"], strict=True))


def roles_stamp() -> Stamp:
    """Return what tells the file of roles from what it was before."""
    return _stamp(roles_file())


def _stamp(file: Path) -> Stamp:
    try:
        held = file.stat()
    except OSError:
        return (0, 0, 0)
    return held.st_mtime_ns, held.st_size, held.st_ino


@lru_cache(maxsize=FILES_KEPT)
def _read(file: Path, stamp: Stamp) -> tuple[Entry, ...]:
    """Return what the file said when it was as its stamp tells."""
    return read_roles(file)
