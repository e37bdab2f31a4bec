"""The daemon's HTTP server."""
