"""Activity spaces by who pays for them, and as a list."""

from __future__ import annotations

import pandas as pd

from data_access.elderly import spaces
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.openings import portraits_opened
from ui.panels.spaces import spaces_shown
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.access import ACCESS
from ui.words.tables import column
from ui.words.text import t, word


def by_funding(view: View) -> None:
    """Draw the spaces by who pays for them, split by access."""
    rows = view.fetch(spaces.by_funding, view.selection)
    rows = rows.assign(funding=rows["funding"].fillna("unknown"))
    long = rows.melt("funding", ACCESS, "access", "count").query("count > 0")
    funding, access, count = (column(f"elderly.{name}") for name in ("funding", "access", "spaces"))
    table = pd.DataFrame(
        {
            funding: [word("funding", code) for code in long["funding"]],
            access: [word("access", code) for code in long["access"]],
            count: long["count"].astype(int).tolist(),
        }
    )
    chart = charts.stacked_bars(
        table,
        funding,
        count,
        access,
        labels=[word("funding", code) for code in rows["funding"]],
        parts=[word("access", code) for code in ACCESS],
    )
    note = t("elderly.funding_note", last=view.selection.last_day.isoformat())
    chart_panel(view, "funding", t("elderly.funding"), chart, table, note=note, categories=False)


def space_list(view: View) -> None:
    """List the spaces."""
    rows = spaces_shown(view)
    told = (
        {name: rows[name].fillna("") for name in ("street_office", "community", "compound", "name")}
        | {"kind": _coded("space_kind", rows["kind"]), "floor": rows["floor"].astype("Int64")}
        | {name: _coded(name, rows[name]) for name in ("access", "funding")}
        | {"area_m2": rows["area_m2"]}
        | {"opened_on": pd.to_datetime(rows["opened_on"]).dt.strftime("%Y-%m-%d")}
        | {"location_note": rows["location_note"].fillna("")}
    )
    table = pd.DataFrame({column(f"elderly.{name}"): values for name, values in told.items()})
    note = t("elderly.funding_note", last=view.selection.last_day.isoformat())
    opens = portraits_opened(view, "community", rows["community_code"])
    table_panel(view, "spaces", t("elderly.spaces"), table, note=note, categories=False, opens=opens)


def _coded(words: str, codes: pd.Series) -> list[str]:
    return [word(words, "unknown" if pd.isna(code) else code) for code in codes]
