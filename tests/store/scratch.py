"""Where tests may make what they like in PostgreSQL."""

import os

POSTGRES = os.environ.get("MONITOR_TEST_POSTGRES", "")
SCHEMA = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
