"""Files as offices keep them: each is read as its rows, or refused in a sentence."""

from __future__ import annotations

import gzip
import io
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.sources import read_sources

HEAD = "编号,上报时间,街道,内容"
LINES = [f"A{number},2026-03-0{number} 08:00,青阳街道,学习通知" for number in range(1, 7)]
CSV = "\n".join([HEAD, *LINES]) + "\n"
NAMES = HEAD.split(",")


def read_one(tmp_path, content: bytes, name: str = "台账.csv"):
    (tmp_path / name).write_bytes(content)
    (source,) = read_sources([str(tmp_path / name)])
    return source


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", CSV.encode("gb18030")),
        ("a.csv", CSV.encode("utf-8-sig")),
        ("a.txt", CSV.replace(",", "\t").encode("utf-16")),
        ("a.tsv", CSV.replace(",", "\t").encode()),
        ("a.csv", CSV.replace(",", ";").encode()),
        ("a.csv", CSV.replace(",", "|").encode()),
        ("a.csv.gz", gzip.compress(CSV.encode())),
        ("a.csv", "\n".join([HEAD, *(line + ",," for line in LINES)]).encode()),
    ],
)
def test_text_files_of_every_make_give_the_same_rows(tmp_path, name, content):
    rows = read_one(tmp_path, content, name).rows
    assert rows.index.tolist() == list(range(2, 8))
    assert rows.columns.tolist() == NAMES
    assert rows.to_numpy().tolist() == [line.split(",") for line in LINES]


def test_words_of_gb18030_that_are_utf8_too_are_read_and_told(tmp_path):
    source = read_one(tmp_path, "a,b\n1,学习\n2,谢谢\n".encode("gb18030"))
    assert source.rows["b"].tolist() == ["学习", "谢谢"]
    assert [key for key, _ in source.facts] == ["encoding_both"]


def test_titles_totals_and_notes_are_no_rows(tmp_path):
    lines = ["晋江市台账,,,", "", HEAD, *LINES[:3], "合计,,,3", "注：按月填报,,,", HEAD, LINES[3]]
    source = read_one(tmp_path, "\n".join(lines).encode())
    assert source.rows.index.tolist() == [4, 5, 6, 10]
    told = dict(source.facts)
    assert told["header"] == {"row": "3", "above": 1}
    assert [told[key]["count"] for key in ("subtotals", "notes", "repeated_headers")] == [1, 1, 1]


def test_cells_beyond_the_header_and_lost_digits_refuse_their_row_alone(tmp_path):
    ids = ['"=""350582000000000001"""', "'350582000000000002", "3.50582E+17", "350582000000000004"]
    lines = [f"{number},2026-03-01,青阳街道,x" for number in ids] + [LINES[0] + ",多出"]
    source = read_one(tmp_path, "\n".join([HEAD, *lines]).encode())
    assert source.rows["编号"].tolist() == [f"35058200000000000{end}" for end in (1, 2, 4)]
    assert source.rejected.to_numpy().tolist() == [
        [4, "编号", "3.50582E+17", "lost_digits"],
        [6, "", "多出", "ragged"],
    ]


def workbook(tmp_path):
    """Write a ledger with a page of instructions, a title, merged streets, a total, a note and a long number."""
    book = openpyxl.Workbook()
    book.active.title = "填表说明"
    book.active.append(["蓝色列必填"])
    sheet = book.create_sheet("2026年")
    for row in (["晋江市台账"], [], NAMES, *(line.split(",") for line in LINES), ["合计", None, None, 6]):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("C4:C9")
    sheet["A5"] = 350582000000000123
    sheet["A6"] = 1003
    sheet["B6"] = pd.Timestamp("2026-03-03").to_pydatetime()
    sheet["D6"] = "=3+1"
    book.save(tmp_path / "台账.xlsx")
    return tmp_path / "台账.xlsx"


