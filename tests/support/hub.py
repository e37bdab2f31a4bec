"""A WebSub hub on loopback: honest, or lying, deaf and forgetful on demand. Callbacks are reached as through a proxy."""

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from support.http_server import HttpServer, Request, Response

PUBLIC = "https://alerts.example/websub"  # what subscribers say; the hub reaches them at `Hub.behind` instead


@dataclass(slots=True)
class Hub:
    """`asked` are the requests so far; `subscribers` the verified ones: secret by (topic, callback)."""

    behind: str = ""  # where what comes to PUBLIC is passed on to
    status: int = 202  # of the answer to a request
    is_verifying: bool = True
    lease: int | None = 864_000  # seconds; None: not said
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    subscribers: dict[tuple[str, str], str] = field(default_factory=dict)
    verified: list[int] = field(default_factory=list)  # statuses of the answers to verifications
    _tasks: set["asyncio.Task[Any]"] = field(default_factory=set)

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator["Hub"]:
        async with HttpServer(self._answer).serving() as self.url:
            yield self
            await self.settled()

    async def settled(self) -> None:
        """Wait until every request that was answered is verified."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def get(self, callback: str, **query: object) -> httpx.Response:
        """What the subscriber says to a request with these fields, each `hub.` and its name."""
        asked = urlencode({f"hub.{name}": value for name, value in query.items()})
        return await self._send("GET", f"{callback}?{asked}")

    async def verify(self, form: dict[str, Any], challenge: str = "challenge ✓ & <b>") -> bool:
        more = {"lease_seconds": self.lease} if self.lease is not None else {}
        callback, topic, mode = (form[f"hub.{name}"] for name in ("callback", "topic", "mode"))
        try:
            answer = await self.get(callback, mode=mode, topic=topic, challenge=challenge, **more)
        except httpx.ConnectError:
            return False  # nobody is there any more
        self.verified.append(answer.status_code)
        agrees = answer.status_code == 200 and answer.text == challenge
        if agrees and mode == "subscribe":
            self.subscribers[topic, callback] = form.get("hub.secret", "")
        elif agrees:
            self.subscribers.pop((topic, callback), None)
        return agrees

    async def distribute(self, body: bytes, *, topic: str = "", method: str = "sha256", secret: str | None = None) -> list[int]:
        """Send `body` to all subscribers (of `topic`), signed; the statuses of their answers. 410 ends a subscription."""
        statuses = []
        for (about, callback), agreed in list(self.subscribers.items()):
            if topic in {"", about}:
                signature = f"{method}={hmac.new((secret or agreed).encode(), body, method).hexdigest()}"
                answer = await self.post(callback, body, signature, f'<{self.url}>; rel="hub", <{about}>; rel="self"')
                statuses.append(answer.status_code)
                if answer.status_code == 410:
                    del self.subscribers[about, callback]
        return statuses

    async def post(self, callback: str, body: bytes, signature: str = "", link: str = "") -> httpx.Response:
        headers = {"content-type": "application/rss+xml", "link": link, "x-hub-signature": signature}
        return await self._send("POST", callback, headers={name: value for name, value in headers.items() if value}, content=body)

    async def _send(self, method: str, callback: str, **more: Any) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:  # noqa: S501 -- http only, and so made sooner
            return await client.request(method, callback.replace(PUBLIC, self.behind), **more)

    async def _answer(self, request: Request) -> Response:
        form = request.parameters()
        self.asked.append(form)
        if self.status == 202 and self.is_verifying:
            task = asyncio.create_task(self.verify(form))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return Response(self.status, b"", "text/plain")
