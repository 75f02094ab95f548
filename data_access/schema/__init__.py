"""Every table and column of the case database, each with its Chinese term and unit.

The comments below are stored in the database itself and `docs/data-dictionary.md` is written
from them (`python -m data_access dictionary`). Rules that hold throughout:

- Codes are text. Timestamps are the city's local time without zone. Lengths are metres,
  areas of places km², geometry is WGS-84 GeoJSON text.
- Every table of things that happen somewhere carries the codes of all its levels
  (street office, community, grid, compound), so that one method (`Selection.narrow`) filters any
  table without a join.
- NULL means "not known from the source", never zero.
- No person's name, telephone or identity number is stored.
"""

# ruff: noqa: I001 - the tables stand in this order in the dictionary
from data_access.schema.columns import metadata
from data_access.schema.words import (
    CASE_STATES,
    CASE_STEPS,
    LEVELS,
    POST_ROLES,
    SCHEMA_VERSION,
    UNIT_KINDS,
    VISIT_ROLES,
)
from data_access.schema.dataset import dataset
from data_access.schema.places import communities, compounds, grid_posts, grids, street_offices
from data_access.schema.cases import case_categories, case_events, cases, units
from data_access.schema.life import (
    activities,
    activity_volunteers,
    elderly_needs,
    elderly_surveys,
    governance_elements,
    landmarks,
    meetings,
    resident_groups,
    spaces,
    visits,
)
from data_access.schema.loads import import_batches, import_names, import_rejects, import_remarks, loads
from data_access.schema.indexes import INDEXES
