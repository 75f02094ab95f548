"""Finding a case (案件) from anywhere: by its number, open or closed, else by words among the newest."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, select

from data_access.cases.course import anywhere
from data_access.cases.listing import WORDS, holds
from data_access.schema import cases
from data_access.selection import Selection

FOUND_DAYS = 90
"""Words are looked for in cases of as many days before the as-of moment; a number is found however old its case."""

BEGINNING = 4  # signs of a number from which on others that begin so are found too
LAST_SIGN = "\U0010ffff"
TOLD = (
    "case_id",
    "status",
    "reported_at",
    "summary",
    "category_code",
    "street_office_code",
    "community_code",
)


def numbered(selection: Selection, number: str, limit: int) -> Select:
    """Return the cases of a number, then those whose numbers begin so, at most `limit`, in the order of numbers.

    A short beginning finds none. Columns: `TOLD`. The filters do not apply, what limits the user does.
    """
    number, own = number.strip(), cases.c.case_id
    meant: ColumnElement[bool] = own == number
    if len(number) >= BEGINNING:
        meant = and_(own >= number, own <= number + LAST_SIGN)
    found = select(*(cases.c[name] for name in TOLD)).where(meant)
    return anywhere(selection).narrow(found, cases).order_by(own).limit(limit)


def told_in_words(selection: Selection, as_of: datetime, words: str, limit: int) -> Select:
    """Return the newest cases, at most `limit`, that hold all the words as `listed` finds them.

    They were reported in the `FOUND_DAYS` before `as_of`; columns and filters as in `numbered`.
    """
    found = select(*(cases.c[name] for name in TOLD))
    found = found.where(cases.c.reported_at > as_of - timedelta(days=FOUND_DAYS))
    for word in words.split()[:WORDS]:
        found = found.where(holds(word))
    found = anywhere(selection).narrow(found, cases)
    return found.order_by(cases.c.reported_at.desc(), cases.c.case_id).limit(limit)
