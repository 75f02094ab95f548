"""What a page shows and what can be downloaded from it, read back as numbers, texts and tables."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyogrio
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Metric

from tests.opening import opened
from ui.maps.files import SHORT

AREAS = "cityMaps.areas("
NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")

READ = ("csv", "xlsx", "geojson", "gpkg", "zip")
"""The files that are read back; pictures are made of the chart or map whose data are held against the oracle."""

Makers = Mapping[str, Callable[[], bytes]]


@dataclass
class Page:
    """A page as it stands after a run, and the files it offers by the key of their menu.

    `read` counts what was read of it, so that `left` can tell what nobody looked at.
    """

    app: AppTest
    files: dict[str, Makers] = field(default_factory=dict)
    read: Counter[str] = field(default_factory=Counter)

    def content(self, key: str, kind: str) -> bytes:
        """The bytes of one file."""
        self.read[f"{key}.{kind}"] += 1
        return self.files[key][kind]()

    def table(self, key: str, kind: str) -> pd.DataFrame:
        """The table of one file: csv or xlsx."""
        return (csv_table if kind == "csv" else xlsx_table)(self.content(key, kind))

    def features(self, key: str) -> pd.DataFrame:
        """The properties of every feature of a map's GeoJSON."""
        features = json.loads(self.content(key, "geojson"))["features"]
        return pd.DataFrame([feature["properties"] for feature in features])

    def rings(self, key: str) -> list[list[list[float]]]:
        """The outer ring of every feature of a map's GeoJSON, in the order of `features`."""
        features = json.loads(self.content(key, "geojson"))["features"]
        return [feature["geometry"]["coordinates"][0] for feature in features]

    def layers(self, key: str, kind: str) -> pd.DataFrame:
        """The properties of every feature of a map's GeoPackage (gpkg) or Shapefiles (zip), of all layers together."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"map.{kind}"
            path.write_bytes(self.content(key, kind))
            names = [name for name, _ in pyogrio.list_layers(path)]
            frames = [pyogrio.read_dataframe(path, layer=name, read_geometry=False) for name in names]
        told = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
        return told.rename(columns={short: name for name, short in SHORT.items()})

    def drawn_areas(self, key: str, kind: str = "", layer: int = 0) -> dict[str, Any]:
        """What a map is told of a layer of areas: rows of tip and style number, and the styles.

        `kind` is html for the map's file; without, that on the page.
        """
        if kind:
            written = self.content(key, kind).decode()
        else:
            (drawn,) = [item.proto for item in self.app.get("component_instance")]
            written = json.loads(drawn.json_args)["feature_group"]
            self.read["the map"] += 1
        told = written.split(AREAS)[1 + layer]
        return json.JSONDecoder().raw_decode(told)[0]

    def legend(self) -> list[tuple[str, str]]:
        """The colours of the first legend of the page with their words."""
        (first, *_) = [item.proto.body for item in self.app.get("html") if "legend" in item.proto.body[:30]]
        self.read["a legend"] += 1
        return re.findall(r"<span><i style=\"background:(#\w+)\"></i>([^<]*)</span>", first)

    def facts(self) -> list[pd.DataFrame]:
        """Every table of facts that the page writes as HTML."""
        bodies = [item.proto.body for item in self.app.get("html")]
        return [_facts(body) for body in bodies if 'class="dataframe facts' in body]

    def charts(self) -> list[str]:
        """The keys of the charts in their order."""
        return [key for key, makers in self.files.items() if "png" in makers and "csv" in makers]

    def drawn(self, key: str) -> list[pd.DataFrame]:
        """The tables that a chart is drawn from."""
        protos = [item.proto for item in self.app.get("vega_lite_chart")]
        assert len(protos) == len(self.charts()), f"{len(protos)} charts, but files of {self.charts()}"
        self.read[f"{key} as drawn"] += 1
        datasets = protos[self.charts().index(key)].datasets
        return [pa.ipc.open_stream(item.data.data).read_pandas() for item in datasets]

    def tables(self) -> list[pd.DataFrame]:
        """Every table on the page."""
        return [item.value for item in self.app.dataframe]

    def shown(self, heads: list[str]) -> pd.DataFrame | None:
        """The next table with these headings that was not read yet."""
        name = _named(heads)
        found = [table for table in [*self.tables(), *self.facts()] if _named(table.columns) == name]
        if len(found) <= self.read[name]:
            return None
        self.read[name] += 1
        return found[self.read[name] - 1]

    def card(self, label: str) -> Metric:
        """The card of a label; LookupError where the page has none."""
        self.read[f"card {label}"] += 1
        for item in self.app.metric:
            if item.label == label:
                return item
        raise LookupError(f"no card {label}")

    def spark(self, label: str) -> list[float]:
        """The line in the card of a label."""
        self.read[f"sparkline {label}"] += 1
        return list(next(item.proto.chart_data for item in self.app.metric if item.label == label))

    def captions(self) -> str:
        """All captions and empty states together."""
        return "\n".join(item.value for item in [*self.app.caption, *self.app.info])

    def left(self) -> list[str]:
        """What the page tells and offers that nobody read."""
        return list((Counter(self._told()) - self.read).elements())

    def _told(self) -> Iterator[str]:
        for key, makers in self.files.items():
            yield from (f"{key}.{kind}" for kind in makers if kind in READ)
        yield from (f"{key} as drawn" for key in self.charts())
        yield from (_named(table.columns) for table in [*self.tables(), *self.facts()])
        for item in self.app.metric:
            yield f"card {item.label}"
            if item.proto.chart_data:
                yield f"sparkline {item.label}"
        for _ in self.app.get("component_instance"):
            yield "the map"


def _named(heads: Iterable[str]) -> str:
    return f"table of {', '.join(map(str, heads))}"


def read_page(page: str, url: object, monkeypatch: pytest.MonkeyPatch, **query: str) -> Page:
    """Open a page by its address and keep what it offers for download."""
    files: dict[str, Makers] = {}
    monkeypatch.setattr(
        "ui.files.menu.offer", lambda view, key, title, makers, **_: files.update({key: makers})
    )
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


def _facts(body: str) -> pd.DataFrame:
    page = ElementTree.fromstring(body)  # noqa: S314 - the page's own
    heads, *rows = (["".join(cell.itertext()) for cell in row] for row in page.iter("tr"))
    return pd.DataFrame(rows, columns=heads)


def _above_the_gap(rows: list[list]) -> pd.DataFrame:
    heads, *body = rows
    end = next(index for index, row in enumerate(body) if not any(cell not in ("", None) for cell in row))
    return pd.DataFrame(body[:end], columns=heads)
