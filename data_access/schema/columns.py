"""How every column is written: with its Chinese term and unit; and the columns that many tables share."""

from sqlalchemy import Column, Double, MetaData, String

metadata = MetaData()


def column(name: str, kind, term: str, unit: str = "", *, key=False, required=False) -> Column:
    """Return a column whose comment is its Chinese term with the unit in brackets."""
    comment = f"{term}（{unit}）" if unit else term
    return Column(
        name,
        _in_byte_order(kind),
        primary_key=key,
        nullable=not (key or required),
        comment=comment,
        info={"term": term, "unit": unit},
        autoincrement=False,
    )


def _in_byte_order(kind):
    """Return a column's type; texts sort by their bytes on PostgreSQL too, whatever its locale."""
    if not (isinstance(kind, type) and issubclass(kind, String)):
        return kind
    return kind().with_variant(kind(collation="C"), "postgresql")


def place_columns(*, down_to: str) -> list[Column]:
    """Return the place codes from the street office down to `down_to`."""
    columns = []
    for name, term in (
        ("street_office_code", "街道（镇）代码"),
        ("community_code", "社区（村）代码"),
        ("grid_code", "网格代码"),
        ("compound_code", "小区代码"),
    ):
        columns.append(column(name, String, term))
        if name == f"{down_to}_code":
            break
    return columns


def point_columns(what: str) -> list[Column]:
    """Return longitude and latitude of what is named."""
    return [
        column("longitude", Double, f"{what}经度", "度，WGS-84"),
        column("latitude", Double, f"{what}纬度", "度，WGS-84"),
    ]
