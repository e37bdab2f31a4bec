"""News feeds in, one living alert per story out."""

__version__ = "0.1.0"
