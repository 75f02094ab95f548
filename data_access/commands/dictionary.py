"""The data dictionary, written from the schema."""

from sqlalchemy import Column

from data_access.schema import SCHEMA_VERSION, metadata

INTRODUCTION = """# 数据字典 Data dictionary

由 `python -m data_access dictionary` 根据 `data_access/schema/` 生成（结构版本 {version}），请勿手工修改。
空值表示来源中没有该项，不等于零。时间为当地时间，几何为 WGS-84 GeoJSON 文本。
"""


def data_dictionary() -> str:
    """Return every table and column with type, Chinese term and unit, as Markdown."""
    parts = [INTRODUCTION.format(version=SCHEMA_VERSION)]
    for table in metadata.tables.values():
        parts.append(
            f"## {table.name}\n\n{table.comment}\n\n| 列 | 类型 | 含义 | 单位 | 必填 |\n| --- | --- | --- | --- | --- |"
        )
        parts.append("\n".join(_row(column) for column in table.columns) + "\n")
    return "\n".join(parts)


def _row(column: Column) -> str:
    required = "主键" if column.primary_key else ("是" if not column.nullable else "")
    return f"| {column.name} | {column.type} | {column.info['term']} | {column.info['unit']} | {required} |"
