"""The running account of one open story: who reports it, in whose words, and what is known by now.

It depends on the entries and their order alone, so adding them again gives the same account. A revision replaces what
its entry stated before; it is not a further report.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from monitor.core.facts.attribution import REMEMBERED, Fingerprint, copied_origin, is_agency, outlet_origin, own_origin
from monitor.core.facts.extract import summary_facts, title_facts
from monitor.core.language.document import Document
from monitor.core.stories.summary_builder import Item, SummaryBuilder
from monitor.model import Credit, Story


class StorySummary:
    """What is kept of a story while it can still grow; `snapshot` is what the rest of the core sees of it."""

    def __init__(self, story_id: str, follows: Story | None, titles: Sequence[str] = ()) -> None:
        """`titles`: languages that a title should have, best first."""
        self._id = story_id
        self._follows = follows
        self._titles = titles
        self._items: dict[str, Item] = {}  # by entry id, in order of first arrival
        self._latest: dict[str, Fingerprint] = {}  # by entry id, in order of latest arrival
        self._last_at: datetime | None = None
        self._builder: SummaryBuilder | None = None  # of `_items`; None when it must be filled anew
        self._snapshot: Story | None = None

    def add(self, document: Document) -> Credit:
        """Take in an entry of the story, or a revision of one; returns whose text it is."""
        entry = document.entry
        if entry.id in self._items:
            del self._latest[entry.id]
            self._builder = None
        item = self._read(document)
        self._items[entry.id] = item
        self._latest[entry.id] = item.text
        self._last_at = max(self._last_at or entry.fetched_at, entry.fetched_at)
        self._snapshot = None
        if self._builder:
            self._builder.report(item)
            self._builder.count(item)
        return Credit(outlet=item.outlet, origin=item.origin)

    def independent(self, entry_keys: Collection[str]) -> int:
        """How many origins stand behind these entries (`Entry.key`); at most as many as they have outlets."""
        ids = {key.rpartition(".")[0] for key in entry_keys}
        items = [self._items[entry_id] for entry_id in ids if entry_id in self._items]
        return min(len({item.origin for item in items}), len({item.outlet for item in items}))

    def snapshot(self) -> Story:
        """The story as it stands after the latest entry. Raises ValueError before the first."""
        if self._snapshot is None:
            self._snapshot = self._story()
        return self._snapshot

    def _read(self, document: Document) -> Item:
        text = Fingerprint.of(document)
        own = own_origin(document)
        recent = list(islice(reversed(self._latest.items()), REMEMBERED))[::-1]
        copied = copied_origin(text, ((other, self._items[entry_id].origin) for entry_id, other in recent))
        if own and copied and not is_agency(copied):
            self._credit_copies(text, copied, own)
        known = self._items.get(document.entry.id)
        return Item(
            document=document,
            first=known.first if known else document.entry,
            outlet=document.entry.outlet or document.entry.feed_id,
            origin=own or copied or outlet_origin(document),
            text=text,
            title=title_facts(document),
            summary=summary_facts(document),
        )

    def _credit_copies(self, text: Fingerprint, uncredited: str, agency: str) -> None:
        """Copies of `text` that came before without its credit are the agency's too."""
        for entry_id, other in self._latest.items():
            item = self._items[entry_id]
            if item.origin == uncredited and text.is_copy_of(other):
                self._items[entry_id] = replace(item, origin=agency)
                self._builder = None

    def _filled(self) -> SummaryBuilder:
        builder = SummaryBuilder(next(iter(self._items.values())), self._titles)
        for item in self._items.values():
            builder.report(item)
        for entry_id in self._latest:
            builder.count(self._items[entry_id])
        return builder

    def _story(self) -> Story:
        if not self._items or self._last_at is None:
            raise ValueError("a story has at least one entry")
        if self._builder is None:
            self._builder = self._filled()
        builder = self._builder
        facts, tolls = builder.settle()
        founder = next(iter(self._items.values())).document
        follows = self._follows
        return Story(
            id=self._id,
            title=builder.title,
            url=builder.url,
            language=founder.language,
            first_at=builder.first_at,
            last_at=self._last_at,
            entries=len(self._items),
            outlets=builder.outlets,
            independent=builder.independent,
            reports=builder.reports,
            tolls=tolls,
            facts=facts,
            follows=follows.id if follows else None,
            follows_title=follows.title if follows else "",
            follows_at=follows.first_at if follows else None,
        )
