"""What surveys found of elders: figures, needs, places, and who has no step-free space near."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from data_access.elderly.surveys import COUNTS, REACH_M, SEARCH_M
from data_access.indicators import BEYOND_REACH, ELDERLY_INDICATORS, HOUSEHOLDS_SURVEYED, NEEDS_MET, Indicator
from pages.elderly import charts
from ui import theme
from ui.panels.charts import chart_panel
from ui.panels.elders import Elders, count_words
from ui.panels.figures import formula_words, indicator_chooser, missing_card
from ui.panels.notes import empty
from ui.panels.openings import portraits_opened
from ui.panels.picks import places_picked
from ui.panels.rows import in_rows
from ui.panels.tables import table_panel
from ui.session.shown import shown
from ui.session.view import View
from ui.words.numbers import MISSING, figure
from ui.words.tables import column, heading
from ui.words.text import in_short, t, word

CARDS_IN_A_ROW = 3


def survey_note(view: View) -> str:
    """Return which surveys count and what is not shown; it goes into every file of counts."""
    return t("elderly.survey_note", last=view.selection.last_day.isoformat())


def figures(view: View, elders: Elders) -> None:
    """Draw a card for each count of people, and say how many compounds were surveyed and when."""
    shown = [HOUSEHOLDS_SURVEYED, *(item for item in ELDERLY_INDICATORS if item is not HOUSEHOLDS_SURVEYED)]
    cards = [*shown, BEYOND_REACH]
    in_rows([partial(_card, indicator, elders.figures) for indicator in cards], CARDS_IN_A_ROW)
    row = elders.figures.iloc[0]
    st.caption(survey_note(view))
    if row["surveyed"]:
        days = {name: f"{pd.Timestamp(row[name]):%Y-%m-%d}" for name in ("first_on", "last_on")}
        surveyed, known = (f"{int(row[name]):,}" for name in ("surveyed", "compounds"))
        st.caption(t("elderly.surveyed", surveyed=surveyed, compounds=known, **days))


def _card(indicator: Indicator, now: pd.DataFrame) -> None:
    """Draw one count, the words for it where it is not shown."""
    if indicator.numerator not in now:
        missing_card(indicator)
        return
    count = count_words(now, indicator.numerator)[0]
    value = count if isinstance(count, str) else figure(indicator, count)
    if count == 0:  # only where no compound is concerned; any other count of none is “<5”
        value = t("elderly.nobody")
    name = t(f"indicator.{indicator.key}.name")
    shown().figures[name] = (value, "")
    st.metric(name, value, help=formula_words(indicator, now), border=True, height="stretch")


def needs(view: View, elders: Elders) -> None:
    """Draw the needs found by kind, met and unmet."""
    rows = elders.needs
    names = ("need_kind", "needed", "met", "unmet")
    kind, needed, met, unmet = (column(f"elderly.{name}") for name in names)
    table = pd.DataFrame({kind: [word("need_kind", code) for code in rows["kind"]]})
    for name, head in zip(names[1:], (needed, met, unmet), strict=True):
        table[head] = pd.Series(count_words(rows, name), dtype=object)
    table[heading(NEEDS_MET)] = NEEDS_MET.of(rows).round(1)
    undivided = rows["needed"].where(rows["met"].isna() | rows["unmet"].isna())
    drawn = pd.DataFrame(
        {
            kind: table[kind],
            met: rows["met"].where(undivided.isna()),
            unmet: rows["unmet"].where(undivided.isna()),
            t("elderly.undivided"): undivided,
        }
    )
    colours = dict(zip(drawn.columns[1:], theme.NEED_COLOURS.values(), strict=True))
    colours = {part: colour for part, colour in colours.items() if drawn[part].notna().any()}
    words = [t("elderly.unmet_words", count=count_told(value)) for value in table[unmet]]
    titles = column("elderly.need_state"), column("elderly.people")
    chart = charts.stacked_counts(drawn, kind, colours, titles, words)
    note = f"{t('elderly.needs_note')} {survey_note(view)}"
    chart_panel(view, "needs", t("elderly.needs"), chart, table, note=note, categories=False)


def by_place(view: View, elders: Elders) -> None:
    """Draw the places below the selection by a count that the user chooses."""
    indicator = indicator_chooser(t("elderly.compare_by"), ELDERLY_INDICATORS, "elderly_indicator")
    rows = elders.places[elders.places["surveyed"] > 0]
    rows = rows.sort_values(indicator.key, ascending=False, na_position="last", kind="stable")
    place, people = column("elderly.place"), column("elderly.people")
    table = pd.DataFrame(
        {place: rows["name"], column("elderly.surveyed"): rows["surveyed"].astype(int)}
        | {
            column(f"elderly.{name}"): pd.Series(count_words(rows, name), index=rows.index, dtype=object)
            for name in COUNTS
        }
    ).reset_index(drop=True)
    drawn = pd.DataFrame({place: table[place], people: rows[indicator.key].astype(float).tolist()})
    words = [count_told(value) for value in table[column(f"elderly.{indicator.key}")]]
    chart = charts.worded_counts(drawn, place, people, words)
    title = t(f"elderly.by_{elders.level}", figure=t(f"indicator.{indicator.key}.name"))
    note, picks = survey_note(view), places_picked(view, elders.level, place)
    chart_panel(view, "elders", title, chart, table, note=note, categories=False, picks=picks)


def out_of_reach(view: View, elders: Elders) -> None:
    """List the compounds that have elders with limited mobility and no step-free space near."""
    title = t("elderly.beyond", metres=REACH_M)
    counts = elders.reach.iloc[0]
    told = {name: f"{int(counts[name]):,}" for name in ("limited", "near", "beyond", "unplaced")}
    said = t("elderly.reach", metres=REACH_M, **told)
    if elders.beyond.empty:
        with st.container(border=True):
            st.subheader(**in_short(title), anchor=False)
            empty(said)
        return
    note = f"{said} {t('elderly.reach_note')} {survey_note(view)}"
    table = beyond_table(elders.beyond)
    right = st.column_config.TextColumn(alignment="right")
    config = {column("elderly.limited_mobility"): right}
    opens = portraits_opened(view, "community", elders.beyond["community_code"])
    table_panel(view, "beyond", title, table, note=note, categories=False, column_config=config, opens=opens)


def beyond_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the list in words, one row for each compound."""
    told = {name: rows[name].fillna("") for name in ("street_office", "community", "grid", "compound")} | {
        "limited_mobility": pd.Series(count_words(rows, "limited_mobility"), dtype=object),
        "nearest": rows["nearest"].fillna(t("elderly.none_near", metres=f"{SEARCH_M:,}")),
        "metres": pd.to_numeric(rows["metres"]).round().astype("Int64"),
        "surveyed_on": pd.to_datetime(rows["surveyed_on"]).dt.strftime("%Y-%m-%d"),
    }
    return pd.DataFrame({column(f"elderly.{name}"): values for name, values in told.items()})


def count_told(value: int | str | None) -> str:
    """Return a count of `count_words` as it is written, a dash where it is not known."""
    if value is None or pd.isna(value):
        return MISSING
    return value if isinstance(value, str) else f"{value:,}"
