"""Texts and nested records ↔ what every database takes: clean text, and JSON by the types the records declare.

Rows outlive the version that wrote them, so a record that is packed changes by one of two rules. A field is added with
a default, which older rows then have, or dropped, and older rows' values are skipped; both need nothing else. For any
other change (another meaning, another type, another name) the record's `version` is raised, and a migration brings
older rows up to it, so that only one form is ever read. A union of records is told apart by `kind`: each has a field
of that name, whose default is its word.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def storable(text: str) -> str:
    """`text` without what a database refuses: NUL (PostgreSQL) and lone halves of surrogate pairs (both)."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode(errors="replace").decode()


def pack(value: Any) -> Any:
    """`value` as lists, dicts, texts and numbers; sets are sorted, so equal values give equal bytes."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str):  # the members of our enumerations too
        return storable(value)
    if isinstance(value, frozenset):
        return sorted(map(pack, value))
    if isinstance(value, tuple):
        return [pack(part) for part in value]
    if is_dataclass(value):
        return {each.name: pack(getattr(value, each.name)) for each in fields(value)}
    return value


def unpack(kind: Any, packed: Any) -> Any:
    """What `pack` was given, if that was of the type `kind`. Unknown keys are skipped, missing ones take their default."""
    return None if packed is None else _unpacker(kind)(packed)


@cache
def _unpacker(kind: Any) -> Callable[[Any], Any]:
    """A function that unpacks values of one type: types are looked into once, not for each value."""
    origin, arguments = get_origin(kind), get_args(kind)
    if all(map(is_dataclass, arguments)) and origin in {Union, UnionType}:
        return _union_unpacker(arguments)
    if NoneType in arguments:
        (inner,) = (_unpacker(each) for each in arguments if each is not NoneType)
        return lambda packed: None if packed is None else inner(packed)
    if origin is tuple and arguments[-1] is not Ellipsis:
        parts = [_unpacker(each) for each in arguments]
        return lambda packed: tuple(part(each) for part, each in zip(parts, packed, strict=True))
    if origin is not None:
        inner = _unpacker(arguments[0])
        return lambda packed: origin(map(inner, packed))
    if is_dataclass(kind):
        return _record_unpacker(kind)
    if kind is datetime:
        return datetime.fromisoformat
    return kind if issubclass(kind, Enum) else _as_it_is


def _record_unpacker(kind: Any) -> Callable[[Any], Any]:
    known = {name: _unpacker(each) for name, each in get_type_hints(kind).items()}
    return lambda packed: kind(**{name: known[name](value) for name, value in packed.items() if name in known})


def _union_unpacker(records: Any) -> Callable[[Any], Any]:
    by_kind = {each.default: record for record in records for each in fields(record) if each.name == "kind"}
    return lambda packed: _unpacker(by_kind[packed["kind"]])(packed)  # only now: a union may contain itself


def _as_it_is(packed: Any) -> Any:
    return packed
