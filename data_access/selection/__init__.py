"""What is looked at: places, period, categories, levels, units; what they are compared with; and their query string."""

from data_access.selection.selection import Selection
