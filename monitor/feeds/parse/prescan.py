"""One pass of expat over a document: is it well-formed and harmless, where are its items, and which hints does it give.

feedparser takes some thirty milliseconds for a feed, its time grows with the square of an element's attributes, and it takes
seconds for a document that is not a feed; expat is a hundred times faster and stops at the first violation.
"""

from functools import lru_cache
from xml.parsers import expat

_ATTRIBUTES, _DEPTH, _ITEMS, _ENTITIES, _DEFAULTS, _DECLARED_LENGTH = 256, 200, 10_000, 300, 16, 64
_PROLOG = 16_384  # bytes; feedparser's time grows with the square of them
_NAME = 1000  # characters; expat writes the namespace out for every element
_HINTS, _HINT_LENGTH = 64, 64
_RELS = frozenset({"hub", "self"})
_LINKS = 4  # of one kind
_ATOM = "http://www.w3.org/2005/atom"
_SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
_SYNDICATION_HINTS = frozenset({"updateperiod", "updatefrequency"})
_RSS_HINTS = frozenset({"ttl", "hour", "day"})
# The namespaces in which feedparser takes an element called item or entry for one, in lower case.
_OF_FEEDS = frozenset(
    {
        "",
        "http://backend.userland.com/rss",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://example.com/newformat#",
        "http://example.com/necho",
        "http://purl.org/echo/",
        "uri/of/echo/namespace#",
        "http://purl.org/pie/",
        "http://purl.org/atom/ns#",
        _ATOM,
        "http://purl.org/rss/1.0/modules/rss091#",
    }
)


class UnsafeError(Exception):
    """A limit is exceeded that no legitimate document reaches."""


class Prescan:
    """The result of one pass; for a malformed document, up to the error."""

    __slots__ = (
        "_body",
        "_defaults",
        "_depth",
        "_entities",
        "_item_depth",
        "_item_start",
        "_items",
        "_parser",
        "hints",
        "is_regular",
        "links",
        "root",
        "spans",
    )

    def __init__(self) -> None:
        self.root = ""  # local name of the first element, in lower case
        self.spans: list[tuple[int, int]] = []  # of its items, in bytes: the first, and the one behind the last
        self.is_regular = True  # no item is inside another or of a strange namespace, and there is no document type
        self.links: dict[str, list[str]] = {}  # the feed's own, by rel: hub and self, as they are written
        self.hints: list[tuple[str, str]] = []  # (ttl, hour, day, updateperiod or updatefrequency; its text)
        self._depth = self._items = self._entities = self._defaults = 0
        self._item_depth = self._item_start = 0  # of the item we are in; 0 outside

    def over(self, body: bytes, encoding: str | None = None) -> None:
        """Prescan; `encoding` if not the one `body` declares.

        Raises UnsafeError at the first limit passed, ExpatError if `body` is not well-formed, LookupError or ValueError if it is
        encoded in a way that expat cannot read.
        """
        self._body = body
        self._parser = parser = expat.ParserCreate(encoding, " ")
        parser.ordered_attributes = parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.EntityDeclHandler, parser.AttlistDeclHandler = self._entity, self._default
        parser.StartDoctypeDeclHandler, parser.StartNamespaceDeclHandler = self._doctype, self._namespace
        try:
            parser.Parse(body, True)
        finally:
            del self._parser  # it holds on to us

    def _start(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            raise UnsafeError(f"elements nested more than {_DEPTH} deep")
        if len(attributes) > 2 * _ATTRIBUTES:
            raise UnsafeError(f"an element with more than {_ATTRIBUTES} attributes")
        if len(name) > 2 * _NAME:
            raise UnsafeError(f"a name of more than {2 * _NAME:,} characters")
        kind = _kind(name)
        if kind is _HINT:
            self._listen(name)
        elif kind is _LINK:
            self._link(attributes)
        elif kind:
            self._open(kind)
        if self._depth == 1:
            self._begin(name)

    def _begin(self, name: str) -> None:
        if self._parser.CurrentByteIndex > _PROLOG:
            raise UnsafeError(f"more than {_PROLOG:,} bytes before its first element")
        self.root = _local(name)

    def _end(self, name: str) -> None:
        if self._depth == self._item_depth:
            self._item_depth = 0
            self.spans.append((self._item_start, self._body.find(b">", self._parser.CurrentByteIndex) + 1))
        elif _kind(name) is _HINT:
            self._parser.CharacterDataHandler = None
        self._depth -= 1

    def _open(self, kind: str) -> None:
        self._items += 1
        if self._items > _ITEMS:
            raise UnsafeError(f"more than {_ITEMS:,} entries")
        if self._item_depth or kind is _STRANGE:
            self.is_regular = False
        else:
            self._item_depth, self._item_start = self._depth, self._parser.CurrentByteIndex

    def _listen(self, name: str) -> None:
        if not self._item_depth and len(self.hints) < _HINTS:
            self.hints.append((_local(name), ""))
            self._parser.CharacterDataHandler = self._hear

    def _link(self, attributes: list[str]) -> None:
        if self._item_depth:
            return
        given = dict(zip(attributes[::2], attributes[1::2], strict=True))
        for rel in given.get("rel", "").lower().split():
            if rel in _RELS and len(known := self.links.setdefault(rel, [])) < _LINKS:
                known.append(given.get("href", ""))

    def _hear(self, text: str) -> None:
        name, heard = self.hints[-1]
        self.hints[-1] = name, (heard + text)[:_HINT_LENGTH]

    def _entity(self, _name: str, _is_parameter: int, value: str | None, *_rest: object) -> None:
        self._entities += 1
        if value is not None and ("&" in value or "%" in value or len(value) > _DECLARED_LENGTH or self._entities > _ENTITIES):
            raise UnsafeError("it declares entities that expand (an XML bomb)")

    def _default(self, _element: str, _attribute: str, _type: str, value: str | None, _is_required: int) -> None:
        self._defaults += value is not None
        if self._defaults > _DEFAULTS or len(value or "") > _DECLARED_LENGTH:
            raise UnsafeError("it declares attributes for every element (an XML bomb)")

    def _namespace(self, _prefix: str | None, uri: str | None) -> None:
        if uri and len(uri) > _NAME:
            raise UnsafeError(f"a namespace of more than {_NAME:,} characters")

    def _doctype(self, *_declared: object) -> None:
        self.is_regular = False


_ITEM, _STRANGE, _HINT, _LINK = "item", "called item or entry, but of another namespace", "hint", "link"


@lru_cache(2048)
def _kind(name: str) -> str:
    """What an element is to us, "" if nothing; `name` is its namespace, a space and its local name."""
    namespace, _, local = name.lower().rpartition(" ")
    if local in {"item", "entry"}:
        return _ITEM if namespace in _OF_FEEDS or "backend.userland.com/rss" in namespace else _STRANGE
    if local == "link":
        return _LINK if namespace == _ATOM else ""
    is_hint = local in _SYNDICATION_HINTS if namespace == _SYNDICATION else not namespace and local in _RSS_HINTS
    return _HINT if is_hint else ""


def _local(name: str) -> str:
    return name.rpartition(" ")[2].lower()
