"""The names of everything kept in the session, in one place."""

STREETS = "filter_streets"
COMMUNITIES = "filter_communities"
GRIDS = "filter_grids"
PERIOD = "filter_period"
CUSTOM_PERIOD = "filter_custom_period"
CATEGORIES = "filter_categories"
CASE_LEVELS = "filter_levels"
LANGUAGE = "language"
CASE = "open_case"  # the number of the case that is open, None for none
VIEW = "view"  # the View of this run

PENDING_SELECTION = "pending_selection"  # a Selection to put into the filter bar on the next run
WRITTEN_QUERY = "written_query"  # the query string that the app last wrote
URL_NOTES = "url_notes"  # values of the URL that were ignored
HANDLED_CLICK = "handled_click"  # the click on a map that was already followed
MAP_TURN = "map_turn"  # how often a map was drilled; it makes a second click on one place a new click
