"""The daemon's life cycle: signals, leadership, the three loops, scheduled work, and systemd notifications.

The loops tick on the monotonic clock; APScheduler, used only here, runs scheduled work. Any
unexpected error ends the process with a non-zero code: what was committed is safe, and systemd restarts it.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import logs
from monitor.clock import Clock, SystemClock
from monitor.daemon.app import App, Lead, build
from monitor.daemon.reload import Reload
from monitor.model import Config
from monitor.ops import reports
from monitor.store import feeds, leader

RENEW = 5.0  # seconds of real time between two renewals of the lease; a third of its length
STEP = 5.0  # seconds by which wall and monotonic clock may diverge before scheduled work is planned again

log = structlog.get_logger()


async def live(config_path: Path, config: Config, clock: Clock | None = None) -> None:
    """Run until SIGTERM or SIGINT, restarting the app for each changed configuration; SIGHUP reloads."""
    stop, reload = asyncio.Event(), Reload(config_path)
    stop_on_signals(stop)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload.ask)
    async with asyncio.TaskGroup() as parts:
        parts.create_task(reload.watch(stop))
        while not stop.is_set():
            logs.configure(config.log_format)
            async with build(config, clock=clock) as app:
                config = await _until_changed(app, reload, stop)


async def _until_changed(app: App, reload: Reload, stop: asyncio.Event) -> Config:
    """Run the app until `stop`, or until its configuration has changed; returns the next configuration."""
    end = asyncio.Event()
    changed = asyncio.create_task(reload.changed(app))
    stopped = asyncio.create_task(stop.wait())
    telling = asyncio.create_task(reload.tell(app))
    for reason in (changed, stopped):
        reason.add_done_callback(lambda _: end.set())
    try:
        await run(app, end, lambda: reload.mistakes)
    finally:
        for task in (changed, stopped, telling):
            task.cancel()
        await asyncio.wait({changed, stopped, telling})
    if not telling.cancelled():
        telling.result()
    if changed.cancelled():
        return app.config
    config = changed.result()
    log.info("configuration changed", feeds=len(config.feeds), watches=len(config.watches))
    return config


async def run(app: App, stop: asyncio.Event, mistakes: Callable[[], Sequence[str]] = tuple) -> None:
    """Poll always, judge and deliver while leading, until `stop`; raises an ExceptionGroup when a part fails.

    `mistakes` returns the current errors in the configuration files, for the daily report.
    """
    async with asyncio.TaskGroup() as parts:
        parts.create_task(app.poller.run(stop))
        if app.subscriber:
            parts.create_task(app.subscriber.run(stop))
        parts.create_task(_lead(app, stop, mistakes))
        parts.create_task(_beat(app, stop))
        log.info("daemon started", feeds=len(app.config.feeds), watches=len(app.config.watches), owner=app.owner)
        notify("READY=1")
        await stop.wait()
        notify("STOPPING=1")
    log.info("daemon stopped")


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and SIGINT end the daemon after running work has finished."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


def notify(state: str) -> None:
    """Tell systemd, if it started us (sd_notify(3)); a path that begins with @ is an abstract socket."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)


async def _lead(app: App, stop: asyncio.Event, mistakes: Callable[[], Sequence[str]]) -> None:
    """Become the leader, or stand by until the leader is gone."""
    while not stop.is_set():
        lead = await app.take_lead()
        if lead is None:
            await _pause(stop, RENEW)
            continue
        log.info("leading", owner=app.owner, epoch=lead.lease.epoch)
        try:
            async with asyncio.TaskGroup() as parts:
                parts.create_task(lead.desk.run(stop, app.arrived))
                parts.create_task(lead.courier.run(stop))
                parts.create_task(_renew(app, lead, stop))
                parts.create_task(_calendar(app, stop, mistakes))
        finally:
            await app.resign(lead)


async def _renew(app: App, lead: Lead, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await app.database.run(leader.renew, lead.lease)
        await _pause(stop, RENEW)


async def _beat(app: App, stop: asyncio.Event) -> None:
    """Notify systemd's watchdog while the loop runs and the database responds."""
    while not stop.is_set():
        await app.database.read(feeds.next_due_at)
        notify("WATCHDOG=1")
        await _pause(stop, RENEW)


async def _calendar(app: App, stop: asyncio.Event, mistakes: Callable[[], Sequence[str]]) -> None:
    """Run scheduled work. APScheduler 3 swallows errors and cancels running jobs at shutdown, so each job's work is a
    task of ours; it stalls when the wall clock steps back, so it is woken when wall and monotonic clock diverge.
    """
    async with asyncio.TaskGroup() as work:

        async def report_health() -> None:
            work.create_task(reports.report_health(app.config, app.database, app.clock))

        async def report_day() -> None:
            work.create_task(reports.report_day(app.config, app.database, app.clock, mistakes()))

        planned = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=planned)
        plan(scheduler, app.config, report_health, report_day)
        scheduler.start()
        try:
            await _keep_awake(scheduler, stop)
        finally:
            scheduler.shutdown(wait=False)


def plan(
    scheduler: AsyncIOScheduler, config: Config, report_health: Callable[[], object], report_day: Callable[[], object]
) -> None:
    """Plan the scheduled work: the daily report by the user's clock, across daylight-saving changes."""
    scheduler.add_job(report_health, "interval", minutes=1)
    if at := config.report:
        scheduler.add_job(report_day, "cron", hour=at.hour, minute=at.minute, timezone=config.zone)


async def _keep_awake(scheduler: AsyncIOScheduler, stop: asyncio.Event) -> None:
    clock = SystemClock()
    loop = asyncio.get_running_loop()
    offset = clock.now().timestamp() - loop.time()
    while not stop.is_set():
        await _pause(stop, 1.0)
        now = clock.now().timestamp() - loop.time()
        if abs(now - offset) > STEP:
            log.warning("the wall clock stepped", seconds=round(now - offset))
            offset = now
            scheduler.wakeup()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait in real time, or until `stop`."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
