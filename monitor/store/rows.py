"""Records ↔ rows. Columns bear the fields' names and types, so one rule serves every record."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

Record = TypeVar("Record")
AnyRow = Row[*tuple[Any, ...]]


@cache
def _shared(record: Callable[..., Any], table: FromClause) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cast("Any", record)) if each.name in table.c)


def columns(record: Callable[..., Any], table: FromClause) -> list[ColumnElement[Any]]:
    """The columns of `table` that a `record` needs."""
    return [table.c[name] for name in _shared(record, table)]


def to_row(record: Any, table: Table) -> dict[str, Any]:
    """The values of `record` for those columns."""
    return {name: getattr(record, name) for name in _shared(record.__class__, table)}


def to_record(record: Callable[..., Record], row: AnyRow, table: Table, **more: Any) -> Record:
    """The record in a row that was selected by name, with `more` for fields that are not columns."""
    return record(**{name: getattr(row, name) for name in _shared(record, table)}, **more)


def insert_new(c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet."""
    if rows:
        c.execute(_insert(c, table).on_conflict_do_nothing(), rows)


def is_inserted(c: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert one row; False if its key was there already."""
    statement = _insert(c, table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return c.execute(statement, row).rowcount == 1


def upsert(c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows, replacing those with the same primary key."""
    if not rows:
        return
    statement = _insert(c, table)
    key = set(table.primary_key.columns.keys())
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in key}
    c.execute(statement.on_conflict_do_update(index_elements=sorted(key), set_=replaced), rows)


def slices(values: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """`values` in parts short enough for one statement's parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))


def _insert(c: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if c.dialect.name == "postgresql" else sqlite.insert(table)
