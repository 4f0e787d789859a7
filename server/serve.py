"""Serve until stopped: listen, open the log, say where everything is."""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import segno
import uvicorn
from msgspec.structs import replace

from rooms.templates import template
from rooms.texts import in_language
from server import logs
from server.access import Access
from server.app import make_app
from server.http_line import HttpLine
from server.live import Live
from server.log.open import open_log
from server.settings import Settings
from server.site import Site
from server.socket import LiveSocket

logger = logging.getLogger("talkoot.serve")

DEMO_TEMPLATE = "lappeenranta-2023"
_BACKLOG = 4096
_GRACE_SECONDS = 8  # for the last downloads, after the drain


class CannotListen(Exception):
    """The port is taken or the address is not ours; the message is one plain line."""


async def serve(settings: Settings, *, demo: bool = False, say: Callable[[str], Any] = print) -> None:
    """Run one node. Raises: `LogError`, `CannotListen`."""
    logs.set_up(settings.log_format)
    logs.tell_errors_of(asyncio.get_running_loop())
    open_many_files()
    listener = _listen(settings)
    try:
        settings = with_address(replace(settings, port=listener.getsockname()[1]))
        log = await open_log(settings.redis_url or None, settings.folder)
    except BaseException:
        listener.close()
        raise
    access = await Access.load(log, settings)
    site = Site(log, settings, access)
    if demo and not await site.gathering.workshops():
        await site.gathering.create(template(DEMO_TEMPLATE))
    await _greet(site, demo, say)
    config = uvicorn.Config(
        make_app(site),
        ws=lambda **_: LiveSocket(site.live),  # type: ignore[arg-type]
        http=partial(HttpLine, admit=site.live.admit),  # type: ignore[arg-type]
        lifespan="on",
        log_level="warning",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    await _Node(config, site.live).serve(sockets=[listener])


class _Node(uvicorn.Server):
    """uvicorn's own, but told to stop it says goodbye before it closes its port, and then ends well."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal drains; the second ends at once, which loses nothing that was acknowledged."""
        if self.should_exit:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # The port stays open meanwhile: the proxy reads on /readyz that we leave, and pages are still served.
        await self._live.drain()
        await super().shutdown(sockets)


def with_address(settings: Settings) -> Settings:
    """The same with the address that people open: this machine's on its network, when none was given."""
    if settings.url:
        return settings
    host = settings.host if settings.host not in ("0.0.0.0", "::", "") else _own_address()
    return replace(settings, url=f"http://{host}:{settings.port}")


def open_many_files() -> None:
    """As many as this machine lets us: every phone is two, and many systems begin with a thousand."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise CannotListen(f"cannot listen on {settings.host} port {settings.port}: {error}") from error
    return listener


def _own_address() -> str:
    """The address by which other machines of the network reach this one; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that is nobody's (RFC 5737)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


async def _greet(site: Site, demo: bool, say: Callable[[str], Any]) -> None:
    """Say where the office is and, in a terminal, show a QR that phones can scan."""
    access = site.access
    if site.settings.log_format == "json":
        # What collects lines keeps them long: no link with its secret among them. `talkoot office` prints it.
        logger.info("Talkoot serves at %s", site.settings.public_url())
        return
    say(f"Talkoot serves at {site.settings.public_url()}  (Ctrl+C stops)")
    say(f"Office, for the organiser:  {access.office_link()}")
    link, what = f"{site.settings.public_url()}/", "Phones on the same network scan this, then type a room's code:"
    if demo:
        workshop = (await site.gathering.workshops())[0]
        card = next((card for card in workshop.rooms if not card.plenary), workshop.rooms[0])
        say(f"\nA workshop to try: {in_language(workshop.title, 'en')}, room {in_language(card.title, 'en')}")
        say(f"  phone  {access.join_link(card)}")
        say(f"  desk   {access.desk_link(workshop, card)}")
        say(f"  wall   {access.wall_link(workshop, card)}")
        link, what = access.qr_link(card), "Phones on the same network scan this:"
    if sys.stdout.isatty():
        say(f"\n{what}\n{_terminal_qr(link)}")


def _terminal_qr(link: str) -> str:
    """A QR in half blocks, dark on light whatever the terminal's colours."""
    rows = [list(row) for row in segno.make(link, error="l", micro=False).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    lines = []
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        blocks = "".join(" ▄▀█"[2 * (not top) + (not bottom)] for top, bottom in zip(upper, lower, strict=True))
        lines.append(f"\x1b[97;40m{blocks}\x1b[0m")
    return "\n".join(lines)
