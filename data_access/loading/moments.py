"""Moments as files and databases write them, always told in the city's time."""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data_access.clock import CITY
from data_access.loading.distinct import by_distinct, is_ascii, matching

ZONED = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}(?::?\d{2})?)", re.IGNORECASE
)
"""A moment of ISO 8601 that names its zone; it says what it means, whatever format the mapping gives."""

MAYBE_ZONED = r"[Zz]$|[+-].{2}(?::?.{2})?$"
"""How such a moment ends, in signs that RE2 finds quickly."""

WRITTEN = "%Y-%m-%d %H:%M:%S"
"""How moments of typed sources are written as texts."""

USUAL = ("2026-04-03 08:30:00", "2026/4/3 8:30", "2026年4月3日", "26.4.3", "20260403")
"""Examples of the forms tried where a mapping names none."""

TIME = (
    r"(?:(?:T|\s+|(?<=[日号]))(?P<half>上午|下午|AM|PM)?\s*(?P<hour>\d{1,2})\s*[:时点]"
    r"(?:\s*(?P<minute>\d{1,2})(?:\s*[:分](?:\s*(?P<second>\d{1,2}(?:\.\d+)?)秒?)?)?)?"
    r"(?:\s*(?P<late>AM|PM))?)?"
)

YEAR_FIRST = (
    re.compile(r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})" + TIME, re.I),
    re.compile(r"(?P<year>\d{2})(?P<sign>[-.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})" + TIME, re.I),
    re.compile(r"(?P<year>\d{4}|\d{2})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?" + TIME, re.I),
    re.compile(
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        r"(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?"
    ),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})" + TIME, re.I),
)
YEAR_LAST = re.compile(
    r"(?P<month>\d{1,2})(?P<sign>[-/.])(?P<day>\d{1,2})(?P=sign)(?P<year>\d{4})" + TIME, re.IGNORECASE
)
"""Month and day are in this order, or in the other where a column shows it."""

LIKE_YEAR_LAST = r"^\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
"""How such days begin, in signs that RE2 finds quickly."""

Shown = tuple[bool, bool]
"""Whether a first and whether a second part beyond 12 is seen among the days whose year is last."""

WITHOUT_YEAR = re.compile(r"(?P<month>\d{1,2})(?:月|[-/.])(?P<day>\d{1,2})[日号]?" + TIME, re.IGNORECASE)
"""A day of the year that the mapping tells, in the order that Chinese has; without one it is none."""

PARTS = {
    "%Y": (4, r"(?:19|20)[0-9][0-9]"),
    "%m": (2, r"(?:0[1-9]|1[0-2])"),
    "%d": (2, r"(?:0[1-9]|[12][0-9]|3[01])"),
    "%H": (2, r"(?:[01][0-9]|2[0-3])"),
    "%I": (2, r"(?:0[1-9]|1[0-2])"),
    "%M": (2, r"[0-5][0-9]"),
    "%S": (2, r"[0-5][0-9]"),
    "%p": (2, r"[AP]M"),
}
"""Parts of moments in their full width, with it: so most files write them, and so they are read ten times as fast."""

DAY = ("%Y", "%m", "%d")
TIMES = ((), ("%H", "%M"), ("%H", "%M", "%S"), ("%I", "%M", "%p"), ("%I", "%M", "%S", "%p"))
WHOLE = {tuple(sorted((*DAY, *time))) for time in TIMES}
"""The parts that make a moment, each once."""

EXACT = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")
"""Of the usual forms those that are read so."""

SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
SERIAL_START = pd.Timestamp(1899, 12, 30)
SERIALS = (32874, 73050)
"""Excel's days from 1990 to 2099; other numbers of five digits are no days."""


def moments_of(
    text: pd.Series, forms: tuple[str, ...], year: int | None = None, shown: Shown | None = None
) -> pd.Series:
    """Return texts as moments without zone, each by the first of the `forms` that fits; without any, by the usual ones.

    One whose zone is written is converted; one without a year is in the `year`. Unreadable ones are missing. `shown`
    is what the whole column shows of the order of day and month, where these texts are not all of it.
    """
    order = shown or ((False, False) if forms else order_shown(text))

    def read(distinct: pd.Series) -> pd.Series:
        plain = _plain(distinct)
        moments = _read(plain, forms, order)
        if year is None or moments.notna().all():
            return moments
        return moments.fillna(_moments(_parts(plain, WITHOUT_YEAR).assign(year=year)))

    return by_distinct(text, read).astype("datetime64[us]")


def lack_year(text: pd.Series) -> pd.Series:
    """Tell which texts are a day and month alone: 3月12日, 3-12."""
    days = _parts(_plain(text), WITHOUT_YEAR).assign(year=2000)  # a leap year: 29 February is a day
    return _moments(days).notna()


def order_shown(text: pd.Series) -> Shown:
    """Return what days like 03/04/2026 show of their order: whether any has a first, or a second part beyond 12."""
    plain = _plain(text.astype("str"))
    parts = _parts(plain[plain.str.contains(LIKE_YEAR_LAST).fillna(False).astype(bool)], YEAR_LAST)
    first, second = (bool((parts[name].astype("Float64") > 12).any()) for name in ("month", "day"))
    return first, second


def in_unknown_order(text: pd.Series, shown: Shown | None = None) -> pd.Series:
    """Tell of each text whether it is a day like 03/04/2026 in a column that never shows which part is the month."""
    parts = _parts(_plain(text.astype("str")), YEAR_LAST)
    unlike = parts["month"].astype("Float64") != parts["day"].astype("Float64")
    return parts["year"].notna() & unlike & (_month_first(shown or order_shown(text)) is None)


