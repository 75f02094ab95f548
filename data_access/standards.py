"""What a site says of indicators: the document that sets one (依据文号), and the value that it aims at (目标值)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from data_access.indicators import Indicator, every_indicator
from data_access.settings import SettingsError, checked_number, read_sections

FILE = "standards.toml"

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
    sections = read_sections(file, known, Standard._fields)
    return {name: _standard(known[name], section, file) for name, section in sections.items()}


def _standard(indicator: Indicator, section: Mapping[str, Any], file: Path) -> Standard:
    said = Standard(**section)
    if said.document is not None:
        key = f"{indicator.key}.document"
        if not (isinstance(said.document, str) and 0 < len(said.document.strip()) <= LONGEST):
            raise SettingsError("words", file, key, said.document)
        said = said._replace(document=said.document.strip())
    if said.target is not None:
        key = f"{indicator.key}.target"
        checked_number(file, key, said.target)
        if indicator.accrues:
            raise SettingsError("accrues", file, key, said.target)
    return said
