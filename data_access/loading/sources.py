"""Read files and databases as tables of text, each row with its number.

In a file the header is row 1; of a query's result the first row is row 1.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from data_access.database.url import shown
from data_access.loading.messages import LoadRefused
from data_access.loading.moments import in_city_time

HEAD = 65_536  # bytes looked at for binary content
MOMENT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Source:
    """What was read: its name without any password, its SHA-256, and its rows as text.

    `left_out` counts, by column, the rows that the mapping says are no records.
    """

    name: str
    sha256: str
    rows: pd.DataFrame
    left_out: Mapping[str, int] = field(default_factory=dict)


def is_url(source: str) -> bool:
    """Tell whether a source is a database's URL, not a file."""
    return "://" in source


def read_source(source: str, query: str | None) -> Source:
    """Return a file, or the result of a query against a database's URL.

    Raises
    ------
    LoadRefused
        Where it cannot be read; `read_table` lists a file's faults.
    """
    if not is_url(source):
        path = Path(source)
        rows = read_table(path)
        return Source(path.name, digest(path.read_bytes()), rows)
    try:
        url = make_url(source)
        name = shown(url)
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise LoadRefused("source_url", source=source.rpartition("@")[2], detail=error) from error
    try:
        with engine.connect() as connection:
            result = pd.read_sql(text(query or ""), connection)
    except (SQLAlchemyError, pd.errors.DatabaseError) as error:
        detail = str(getattr(error, "orig", None) or error).strip()[:200]
        raise LoadRefused("source_url", source=name, detail=detail) from error
    finally:
        engine.dispose()
    if result.empty:
        raise LoadRefused("no_rows", source=name)
    rows = result.apply(_as_text).set_axis(pd.RangeIndex(1, len(result) + 1))
    return Source(name, digest(rows.to_csv().encode()), rows)


def _as_text(values: pd.Series) -> pd.Series:
    """Return a column of a query's result as a file would write it."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return in_city_time(values).dt.strftime(MOMENT).fillna("").astype(object)
    if pd.api.types.is_float_dtype(values):
        values = values.map(lambda number: f"{number:.15g}", na_action="ignore")
    return values.astype("string").fillna("").astype(object)


def read_table(path: Path) -> pd.DataFrame:
    """Return a file's rows as text, missing values as empty text, the index being the row number.

    Raises
    ------
    LoadRefused
        Where the file is missing, empty, binary, of mixed encodings, or not a table.
    """
    if not path.is_file():
        raise LoadRefused("no_file", file=path)
    name = path.name.lower()
    if name.endswith((".csv", ".csv.gz", ".txt")):
        frame = _read_csv(path)
    elif name.endswith(".xlsx"):
        frame = _read(path, lambda: pd.read_excel(path, dtype=str, keep_default_na=False))
    elif name.endswith(".parquet"):
        frame = _read(path, lambda: pd.read_parquet(path).astype("string").fillna("").astype(object))
    else:
        raise LoadRefused("kind", file=path)
    frame = frame.fillna("")
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    frame = frame[(frame != "").any(axis=1)]  # blank rows count as rows of the file, not as records
    if frame.empty:
        raise LoadRefused("only_header", file=path)
    return frame


def digest(content: bytes) -> str:
    """Return the SHA-256 of a source, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _read_csv(path: Path) -> pd.DataFrame:
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = _read(path, lambda: gzip.decompress(raw))
    if not raw.strip():
        raise LoadRefused("empty_file", file=path)
    if b"\0" in raw[:HEAD]:
        raise LoadRefused("binary", file=path, row=raw[: raw.index(b"\0")].count(b"\n") + 1)
    text = _decoded(raw, path)
    return _read(
        path, lambda: pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, skip_blank_lines=False)
    )


def _decoded(raw: bytes, path: Path) -> str:
    """Return the text of UTF-8 (with or without byte order mark) or GB 18030, never of a mixture of both."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
    if any(_is_utf8_beyond_ascii(line) for line in raw.split(b"\n")):
        raise LoadRefused("encoding", file=path, row=row)
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise LoadRefused("encoding", file=path, row=row) from error


def _is_utf8_beyond_ascii(line: bytes) -> bool:
    if line.isascii():
        return False
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read(path: Path, reader):
    """Run a library's reader; whatever it cannot read is a refusal that carries its words."""
    try:
        return reader()
    except (ValueError, OSError, KeyError, EOFError) as error:  # parser and archive errors derive from these
        raise LoadRefused("table", file=path, detail=str(error).strip()[:200]) from error
