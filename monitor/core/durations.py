"""Durations as people read them."""

from datetime import timedelta


def in_words(duration: timedelta) -> str:
    """A duration for people, in its largest fitting unit: `45 s`, `7 min`, `5 h`, `3 d`."""
    seconds = max(0.0, duration.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size or (unit == "min" and seconds >= size):
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
