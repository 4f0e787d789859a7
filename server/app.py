"""The site map: every address that a server answers, and how it begins and ends."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rooms.errors import Refused
from server import health, metrics
from server.log import TooNew, Unavailable
from server.pages import earlier, enter, join, office, plenary, room, statements, tower
from server.site import Site

_HEADERS = [
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]


def make_app(site: Site) -> Starlette:
    """The whole site; `/{code}` comes last, because it takes any single word."""
    return Starlette(
        routes=[
            *site.assets.routes(),
            *enter.routes(site),
            *room.routes(site),
            *tower.routes(site),
            *plenary.routes(site),
            *earlier.routes(site),
            *office.routes(site),
            *health.routes(site),
            *metrics.routes(site),
            *statements.routes(site),
            *join.routes(site),
        ],
        middleware=[Middleware(_SafeHeaders)],
        exception_handlers={
            Refused: _error(site, 404),
            Unavailable: _error(site, 503),
            HTTPException: _error(site),
            Exception: _error(site, 500),
        },
        lifespan=_lifespan(site),
    )


def _lifespan(site: Site) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        site.live.start()
        yield
        await site.live.stop()
        await site.log.close()

    return lifespan


def _error(site: Site, status: int | None = None) -> Callable[[Request, Exception], Awaitable[Response]]:
    """The page that says what went wrong; without `status`, the one that the error itself carries."""

    async def answer(request: Request, error: Exception) -> Response:
        code = status or int(getattr(error, "status_code", 500))
        site.live.counters.entries_too_new += isinstance(error, TooNew)
        response = site.page(request, "error.html", "join", status=code, error=code)
        response.headers.update(getattr(error, "headers", None) or {})
        if code == 503:
            response.headers["Retry-After"] = "2"
        return response

    return answer


class _SafeHeaders:
    """Adds the headers that every answer has but assets, which bring the few that they need."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        page = scope["type"] == "http" and not scope["path"].startswith(("/static/", "/words/"))
        await self._app(scope, receive, send_with_headers if page else send)
