"""Bringing a database's schema up to this version's, from wherever the package is installed."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from monitor.errors import StoreError

_LOCK = 0x6D6F6E69  # any number of our own: PostgreSQL's advisory lock for those who migrate


def migrate(c: Connection) -> None:
    """Apply the missing migrations inside the caller's transaction; StoreError if the schema is newer than we are."""
    if c.dialect.name == "postgresql":
        c.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", "monitor.store:migrations")
    scripts = ScriptDirectory.from_config(config)
    known = {each.revision for each in scripts.walk_revisions()}
    current = set(MigrationContext.configure(c).get_current_heads())
    if current - known:
        raise StoreError("the database was written by a newer version of monitor; install that version or restore a backup")
    if current != set(scripts.get_heads()):
        config.attributes["connection"] = c
        command.upgrade(config, "head")
