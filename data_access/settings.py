"""The files in which a site sets what is its own (本单位设置): beside the data, or where a variable says."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data_access.database.opening import SETTINGS
from data_access.database.url import PROJECT_FOLDER, database_url, is_embedded

PLACES = dict(zip(("TARGETS_FILE", "STANDARDS_FILE"), SETTINGS, strict=True))
"""The variable that says where a file is, and the name it has beside the data."""


class SettingsError(ValueError):
    """A file that says what cannot be: `kind` says why, `key` where, `file` which it is, `detail` what was read."""

    def __init__(self, kind: str, file: Path, key: str = "", detail: object = "") -> None:
        super().__init__(f"{file}: {kind} {key} {detail}")
        self.kind, self.file, self.key, self.detail = kind, file, key, detail


def settings_file(place: str, settings: Mapping[str, str] = os.environ) -> Path:
    """Return where a site's file is looked for: where the variable `place` says, else beside the data."""
    if named := settings.get(place):
        return Path(named)
    url = database_url(settings.get("DATABASE_URL"))
    if not is_embedded(url):
        return PROJECT_FOLDER / "data" / PLACES[place]
    held = Path(url.database or "")
    return (held.parent if held.suffix == ".duckdb" else held) / PLACES[place]


def read_sections(file: Path) -> dict[str, Any]:
    """Return what a file says, nothing where there is none.

    Raises
    ------
    SettingsError
        Where the file cannot be read or is no TOML.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("unreadable", file, detail=error) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("syntax", file, detail=error) from error
