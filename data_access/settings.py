"""The files in which a site sets what is its own (本单位设置): beside the data, or where a variable says."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from data_access.database.url import PROJECT_FOLDER, database_url, is_embedded


class SettingsError(ValueError):
    """A file that says what cannot be: `kind` says why, `key` where, `file` which it is, `detail` what was read."""

    def __init__(self, kind: str, file: Path, key: str = "", detail: object = "") -> None:
        super().__init__(f"{file}: {kind} {key} {detail}")
        self.kind, self.file, self.key, self.detail = kind, file, key, detail


def settings_file(name: str, settings: Mapping[str, str] = os.environ) -> Path:
    """Return where a site's file (`targets.toml`) is looked for: where `TARGETS_FILE` says, else beside the data."""
    if own := settings.get(f"{Path(name).stem.upper()}_FILE"):
        return Path(own)
    url = database_url(settings.get("DATABASE_URL"))
    if not is_embedded(url):
        return PROJECT_FOLDER / "data" / name
    held = Path(url.database or "")
    return (held.parent if held.suffix == ".duckdb" else held) / name


def read_sections(file: Path, known: Collection[str], keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the sections of a file, each named as one of the `known` and with no other than these keys.

    Nothing where there is no file.

    Raises
    ------
    SettingsError
        Where the file cannot be read, is no TOML, or holds another section or key.
    """
    sections = read_toml(file)
    for name, section in sections.items():
        if name not in known:
            raise SettingsError("unknown", file, name, ", ".join(known))
        if not isinstance(section, dict):
            raise SettingsError("unknown", file, name, ", ".join(keys))
        if others := [key for key in section if key not in keys]:
            raise SettingsError("unknown", file, f"{name}.{others[0]}", ", ".join(keys))
    return sections


def checked_number(file: Path, key: str, value: Any) -> None:
    """Raise SettingsError where a key's value is not 0 or a positive number."""
    if not (type(value) in (int, float) and 0 <= value < float("inf")):
        raise SettingsError("number", file, key, value)


def read_toml(file: Path) -> dict[str, Any]:
    """Return what a file holds; nothing where there is no file.

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
