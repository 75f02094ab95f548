"""What the site says of indicators, read again when its file changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from data_access.indicators import Indicator
from data_access.settings import SettingsError, settings_file
from data_access.standards import FILE, Standard, read_standards

FILES_KEPT = 4


def standard_of(indicator: Indicator) -> Standard:
    """Return what the site says of an indicator: nothing where its file is wrong, which the frame says."""
    try:
        return _standards().get(indicator.key, Standard())
    except SettingsError:
        return Standard()


def standards_fault() -> SettingsError | None:
    """Return what is wrong with the site's file, None where nothing is."""
    try:
        _standards()
    except SettingsError as error:
        return error
    return None


def _standards() -> Mapping[str, Standard]:
    file = settings_file(FILE)
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _read(file, changed)


@lru_cache(maxsize=FILES_KEPT)
def _read(file: Path, changed: int) -> Mapping[str, Standard]:
    """Return what the file said when it was last `changed`."""
    return read_standards(file)
