"""How soon what meetings resolve is carried out."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from data_access.deliberation import meetings
from data_access.indicators import CARRIED_OUT_IN_30, CARRIED_OUT_IN_60
from data_access.statistics import survival
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.notes import empty
from ui.panels.rows import beside
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column, heading
from ui.words.text import t, word

DAYS_SHOWN = 90
SHARES = (CARRIED_OUT_IN_30, CARRIED_OUT_IN_60)


def carrying_out(view: View) -> None:
    """Draw how the share of meetings with resolutions still to be carried out falls, and list it by kind of topic."""
    counts = view.fetch(meetings.time_to_carry_out, view.selection, view.dataset.as_of)
    if counts.empty:
        empty(t("deliberation.no_resolutions"))
    else:
        beside([1, 1.7], partial(still_open, view, counts), partial(speed_by_topic, view, counts))


def still_open(view: View, counts: pd.DataFrame) -> None:
    """Draw one curve over all meetings with resolutions, as far as they reach and no further than `DAYS_SHOWN`."""
    last = min(counts["hours"].max() // 24, DAYS_SHOWN)
    points = survival.at_hours(survival.curve(counts), 24 * np.arange(last + 1))
    days, series = column("deliberation.days"), column("deliberation.series")
    shares = {name: column(f"deliberation.{name}") for name in ("open_share", "low", "high")}
    table = pd.DataFrame(
        {days: points["hours"] / 24, series: t("deliberation.all_topics")}
        | {heading: (100 * points[name]).astype(float).round(2) for name, heading in shares.items()}
    )
    share, low, high = shares.values()
    chart = charts.survival(table, days, share, (low, high), series)
    note = t("deliberation.curve_note", horizon=meetings.HORIZON_HOURS // 24)
    chart_panel(view, "carrying_out", t("deliberation.curve"), chart, table, note=note, categories=False)


def speed_by_topic(view: View, counts: pd.DataFrame) -> None:
    """List how fast the resolutions of each kind of topic are carried out, all together first.

    Shares are the figures above, kind by kind; medians come from the curve.
    """
    asked = (view.selection, view.dataset.as_of)
    measures = view.fetch(meetings.by_topic, *asked)
    kinds = measures["topic_kind"].fillna("unknown")
    whole = view.fetch(meetings.figures, *asked).assign(name=t("deliberation.all_topics"))
    rows = pd.concat([whole, measures.assign(name=[word("topic_kind", kind) for kind in kinds])])
    groups = counts["topic_kind"].fillna("unknown")
    curves = [counts, *(counts[groups == kind] for kind in kinds)]
    table = pd.DataFrame(
        {
            column("deliberation.topic_kind"): rows["name"],
            column("deliberation.with_resolutions"): rows["with_resolutions"],
            column("deliberation.all_carried_out"): rows["carried_out"],
            **{heading(share): share.of(rows).astype(float).round(1) for share in SHARES},
            column("deliberation.median_days"): pd.Series(
                [_median_days(curve) for curve in curves], rows.index, dtype=float
            ),
        }
    )[(rows["with_resolutions"] > 0).to_numpy()]
    note = t("deliberation.speed_note")
    table_panel(view, "speed", t("deliberation.speed"), table, note=note, categories=False, whole=True)


def _median_days(counts: pd.DataFrame) -> float | None:
    """Return the days until half of the meetings have everything carried out, from their curve; None: not reached."""
    middle = None if counts.empty else survival.median(survival.curve(counts))[0]
    return None if middle is None else round(middle / 24, 1)
