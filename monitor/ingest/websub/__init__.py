"""Feeds pushed by hubs (WebSub): subscriptions, checking hubs by polls, and pushed documents."""
