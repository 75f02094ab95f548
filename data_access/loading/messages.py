"""The words of the command line and of imports, from `assets/locales/<language>/loading.toml`."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from data_access.schema import metadata

LOCALES = Path(__file__).resolve().parents[2] / "assets" / "locales"


def default_language() -> str:
    """Return en where LANG asks for English, else zh."""
    return "en" if os.environ.get("LANG", "").lower().startswith("en") else "zh"


def message(key: str, language: str, /, **details: object) -> str:
    """Return the text of a key such as `refused.no_file`, its `{names}` filled in."""
    section, name = key.split(".")
    return texts(language)[section][name].format(**details)


def table_words(name: str, language: str) -> str:
    """Return what a table is called: its Chinese term (案件), in English its name without underscores."""
    return str(metadata.tables[name].comment) if language == "zh" else name.replace("_", " ")


@cache
def texts(language: str) -> dict[str, dict[str, Any]]:
    """Return all texts of a language by section and name."""
    return tomllib.loads((LOCALES / language / "loading.toml").read_text(encoding="utf-8"))


class LoadRefused(Exception):  # noqa: N818 - the file is refused, the program has not failed
    """A source or mapping that cannot be loaded; nothing in the database has changed.

    `key` names the text under `refused`, `details` what it mentions: file, row, column, remedy.
    """

    def __init__(self, key: str, /, **details: object) -> None:
        super().__init__(message(f"refused.{key}", "en", **details))
        self.key = key
        self.details = details

    def words(self, language: str) -> str:
        """Return what was refused, why, and what to do."""
        return message(f"refused.{self.key}", language, **self.details)
