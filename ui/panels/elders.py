"""The counts of elders as pages may show them: fetched and masked together, in this one place.

No page or panel asks `data_access.elderly.surveys` for people itself (a test sees to it), so no chart, file, tip or
specification sent to a browser can hold a count that is not to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data_access.elderly import surveys
from data_access.indicators import BEYOND_REACH, LIMITED_MOBILITY
from data_access.statistics.disclosure import FEW, FEWEST, WITHHELD, hidden, marks, parts_hidden
from ui.session.view import View
from ui.words.periods import level_below
from ui.words.text import t

TOTAL = "total"
OUT_OF_REACH = "out_of_reach"
LIMITED = LIMITED_MOBILITY.key


@dataclass(frozen=True)
class Elders:
    """What may be shown of the elders in a view; each count has a column `<count>_why` that says why it is missing.

    `figures` is one row: the counts of `surveys.figures` and, where spaces are known, `beyond_reach` (people).
    `places` is `surveys.by_place` at `level`, `needs` is `surveys.needs`, `beyond` is `surveys.beyond_reach`,
    most people first and what is hidden last; `reach` counts compounds, not people.
    """

    level: str
    figures: pd.DataFrame
    places: pd.DataFrame
    needs: pd.DataFrame
    reach: pd.DataFrame
    beyond: pd.DataFrame


def elders_shown(view: View) -> Elders:
    """Return what may be shown of the elders in a view."""
    level = level_below(view.selection)
    figures = view.fetch(surveys.figures, view.selection)
    places = view.fetch(surveys.by_place, view.selection, level)
    beyond = view.fetch(surveys.beyond_reach, view.selection)
    if not view.has("spaces"):
        beyond = beyond.iloc[:0]
    beyond, telling, people = _out_of_reach(beyond, places, f"{level}_code")
    figures, places = _places_and_total(figures, places, telling)
    if view.has("spaces"):
        figures = _with_people_out_of_reach(figures, *people)
    needs = parts_hidden(view.fetch(surveys.needs, view.selection), "needed", ("met", "unmet"))
    return Elders(level, figures, places, needs, view.fetch(surveys.reach, view.selection), beyond)


def count_words(frame: pd.DataFrame, column: str) -> list[int | str | None]:
    """Return each count as tables show it: the number, “<5”, the word for withheld, or None where it is not known."""
    return [
        t(f"elderly.{why}") if pd.notna(why) else None if pd.isna(number) else int(number)
        for number, why in zip(frame[column], frame[f"{column}_why"], strict=True)
    ]


def _out_of_reach(
    beyond: pd.DataFrame, places: pd.DataFrame, code: str
) -> tuple[pd.DataFrame, set, tuple[float, bool]]:
    """Return the masked list, the places (or `TOTAL`) whose total it would tell, and the people of the list.

    Who is not on the list is the rest of a place's elders, which a reader can work out; so the rests are
    masked like rows of the list. The last is the number of people on the list, and whether it must be withheld.
    """
    listed = pd.to_numeric(beyond[LIMITED]).astype(float)
    listed_by_place = listed.groupby(beyond[code]).sum()
    totals = pd.to_numeric(places.set_index("code")[LIMITED]).astype(float).fillna(0)
    rest = totals.sub(listed_by_place.reindex(totals.index, fill_value=0))
    rest = rest[rest > 0]
    counts = pd.Series([*listed, *rest], index=[*listed.index, *rest.index], dtype=float)
    place_of = pd.Series([*beyond[code], *rest.index], index=counts.index, dtype=object)
    groups = {place: rows.index for place, rows in place_of.groupby(place_of)}
    groups |= {TOTAL: counts.index, OUT_OF_REACH: listed.index}
    why, telling = marks(counts, groups)
    withheld = OUT_OF_REACH in telling or 0 < rest.sum() < FEWEST
    masked = hidden(beyond, LIMITED, why.reindex(beyond.index))
    ordered = masked.sort_values(LIMITED, ascending=False, na_position="last", kind="stable")
    return ordered.reset_index(drop=True), telling - {OUT_OF_REACH}, (float(listed.sum()), withheld)


def _places_and_total(
    figures: pd.DataFrame, places: pd.DataFrame, telling: set
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the total and its places masked together, column by column."""
    for column in surveys.COUNTS:
        forced = telling if column == LIMITED else set()
        counts = pd.to_numeric(places.set_index("code")[column]).astype("Float64")
        total = pd.to_numeric(figures[column]).astype("Float64")
        elsewhere = (total.iloc[0] if total.notna().iloc[0] else 0) - counts.sum()
        if elsewhere > 0:  # surveys that name no place of this level
            counts["elsewhere"] = elsewhere
        why, told = marks(counts, {TOTAL: counts.index}, withheld=forced)
        places = hidden(places, column, why.reindex(places["code"]).set_axis(places.index))
        total_why, _ = marks(total, {}, withheld=total.index if TOTAL in told | forced else ())
        figures = hidden(figures, column, total_why)
    return figures, places


def _with_people_out_of_reach(figures: pd.DataFrame, people: float, withheld: bool) -> pd.DataFrame:
    """Return the figures with the people out of reach; never beside a total that is withheld.

    No compound on the list means nobody, which the list says itself; without any survey it is not known.
    """
    if people == 0:
        known = figures[LIMITED].notna() | figures[f"{LIMITED}_why"].notna()
        nobody = pd.Series(0, index=figures.index, dtype="Float64").where(known)
        return figures.assign(**{BEYOND_REACH.key: nobody, f"{BEYOND_REACH.key}_why": None})
    withheld = withheld or figures[f"{LIMITED}_why"].iloc[0] in (FEW, WITHHELD)
    counted = figures.assign(**{BEYOND_REACH.key: people})
    why, _ = marks(counted[BEYOND_REACH.key], {}, withheld=figures.index if withheld else ())
    return hidden(counted, BEYOND_REACH.key, why)
