"""One request for one feed: conditions, limits, redirects, and addresses that are refused."""
