"""Parse documents off the event loop: small, well-formed ones in a thread, all others in a process that is killed if it hangs.

A parsing thread holds the interpreter lock most of the time, so anything more than a few new entries
goes to a process. The smallest waiting document goes first, so huge ones that hang delay no others. A process gets an
environment without our secrets and a memory limit, and is reused unless a document has made it large.
"""

import asyncio
import os
import pickle
import resource
import struct
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Self

from monitor.core.polling.schedule import PollFailed
from monitor.feeds.parse.outline import outline
from monitor.feeds.parse.parser import ParsedFeed, Received, TooMuchError, parse, parse_outlined
from monitor.feeds.parse.priority_limit import PriorityLimit

_SMALL = 32_000  # bytes; some milliseconds
_WALKED = 1_000_000  # bytes; of more, not even a first look is taken in a thread: it can make a hundred of one
_DEADLINE = 20.0  # seconds for one document
_MEMORY = 1 << 30  # bytes of address space
_LARGE = 200_000  # KB in memory at once, after which a process is not used again
_PROCESSES = 2
_SLICE = 1 << 18  # bytes
_LENGTH = struct.Struct(">Q")


class Parsers:
    """Parses off the event loop; an async context manager. Processes start when one is first needed."""

    def __init__(self, deadline: float = _DEADLINE) -> None:
        """`deadline` is in seconds, for one document."""
        self._deadline = deadline
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="parse")
        self._places = PriorityLimit(_PROCESSES)
        self._idle: deque[asyncio.subprocess.Process] = deque()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        while self._idle:
            await _kill(self._idle.pop())
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def parse(self, received: Received) -> ParsedFeed:
        """As `parse.parse`; a document that takes too long or too much memory is a failed one."""
        parsed = await asyncio.get_running_loop().run_in_executor(self._threads, _parse_if_harmless, received)
        if parsed is not None:
            return parsed
        async with self._places.taken(len(received.body)):
            return await self._in_process(pickle.dumps(received))

    async def _in_process(self, job: bytes) -> ParsedFeed:
        is_used = bool(self._idle)
        process = self._idle.pop() if is_used else await _start()
        try:
            async with asyncio.timeout(self._deadline):
                parsed = await _exchange(process, job)
        except TimeoutError:
            await _kill(process)
            return _hopeless(f"not parsed within {self._deadline:g} s")
        except (OSError, asyncio.IncompleteReadError):
            await _kill(process)  # a used one may have died before, of something else
            return await self._in_process(job) if is_used else _hopeless("parsing took too much memory or crashed")
        except BaseException:
            await _kill(process)
            raise
        self._idle.append(process)
        return parsed


def _parse_if_harmless(received: Received) -> ParsedFeed | None:
    """The result, or None if a process should do it."""
    if len(received.body) > _WALKED:
        return None
    seen = outline(received.body, received.url)
    if not seen.failed and not seen.is_well_formed:
        return None
    try:
        return parse_outlined(received, seen, _SMALL)
    except TooMuchError:
        return None


def _hopeless(what: str) -> ParsedFeed:
    return ParsedFeed(failed=PollFailed(what=what, todo="tell the publisher", is_permanent=True))


async def _start() -> asyncio.subprocess.Process:
    """Start a process with our package path and nothing else of our environment."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "monitor.feeds.parse.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        limit=1 << 20,
        start_new_session=True,  # Ctrl-C is for the daemon, which ends it
    )


async def _exchange(process: asyncio.subprocess.Process, job: bytes) -> ParsedFeed:
    assert process.stdin is not None  # noqa: S101 -- both are pipes
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(_LENGTH.pack(len(job)))
    for at in range(0, len(job), _SLICE):  # as a whole it would be copied twice on its way
        process.stdin.write(job[at : at + _SLICE])
        await process.stdin.drain()
    (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
    parsed: ParsedFeed = pickle.loads(await process.stdout.readexactly(length))  # noqa: S301 -- our own process
    return parsed


async def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.communicate()
    assert process.stdin is not None  # noqa: S101 -- a pipe
    with suppress(OSError):  # retrieved, so that asyncio does not log an unhandled broken pipe
        await process.stdin.wait_closed()


def main() -> None:
    """The process: jobs on stdin, results on stdout, each after its length, until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while header := source.read(_LENGTH.size):
        (length,) = _LENGTH.unpack(header)
        result = pickle.dumps(parse(pickle.loads(source.read(length))))  # noqa: S301 -- from our own daemon
        sink.write(_LENGTH.pack(len(result)) + result)
        sink.flush()
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _LARGE:
            break


if __name__ == "__main__":
    main()
