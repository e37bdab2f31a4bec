"""What holds for every test."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = ["support.secret_watch"]

settings.register_profile(
    "on any computer", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a slow or busy one fails nothing
settings.load_profile("on any computer")


@pytest.fixture(autouse=True)
def logs_as_found() -> Iterator[None]:
    """Where one test sends the logs, no later test that looks at them misses them."""
    yield
    structlog.reset_defaults()
    logging.basicConfig(handlers=[], level=logging.WARNING, force=True)
