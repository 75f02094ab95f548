"""Numbers as people type them: full-width, with thousands, 万, units and 约; what is none says why."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Column

from data_access.loading.distinct import is_ascii

NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Full-width digits, letters and signs as the ordinary ones; unlike NFKC it leaves ② and 5² what they are."""

WRITTEN = re.compile(
    r"(?P<about>约|大约|近)?\s*(?P<money>[¥￥])?\s*"
    r"(?P<digits>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?)\s*"
    r"(?P<times>[十百千万亿])?\s*(?P<more>余|多)?(?P<unit>[^\s\d.,~-][^\s\d]{0,4}?2?)?\s*(?P<near>左右)?"
)
"""A number with what is written around it; a comma that does not part thousands would be a guess (1,5)."""

PLAIN = r"^(?:-?[1-9][0-9]{0,7}|0)(?:\.[0-9]{1,7})?$"
"""Numbers of so few digits that every way to read them gives the same; most are, and so they are read fast."""

RANGE = re.compile(r"[约近]?\d+(?:\.\d+)?\D{0,3}[-~—–至到]+\d+(?:\.\d+)?\D{0,4}")
PERCENT = re.compile(r"[+-]?\d+(?:\.\d+)?\s*[%‰]")
TIMES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
DECIMALS = 6  # 4.35百 is 435, not 434.99999999999994

UNITS = {
    "人": ("人", "人次", "名", "位", "个"),
    "岁": ("岁", "周岁"),
    "户": ("户", "户次", "家"),
    "次": ("次", "回", "人次"),
    "个": ("个", "件", "处", "起", "宗", "条", "项"),
    "项": ("项", "条", "个", "件"),
    "份": ("份", "张", "册", "本"),
    "元": ("元", "元整", "圆", "块"),
    "层": ("层", "楼", "F"),
    "平方米": ("平方米", "平米", "平方", "㎡", "m²", "m2"),
    "平方千米": ("平方千米", "平方公里", "k㎡", "km²", "km2"),
    "小时": ("小时", "个小时", "时", "h"),
    "工作日": ("工作日", "个工作日"),
    "1–5分": ("分", "星"),
}
"""Words that people write for each unit of the schema."""

SIGNED_UNITS = ("度，WGS-84", "层")
"""Units of the schema's numbers that may lie below zero: degrees, and floors (basements)."""

SCALE = re.compile(r"(\d+)–(\d+)")
"""The scale of a rating as the schema's units write it."""

WHOLE_LIMITS = {"SmallInteger": (-(2**15), 2**15 - 1), "Integer": (-(2**31), 2**31 - 1)}
"""What the databases' whole numbers hold."""

Refused = tuple[pd.Series, str, dict[str, object]]
"""The texts that are refused, the key of the reason, and what it mentions."""


def read_numbers(text: pd.Series, unit: str) -> pd.Series:
    """Return texts as numbers in a unit of the schema; missing where one is none, or in another unit."""
    narrow = text if is_ascii(text) else text.str.translate(NARROW)
    numbers = _plain(narrow)
    left = narrow[(text != "") & numbers.isna()]
    if len(left):
        read = pd.to_numeric(left, errors="coerce").astype("Float64")
        numbers = numbers.fillna(read.reindex(text.index))
        left = left[read.isna()]
    if len(left):
        distinct = pd.Series(left.unique(), dtype="str")
        told = dict(zip(distinct, _written(distinct, unit), strict=True))
        numbers = numbers.fillna(left.map(told).astype("Float64").reindex(text.index))
    return numbers.mask(numbers.abs() == float("inf"))


def _plain(text: pd.Series) -> pd.Series:
    """Return the texts that are `PLAIN` as numbers, the others as missing."""
    texts = pa.array(text, pa.large_string(), from_pandas=True)
    plain = pc.if_else(pc.match_substring_regex(texts, PLAIN), texts, None)
    return pd.Series(plain.cast(pa.float64()).to_numpy(zero_copy_only=False), text.index).astype("Float64")


def are_about(text: pd.Series, unit: str) -> pd.Series:
    """Tell which texts give a number only about: 约320户, 300余户."""
    if is_ascii(text):
        return pd.Series(False, index=text.index)
    rough = text[text.str.contains("[约近余多右]")]
    parts = rough.str.translate(NARROW).str.extract(f"^{WRITTEN.pattern}$")
    about = parts[["about", "more", "near"]].notna().any(axis=1) & read_numbers(rough, unit).notna()
    return about.reindex(text.index, fill_value=False)


def numbers_of(text: pd.Series, column: Column) -> tuple[pd.Series, list[Refused]]:
    """Return texts as a column's numbers; those that are none, or lie outside what it holds, are refused."""
    unit = column.info["unit"]
    numbers = read_numbers(text, unit)
    refused = list(_unread(text[(text != "") & numbers.isna()], unit))
    if unit not in SIGNED_UNITS:
        refused.append((text[(numbers < 0).fillna(False)], "negative", {}))
    if (limits := _limits(column)) is not None:
        fits = numbers.between(*limits).fillna(True).astype(bool)
        refused.append((text[~fits], "out_of_range", {"first": limits[0], "last": limits[1]}))
        numbers = numbers.where(fits)
    if column.type.__class__.__name__ == "Double":
        return numbers, refused
    refused.append((text[(numbers != numbers.round()).fillna(False)], "not_whole", {}))
    return numbers.round().astype("Int64"), refused


def _written(text: pd.Series, unit: str) -> pd.Series:
    """Return the numbers of texts that say more than digits; a unit must be the column's."""
    parts = text.str.extract(f"^{WRITTEN.pattern}$")
    numbers = pd.to_numeric(parts["digits"].str.replace(",", ""), errors="coerce").astype("Float64")
    times = parts["times"].map(TIMES).fillna(1).astype("Float64")
    fits = parts["unit"].isna() | parts["unit"].isin(UNITS.get(unit, ()))
    fits &= parts["money"].isna() | (unit == "元")
    return (numbers * times).round(DECIMALS).where(fits)


def _unread(text: pd.Series, unit: str) -> Iterator[Refused]:
    """Refuse texts that are no number, each for what it is instead."""
    narrow = text.str.translate(NARROW)
    ranges = narrow.str.fullmatch(RANGE)
    percent = narrow.str.fullmatch(PERCENT)
    other = narrow.str.fullmatch(WRITTEN) & ~percent & (unit in UNITS)
    yield text[ranges], "range", {}
    yield text[percent], "percent", {}
    yield text[other], "other_unit", {"unit": unit}
    yield text[~(ranges | percent | other)], "bad_number", {}


def _limits(column: Column) -> tuple[int, int] | None:
    """Return the least and greatest number of a column: those of the scale in its unit, else of its type."""
    if scale := SCALE.match(column.info["unit"]):
        return int(scale[1]), int(scale[2])
    return WHOLE_LIMITS.get(column.type.__class__.__name__)
