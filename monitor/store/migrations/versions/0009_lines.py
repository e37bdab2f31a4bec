# ruff: noqa: INP001
"""A line of an explanation has fields. Of what was kept as words, the terms found are read back; the rest stays text."""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BATCH = 1000
_FOUND = re.compile(r"(?:(.+?): )?“(.*)” in (headline|summary)", re.DOTALL)  # the name is of the concept


def upgrade() -> None:
    _bring_up("verdicts", ("entry_id", "revision", "watch_id"), "lines")
    _bring_up("deliveries", ("id",), "content")


def _bring_up(name: str, keys: tuple[str, ...], packed: str) -> None:
    table = sa.table(name, *map(sa.column, keys), sa.column(packed, sa.JSON()))
    update = table.update().where(*(table.c[key] == sa.bindparam(f"old_{key}") for key in keys))
    for rows in _batches(table, [table.c[key] for key in keys]):
        changes = [{f"old_{key}": row[key] for key in keys} | {packed: _current(row[packed])} for row in rows]
        op.get_bind().execute(update, changes)


def _batches(table: sa.TableClause, keys: list[sa.ColumnClause[Any]]) -> Iterator[list[sa.RowMapping]]:
    """The rows in the order of their keys; never all at once, for verdicts are many."""
    ordered = sa.select(table).order_by(*keys).limit(_BATCH)
    rows = list(op.get_bind().execute(ordered).mappings())
    while rows:
        yield rows
        last = sa.tuple_(*(rows[-1][key.name] for key in keys))
        rows = list(op.get_bind().execute(ordered.where(sa.tuple_(*keys) > last)).mappings())


def _current(value: Any) -> Any:
    if isinstance(value, list):
        return [_current(part) for part in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"points", "text"}:
        return _line(**value)
    record = {name: _current(part) for name, part in value.items()}
    return record | ({"version": 2} if record.get("kind") == "story" else {})


def _line(points: float, text: str) -> dict[str, Any]:
    line = {"points": points, "kind": "text", "name": "", "term": text, "where": None, "number": 0}
    found = _FOUND.fullmatch(text)
    if found is None:
        return line
    name, term, where = found.groups(default="")
    return line | {"kind": "concept" if name else "adjust", "name": name, "term": term, "where": where}
