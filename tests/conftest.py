"""What holds for every test."""

pytest_plugins = ["support.secret_watch"]