def test_a_workbook_is_read_where_its_table_is(tmp_path):
    (source,) = read_sources([str(workbook(tmp_path))])
    assert source.name == "台账.xlsx · 2026年"
    assert source.rows.index.tolist() == [4, 6, 7, 8, 9]
    assert set(source.rows["街道"]) == {"青阳街道"}
    assert source.rows.loc[6].tolist() == ["1003", "2026-03-03 00:00:00", "青阳街道", ""]
    assert source.rejected[["row_number", "reason"]].values.tolist() == [[5, "lost_digits"]]
    told = dict(source.facts)
    assert told["no_value"] == {"count": 1, "cell": "D6"}
    assert told["sheets_left"] == {"sheets": "填表说明"}
    assert told["subtotals"] == {"count": 1}


def test_a_header_of_two_rows_is_joined(tmp_path):
    book = openpyxl.Workbook()
    for row in (["编号", "办理", None], [None, "开始", "结束"], ["A1", "早", "晚"], ["A2", "早", "晚"]):
        book.active.append(row)
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:C1")
    book.save(tmp_path / "a.xlsx")
    (source,) = read_sources([str(tmp_path / "a.xlsx")])
    assert source.rows.columns.tolist() == ["编号", "办理-开始", "办理-结束"]
    assert source.rows.index.tolist() == [3, 4]


def test_folders_globs_and_zips_give_all_files_of_the_pattern(tmp_path):
    for month in ("3", "4"):
        (tmp_path / f"台账{month}月.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "other.csv").write_text(CSV, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "两月.zip", "w") as archive:
        archive.writestr("../../台账5月.csv", CSV)
    table = TableMapping(target="cases", source="台账*.csv", columns={"case_id": "编号"})
    names = ["两月.zip/台账5月.csv", "台账3月.csv", "台账4月.csv"]
    assert sorted(source.name for source in read_sources([str(tmp_path)], table)) == names
    assert len(read_sources([str(tmp_path / "*4月.csv")], table)) == 1
    with pytest.raises(LoadRefused, match="was not given"):
        read_sources([str(tmp_path / "other.csv")], table)


def test_parquet_numbers_with_gaps_are_whole(tmp_path):
    frame = pd.DataFrame({"id": [1001.0, None, 1003.0], "day": pd.to_datetime(["2026-03-02"] * 3)})
    frame.to_parquet(tmp_path / "a.parquet")
    (source,) = read_sources([str(tmp_path / "a.parquet")])
    assert source.rows["id"].tolist() == ["1001", "", "1003"]
    assert source.rows["day"].tolist() == ["2026-03-02 00:00:00"] * 3


def archive_of(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"not a zip"),
        ("a.xlsx", b""),
        ("a.xls", b"not a workbook"),
        ("a.parquet", b"PAR1"),
        ("a.csv.gz", gzip.compress(bytes(80 << 20))),
        ("a.zip", archive_of("a.csv", bytes(80 << 20))),
        ("a.csv", b"a,b\n" + b"x" * (2 << 20)),
        ("a.csv", b",".join(b"c%d" % n for n in range(10_000))),
        ("a.csv", HEAD.encode()),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LoadRefused, match=name.replace(".", r"\.")):
        read_sources([str(tmp_path / name)])


def test_a_cell_far_away_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(LoadRefused, match="far away"):
        read_sources([str(tmp_path / "a.xlsx")])


@settings(max_examples=60, deadline=None)
@given(
    place=st.floats(0, 1),
    junk=st.binary(max_size=6),
    cut=st.booleans(),
    kind=st.sampled_from(["csv", "xlsx", "zip"]),
)
def test_damaged_files_are_read_or_refused_but_never_fail(tmp_path_factory, place, junk, cut, kind):
    folder = tmp_path_factory.mktemp("damaged")
    whole = {
        "csv": CSV.encode(),
        "xlsx": workbook(folder).read_bytes(),
        "zip": archive_of("a.csv", CSV.encode()),
    }[kind]
    at = int(place * len(whole))
    path = folder / f"a.{kind}"
    path.write_bytes(whole[:at] + junk + (b"" if cut else whole[at + len(junk) :]))
    try:
        assert all(len(source.rows.columns) for source in read_sources([str(path)]))
    except LoadRefused as refusal:
        # where the damage hit a member's name, the archive holds no table any more
        assert path.name in refusal.words("zh") or refusal.key == "no_source"
