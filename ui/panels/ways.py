"""Where figures lead: the list or the page that shows what a figure counts."""

from __future__ import annotations

import streamlit as st

from data_access.indicators import (
    ACTIVITIES,
    CLOSED,
    DUE_SOON,
    GROUPED_HOUSEHOLDS,
    KEPT_IN_COMMUNITY,
    KEPT_IN_GRID,
    MEDIAN_DAYS,
    MEETINGS_A_YEAR,
    ON_TIME,
    ON_TIME_CLOSING,
    OPEN,
    OVERDUE,
    PARTICIPANTS,
    PARTICIPATION_A_YEAR,
    REPORTED,
    SATISFACTION,
    VISITS,
    VISITS_A_YEAR,
    VOLUNTEERING_A_YEAR,
    Indicator,
)
from ui.filters.moves import query_to
from ui.navigation import page_file, subject_of
from ui.session import state
from ui.session.view import View
from ui.words.text import t

Way = tuple[str, dict[str, str]]
"""A page, and the parameters of the URL by which it shows something."""

WAYS: dict[Indicator, Way] = {
    REPORTED: ("cases", {"list": "reported"}),
    CLOSED: ("cases", {"list": "closed"}),
    OPEN: ("cases", {"list": "open"}),
    OVERDUE: ("cases", {"list": "overdue"}),
    DUE_SOON: ("cases", {"list": "due_soon"}),
    MEDIAN_DAYS: ("process", {}),
    ON_TIME: ("evaluation", {"rate": ON_TIME_CLOSING.key}),
    **{rate: ("evaluation", {"rate": rate.key}) for rate in (KEPT_IN_GRID, KEPT_IN_COMMUNITY, SATISFACTION)},
    VISITS: ("grid_work", {}),
    VISITS_A_YEAR: ("grid_work", {}),
    ACTIVITIES: ("activities", {}),
    PARTICIPANTS: ("activities", {}),
    PARTICIPATION_A_YEAR: ("activities", {}),
    VOLUNTEERING_A_YEAR: ("neighbours", {}),
    GROUPED_HOUSEHOLDS: ("neighbours", {}),
    MEETINGS_A_YEAR: ("deliberation", {}),
}
"""What shows the rows that a figure counts, or how it differs from place to place; others open nothing."""


def leads_on(indicator: Indicator) -> bool:
    """Tell whether a figure leads anywhere from the page it is on."""
    subject, parameters = WAYS.get(indicator, (None, {}))
    return subject is not None and (bool(parameters) or subject != _here())


def way_link(view: View, indicator: Indicator) -> None:
    """Draw the link to what a figure of the view stands for, named by both; a style sheet lays it over the card."""
    subject, parameters = WAYS[indicator]
    name, title = t(f"indicator.{indicator.key}.name"), t(f"{subject}.title")
    st.page_link(
        page_file(subject),
        label=t("figure.opens", figure=name, page=title),
        query_params=query_to(view.source, view.selection, **parameters),
    )


def _here() -> str:
    return subject_of(st.session_state[state.PAGE])
