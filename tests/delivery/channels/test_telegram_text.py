"""Whatever a feed says, the text fits, parses, and reads the same with and without markup."""

from hypothesis import given, settings
from hypothesis import strategies as st
from support import telegram_html

from monitor.delivery.channels.telegram_text import MAX_UNITS, cut, marked_up, units
from monitor.model import Message

ANY = st.text(st.characters(), max_size=400) | st.text(st.sampled_from("<>&\"';#xa/ \x00\u202e😀ب\n"), max_size=6000)


@settings(max_examples=300, deadline=None)
@given(ANY, ANY, st.lists(ANY, max_size=8), st.lists(ANY, max_size=8))
def test_any_message_parses_to_its_own_plain_text_within_the_limit(
    title: str, url: str, lines: list[str], links: list[str]
) -> None:
    hostile = tuple("http://" + link for link in links)
    rendered = marked_up(Message(heading="h", title=title, url="https://" + url, lines=tuple(lines), links=hostile))
    text, _ = telegram_html.parse(rendered.html)
    assert text == rendered.plain
    assert telegram_html.clean(text) == text
    assert telegram_html.units(text) <= MAX_UNITS


@given(st.text(max_size=60), st.integers(2, 30))
def test_a_cut_text_is_a_beginning_within_its_limit(text: str, limit: int) -> None:
    shown = cut(text, limit)
    assert units(shown) <= limit
    assert shown == text or text.startswith(shown[:-1])


def test_only_web_addresses_become_links() -> None:
    rendered = marked_up(
        Message(heading="h", title="t", url="javascript:alert(1)", lines=("a", "b"), links=("", 'https://b.c/"x'))
    )
    assert rendered.html == '<b>h</b>\nt\na\n<a href="https://b.c/&quot;x">b</a>'


def test_text_at_the_limit_is_whole_and_one_unit_more_loses_a_line() -> None:
    lines = ("x" * 1000,) * 4
    fitting = Message(heading="h" * (MAX_UNITS - 4 * 1001), title="", lines=lines)
    assert marked_up(fitting).plain.count("x") == 4000
    over = Message(heading="h" * (MAX_UNITS - 4 * 1001 + 1), title="", lines=lines)
    assert marked_up(over).plain.endswith("\n… 1 more line")
