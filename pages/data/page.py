"""Data quality (数据质量): what is loaded since when, what loads refused and found, what does not add up in cases.

The page only reads. Loading is done at the command line, whose commands the page names.
"""

from functools import partial

from pages.data.cells import missing_by_place, missing_values
from pages.data.faults import by_month, by_place, figures, rules
from pages.data.found import found_in_cases
from pages.data.months import months_without_cases
from pages.data.names import names_met, unmatched_names
from pages.data.sources import commands, held, loaded_words, rejected_rows, remarked_rows, sources
from ui.panels.notes import lacking
from ui.panels.page import draw_page
from ui.panels.rows import beside, in_rows
from ui.session.view import View


def in_cases(view: View) -> None:
    """Draw what does not add up in the cases reported in the period: how many, where, when, by which rule."""
    found = found_in_cases(view)
    figures(view, found)
    in_rows([partial(by_place, view, found), partial(missing_by_place, view, found)])
    in_rows([partial(by_month, view, found), partial(missing_values, view, found)])
    rules(view, found)
    months_without_cases(view)


def of_loads(view: View) -> None:
    """Draw the sources, the rows that were refused, what was found in the others, and the names of places in them."""
    loaded_words(view)
    sources(view)
    if view.has("import_batches"):
        beside([3, 2], partial(rejected_rows, view), partial(remarked_rows, view))
        beside([2, 3], partial(names_met, view), partial(unmatched_names, view))


def content(view: View) -> None:
    """Draw what is amiss in the cases, then what was loaded and what the loads refused and found."""
    if view.has("cases"):
        in_cases(view)
    else:
        lacking("cases")
    of_loads(view)
    held(view)
    commands()


draw_page("data", content, dated="cases")
