"""The names of everything kept in the session, in one place."""

STREETS = "filter_streets"
COMMUNITIES = "filter_communities"
GRIDS = "filter_grids"
PERIOD = "filter_period"
FIRST_DAY = "filter_first_day"
LAST_DAY = "filter_last_day"
CATEGORIES = "filter_categories"
CASE_LEVELS = "filter_levels"
UNITS = "filter_units"
FILTERS_OPEN = "filters_open"  # whether a phone shows the bar of filters
COMPARISON_PLACE = "comparison_place"  # where the bar has room for the comparison of this run's page
HEADING_PLACE = "heading_place"  # and the heading for its spans in words
TOOLS_PLACE = "tools_place"  # where the heading has room for what else a page offers
CHIPS_PLACE = "chips_place"  # and for what it is set to
LIMIT = "limit"  # the codes of the street offices that the reader may see, None for the whole city
READER = "reader"  # the name and the role of who has signed in
OWNER = "owner"  # for whom, and by which file of roles, the session keeps what it keeps
LANGUAGE = "language"
LEVEL_NAMES = "level_names"  # what the city calls its levels
VIEW = "view"  # the View of this run
SHOWN = "shown"  # what its page shows, see ui.session.shown
PAPERS = "papers"  # the name under which the browser finds its tables when it prints
LONG_NAMES = "long_names"  # the names of the data that are cut where they are shown

PENDING_SELECTION = "pending_selection"  # a Selection to put into the filter bar on the next run
WRITTEN_QUERY = "written_query"  # the query string that the app last wrote
URL_NOTES = "url_notes"  # values of the URL that were ignored
HANDLED_CLICK = "handled_click"  # the click on a map that was already followed
MAP_TURN = "map_turn"  # how often a map was drilled; it makes a second click on one place a new click
DRAWN_HERE = "drawn_here"  # the shape that was last drawn on this session's map
PAGE = "page"  # the page of the last run
TURNED = "turned"  # whether this run is the first of a page that was turned to
NEWS = "news"  # the parameters that a new URL brought and no widget has taken yet
PAGE_PARAMETERS = "page_parameters"  # parameters of the URL that pages own, see ui.session.address
COMPARE = "compare_with"  # the comparison's kind
COMPARE_PLACE = "compare_place"  # the place compared with
COMPARE_PERIOD = "compare_period"  # the earlier period that a map is compared with
MAP_MODE = "map_mode"  # what the map says of places
FIGURE, SECOND = (
    "figure",
    "second",
)  # the figures that colour it; the first compares the overview's places too
MAP_SMOOTH = "map_smooth"
MAP_SCHEME = "map_scheme"  # how classes are made
MAP_COUNT = "map_count"  # how many
MAP_CHANNEL = "map_channel"  # by which maps side by side move together; a name of this session's own
CIRCLE = "circle"  # the community whose circle is drawn
RHYTHM = "rhythm"  # meetings expected of a community in a quarter
BESIDE = "community_beside"  # the community portrayed beside another
JUDGED_AREAS = "hotspot_areas"  # the areas judged on the page of hot and cold spots
SHOWN_LEVEL = "map_level"  # the level of places that the map draws
FINDER = "finder"  # the box that finds anything
NEXT_PAGE = "next_page"  # the page that a choice in it, a mark or a row leads to
MAP_LAYERS = "map_layers"  # the point layers shown on the map
HEAT = "heat"  # how the heatmap shows cases: as a density, played, or as a difference
HEAT_WEIGHT = "heat_weight"  # by what they are weighed
HEAT_STEP = "heat_step"  # the frames that are played
WALL = "wall"  # what the wall last showed
WALL_DRAWN = "wall_drawn"  # the run that has just drawn the wall
EVALUATED = "evaluation_level"  # what the evaluation page ranks
UNIT_KIND = "evaluation_kind"  # of which kind, where those are units
MONTH = "month"  # the month chosen on the evaluation page

STANDING = "case_list_standing"  # which cases the list shows
SEARCH = "case_list_search"  # the words looked for
ORDER = "case_list_order"  # by what it is sorted, and which way
RATE = "evaluation_rate"  # the rate by which the evaluation is sorted, or its score


def weight(parameter: str, indicator: str) -> str:
    """Return the name under which an indicator's weight is kept, of the weights that a parameter of the URL carries."""
    return f"{parameter}_{indicator}"
