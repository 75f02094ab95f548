"""The units (承办单位) that handle cases."""

from __future__ import annotations

from sqlalchemy import Select, select

from data_access.schema import units


def handling_units() -> Select:
    """List the units: code, parent_code, name, name_en, kind (NULL where not known); in code order."""
    return select(units).order_by(units.c.code)
