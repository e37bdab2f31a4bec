"""What holds for every test."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["support.secret_watch"]

settings.register_profile(
    "on any computer", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a slow or busy one fails nothing
settings.load_profile("on any computer")
