"""What is looked at: places, period, categories and levels; what they are compared with; and their query string."""

from data_access.selection.selection import Selection
