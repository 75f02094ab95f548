"""The units (承办单位) that handle cases."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from data_access.schema import units
from data_access.selection.selection import may_see


def handling_units(allowed: Collection[str] | None = None) -> Select:
    """List the units: code, parent_code, name, name_en, kind (NULL where not known); in code order.

    For a user who may see some street offices (`allowed`) those that handle cases there, and those above them.
    """
    return select(units).where(may_see(units, allowed)).order_by(units.c.code)