def _plain(text: pd.Series) -> pd.Series:
    plain = text if is_ascii(text) else text.str.normalize("NFKC")
    return plain.str.strip()


def _read(text: pd.Series, forms: tuple[str, ...], shown: Shown) -> pd.Series:
    """Return distinct texts as moments."""
    moments = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]")
    ending = text[matching(text, MAYBE_ZONED)]
    zoned = ending[ending.str.fullmatch(ZONED).astype(bool)]
    moments[zoned.index] = in_city_time(pd.to_datetime(zoned, format="ISO8601", errors="coerce", utc=True))
    left = text.drop(zoned.index)
    for form in forms or EXACT:
        if left.empty:
            return moments
        moments, left = _further(moments, left, _exactly(left, form))
        if forms:
            read = pd.to_datetime(left, format=form, errors="coerce", utc="%z" in form)
            moments, left = _further(moments, left, in_city_time(read))
    return moments if forms else _further(moments, left, _usual(left, shown))[0]


def _further(moments: pd.Series, left: pd.Series, read: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the moments with those just read, and the texts that are still left."""
    known = read.dropna()
    if known.empty:
        return moments, left
    if len(known) == len(moments):
        return known, left.iloc[:0]
    moments = moments.copy()
    moments[known.index] = known
    return moments, left.drop(known.index)


def _exactly(text: pd.Series, form: str) -> pd.Series:
    """Return the moments of the texts that have every part of a form in its full width, none for other forms.

    They are what the slower ways read in them too.
    """
    parts = re.findall("%.|[^%]+", form)
    if tuple(sorted(part for part in parts if part.startswith("%"))) not in WHOLE:
        return pd.Series([], dtype="datetime64[us]")
    pattern = "".join(PARTS[part][1] if part in PARTS else re.escape(part) for part in parts)
    start = sum(PARTS[part][0] if part in PARTS else len(part) for part in parts[: parts.index("%d")])
    fitting = text[text.str.fullmatch(pattern)]
    texts = pa.array(fitting, pa.large_string())
    read = pc.strptime(texts, format=form, unit="us", error_is_null=True)
    day = pc.utf8_slice_codeunits(texts, start, start + 2).cast(pa.int64())
    real = pc.equal(pc.day(read), day)  # pyarrow reads 30 February as 2 March
    return pd.Series(pc.if_else(real, read, None).to_numpy(zero_copy_only=False), index=fitting.index)


def _usual(text: pd.Series, shown: Shown) -> pd.Series:
    """Return the moments of texts in the forms that people and office software write."""
    moments, left = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]"), text
    for form in YEAR_FIRST:
        moments, left = _further(moments, left, _moments(_parts(left, form)))
        if left.empty:
            return moments
    moments, left = _further(moments, left, _year_last(_parts(left, YEAR_LAST), _month_first(shown)))
    return _further(moments, left, _serials(left))[0]


def _serials(text: pd.Series) -> pd.Series:
    """Return the moments of days as spreadsheets count them."""
    days = pd.to_numeric(text[text.str.fullmatch(SERIAL).fillna(False).astype(bool)], errors="coerce")
    days = days[days.between(*SERIALS)]
    return (SERIAL_START + pd.to_timedelta((days * 86400).round(), unit="s")).astype("datetime64[us]")


def _parts(text: pd.Series, form: re.Pattern[str]) -> pd.DataFrame:
    return text.str.extract(f"^{form.pattern}$", flags=re.IGNORECASE)


def _year_last(parts: pd.DataFrame, order: bool | None) -> pd.Series:
    """Return days whose year is last, the month first or not; where that is not known, only those that read alike."""
    if order is None:
        parts = parts.where(parts["month"].astype("Float64") == parts["day"].astype("Float64"))
    if order is False:
        parts = parts.rename(columns={"month": "day", "day": "month"})
    return _moments(parts)


def _month_first(shown: Shown) -> bool | None:
    """Tell whether the month is first, None where no part beyond 12 shows it or some show one and some the other."""
    first, second = shown
    return None if first == second else second


def _moments(parts: pd.DataFrame) -> pd.Series:
    """Return the moments of parts of texts; those that no calendar has are missing."""
    year = parts["year"].astype("Float64")
    hour = _number(parts, "hour")
    if "half" in parts:
        half = parts["half"].fillna(parts["late"]).str.upper()
        hour = hour.mask(half.isin(["下午", "PM"]) & (hour < 12), hour + 12)
        hour = hour.mask((half == "AM") & (hour == 12), 0)
    minute, second = _number(parts, "minute"), _number(parts, "second")
    fits = (hour < 24) & (minute < 60) & (second < 60)
    days = pd.to_datetime(
        pd.DataFrame(
            {
                "year": year.mask(year < 100, year + 2000),
                "month": parts["month"].astype("Float64"),
                "day": parts["day"].astype("Float64"),
            }
        ),
        errors="coerce",
    )
    passed = pd.to_timedelta((hour * 3600 + minute * 60 + second).astype("float64"), unit="s")
    return (days + passed).where(fits).astype("datetime64[us]")


def _number(parts: pd.DataFrame, name: str) -> pd.Series:
    return parts[name].astype("Float64").fillna(0) if name in parts else pd.Series(0.0, index=parts.index)


def in_city_time(moments: pd.Series) -> pd.Series:
    """Return moments without zone; those that have one are converted."""
    if moments.dt.tz is not None:
        moments = moments.dt.tz_convert(CITY).dt.tz_localize(None)
    return moments.astype("datetime64[us]")
