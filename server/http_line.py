"""One HTTP connection: uvicorn's own, but without endless patience, and with a door that not everybody fits through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REQUEST_SECONDS = 10.0  # from the first byte (or none) to the last; the slowest phone needs a packet or two
HEAD_BYTES = 32 * 1024  # our cookies are under 4 kB; browsers and proxies stop at 8 to 16


class HttpLine(HttpToolsProtocol):
    """uvicorn bounds neither how long a request's head may be nor how long it may take; strangers would hold much.

    `admit` is asked for every live handshake before anything is made for it: None, or the seconds of Retry-After.
    """

    def __init__(self, *args: Any, admit: Callable[[], int | None] = lambda: None, **named: Any) -> None:
        super().__init__(*args, **named)
        self._admit = admit
        self._impatient: asyncio.TimerHandle | None = None
        self._in_head = True
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._turn_away(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self._wait_for_request()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._wait_no_more()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._wait_no_more()
        wait = self._admit()
        if wait is None:
            super().handle_websocket_upgrade()
        else:
            self._turn_away(HTTPStatus.SERVICE_UNAVAILABLE, f"Retry-After: {wait}\r\n")

    def _turn_away(self, status: HTTPStatus, headers: str = "") -> None:
        line = f"HTTP/1.1 {status} {status.phrase}\r\n{headers}Connection: close\r\nContent-Length: 0\r\n\r\n"
        self.transport.write(line.encode())
        self.transport.close()

    def _wait_for_request(self) -> None:
        if self._impatient is None:
            self._impatient = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._impatient is not None:
            self._impatient.cancel()
            self._impatient = None
