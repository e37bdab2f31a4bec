"""Recorded entries through the core: alone, or against two versions of a watch-list."""
