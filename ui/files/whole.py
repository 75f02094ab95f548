"""A page as a whole: one PDF for paper, one ZIP with each picture and workbook; no Streamlit here."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pylopdf_fonts_zh_cn
import typst

from ui import theme
from ui.files import tables
from ui.session.shown import Part, Shown
from ui.words.tables import printed
from ui.words.text import language, t

DRAWN = ("pdf", "svg", "png")  # what stands in the PDF for a part: the first of these that it has
PACKED = ("png", "xlsx", "csv")
PRINTED_ROWS = 100  # of a table in the PDF; the ZIP has all
NAME_LENGTH = 60


@dataclass(frozen=True)
class Whole:
    """A page to be taken away: its title, what it looks at in words, its provenance, and what it shows."""

    title: str
    words: str
    line: str
    shown: Shown


def pdf_bytes(page: Whole) -> bytes:
    """Return the page on sheets of A4: its sentences and figures, then each chart, map and table; texts are texts.

    Words reach the typesetter as data (JSON), never as markup.
    """
    parts = list(page.shown.parts.values())
    told = {
        "language": language(),
        "title": page.title,
        "words": " · ".join(part for part in (page.words, page.shown.compared) if part),
        "line": page.line,
        "answer": page.shown.answer,
        "figures": [[name, *words] for name, words in page.shown.figures.items()],
        "parts": [_told(at, part) for at, part in enumerate(parts)],
        "look": {"ink": theme.INK, "muted": theme.MUTED, "border": theme.BORDER, "font": theme.SHIPPED_FONT},
    }
    with tempfile.TemporaryDirectory() as name:  # the typesetter takes pictures from files alone
        folder = Path(name)
        shutil.copy(theme.PAGE_TEMPLATE, folder)
        (folder / "page.json").write_text(json.dumps(told), encoding="utf-8")
        for at, part in enumerate(parts):
            if kind := _drawn(part):
                (folder / f"{at}.{kind}").write_bytes(part.files[kind]())
        return typst.compile(folder / theme.PAGE_TEMPLATE.name, root=folder, font_paths=_fonts())


@cache
def _fonts() -> typst.Fonts:
    """Return the font that is shipped with the app; a machine's own would make pages differ."""
    return typst.Fonts(include_system_fonts=False, font_paths=[pylopdf_fonts_zh_cn.sans_path().parent])


def _drawn(part: Part) -> str | None:
    """Return in which kind of file a part is drawn; None for a table, which is set."""
    return next((kind for kind in DRAWN if kind in part.files), None) if part.table is None else None


def _told(at: int, part: Part) -> dict[str, Any]:
    if part.table is None:
        return {"title": part.title, "image": f"{at}.{_drawn(part)}"}
    table = part.table.head(PRINTED_ROWS)
    more = len(part.table) - len(table)
    return {
        "title": part.title,
        "names": [str(name) for name in table],
        "numbers": [pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes],
        "rows": printed(table).to_numpy().tolist(),
        "more": t("whole.more", count=f"{more:,}") if more else "",
    }


def zip_bytes(page: Whole) -> bytes:
    """Return each part's picture and workbook (its CSV where no workbook holds it) in one ZIP, with an index."""
    out = io.BytesIO()
    index = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, part in enumerate(page.shown.parts.values(), start=1):
            for name, kind in _names(number, part):
                packed.writestr(name, part.files[kind]())
                index.append((number, part.title, name))
        columns = [t(f"whole.index.{column}") for column in ("number", "title", "file")]
        listed = pd.DataFrame(index, columns=columns)
        packed.writestr(f"00_{t('whole.index.name')}.xlsx", tables.xlsx_bytes(listed, page.line))
    return out.getvalue()


def _names(number: int, part: Part) -> Iterator[tuple[str, str]]:
    for kind in PACKED:
        if kind in part.files and not (kind == "csv" and "xlsx" in part.files):
            yield f"{number:02}_{tables.safe_part(part.title)[:NAME_LENGTH]}.{kind}", kind
