"""Load a city's own files into the case database: read, map, check, place, write.

Rows go from step to step in blocks (`loading.spool`). Nothing is written before everything is read and checked, and
the write replaces all data in one step (`database.writing.replacing`), so a load that fails at any point leaves what
was there.
"""

from data_access.loading.load import load
from data_access.loading.reports import Report

__all__ = ["Report", "load"]
