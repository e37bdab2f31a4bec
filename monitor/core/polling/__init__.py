"""When feeds are polled, how requests are shared among them, and how far hubs are trusted."""
