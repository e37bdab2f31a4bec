"""Texts and nested records ↔ what every database takes: clean text, and JSON by the types the records declare."""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints


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
    if packed is None:
        return None
    kind = _without_none(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple and arguments[-1] is not Ellipsis:
        return tuple(unpack(each, part) for each, part in zip(arguments, packed, strict=True))
    if origin is not None:
        return origin(unpack(arguments[0], part) for part in packed)
    if is_dataclass(kind):
        return _record(kind, packed)
    if kind is datetime:
        return datetime.fromisoformat(packed)
    return kind(packed) if issubclass(kind, Enum) else packed


@cache
def _without_none(kind: Any) -> Any:
    """`X` for `X | None`."""
    arguments = get_args(kind)
    return next(each for each in arguments if each is not NoneType) if NoneType in arguments else kind


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _record(kind: Any, packed: dict[str, Any]) -> Any:
    known = _types(kind)
    return kind(**{name: unpack(known[name], part) for name, part in packed.items() if name in known})
