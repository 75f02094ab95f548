"""Joint party building counted for the page of deliberation: who signed, and what is closed in the grid there."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from tests.walk.asking import Asked
from tests.walk.counting import City, Figures, within
from tests.walk.telling import WORDS, column, headed, word

STANDINGS = ("signed", "unsigned", "unknown", "no_company")
FEWEST = 10


def of(name: str) -> str:
    return column(f"deliberation.{name}")


def standing(compounds: pd.DataFrame) -> pd.Series:
    """Whether each compound signed, as it is now."""
    signed = compounds["joint_party_building"].astype("boolean")
    out = pd.Series("unknown", index=compounds.index)
    out[(signed == False).fillna(False).astype(bool)] = "unsigned"  # noqa: E712 - NA is neither
    out[compounds["property_company"].isna()] = "no_company"
    out[signed.fillna(False).astype(bool)] = "signed"
    return out


def of_compounds(compounds: pd.DataFrame) -> Figures:
    """The figures of some compounds."""
    counts = standing(compounds).value_counts().reindex(STANDINGS, fill_value=0)
    posts = compounds.loc[standing(compounds) == "signed", "cross_appointed_posts"].dropna().astype(float)
    known = counts["signed"] + counts["unsigned"]
    return {
        "compounds": len(compounds),
        "with_company": len(compounds) - counts["no_company"],
        "signed": counts["signed"],
        "unsigned": counts["unsigned"],
        "unknown": counts["unknown"],
        "signed_compounds": counts["signed"],
        "signed_share": 100 * counts["signed"] / known if known else np.nan,
        "cross_posts": posts.sum() if len(posts) else np.nan,
        "posts_per_signed": posts.mean() if len(posts) else np.nan,
    }


def by_place(city: City, asked: Asked) -> pd.DataFrame:
    """The places of the level below with their compounds."""
    rows = city.rows("compounds", asked.places)
    counts = ("compounds", "with_company", "signed", "unsigned", "unknown")
    told = []
    for place in city.below(asked).to_dict("records"):
        figures = of_compounds(rows[rows[f"{asked.below}_code"] == place["code"]])
        shares = {headed(key): figures[key] for key in ("signed_share", "posts_per_signed")}
        told.append({of("place"): place["name"], **{of(key): figures[key] for key in counts}, **shares})
    return pd.DataFrame(told)


def closed_there(city: City, asked: Asked) -> pd.DataFrame:
    """The compounds with cases closed in the span: kind, standing, closed, share of them closed in the grid."""
    cases = city.rows("cases", asked.places)
    closed = cases[within(cases["closed_at"], asked.span)].dropna(subset=["resolved_level", "compound_code"])
    in_grid = (closed["resolved_level"] == "grid").groupby(closed["compound_code"]).agg(["size", "mean"])
    compounds = city.rows("compounds", asked.places)
    rows = compounds.assign(standing=standing(compounds)).set_index("code")[["kind", "standing"]]
    return rows.join(in_grid.rename(columns={"size": "closed", "mean": "in_grid"}), how="inner")


def fitted(rows: pd.DataFrame, design: np.ndarray, fewest: int) -> tuple[float, float, float]:
    """The first coefficient of least squares weighted by cases, with its HC3 interval unless there are too few."""
    root = np.sqrt(rows["closed"].to_numpy(dtype=float))
    left, right = design * root[:, None], rows["in_grid"].to_numpy(dtype=float) * root
    inverse = np.linalg.inv(left.T @ left)
    found = inverse @ left.T @ right
    if fewest < FEWEST:
        return found[0], np.nan, np.nan
    leverage = np.einsum("ij,jk,ik->i", left, inverse, left)
    spread = (right - left @ found) / (1 - leverage)
    variance = inverse @ (left.T * spread**2) @ left @ inverse
    width = stats.t.ppf(0.975, len(rows) - design.shape[1]) * np.sqrt(variance[0, 0])
    return found[0], found[0] - width, found[0] + width


def shares(rows: pd.DataFrame) -> pd.DataFrame:
    """The share closed in the grid of each standing, in per cent with its interval."""
    told = []
    for name in STANDINGS:
        own = rows[rows["standing"] == name]
        if len(own):
            value, *bounds = fitted(own, np.ones((len(own), 1)), len(own))
            low, high = np.clip(bounds, 0, 1)
            sizes = [len(own), int(own["closed"].sum())]
            told.append([word("joint_building", name), *sizes, 100 * value, 100 * low, 100 * high])
    heads = ("standing_signed", "compounds", "closed", "in_grid_share", "low", "high")
    return pd.DataFrame(told, columns=[of(name) for name in heads])


def differences(rows: pd.DataFrame) -> pd.DataFrame:
    """By how many points signed compounds exceed unsigned ones: raw, within kinds, and in each kind."""
    both = rows[rows["standing"].isin(["signed", "unsigned"])]
    both = both.assign(kind=both["kind"].fillna("unknown"))
    mixed = both[both.groupby("kind")["standing"].transform("nunique") == 2]
    parts = [(WORDS["deliberation.raw"], both.assign(kind="")), (WORDS["deliberation.stratified"], mixed)]
    only = WORDS["deliberation.only_kind"]
    parts += [(only.format(kind=word("compound_kind", kind)), own) for kind, own in mixed.groupby("kind")]
    told = []
    for name, own in parts:
        signed = (own["standing"] == "signed").to_numpy(dtype=float)
        counts = [int(signed.sum()), int(len(signed) - signed.sum())]
        if min(counts):
            kinds = pd.get_dummies(own["kind"]).to_numpy(dtype=float)
            points = [100 * value for value in fitted(own, np.column_stack([signed, kinds]), min(counts))]
            told.append([name, *points, *counts])
    heads = ("compared", "difference", "points_low", "points_high", "signed", "unsigned")
    return pd.DataFrame(told, columns=[of(name) for name in heads])
