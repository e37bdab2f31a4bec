"""What holds for every test."""

from hypothesis import settings

pytest_plugins = ["support.secret_watch"]

settings.register_profile("on any computer", deadline=None)  # a slow or busy one fails nothing
settings.load_profile("on any computer")
