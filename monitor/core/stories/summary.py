"""The running account of one open story: who reports it, in whose words, and what is known by now.

It depends on the entries and their order alone, so adding them again gives the same account. A revision replaces what
its entry stated before; it is not a further report.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from monitor.core.facts.attribution import REMEMBERED, Print, copied_origin, is_agency, outlet_origin, own_origin
from monitor.core.facts.extract import summary_facts, title_facts
from monitor.core.stories.summary_builder import Item, Tally
from monitor.core.text.folding import Document
from monitor.model import Credit, Story


class Account:
    """What is kept of a story while it can still grow; `snapshot` is what the rest of the core sees of it."""

    def __init__(self, story_id: str, follows: Story | None, titles: Sequence[str] = ()) -> None:
        """`titles`: languages that a title should have, best first."""
        self._id = story_id
        self._follows = follows
        self._titles = titles
        self._items: dict[str, Item] = {}  # by entry id, in order of first arrival
        self._latest: dict[str, Print] = {}  # by entry id, in order of latest arrival
        self._last_at: datetime | None = None
        self._tally: Tally | None = None  # of `_items`; None when it must be filled anew
        self._snapshot: Story | None = None

    def add(self, document: Document) -> Credit:
        """Take in an entry of the story, or a revision of one; returns whose text it is."""
        entry = document.entry
        if entry.id in self._items:
            del self._latest[entry.id]
            self._tally = None
        item = self._read(document)
        self._items[entry.id] = item
        self._latest[entry.id] = item.text
        self._last_at = max(self._last_at or entry.fetched_at, entry.fetched_at)
        self._snapshot = None
        if self._tally:
            self._tally.report(item)
            self._tally.count(item)
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
        text = Print.of(document)
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

    def _credit_copies(self, text: Print, uncredited: str, agency: str) -> None:
        """Copies of `text` that came before without its credit are the agency's too."""
        for entry_id, other in self._latest.items():
            item = self._items[entry_id]
            if item.origin == uncredited and text.is_copy_of(other):
                self._items[entry_id] = replace(item, origin=agency)
                self._tally = None

    def _filled(self) -> Tally:
        tally = Tally(next(iter(self._items.values())), self._titles)
        for item in self._items.values():
            tally.report(item)
        for entry_id in self._latest:
            tally.count(self._items[entry_id])
        return tally

    def _story(self) -> Story:
        if not self._items or self._last_at is None:
            raise ValueError("a story has at least one entry")
        if self._tally is None:
            self._tally = self._filled()
        tally = self._tally
        facts, tolls = tally.settle()
        founder = next(iter(self._items.values())).document.entry
        follows = self._follows
        return Story(
            id=self._id,
            title=tally.title,
            url=tally.url,
            language=founder.language,
            first_at=tally.first_at,
            last_at=self._last_at,
            entries=len(self._items),
            outlets=tally.outlets,
            independent=tally.independent,
            reports=tally.reports,
            tolls=tolls,
            facts=facts,
            follows=follows.id if follows else None,
            follows_title=follows.title if follows else "",
            follows_at=follows.first_at if follows else None,
        )
