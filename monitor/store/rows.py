"""Records ↔ rows. Columns bear the fields' names and types, so one rule serves every record."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

Record = TypeVar("Record")
Value = TypeVar("Value")
AnyRow = Row[*tuple[Any, ...]]


@cache
def _shared(record: Callable[..., Any], table: FromClause) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cast("Any", record)) if each.name in table.c)


@cache
def _values(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    return attrgetter(*names)


def columns(record: Callable[..., Any], table: FromClause) -> list[ColumnElement[Any]]:
    """The columns of `table` that a `record` needs."""
    return [table.c[name] for name in _shared(record, table)]


def to_row(record: Any, table: Table) -> dict[str, Any]:
    """The values of `record` for those columns."""
    names = _shared(record.__class__, table)
    return dict(zip(names, _values(names)(record), strict=True))


def to_record(record: Callable[..., Record], row: AnyRow, table: Table, **more: Any) -> Record:
    """The record in a row that was selected by name, with `more` for fields that are not columns."""
    names = _shared(record, table)
    return record(**dict(zip(names, _values(names)(row), strict=True)), **more)


def insert_new(c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose key is not there yet, in their order; how many those were."""
    if not rows:
        return 0
    statement = _insert(c, table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return c.execute(statement, rows).rowcount


def upsert(c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows, replacing those with the same primary key."""
    if not rows:
        return
    statement = _insert(c, table)
    key = set(table.primary_key.columns.keys())
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in key}
    c.execute(statement.on_conflict_do_update(index_elements=sorted(key), set_=replaced), rows)


def slices(values: Sequence[Value], size: int = 500) -> Iterator[Sequence[Value]]:
    """`values` in parts short enough for one statement's parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))


def _insert(c: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if c.dialect.name == "postgresql" else sqlite.insert(table)
