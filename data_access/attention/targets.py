"""A site's targets for its street offices (目标): up to where a figure is met, and beyond where it is missed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from data_access.settings import SettingsError, checked_number, read_sections

FILE = "targets.toml"


class Target(NamedTuple):
    """Of a figure per 10,000 residents (of silent grids: per 100 grids): met up to `met`, missed beyond `missed`."""

    met: float
    missed: float


DEFAULTS = {
    "overdue": Target(1.0, 2.0),
    "due_soon": Target(1.0, 2.0),
    "silent": Target(0.0, 1.0),
    "repeat": Target(1.0, 2.0),
    "reopened": Target(0.5, 1.0),
}
"""What holds without a file; no standard sets these, so a site sets its own."""

BASES = {"silent": ("grids", 100)}
"""What a figure is held against, and by how many; others by residents."""
OF_RESIDENTS = ("residents", 10_000)

LIGHTS = ("met", "near", "missed")


def read_targets(file: Path) -> tuple[dict[str, Target], bool]:
    """Return the targets by figure, and whether the file sets any; without a file, and of what it omits, the defaults.

    Raises
    ------
    SettingsError
        Where the file cannot be read, is no TOML, or holds a section, key or value that is none.
    """
    sections = read_sections(file, DEFAULTS, Target._fields)
    own = {name: _target(name, section, file) for name, section in sections.items()}
    return DEFAULTS | own, bool(own)


def _target(name: str, section: Mapping[str, Any], file: Path) -> Target:
    for key, value in section.items():
        checked_number(file, f"{name}.{key}", value)
    target = DEFAULTS[name]._replace(**section)
    if target.met > target.missed:
        raise SettingsError("order", file, name, f"{target.met:g} > {target.missed:g}")
    return target


def held_against(places: pd.DataFrame, alerts: pd.DataFrame, targets: Mapping[str, Target]) -> pd.DataFrame:
    """Return the street offices (columns code, residents, grids) with their figures and lights.

    Columns added of each figure in `targets`: the figure (cases of overdue, due_soon and reopened; places of silent
    and repeat), <figure>_rate, <figure>_light (one of `LIGHTS`, missing where what it is held against is unknown),
    and to_close (overdue cases to be closed until that target is met; missing where residents are unknown).
    """
    rows = places.copy()
    counts = alerts.assign(count=alerts["observed"].where(~alerts["kind"].isin(["silent", "repeat"]), 1))
    sums = counts.groupby(["kind", "street_office_code"])["count"].sum()
    for name, target in targets.items():
        base, per = BASES.get(name, OF_RESIDENTS)
        own = sums[name] if name in sums.index.get_level_values(0) else pd.Series(dtype=float)
        rows[name] = rows["code"].map(own).fillna(0).astype(int)
        size = rows[base].astype(float)
        rows[f"{name}_rate"] = (per * rows[name] / size.where(size > 0)).round(6)
        rows[f"{name}_light"] = [_light(rate, target) for rate in rows[f"{name}_rate"]]
    if "overdue" in targets:
        allowed = (targets["overdue"].met * rows["residents"].astype(float) / OF_RESIDENTS[1] + 1e-9) // 1
        rows["to_close"] = (rows["overdue"] - allowed).clip(lower=0)
    return rows


def _light(rate: float, target: Target) -> str | None:
    if pd.isna(rate):
        return None
    return LIGHTS[(rate > target.met) + (rate > target.missed)]
