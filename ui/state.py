"""The names of everything kept in the session, in one place."""

STREETS = "filter_streets"
COMMUNITIES = "filter_communities"
GRIDS = "filter_grids"
PERIOD = "filter_period"
CUSTOM_PERIOD = "filter_custom_period"
CATEGORIES = "filter_categories"
CASE_LEVELS = "filter_levels"
LANGUAGE = "language"
VIEW = "view"  # the View of this run

PENDING_SELECTION = "pending_selection"  # a Selection to put into the filter bar on the next run
WRITTEN_QUERY = "written_query"  # the query string that the app last wrote
URL_NOTES = "url_notes"  # values of the URL that were ignored
HANDLED_CLICK = "handled_click"  # the click on a map that was already followed
MAP_TURN = "map_turn"  # how often a map was drilled; it makes a second click on one place a new click
PAGE = "page"  # the page of the last run
NEWS = "news"  # the parameters that a new URL brought and no widget has taken yet
PAGE_PARAMETERS = "page_parameters"  # parameters of the URL that pages own, see ui.address
COMPARE = "compare_with"  # the comparison's kind
COMPARE_PLACE = "compare_place"  # the place compared with
CIRCLE = "circle"  # the community whose circle is drawn
RHYTHM = "rhythm"  # meetings expected of a community in a quarter
BESIDE = "community_beside"  # the community portrayed beside another
UNIT = "hotspot_unit"  # the areas judged on the page of hot and cold spots
MONTH = "month"  # the month chosen on the evaluation page

STANDING = "case_list_standing"  # which cases the list shows
SEARCH = "case_list_search"  # the words looked for


def weight(parameter: str, indicator: str) -> str:
    """Return the name under which an indicator's weight is kept, of the weights that a parameter of the URL carries."""
    return f"{parameter}_{indicator}"
