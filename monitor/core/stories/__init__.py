"""Which entries tell one story, and what a story says as a whole."""
