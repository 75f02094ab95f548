"""What the case database holds before a load adds to it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import shapely
from sqlalchemy import URL, Engine, func, select

from data_access.cases import handling_units
from data_access.database.faults import DatabaseFault
from data_access.database.identity import Dataset, read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading.mapping import Mapping
from data_access.loading.messages import LoadRefused
from data_access.loading.naming import LEVELS, Register
from data_access.loading.placing import Places
from data_access.places.areas import DOWN_TO_COMPOUND
from data_access.schema import import_batches, loads

NOTHING = ("missing", "empty")
"""The faults of a database that holds nothing yet."""


@dataclass(frozen=True)
class Held:
    """The data set's own row, its places by level with all their columns, its units, the number of its last batch."""

    dataset: Dataset
    places: dict[str, pd.DataFrame]
    units: pd.DataFrame
    last_batch: int

    def require(self, mapping: Mapping) -> None:
        """Raise LoadRefused where the data are not the mapping's city's own."""
        if self.dataset.synthetic:
            raise LoadRefused("demo_held", city=self.dataset.city_name)
        if self.dataset.city_code != mapping.city_code:
            held = {"city": self.dataset.city_name, "code": self.dataset.city_code}
            raise LoadRefused("other_city", mapped=mapping.city_code, **held)


def read_held(url: URL) -> Held | None:
    """Return what a database holds, None where it holds nothing; raises DatabaseFault where it cannot be read."""
    try:
        engine = reading_engine(url)
    except DatabaseFault as fault:
        if fault.kind in NOTHING:
            return None
        raise
    try:
        if (dataset := _dataset(engine)) is None:
            return None
        places = {level: read(engine, select(table)) for level, table in DOWN_TO_COMPOUND.items()}
        handling = read(engine, handling_units())
        last = read(engine, select(func.max(import_batches.c.batch_id))).iloc[0, 0]
    finally:
        engine.dispose()
    return Held(dataset, places, handling, 0 if pd.isna(last) else int(last))


def places_held(held: Held) -> Places:
    """Return the places that the database holds by level, with their codes and outlines."""
    register = Register(held.dataset.city_code)
    for number, level in enumerate(LEVELS):
        for row in held.places[level].dropna(subset=["name"]).to_dict("records"):
            above = {upper: row[f"{upper}_code"] for upper in LEVELS[:number]}
            known = {upper: code for upper, code in above.items() if isinstance(code, str)}
            register.add(level, row["name"], known, row["code"])
    drawn = held.places["community"]["outline"].astype(object)
    shapes = shapely.from_geojson(drawn.where(drawn.notna(), None).to_numpy(), on_invalid="ignore")
    return Places(
        held.places["street_office"],
        held.places["community"],
        list(shapes),
        held.dataset.outline,
        held.places["grid"],
        held.places["compound"],
        register,
    )


def _dataset(engine: Engine) -> Dataset | None:
    """Return the data set's own row, None of a database that holds nothing yet."""
    try:
        return read_dataset(engine)
    except DatabaseFault as fault:
        if fault.kind in NOTHING:
            return None
        raise


def history(url: URL) -> pd.DataFrame:
    """Return the loads that a database tells of, rows of `loads`; none where it holds nothing that can be read."""
    none = pd.DataFrame(columns=loads.c.keys())
    try:
        engine = reading_engine(url)
    except DatabaseFault:
        return none
    try:
        read_dataset(engine)
    except DatabaseFault:
        engine.dispose()
        return none
    return loads_of(engine)


def loads_of(engine: Engine) -> pd.DataFrame:
    """Return the loads that a database tells of, the latest last."""
    try:
        return read(engine, select(loads).order_by(loads.c.generation))
    finally:
        engine.dispose()
