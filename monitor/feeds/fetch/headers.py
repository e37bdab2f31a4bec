"""What a server says about time in its headers."""

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}")


def max_age(cache_control: str) -> timedelta:
    """How long a response stays fresh (RFC 9111 §5.2.2.1); 0 if not said, or if `no-cache` or `no-store` say otherwise."""
    if "no-cache" in cache_control.lower() or "no-store" in cache_control.lower():
        return timedelta(0)
    found = _MAX_AGE.search(cache_control)
    return timedelta(seconds=int(found[1])) if found else timedelta(0)


def retry_after(value: str, date: str, now: datetime) -> timedelta | None:
    """Retry-After (RFC 9110 §10.2.3) as a duration; a point in time is relative to the response's own `date`, or to `now`.

    None if it is absent or makes no sense.
    """
    if _SECONDS.fullmatch(value.strip()):
        return timedelta(seconds=int(value))
    until, sent = _instant(value), _instant(date) or now
    return max(until - sent, timedelta(0)) if until else None


def _instant(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None
