"""Good files of every kind that a load reads, and broken and hostile ones made of them."""

from __future__ import annotations

import gzip
import io
import random
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import geopandas
import openpyxl
import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import parquet

from tests.conftest import DATA

HEADS = ["编号", "上报时间", "街道", "内容"]
ROWS = [
    [
        f"A{number}",
        f"2026-03-{number % 28 + 1:02} 08:00:00",
        "青阳街道" if number % 2 else "梅岭街道",
        "楼道堆物，已清",
    ]
    for number in range(1, 41)
]
XML = (".xml", ".rels")


@cache
def whole() -> dict[str, bytes]:
    """Return a good file of each kind by its name; all hold the same ledger of 40 rows."""
    frame = pd.DataFrame(ROWS, columns=HEADS)
    text = frame.to_csv(index=False)
    files = {
        "a.csv": text.encode(),
        "gbk.csv": text.encode("gb18030"),
        "tab.txt": text.replace(",", "\t").encode("utf-16"),
        "a.tsv": text.replace(",", "\t").encode("utf-8-sig"),
        "a.csv.gz": gzip.compress(text.encode(), mtime=0),
        "a.xlsx": _workbook(),
        "a.xls": (DATA / "ledger.xls").read_bytes(),
        "a.parquet": frame.to_parquet(),
    } | _features(frame)
    files["a.zip"] = archive(
        {"三月/台账.csv": files["gbk.csv"], "台账.xlsx": files["a.xlsx"], "说明.docx": b"x"}
    )
    return files


def _workbook() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["晋江市台账"])
    for row in (HEADS, *ROWS, ["合计", None, None, 40]):
        book.active.append(row)
    book.active.merge_cells("A1:D1")
    book.active["D5"] = "=1+1"
    book.create_sheet("说明").append(["蓝色列必填"])
    book.save(file)
    return file.getvalue()


