"""What a server needs to find rows quickly."""

from sqlalchemy import Index

from data_access.schema.cases import cases
from data_access.schema.life import activities, spaces, visits

# DuckDB prunes by its own zone maps and does not need these; `database.writing` makes them
# on PostgreSQL only.
INDEXES = (
    Index("cases_reported", cases.c.reported_at),
    Index("cases_closed", cases.c.closed_at),
    Index("cases_street", cases.c.street_office_code, cases.c.reported_at),
    Index("cases_grid", cases.c.grid_code, cases.c.reported_at),
    Index("cases_position", cases.c.latitude, cases.c.longitude),
    Index("visits_at", visits.c.visited_at),
    Index("activities_at", activities.c.starts_at),
    Index("spaces_latitude", spaces.c.latitude),
)
