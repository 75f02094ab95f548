"""Charts: a table in, an Altair chart out. Field names are the table's own headings."""

from ui.charts.fields import Drawing, field, time_axis, tooltip
from ui.charts.marks import bars, columns, trend
from ui.charts.stacks import in_their_order, stacked, stacked_bars
from ui.charts.survival import survival
from ui.charts.worded import worded_bars
