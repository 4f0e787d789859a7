"""Coming in as browsers do: the join form and the links' secrets, each traded for a session cookie."""

from __future__ import annotations

import asyncio
import http.client
import random
import time
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from server.access import COOKIE

_TRY_AGAIN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)
_WAIT_MOST = 5.0


class Shut(Exception):
    """The server does not let us in, or is not there; the text is one plain line."""


class Door:
    """A server's address. `patience`: seconds to wait for a server that is away."""

    def __init__(self, url: str, patience: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Shut(f"{url} is not an address that begins with http:// or https://")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.live_origin = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"
        self.patience = patience
        self._secure = parts.scheme == "https"
        self._netloc = parts.netloc

    async def join(self, code: str, place: str, lang: str) -> str:
        """A participant's session for the room of this code. Raises: `Shut`."""
        return await self._cookie("/join", {"code": code, "place": place, "lang": lang})

    async def enter(self, link: str) -> str:
        """A session with the right that this link gives. Raises: `Shut`."""
        parts = urlsplit(link)
        return await self._cookie("/enter", {"to": parts.path, "secret": parts.fragment})

    async def get(self, path: str, cookie: str) -> bytes:
        """A page or file. Raises: `Shut`."""
        status, _, body = await self._asked("GET", path, None, {"Cookie": f"{COOKIE}={cookie}"})
        if status != HTTPStatus.OK:
            raise Shut(f"{self.origin} answers {path} with {status}")
        return body

    async def _cookie(self, path: str, form: dict[str, str]) -> str:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, cookies, _ = await self._asked("POST", path, urlencode(form), headers)
        for cookie in cookies:
            if (morsel := SimpleCookie(cookie).get(COOKIE)) is not None:
                return morsel.value
        raise Shut(f"{self.origin} answers {path} with {status} and lets nobody in")

    async def _asked(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, list[str], bytes]:
        """Status, cookies and body of the answer, asked again while the server is away or busy."""
        give_up_at = time.monotonic() + self.patience
        tries = 0
        while True:
            try:
                answer = await asyncio.to_thread(self._ask, method, path, body, headers)
                if answer[0] not in _TRY_AGAIN:
                    return answer
                trouble = f"is busy: it answers {path} with {answer[0]}"
            except (OSError, http.client.HTTPException) as error:
                trouble = f"cannot be reached: {error}"
            if time.monotonic() > give_up_at:
                raise Shut(f"{self.origin} {trouble}")
            await asyncio.sleep(random.uniform(0, min(_WAIT_MOST, 0.3 * 2**tries)))  # noqa: S311 - only to spread
            tries += 1

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, list[str], bytes]:
        make = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = make(self._netloc, timeout=20)
        try:
            connection.request(method, path, body, headers | {"Origin": self.origin})
            answer = connection.getresponse()
            return answer.status, answer.headers.get_all("Set-Cookie") or [], answer.read()
        finally:
            connection.close()
