"""The daemon process: composition, leadership, reloading and shutdown."""