def _features(frame: pd.DataFrame) -> dict[str, bytes]:
    points = geopandas.GeoDataFrame(
        frame, geometry=[shapely.Point(118.5 + n / 1000, 24.8) for n in range(len(frame))], crs=4490
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        points.to_file(folder / "a.geojson")
        points.to_file(folder / "a.gpkg")
        points.to_file(folder / "a.shp", encoding="GBK")
        parts = {path.name: path.read_bytes() for path in folder.glob("a.*")}
    kept = {name: parts.pop(name) for name in ("a.geojson", "a.gpkg")}
    return {**kept, "shape.zip": archive(parts)}


def archive(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of files by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files in a ZIP by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        return {name: made.read(name) for name in made.namelist()}


def broken(draw: random.Random) -> tuple[str, bytes]:
    """Return a broken file: one of the good ones with one to four kinds of damage, some under a wrong name."""
    name = draw.choice(list(whole()))
    content = whole()[name]
    inside = draw.random() < 0.6  # else what packs it is damaged, which most readers notice at once
    if name.endswith((".xlsx", ".zip")) and inside:
        parts = unpacked(content)
        hit = draw.choice(list(parts))
        if draw.random() < 0.1:
            del parts[hit]
        else:
            parts[hit] = _damaged(parts[hit], draw, hit.endswith(XML))
        content = archive(parts)
    elif name.endswith(".gz") and inside:
        content = gzip.compress(_damaged(gzip.decompress(content), draw, False), mtime=0)
    else:
        content = _damaged(content, draw, False)
    if draw.random() < 0.15:
        name = "renamed." + draw.choice(list(whole())).partition(".")[2]
    return name, content


def _damaged(content: bytes, draw: random.Random, xml: bool) -> bytes:
    for _ in range(draw.randint(1, 4)):
        content = draw.choice([*DAMAGES, *XML_DAMAGES] if xml else DAMAGES)(content, draw)
    return content


def _place(content: bytes, draw: random.Random) -> tuple[int, int]:
    """Return where a damage begins and ends; half of them are in the first bytes, where headers are."""
    start = (
        draw.randrange(len(content) + 1)
        if draw.random() < 0.5
        else draw.randrange(min(len(content), 512) + 1)
    )
    return start, min(len(content), start + draw.choice([1, 1, 2, 4, 16, 256]))


def _cut(content: bytes, draw: random.Random) -> bytes:
    return content[: _place(content, draw)[0]]


def _flipped(content: bytes, draw: random.Random) -> bytes:
    start, end = _place(content, draw)
    return (
        content[:start] + bytes(byte ^ 1 << draw.randrange(8) for byte in content[start:end]) + content[end:]
    )


def _replaced(content: bytes, draw: random.Random) -> bytes:
    start, end = _place(content, draw)
    return (
        content[:start]
        + draw.choice([draw.randbytes(end - start), b"\0" * (end - start), b"\xff" * 8])
        + content[end:]
    )


def _left_out(content: bytes, draw: random.Random) -> bytes:
    start, end = _place(content, draw)
    return content[:start] + content[end:]


def _repeated(content: bytes, draw: random.Random) -> bytes:
    start, end = _place(content, draw)
    return content[:end] + content[start:end] * draw.choice([1, 2, 50]) + content[end:]


def _put_in(content: bytes, draw: random.Random) -> bytes:
    start, _ = _place(content, draw)
    return content[:start] + draw.choice(WORDS) + content[start:]


WORDS = [
    b'"',
    b"'",
    b",,,,",
    b"\n\n",
    b"\r",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"<",
    b"&a;",
    b"-1",
    b"1e999",
    b"]]>",
]
DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [
    _cut,
    _flipped,
    _replaced,
    _left_out,
    _repeated,
    _put_in,
]

SWAPS = [
    (b'r="B3"', b'r="XFD1048576"'),
    (b'r="A2"', b'r="ZZZZ99999999"'),
    (b'r="4"', b'r="1048576"'),
    (b'ref="A1:D1"', b'ref="A1:XFD1048576"'),
    (b'ref="A1:D1"', b'ref="D1:A-1"'),
    (b't="s"', b't="n"'),
    (b't="n"', b't="d"'),
    (b"<v>3</v>", b"<v>99999999999</v>"),
    (b"<v>3</v>", b"<v>-1</v>"),
    (b"<v>", b"<v><v>"),
    (b"</row>", b""),
    (b"sheetId=", b"sheetIdx="),
    (b"worksheets/sheet1.xml", b"../../../etc/passwd"),
    (b'encoding="UTF-8"', b'encoding="UTF-16"'),
    (b"numFmtId=", b'numFmtId="164" x='),
    (b"?>", b'?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">]>'),
]


def _swapped(content: bytes, draw: random.Random) -> bytes:
    return content.replace(*draw.choice(SWAPS), draw.choice([1, -1]))


XML_DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [_swapped, _swapped, _swapped]


def _with_sheet(rows: bytes) -> bytes:
    """Return the workbook with other rows on its first sheet."""
    book = unpacked(whole()["a.xlsx"])
    head, _, rest = book[SHEET].partition(b"<sheetData>")
    return archive({**book, SHEET: head + b"<sheetData>" + rows + rest[rest.index(b"</sheetData>") :]})


def _with_part(part: str, content: bytes) -> bytes:
    return archive({**unpacked(whole()["a.xlsx"]), part: content})


def _laughs() -> bytes:
    """Return XML that a reader of entities makes a hundred thousand million letters of."""
    nested = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    return (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
        + nested
        + b"]><sst><si><t>&a11;</t></si></sst>"
    )


def _geojson(properties: bytes, geometry: bytes = b"null") -> bytes:
    feature = b'{"type":"Feature","geometry":%s,"properties":%s}' % (geometry, properties)
    return b'{"type":"FeatureCollection","features":[%s]}' % feature


def _repeated_parquet() -> bytes:
    """Return a small Parquet file of many rows that are all alike."""
    file, column = (
        io.BytesIO(),
        pa.DictionaryArray.from_arrays(pa.array(bytes(5_000_000), pa.int8()), ["x" * 1000]),
    )
    parquet.write_table(pa.table(dict.fromkeys("abcd", column)), file)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HEAD = ",".join(HEADS).encode() + b"\n"
RING = b",".join(b"[%d,%d]" % (n % 180, n * 7 % 90) for n in range(100_000))

HOSTILE: dict[str, Callable[[], bytes]] = {
    "far.xlsx": lambda: _with_sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "far-order.xlsx": lambda: _with_sheet(
        b"<row><c s='0' r='A1'><v>1</v></c></row><row><c s='0' r='XFD1048576'><v>1</v></c></row>"
    ),
    "far-row.xlsx": lambda: _with_sheet(
        b'<row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
    ),
    "far-merged.xlsx": lambda: _with_part(
        SHEET, unpacked(whole()["a.xlsx"])[SHEET].replace(b"A1:D1", b"A1:XFD1048576")
    ),
    "wide.xlsx": lambda: _with_sheet(
        b"<row>" + b"<c><v>1</v></c>" * 16_384 + b"</row><row r='2400'><c/></row>"
    ),
    "many.xlsx": lambda: _with_sheet(b"<row><c><v>1</v></c></row>" * 1_500_000),
    "long-cell.xlsx": lambda: _with_sheet(
        b'<row><c t="inlineStr"><is><t>' + b"x" * (45 << 20) + b"</t></is></c></row>"
    ),
    "laughs-strings.xlsx": lambda: _with_part("xl/sharedStrings.xml", _laughs()),
    "laughs-book.xlsx": lambda: _with_part("xl/workbook.xml", _laughs()),
    "laughs-sheet.xlsx": lambda: _with_part(SHEET, _laughs()),
    "deep.xlsx": lambda: _with_part(SHEET, b"<a>" * 3_000_000),
    "deep-book.xlsx": lambda: _with_part("xl/workbook.xml", b"<a>" * 3_000_000),
    "bomb.xlsx": lambda: _with_part(SHEET, bytes(300 << 20)),
    "bomb.csv.gz": lambda: gzip.compress(b"1,2,3,4\n" * (16 << 20), 1),
    "zeros.csv.gz": lambda: gzip.compress(bytes(200 << 20), 1),
    "bomb.zip": lambda: archive({f"{n}.csv": b"1,2,3,4\n" * (4 << 20) for n in range(4)}),
    "nested.zip": lambda: archive({"a.zip": archive({"a.zip": archive({"a.csv": bytes(40 << 20)})})}),
    "names.zip": lambda: archive(
        dict.fromkeys(("../../etc/x.csv", "/x.csv", "C:\\x.csv"), HEAD + b"1,2,3,4\n")
    ),
    "many-files.zip": lambda: archive({f"{n}.txt": HEAD + b"%d,2026-03-01,a,b\n" % n for n in range(500)}),
    "wide.csv": lambda: b",".join(b"c%d" % n for n in range(10_000)) + b"\n" + b"," * 9_999,
    "ragged.csv": lambda: b"," * 4_900 + b"\n" + b"1\n" * 2_000_000,
    "quote.csv": lambda: HEAD + b'"' + b"x\n" * 20_000_000,
    "long-field.csv": lambda: HEAD + b'"' + b"x" * (1 << 30),
    "line-ends.csv": lambda: b"\n" * (20 << 20),
    "separators.csv": lambda: HEAD + b",,,\n" * 2_000_000,
    "quotes.csv": lambda: HEAD + b'"' * 30_000_000,
    "zeros.csv": lambda: HEAD + bytes(100 << 20),
    "deep.geojson": lambda: b'{"type":"FeatureCollection","features":' + b"[" * 5_000_000,
    "deep-properties.geojson": lambda: _geojson(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "wide.geojson": lambda: _geojson(b"{%s}" % b",".join(b'"a%d":1' % n for n in range(50_000))),
    "ring.geojson": lambda: _geojson(b'{"a":1}', b'{"type":"Polygon","coordinates":[[%s,[0,0]]]}' % RING),
    "repeated.parquet": _repeated_parquet,
}
"""Files that are made to fill the memory, never to end, or to reach other files."""
