"""Feeds: fetching, parsing, lists and probes."""
