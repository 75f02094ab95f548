"""Overview (总览): what needs attention, figures against a comparison, the trend by category, places."""

from functools import partial

from pages.overview.alerts import alerts_block
from pages.overview.answer import what_matters
from pages.overview.figures import figures
from pages.overview.panels import places_compared, trend_by_category
from pages.overview.pictures import pictures
from ui.filters.comparison import comparison_switch
from ui.finding.views import views_line
from ui.panels.alerts import all_alerts
from ui.panels.notes import lacking
from ui.panels.page import draw_page
from ui.panels.rows import in_rows
from ui.session.view import View


def content(view: View) -> None:
    """Draw what matters in a sentence and in figures, what needs attention, and where cases come from."""
    if not view.has("cases"):
        lacking("cases")
        return
    views_line()
    other, alerts = comparison_switch(view), all_alerts(view)
    what_matters(view, other, alerts)
    figures(view, other)
    pictures(view)
    in_rows([partial(alerts_block, view, alerts), partial(trend_by_category, view, other)])
    places_compared(view, other)


draw_page("overview", content, dated="cases")
