"""How values look to an editor: the JSON Schema of each kind of value that `values` reads.

An editor sees typed YAML where we read text, so a form also allows a number or a truth value wherever that is what the
user may have typed.
"""

from typing import Annotated, Any

from pydantic import WithJsonSchema


def form(**schema: Any) -> Any:
    """A type that appears in a JSON Schema as `schema`."""
    return Annotated[Any, WithJsonSchema(schema)]


_TEXT = {"type": ["string", "number", "boolean"]}
_SEVERAL = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_CODE = "[A-Za-z]{2,3}"
_SECRET = {
    "type": "object",
    "properties": {
        "credential": {**_TEXT, "description": "Name of a systemd credential."},
        "file": {**_TEXT, "description": "Path of the file that holds it, relative to the folder of monitor.yaml."},
        "env": {**_TEXT, "description": "Name of an environment variable."},
    },
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
}

TEXT = form(**_TEXT)
TEXTS = form(**_SEVERAL)
ID = form(type="string", pattern=r"^\w[\w.:-]{0,63}$")
DURATION = form(type="string", pattern=r"^(\d{1,6}[smhdwSMHDW]\s*)+$")
SIZE = form(type="string", pattern=r"^\d{1,9}\s*[KMGkmg]?[iI]?[bB]$")
YES_NO = form(
    anyOf=[{"type": "boolean"}, {"enum": ["yes", "no", "on", "off", "Yes", "No", "On", "Off", "YES", "NO", "ON", "OFF"]}]
)
CLOCK_TIME = form(type="string", pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")
LANGUAGE = form(type="string", pattern=f"^{_CODE}$")
LANGUAGES = form(
    anyOf=[
        {"type": "string", "pattern": rf"^{_CODE}(\s*[,،、]\s*{_CODE})*$"},
        {"type": "array", "items": {"type": "string", "pattern": f"^{_CODE}$"}},
    ]
)
COUNTRY = form(type="string", pattern="^[A-Za-z]{2}$")
WEB_ADDRESS = form(type="string", pattern="^https?://[^ ]+$")
LISTEN = form(type="string", pattern=r"^[^ ]+:[0-9]{1,5}$")
PROBABILITY = form(type="number", minimum=0, maximum=1)
SECRET = form(**_SECRET)
DATABASE = form(anyOf=[{"type": "string", "pattern": r"^(sqlite|postgresql(\+psycopg)?)://"}, _SECRET])


def whole(low: int, high: int) -> Any:
    """A whole number from `low` to `high`."""
    return form(type="integer", minimum=low, maximum=high)


def one_of(*known: str) -> Any:
    """One of the words `known`."""
    return form(enum=list(known))


# ── Keys with a form of their own, as annotations ────────────────────────────────────────────────────────────────────

_LEVEL = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": 100},
        {
            "type": "object",
            "properties": {
                "score": {"type": ["integer", "null"], "minimum": 1, "maximum": 100, "description": "Minimum score."},
                "outlets": {
                    "type": ["integer", "null"],
                    "minimum": 1,
                    "maximum": 1000,
                    "description": "Minimum number of independent outlets.",
                },
            },
            "additionalProperties": False,
        },
        {"type": "null"},
    ]
}
_POINTS = {
    "type": "object",
    "propertyNames": {"pattern": r"^[+−–-]?\s*\d{1,3}$"},
    "additionalProperties": {**_SEVERAL, "description": "Points, added once per story if any of these terms is found."},
}


def _by_level(*names: str, each: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict.fromkeys(names, each), "additionalProperties": False}


def _one_or_more(each: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [each, {"type": "array", "items": each}]})


TERMS = WithJsonSchema(_SEVERAL)
CONCEPTS = WithJsonSchema(
    {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {**_SEVERAL, "description": "A concept: any one of these terms is enough."},
    }
)
ADJUST = _one_or_more(_POINTS)
WORD_LISTS = {
    "type": "object",
    "propertyNames": {"pattern": r"^\w+$"},
    "additionalProperties": {**_SEVERAL, "description": "Terms. Refer to them as $name in a watch-list or in another list."},
}


def levels(*names: str) -> WithJsonSchema:
    """Scores by level."""
    return WithJsonSchema(_by_level(*names, each=_LEVEL))


def send(*names: str) -> WithJsonSchema:
    """Channels, or channels by level."""
    return WithJsonSchema({"anyOf": [_SEVERAL, _by_level(*names, each=_SEVERAL)]})


def examples(*names: str) -> WithJsonSchema:
    """Headlines by the level they must reach."""
    return _one_or_more(_by_level(*names, each=_SEVERAL))
