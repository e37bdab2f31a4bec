"""The first loop: feeds that are due become entries in the store."""
