"""The watch-list language: terms, matching, the sum, and what can be said about a list itself."""
