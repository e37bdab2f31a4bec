"""The third loop: what waits in the outbox is handed to channels."""
