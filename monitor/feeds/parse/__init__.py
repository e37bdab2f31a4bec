"""From bytes to entries, off the event loop."""
