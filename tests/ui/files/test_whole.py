"""A page taken away as a whole: one PDF, and one ZIP of its pictures and workbooks."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from threading import Thread

import openpyxl
import pandas as pd
import pypdf
import pytest

from tests.opening import metric, opened
from ui.files import menu, whole
from ui.files.whole import Whole, pdf_bytes, zip_bytes
from ui.session.shown import Part, Shown

ATTACK = '#read("page.json") *粗* $1$ \\ <a> @b "c" // d'


@pytest.fixture
def offered(monkeypatch) -> dict[str, Callable[[], bytes]]:
    """The makers of the files that a page offers, by the keys of their buttons."""
    makers = {}

    def noted(label, data, *, key, **_):
        makers[key] = data

    monkeypatch.setattr(menu.st, "download_button", noted)
    return makers


def made(make: Callable[[], bytes]) -> io.BytesIO:
    """What a maker gives when its button is pressed: outside of any run, in a thread of the server."""
    files: list[bytes] = []
    thread = Thread(target=lambda: files.append(make()))
    thread.start()
    thread.join()
    return io.BytesIO(files[0])


def text_of(pdf: io.BytesIO) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)


def without_spaces(text: str) -> str:
    return "".join(text.split())


def test_the_overview_as_one_pdf_and_one_zip(demo_folder, offered, monkeypatch):
    """The PDF tells what the page tells; the ZIP has a picture and a workbook of each chart, and an index of all."""
    app = opened("overview", demo_folder, monkeypatch)
    told = without_spaces(text_of(made(offered["download_page_pdf"])))
    assert metric(app, "上报案件") in told
    assert "演示数据" in told
    assert "对比上期（2026-05-01至2026-05-31）" in told
    with zipfile.ZipFile(made(offered["download_page_zip"])) as packed:
        names = set(packed.namelist())
        index = openpyxl.load_workbook(io.BytesIO(packed.read("00_目录.xlsx"))).active
    listed = {row[2] for row in index.iter_rows(min_row=2, values_only=True) if row[2]}
    assert listed == names - {"00_目录.xlsx"}
    charts = {key for key in offered if key.endswith("_png")}
    assert len([name for name in names if name.endswith(".png")]) == len(charts) >= 2
    assert len([name for name in names if name.endswith(".xlsx")]) == len(charts) + 2


def test_every_file_speaks_the_language_of_its_page(demo_folder, offered, monkeypatch):
    """A file is made after the page's run, where no session can be asked."""
    opened("evaluation", demo_folder, monkeypatch, lang="en")
    makers = [make for key, make in offered.items() if key.endswith("_xlsx")]
    sheets = [name for make in makers for name in openpyxl.load_workbook(made(make)).sheetnames]
    assert "Evaluation" in sheets
    assert all(name.isascii() for name in sheets)
    with zipfile.ZipFile(made(offered["download_page_zip"])) as packed:
        assert "00_index.xlsx" in packed.namelist()


def test_one_font_sets_all_of_it():
    """That of the app, for Chinese and for digits, on a machine without any."""
    page = Whole("总览", "2026", "1", Shown("", "案件 4,241 件", {"上报案件": ("4,241", "")}, {}))
    fonts: set[str] = set()

    def met(text: str, _: object, __: object, font: dict | None, ___: object) -> None:
        if text.strip():
            fonts.add(str((font or {}).get("/BaseFont")))

    for sheet in pypdf.PdfReader(io.BytesIO(pdf_bytes(page))).pages:
        sheet.extract_text(visitor_text=met)
    assert fonts
    assert all("NotoSansSC" in name for name in fonts)


def test_words_of_the_data_are_no_markup():
    table = pd.DataFrame({ATTACK: [ATTACK, None], "件": [1_234.5, 2]})
    part = Part(ATTACK, {"csv": lambda: b""}, table)
    page = Whole(ATTACK, ATTACK, ATTACK, Shown(ATTACK, ATTACK, {ATTACK: (ATTACK, ATTACK)}, {"one": part}))
    told = without_spaces(text_of(io.BytesIO(pdf_bytes(page))))
    assert told.count(without_spaces(ATTACK)) >= 10
    assert "1,234.5" in told
    assert json.dumps(ATTACK) not in told


def test_a_long_table_is_cut_on_paper_alone(monkeypatch):
    monkeypatch.setattr(whole, "PRINTED_ROWS", 3)
    table = pd.DataFrame({"地点": [f"第{at}处" for at in range(5)]})
    part = Part("清单", {"csv": lambda: table.to_csv().encode()}, table)
    page = Whole("页", "", "", Shown(parts={"list": part}))
    told = without_spaces(text_of(io.BytesIO(pdf_bytes(page))))
    assert "第2处" in told
    assert "第3处" not in told
    assert "另有2行" in told
    with zipfile.ZipFile(io.BytesIO(zip_bytes(page))) as packed:
        assert "第4处" in packed.read("01_清单.csv").decode()
