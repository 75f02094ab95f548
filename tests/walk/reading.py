"""What a page shows and what can be downloaded from it, read back as numbers, texts and tables."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from tests.opening import opened

NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")

Makers = Mapping[str, Callable[[], bytes]]


@dataclass
class Page:
    """A page as it stands after a run, and the files it offers by the key of their menu."""

    app: AppTest
    files: dict[str, Makers] = field(default_factory=dict)

    def table(self, key: str, kind: str) -> pd.DataFrame:
        """The table of one file: csv or xlsx."""
        return (csv_table if kind == "csv" else xlsx_table)(self.files[key][kind]())

    def features(self, key: str) -> pd.DataFrame:
        """The properties of every feature of a map's GeoJSON."""
        features = json.loads(self.files[key]["geojson"]())["features"]
        return pd.DataFrame([feature["properties"] for feature in features])

    def chart(self, key: str) -> pd.DataFrame | None:
        """The rows that a chart is drawn from, None where a page's charts cannot be told apart by their order."""
        keys = [name for name, makers in self.files.items() if "png" in makers and "csv" in makers]
        drawn = [item.proto for item in self.app.get("vega_lite_chart")]
        if len(keys) != len(drawn) or key not in keys:
            return None
        held = [item.data.data for item in drawn[keys.index(key)].datasets]
        return pd.concat([pa.ipc.open_stream(data).read_pandas() for data in held], ignore_index=True)

    def tables(self) -> list[pd.DataFrame]:
        """Every table on the page."""
        return [item.value for item in self.app.dataframe]

    def captions(self) -> str:
        """All captions together."""
        return "\n".join(item.value for item in self.app.caption)


def read_page(page: str, url: object, monkeypatch: pytest.MonkeyPatch, **query: str) -> Page:
    """Open a page by its address and keep what it offers for download."""
    files: dict[str, Makers] = {}
    monkeypatch.setattr("ui.files.menu.offer", lambda view, key, title, makers: files.update({key: makers}))
    return Page(opened(page, url, monkeypatch, **query), files)


def number(words: str | None) -> float:
    """The number that words begin with or hold, NaN where they hold none."""
    found = NUMBER.search(words or "")
    return float(found.group().replace(",", "")) if found else np.nan


def decimals(words: str) -> int:
    """How many decimals the number in words is told with."""
    found = NUMBER.search(words)
    return len(found.group().partition(".")[2]) if found else 0


def csv_table(content: bytes) -> pd.DataFrame:
    """The rows above the empty line, below which stands the provenance."""
    return _above_the_gap(list(csv.reader(io.StringIO(content.decode("utf-8-sig")))))


def xlsx_table(content: bytes) -> pd.DataFrame:
    """The rows above the empty line of the first sheet."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    return _above_the_gap([list(row) for row in sheet.iter_rows(values_only=True)])


def _above_the_gap(rows: list[list]) -> pd.DataFrame:
    heads, *body = rows
    end = next(index for index, row in enumerate(body) if not any(cell not in ("", None) for cell in row))
    return pd.DataFrame(body[:end], columns=heads)
