"""The first loop: from due feeds to entries in the store."""
