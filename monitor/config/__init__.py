"""What the user writes, read and checked: YAML files in, records of `monitor.model` out."""

from monitor.config.loading import Known, Loaded, load, load_config, load_watch
from monitor.config.secrets import read_secret

__all__ = ["Known", "Loaded", "load", "load_config", "load_watch", "read_secret"]
