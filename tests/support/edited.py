"""A daemon on a configuration folder that is edited: `python tests/support/edited.py FOLDER SPEED`, on a clock so fast."""

import asyncio
import sys
from pathlib import Path

from monitor import logs
from monitor.clock import SystemClock
from monitor.config import load_config
from monitor.daemon import run
from monitor.demo.clock import FastClock

if __name__ == "__main__":
    folder, speed = Path(sys.argv[1]), float(sys.argv[2])
    logs.configure()
    asyncio.run(run.live(folder, load_config(folder), FastClock(SystemClock().now(), speed)))
