"""Feeds of the web: fetched, parsed, listed and looked at."""
