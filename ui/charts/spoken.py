"""What is read aloud of a chart's marks: the same words as on hovering, and nothing of marks that tell nothing."""

from __future__ import annotations

import json
import re

import altair as alt

from ui.charts.fields import Drawing, datum


def spoken(chart: Drawing) -> Drawing:
    """Return the chart whose marks are read as their tips are; those without a tip are passed over."""
    if isinstance(chart, alt.LayerChart):
        layered = chart.copy(deep=False)
        layered.layer = [spoken(layer) for layer in chart.layer]  # type: ignore[arg-type]
        return layered
    tips = getattr(chart.encoding, "tooltip", None)
    if isinstance(tips, list) and tips:
        words = " + '；' + ".join(_told(tip) for tip in tips)
        return chart.encode(description=alt.DescriptionValue(alt.ExprRef(words)))
    silent = chart.copy(deep=False)
    mark = chart.mark if isinstance(chart.mark, str) else chart.mark.to_dict(validate=False)
    silent.mark = {"type": mark, "aria": False} if isinstance(mark, str) else mark | {"aria": False}
    return silent


def _told(tip: alt.Tooltip) -> str:
    """Return the expression of a tip's line: its heading and the mark's value."""
    told = {name: tip[name] for name in ("title", "type", "format") if tip[name] is not alt.Undefined}
    name = re.sub(r":[A-Z]$", "", str(tip.shorthand))
    value = datum(re.sub(r"\\(.)", r"\1", name))
    kind = told.get("type") or {"Q": "quantitative"}.get(str(tip.shorthand)[-1])
    if kind == "temporal":
        value = f"timeFormat({value}, {json.dumps(told['format'])})"
    elif kind == "quantitative":
        value = f"(isValid({value}) ? format({value}, {json.dumps(told.get('format', ''))}) : '—')"
    return f"{json.dumps(told['title'] + ' ', ensure_ascii=False)} + {value}"
