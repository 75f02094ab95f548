"""Charts: a table in, an Altair chart out. Field names are the table's own headings."""

from ui.charts.beside import Aim, Beside
from ui.charts.fields import Drawing, field, time_axis, tooltip
from ui.charts.labels import apart
from ui.charts.marks import bars, columns, rows_height
from ui.charts.stacks import in_their_order, stacked_bars
from ui.charts.survival import survival
from ui.charts.timed import stacked, trend
from ui.charts.worded import worded_bars
