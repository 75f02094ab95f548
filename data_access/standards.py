"""What a site says of indicators: the document that sets one (依据文号), and the value that it aims at (目标值)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from data_access.indicators import Indicator, every_indicator
from data_access.settings import SettingsError, read_sections

PLACE = "STANDARDS_FILE"

LONGEST = 100
"""Characters of a document's name and number."""


class Standard(NamedTuple):
    """Of an indicator: the document that it follows, and the value aimed at in its unit; None where not said."""

    document: str | None = None
    target: float | None = None


def read_standards(file: Path) -> dict[str, Standard]:
    """Return what a file says, by the keys of indicators; nothing without a file.

    Raises
    ------
    SettingsError
        Where the file cannot be read, is no TOML, or holds a section, key or value that is none.
    """
    known = {indicator.key: indicator for indicator in every_indicator()}
    return {name: _standard(name, known, section, file) for name, section in read_sections(file).items()}


def _standard(name: str, known: dict[str, Indicator], section: Any, file: Path) -> Standard:
    if name not in known:
        raise SettingsError("unknown", file, name, ", ".join(known))
    if not isinstance(section, dict):
        raise SettingsError("unknown", file, name, ", ".join(Standard._fields))
    for key, value in section.items():
        if key not in Standard._fields:
            raise SettingsError("unknown", file, f"{name}.{key}", ", ".join(Standard._fields))
        if key == "document" and not (isinstance(value, str) and 0 < len(value.strip()) <= LONGEST):
            raise SettingsError("words", file, f"{name}.{key}", value)
        if key == "target" and not (type(value) in (int, float) and 0 <= value < float("inf")):
            raise SettingsError("number", file, f"{name}.{key}", value)
        if key == "target" and known[name].accrues:
            raise SettingsError("accrues", file, f"{name}.{key}", value)
    return Standard(**section)
