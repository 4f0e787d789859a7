"""The site map: every address that a server answers, and how it begins and ends."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rooms.errors import Refused
from server.log import Unavailable
from server.pages import enter, join, office, room
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
            *office.routes(site),
            Route("/healthz", _healthy),
            *join.routes(site),
        ],
        middleware=[Middleware(_SafeHeaders)],
        exception_handlers={
            Refused: _unknown(site),
            HTTPException: _http_error(site),
            Unavailable: _unavailable(site),
            Exception: _broken(site),
        },
        lifespan=_lifespan(site),
    )


async def _healthy(request: Request) -> Response:
    return Response("ok\n", media_type="text/plain")


def _lifespan(site: Site):  # type: ignore[no-untyped-def]
    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        site.live.start()
        yield
        await site.live.stop()
        await site.log.close()

    return lifespan


def _error(site: Site, request: Request, status: int) -> Response:
    return site.page(request, "error.html", "join", status=status, error=status)


def _unknown(site: Site):  # type: ignore[no-untyped-def]
    async def answer(request: Request, error: Exception) -> Response:
        return _error(site, request, 404)

    return answer


def _http_error(site: Site):  # type: ignore[no-untyped-def]
    async def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _error(site, request, error.status_code)

    return answer


def _unavailable(site: Site):  # type: ignore[no-untyped-def]
    async def answer(request: Request, error: Exception) -> Response:
        response = _error(site, request, 503)
        response.headers["Retry-After"] = "2"
        return response

    return answer


def _broken(site: Site):  # type: ignore[no-untyped-def]
    async def answer(request: Request, error: Exception) -> Response:
        return _error(site, request, 500)

    return answer


class _SafeHeaders:
    """Adds the headers that every answer has."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
