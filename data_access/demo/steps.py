"""The steps of the demo city's cases, from report to closing."""

from __future__ import annotations

import pandas as pd

from data_access.demo.handling import DISPATCHED_AT, HANDLED_AT, later

ESCALATED_AT = 0.2  # as a share of the time from first response to last step


def steps_of(cases: pd.DataFrame, last_step: pd.Series) -> pd.DataFrame:
    """Return each case's steps; a step after the first response is a share of the time from there to the last."""
    response = cases["first_response_at"].fillna(cases["reported_at"])
    span = (last_step - response).dt.total_seconds()
    reported = {
        "row": cases.index,
        "order": 0,
        "at": cases["reported_at"],
        "step": "reported",
        "level": "grid",
    }
    parts = [pd.DataFrame(reported)]
    for order, (step, share, applies) in enumerate(_steps_after_report(cases), start=1):
        part = {
            "row": cases.index[applies],
            "order": order,
            "at": later(response[applies], span[applies] * share / 3600),
            "step": step,
            "level": "grid" if share < ESCALATED_AT else cases.loc[applies, "level"],
        }
        parts.append(pd.DataFrame(part))
    rows = pd.concat(parts, ignore_index=True).sort_values(["row", "order"], kind="stable", ignore_index=True)
    numbers = cases["case_id"].to_numpy(dtype=object)[rows["row"]]
    rows = rows.assign(case_id=numbers, seq=rows.groupby("row").cumcount() + 1)
    return rows[["case_id", "seq", "at", "step", "level"]]


def _steps_after_report(cases: pd.DataFrame) -> list[tuple[str, float, pd.Series]]:
    """Return the steps in the order in which they can be taken, each with its share of the time and its cases."""
    is_closed, answered = cases["closed_at"].notna(), cases["first_response_at"].notna()
    mediated = is_closed & cases["method"].eq("mediation")
    steps = [("accepted", 0.0, answered), ("dispatched", DISPATCHED_AT, answered)]
    steps += [("escalated", ESCALATED_AT, answered & (cases["level"] != "grid"))]
    steps += [
        ("visited", 0.25 + 0.06 * turn, cases["visits"] > turn) for turn in range(int(cases["visits"].max()))
    ]
    steps += [("mediated", 0.7, mediated), ("agreement_signed", 0.75, cases["agreement_signed"])]
    steps.append(("handled", HANDLED_AT, is_closed & (cases["reopened"] == 0)))
    for turn in range(2):
        again = is_closed & (cases["reopened"] > turn)
        steps += [("closed", 0.8 + 0.06 * turn, again), ("reopened", 0.83 + 0.06 * turn, again)]
    steps += [("handled", HANDLED_AT, is_closed & (cases["reopened"] > 0)), ("closed", 1.0, is_closed)]
    return steps
