"""The small demo city with every fault in it, each a different number of times, and the record of its loads."""

from __future__ import annotations

import pandas as pd

from tests.oracle import AS_OF

STREET, OTHER = "350582001000", "350582103000"


def troubled(demo_frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Every table, with cases and steps that do not add up."""
    rows = demo_frames["cases"].sort_values("reported_at", ignore_index=True)
    closed, still_open = (rows.index[rows["status"] == state] for state in ("closed", "open"))
    rows.loc[closed[-90::9], "closed_at"] = rows["reported_at"] - pd.Timedelta(hours=5)
    rows.loc[closed[-95::19], "closed_at"] = pd.NaT
    rows.loc[closed[-7::2], "closed_at"] = AS_OF + pd.Timedelta(days=3)
    rows.loc[still_open[:5], "closed_at"] = rows["reported_at"] + pd.Timedelta(hours=30)
    rows.loc[still_open[-3:], "reported_at"] = AS_OF + pd.Timedelta(hours=2)
    rows.loc[rows.index[5::31], "due_at"] = pd.NaT
    rows.loc[rows.index[7::41], "category_code"] = None
    rows.loc[rows.index[-400::13], "street_office_code"] = None
    rows.loc[rows.index[-390::29], "street_office_code"] = "999999999999"
    rows.loc[rows.index[3::17], "latitude"] = float("nan")
    rows.loc[rows.index[11::23], "method"] = None
    rows["channel"] = None  # as of a source that does not have it
    events = demo_frames["case_events"].sort_values(["case_id", "seq"], ignore_index=True)
    events.loc[events.index[40::97], "at"] -= pd.Timedelta(days=30)
    return {**demo_frames, "cases": rows, "case_events": events, **loads()}


def loads() -> dict[str, pd.DataFrame]:
    """The record of two sources: one of cases, one of visits."""
    at = pd.Timestamp("2026-07-01 08:00")
    batches = pd.DataFrame(
        [
            (1, 1, "cases", "案件.csv", "ab" * 32, 70, 60, 10),
            (2, 1, "visits", "走访.xlsx", "cd" * 32, 9, 9, 0),
        ],
        columns=[
            "batch_id",
            "generation",
            "target",
            "source",
            "sha256",
            "rows_read",
            "rows_accepted",
            "rows_rejected",
        ],
    ).assign(loaded_at=at, without_position=0)
    rejects = pd.DataFrame(
        [(number, "上报时间", "13905950001 soon", "bad_date") for number in range(2, 9)]
        + [(number, "满意度", "85", "out_of_range") for number in range(20, 23)],
        columns=["row_number", "column_name", "value", "cause"],
    ).assign(batch_id=1, reason="看不懂")
    remarks = [
        (1, "odd", "repeated", "", STREET, "2026-04-03", 4),
        (1, "odd", "repeated", "", OTHER, "2026-05-03", 2),
        (1, "odd", "repeated", "", None, "2026-05-30", 1),
        (1, "odd", "repeated", "", STREET, "2024-01-30", 8),
        (1, "odd", "outside_swapped", "经度", STREET, "2026-04-30", 16),
        (1, "odd", "outside", "经度", OTHER, "2026-06-30", 3),
        (2, "odd", "repeated", "", STREET, "2026-04-03", 32),
        (1, "repaired", "masked", None, None, None, 5),
        (1, "left_out", "mapping", "状态", None, None, 2),
    ]
    heads = ["batch_id", "kind", "cause", "column_name", "street_office_code", "day", "rows"]
    remarked = pd.DataFrame(remarks, columns=heads)
    days = pd.to_datetime(remarked["day"]).dt.date
    names = [
        ("street_office", "matched", "青阳街道", STREET, 1, 30),
        ("street_office", "matched", "青阳", STREET, 1, 7),
        ("community", "created", "新村", "350582001999", 1, 3),
        ("community", "unmatched", "不知道", None, 1, 4),
        ("community", "unmatched", None, None, 12, 20),
    ]
    named = pd.DataFrame(names, columns=["level", "outcome", "name", "code", "names", "rows"])
    return {
        "import_batches": batches,
        "import_rejects": rejects,
        "import_remarks": remarked.assign(day=days, number=remarked.index + 1),
        "import_names": named.assign(batch_id=1, number=named.index + 1),
    }
