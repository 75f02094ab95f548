"""What is read aloud of a chart's marks: the same words as on hovering, and nothing of marks that tell nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import altair as alt

from ui.charts.fields import Drawing, datum


def spoken(chart: Drawing, spec: dict[str, Any]) -> None:
    """Have the marks of a chart's specification read as their tips are; those without a tip are passed over.

    It is the specification that is changed: each change of a chart copies all of its layers, several times.
    """
    if isinstance(chart, alt.LayerChart):
        for layer, part in zip(chart.layer, spec["layer"], strict=True):
            spoken(layer, part)  # type: ignore[arg-type]
        return
    tips = getattr(chart.encoding, "tooltip", None)
    if isinstance(tips, list) and tips:
        words = " + '；' + ".join(_told(tip) for tip in tips)
        spec["encoding"]["description"] = {"value": {"expr": words}}
    else:
        mark = spec["mark"]
        spec["mark"] = ({"type": mark} if isinstance(mark, str) else mark) | {"aria": False}


def _told(tip: alt.Tooltip) -> str:
    """Return the expression of a tip's line: its heading and the mark's value."""
    told = {name: tip[name] for name in ("title", "format") if tip[name] is not alt.Undefined}
    title = told["title"].replace('"', '\\"')  # as Vega-Lite does for what is seen
    value = datum(re.sub(r"\\(.)", r"\1", tip["field"]))
    if tip["type"] == "temporal":
        value = f"timeFormat({value}, {json.dumps(told['format'])})"
    elif tip["type"] == "quantitative":
        value = f"(isValid({value}) ? format({value}, {json.dumps(told.get('format', ''))}) : '—')"
    return f'"{title} " + {value}'
