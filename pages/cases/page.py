"""Cases (案件): what is open, the list of cases and one of them opened, and how cases of the period went."""

from functools import partial

from pages.cases.hour import hour_notice
from pages.cases.listing import case_list
from pages.cases.one_case import case_view
from pages.cases.panels import by_category, by_level, stock, time_to_close, trend
from ui.filters.alerted import alert_notice
from ui.filters.comparison import comparison_switch
from ui.filters.drawn import narrowed
from ui.filters.moves import opened_case
from ui.panels.page import draw_page
from ui.panels.rows import in_columns
from ui.session.view import View, current_view


def content(view: View) -> None:
    """Draw the open stock and the list of cases, and the charts of the period below it."""
    view = narrowed(view)
    alert, hour = alert_notice(view), hour_notice()
    stock(view)
    case_list(view, alert, hour)
    other = comparison_switch(view)
    drawn = [partial(draw, view, other) for draw in (trend, by_level, time_to_close, by_category)]
    in_columns(drawn[:2], drawn[2:])


if number := opened_case():
    case_view(current_view(), number)
else:
    draw_page("cases", content, needs="cases", dated="cases")
