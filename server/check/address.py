"""Looks at the server from outside, by the address that people open: pages, https, live connections, clock."""

from __future__ import annotations

import asyncio
import http.client
import ipaddress
import ssl
import time
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

import msgpack
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, WebSocketException
from websockets.typing import Origin, Subprotocol

from rooms.workshop import Workshop
from server.access import COOKIE, Access
from server.check import Finding, good, hint, problem
from server.settings import Settings, origin_of
from server.wire import SUBPROTOCOL

ANSWER_SECONDS = 8.0
_PAGE_BYTES = 64 * 1024
CLOCK_SECONDS = 2.0  # a Date header has whole seconds; beyond that timers end early or late


class Page(NamedTuple):
    """An answer; `date` and both times are seconds since 1970, `date` None when there is none."""

    status: int
    text: str
    date: float | None
    asked: float
    answered: float


def named(settings: Settings, given: bool) -> Finding:
    """Whether somebody has said which address people open."""
    if given:
        return good("url", f"People open {settings.public_url()}.")
    return hint(
        "url",
        f"TALKOOT_URL is not set, so links and QR codes carry {settings.public_url()}.",
        "Set it to the address that people open.",
    )


def secure(settings: Settings) -> Finding:
    """Without https a wall falls asleep, and anybody in the network may read along."""
    if settings.secure():
        return good("https", "The address begins with https: walls stay awake, and nobody reads along.")
    host = urlsplit(settings.url).hostname or ""
    if host == "localhost" or _is_loopback(host):
        return hint("https", "The address is this machine's own: nobody else can open it.", "Fine to try things out.")
    return hint(
        "https",
        "The address does not begin with https: browsers do not keep a wall awake, and the network can read along.",
        "Put a proxy with a certificate before the server and set TALKOOT_URL to https://….",
    )


def reached(settings: Settings) -> tuple[Finding, Page | None]:
    """Ask the address for its first page."""
    url = settings.public_url()
    start = "Start the server, and see that the proxy or port forwarding leads to it."
    try:
        page = _get(url, "/")
    except ssl.SSLCertVerificationError as error:
        text = f"The certificate of {url} is not valid: {error.verify_message}."
        return problem("reached", text, "Browsers would warn everybody: give the proxy a valid certificate."), None
    except (OSError, http.client.HTTPException, ValueError) as error:
        return problem("reached", f"{url} cannot be reached: {str(error) or type(error).__name__}.", start), None
    if page.status != HTTPStatus.OK or "Talkoot" not in page.text:
        return problem("reached", f"{url} answers {page.status}, and not as Talkoot does.", start), None
    return good("reached", f"{url} answers, in {(page.answered - page.asked) * 1000:.0f} ms."), page


def same_clock(page: Page) -> Finding:
    """Compare this machine's clock with the one that the address answers by."""
    if page.date is None:
        return hint("date", "The address tells no time (no Date header).", "See that the server's clock is right.")
    ahead = max(page.date - page.answered, page.asked - 1 - page.date, 0.0)
    if ahead > CLOCK_SECONDS:
        text = f"The clock behind the address and this machine's differ by {ahead:.0f} s."
        return problem("date", text, "Let both follow a time server: timers are counted by the server's clock.")
    return good("date", "The clock behind the address and this machine's agree.")


def takes_work(settings: Settings) -> Finding:
    """Ask the address for `/readyz`."""
    try:
        page = _get(settings.public_url(), "/readyz")
    except (OSError, http.client.HTTPException) as error:
        return problem("ready", f"/readyz cannot be read: {error}.", "See what stands between it and the server.")
    if page.status == HTTPStatus.OK:
        return good("ready", "The server there is ready for phones.")
    if page.status != HTTPStatus.SERVICE_UNAVAILABLE:
        return good("ready", "Whether the server is ready is the proxy's to know, and kept from visitors.")
    return problem("ready", f"The server there is not ready: {page.text.strip()}", "Mend what it says.")


async def live(settings: Settings, access: Access, workshop: Workshop | None) -> list[Finding]:
    """Open a live connection to a room as a wall does, through whatever stands between."""
    if workshop is None:
        return [hint("live", "There is no workshop to open a live connection to.", "Make one: talkoot new.")]
    parts = urlsplit(settings.public_url())
    scheme = "wss" if parts.scheme == "https" else "ws"
    room = workshop.rooms[0].id
    cookie = f"{COOKIE}={access.cookie(access.new_session().entered('office', '', 1))}"
    try:
        may = await asyncio.to_thread(_get, settings.public_url(), f"/rooms/{room}/access?as=wall", cookie)
    except (OSError, http.client.HTTPException) as error:
        return [_no_live(f"Whether a live connection may be opened cannot be asked: {error}.")]
    if may.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        return [
            problem(
                "live",
                "The server at this address does not know our key or our rooms: it works on another log.",
                "Give this command and the server the same TALKOOT_DATA or REDIS_URL.",
            )
        ]
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            connecting = connect(
                f"{scheme}://{parts.netloc}/rooms/{room}/live?as=wall",
                origin=Origin(origin_of(settings.public_url())),
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                additional_headers={"Cookie": cookie},
                proxy=None,
            )
            async with connecting as line:
                welcome = msgpack.unpackb(await line.recv())
                offered = [extension.name for extension in line.protocol.extensions]
                spoken = line.subprotocol
                asked = time.monotonic()
                await line.send(msgpack.packb({"beat": True}))
                while msgpack.unpackb(await line.recv())["kind"] != "beat":
                    pass
                took = time.monotonic() - asked
    except InvalidStatus as error:
        return [_turned_away(error.response.status_code)]
    except TimeoutError:
        return [_no_live("A live connection gets no answer.")]
    except (OSError, InvalidHandshake, WebSocketException) as error:
        return [_no_live(f"A live connection breaks: {error}.")]
    if welcome["kind"] != "welcome" or spoken != SUBPROTOCOL:
        return [_no_live(f"A live connection speaks {spoken or 'no subprotocol'}, and not {SUBPROTOCOL}.")]
    found = [good("live", f"A live connection opens, speaks {SUBPROTOCOL} and answers in {took * 1000:.0f} ms.")]
    if offered:
        text = f"Something between adds {', '.join(offered)}: every phone costs memory and time."
        found.append(hint("live", text, "Let the proxy pass Sec-WebSocket-Extensions as it is."))
    return found


def silence() -> Finding:
    """What cannot be seen from here."""
    return hint(
        "proxy",
        "How long a proxy lets a silent connection live cannot be seen from here; the server speaks every 10 s.",
        "Let it allow 60 s or more of silence, and as many connections as there are phones.",
    )


def _turned_away(status: int) -> Finding:
    if status == HTTPStatus.FORBIDDEN:
        return problem(
            "live",
            "The server refuses live connections of pages at this address.",
            "It runs with another TALKOOT_URL: set it to this one, or name this one in TALKOOT_ORIGINS.",
        )
    return _no_live(f"Whoever opens a live connection is answered {status}.")


def _no_live(text: str) -> Finding:
    return problem("live", text, "Let the proxy pass WebSocket upgrades, with Host, Origin and Cookie as they are.")


def _get(url: str, path: str, cookie: str = "") -> Page:
    """Raises: `OSError`, `HTTPException`, `ValueError`."""
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.netloc, timeout=ANSWER_SECONDS)
    try:
        asked = time.time()
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answered = time.time()
        date = answer.headers.get("Date")
        text = answer.read(_PAGE_BYTES).decode(errors="replace")
        return Page(answer.status, text, parsedate_to_datetime(date).timestamp() if date else None, asked, answered)
    finally:
        connection.close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
