"""The daemon: one process put together, led, reloaded and ended."""
