"""Feeds that hubs push (WebSub): subscribing, what polls say about hubs, and what hubs send."""
