"""One request for one feed: conditions, limits, redirects, and what we refuse to visit."""
