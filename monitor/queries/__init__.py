"""Questions about what happened and why, answered as plain records for the command line, a bot or a page."""
