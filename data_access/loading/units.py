"""Units (承办单位): those that a file lists and those that ledgers only name, each under one code."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import pandas as pd

from data_access import schema
from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.naming import BLANKS_BESIDE_CHINESE, name_code

UNIT_NAME = "unit_name"
"""The column beside a case's own in which the name of its unit waits for its code."""


def told_units(texts: pd.DataFrame, rows: pd.DataFrame, mapping: TableMapping) -> pd.DataFrame | None:
    """Return code and name of each row's unit as its source tells them, missing where it does not; None without any."""
    if mapping.target != schema.cases.name or (mapping.unit is None and "unit_code" not in rows):
        return None
    nothing = pd.Series(None, index=rows.index, dtype="string")
    codes = rows["unit_code"].astype("string") if "unit_code" in rows else nothing
    names = nothing
    if mapping.unit is not None:
        written = texts[mapping.unit]
        names = written.map({text: _shown(text) for text in written.unique()}).astype("string")
    told = pd.DataFrame({"code": codes, "name": names.mask(names == "")})
    return told.reset_index(drop=True)


def listed_units(rows: pd.DataFrame, *, coded: bool) -> pd.DataFrame:
    """Return the rows of a list of units, each with a code (of its name, where they are not `coded`) and its parent's.

    A parent may be told by its code or its name. Of several units of one name none gets its code of the name.
    """
    if not coded:
        alone = ~rows["name"].map(_key).duplicated(keep=False)
        rows = rows.assign(code=rows["code"].mask(alone, rows["name"].map(_key).map(name_code)))
    if "parent_code" not in rows:
        return rows
    by_name = rows.drop_duplicates("name", keep=False).set_index("name")["code"]
    above = rows["parent_code"]
    named = above.map(by_name).astype("string")
    return rows.assign(parent_code=above.where(above.isin(rows["code"]) | named.isna(), named))


def codes_by_name(told: pd.DataFrame, listed: pd.DataFrame) -> dict[str, str]:
    """Return the code of each name of a unit: that of the unit listed under it, else one of the name.

    Raises LoadRefused where a name is that of several units listed.
    """
    return {name: _code_of(name, listed) for name in told["name"].dropna().unique()}


def unit_codes(told: pd.DataFrame, codes: Mapping[str, str]) -> pd.Series:
    """Return the code of each row's unit: its own, else that of its name."""
    return told["code"].fillna(told["name"].map(codes).astype("string"))


def only_named(told: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return code and name of the units that rows name and no file lists; one without a name is called by its code."""
    codes = unit_codes(told, codes_by_name(told, listed))
    named = pd.DataFrame({"code": codes, "name": told["name"].fillna(codes)}).dropna().drop_duplicates()
    named = named[~named["code"].isin(listed["code"])]
    return named.sort_values(["code", "name"]).drop_duplicates("code", ignore_index=True)


def _code_of(name: str, listed: pd.DataFrame) -> str:
    found = listed.loc[listed["name"].map(_key) == _key(name), "code"].tolist()
    if len(found) > 1:
        raise LoadRefused("unit_unclear", name=name, codes=", ".join(found))
    if found:
        return str(found[0])
    code = name_code(_key(name))
    return f"{code}~" if code in set(listed["code"]) else code


def _key(name: str) -> str:
    """Return by what a unit is found: its name whatever its width, case and blanks."""
    return unicodedata.normalize("NFKC", _shown(name)).casefold()


def _shown(text: str) -> str:
    return BLANKS_BESIDE_CHINESE.sub("", " ".join(text.split()))
