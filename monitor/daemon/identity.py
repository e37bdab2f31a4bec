"""A daemon's unique name, and whether the daemon of a given name is still alive."""

import os
import socket
from pathlib import Path


def own() -> str:
    """The name of this process, unique among running ones."""
    return _name(os.getpid())


def is_dead(owner: str) -> bool:
    """Whether the daemon of that name ran on this machine and has ended; False if that cannot be determined."""
    process_id = owner.rpartition("/")[2]
    if not process_id.isdecimal() or owner != _name(int(process_id)):
        return False
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _name(process_id: int) -> str:
    """Host, process namespace (containers may share a host's name) and process."""
    try:
        namespace = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        namespace = 0
    return f"{socket.gethostname()}/{namespace}/{process_id}"
