"""Plain text from feed content: no markup, no control characters, one line."""

import html
import re

import nh3

_RAW = 20_000  # characters looked at: a summary needs no more, whatever the feed sends
# Control characters, invisible marks, what turns the direction of the text around it, and halves of surrogate pairs.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060-\u2064\u2066-\u206f\u202a-\u202e\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_BLOCK = re.compile(
    r"<(?=/?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|blockquote|figure|figcaption|section|article|pre|img)\b)",
    re.IGNORECASE,
)
_DROPPED = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "textarea"}


def plain(markup: str, limit: int) -> str:
    """The readable text of `markup` on one line, at most `limit` characters, cut after a word."""
    text = markup[:_RAW]
    if "<" in text or "&" in text:
        text = html.unescape(nh3.clean(_BLOCK.sub(" <", text), tags=set(), clean_content_tags=_DROPPED))
    return shortened(visible(text), limit)


def visible(text: str) -> str:
    """`text` on one line without control characters and marks that cannot be seen."""
    return " ".join(_HIDDEN.sub("", text).split())


def shortened(text: str, limit: int) -> str:
    """`text`, or as many of its words as fit into `limit` characters with an ellipsis."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return (kept.rpartition(" ")[0] or kept).rstrip() + "…"
