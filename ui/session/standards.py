"""What the site says of indicators, read again when its file changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from data_access.settings import SettingsError, settings_file
from data_access.standards import PLACE, Standard, read_standards

FILES_KEPT = 4


def standards() -> Mapping[str, Standard]:
    """Return the standards by the keys of indicators; none where the file is wrong, which the frame says."""
    try:
        return _standards()
    except SettingsError:
        return {}


def standards_fault() -> SettingsError | None:
    """Return what is wrong with the site's file, None where nothing is."""
    try:
        _standards()
    except SettingsError as error:
        return error
    return None


def _standards() -> Mapping[str, Standard]:
    file = settings_file(PLACE)
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _read(file, changed)


@lru_cache(maxsize=FILES_KEPT)
def _read(file: Path, changed: int) -> Mapping[str, Standard]:
    """Return what the file said when it was last `changed`."""
    return read_standards(file)
