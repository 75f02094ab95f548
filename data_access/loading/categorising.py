"""Categories of cases from the names that a source gives them: one code a name, the same in every load."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data_access.loading.distinct import distinct_rows
from data_access.loading.due import with_deadlines
from data_access.loading.mapping import TableMapping
from data_access.loading.naming import name_code

NO_CATEGORY, NO_CATEGORY_EN = "未分类", "Uncategorised"


def categorised(
    texts: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the rows with category and deadline, and the one or two levels of categories that the source names.

    A case that names no category has `NO_CATEGORY`; one that names only the upper one has that.
    """
    if mapping.category is None:
        return rows, None
    named, path = distinct_rows(texts, list(dict.fromkeys(mapping.category)))
    main, sub = (named[name].str.strip() for name in mapping.category)
    one_level = mapping.category[0] == mapping.category[1]
    pairs = pd.DataFrame({"main": main.where(main != "", NO_CATEGORY), "sub": "" if one_level else sub})
    pairs["parent_code"] = _codes(pairs["main"])
    pairs["code"] = pairs["parent_code"].where(
        pairs["sub"] == "", pairs["parent_code"] + "." + _codes(pairs["sub"])
    )
    categories = _listed(pairs)
    rows = rows.assign(category_code=pd.Series(pairs["code"].array.take(path), index=rows.index))
    if not mapping.deadlines:
        return rows, categories
    return with_deadlines(rows, categories, mapping.deadlines, mapping.calendar)


def categories_together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame | None:
    """Return the categories of all blocks of a source, each once, the upper ones first; None where there are none."""
    if not parts:
        return None
    every = pd.concat(parts).groupby("code", sort=False, as_index=False).first()[list(parts[0])]
    return every.sort_values("parent_code", key=lambda codes: codes.notna(), kind="stable", ignore_index=True)


def _listed(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the categories of rows: code, parent_code, name, name_en; the upper ones first."""
    upper = pairs.drop_duplicates("parent_code").assign(code=lambda found: found["parent_code"])
    upper = upper.rename(columns={"main": "name"}).assign(parent_code=None)
    lower = pairs[pairs["sub"] != ""].drop_duplicates("code").rename(columns={"sub": "name"})
    columns = ["code", "parent_code", "name"]
    listed = pd.concat([upper[columns], lower[columns]], ignore_index=True)
    none = listed["name"] == NO_CATEGORY
    return listed.assign(name_en=pd.Series(None, index=listed.index, dtype=object).mask(none, NO_CATEGORY_EN))


def _codes(names: pd.Series) -> pd.Series:
    return names.map({name: name_code(name) for name in names.unique()})
