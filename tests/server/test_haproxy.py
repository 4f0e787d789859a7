"""The shipped proxy before two small servers that say who they are: what it sends where, and what it keeps back."""

from __future__ import annotations

import asyncio
import http.client
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.proxied import HaProxy


class Node:
    """Answers every request with its own number and keeps the heads. `status` is what it says to all of them."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.status = 200
        self.alive = self.ready = True
        self.heads: list[str] = []
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if head.startswith("GET /readyz "):
            status = 200 if self.ready else 503
        elif head.startswith("GET /healthz "):
            status = 200 if self.alive else 503
        else:
            self.heads.append(head)
            status = self.status
        kept = "Cache-Control: public, max-age=31536000\r\nVary: Accept-Encoding\r\n" if " /static/" in head else ""
        if kept and "gzip" in head:
            kept += "Content-Encoding: gzip\r\n"
        length = "Content-Length: 1\r\nConnection: close\r\n"
        writer.write(f"HTTP/1.1 {status} .\r\n{kept}{length}\r\n{self.number}".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def nodes() -> AsyncIterator[tuple[Node, Node]]:
    async with AsyncExitStack() as stack:
        made = Node(1), Node(2)
        for node in made:
            server = await asyncio.start_server(node.answer, "127.0.0.1", 0)
            await stack.enter_async_context(server)
            node.port = server.sockets[0].getsockname()[1]
        yield made


@pytest.fixture
async def proxy(nodes: tuple[Node, Node], tmp_path: Path) -> AsyncIterator[HaProxy]:
    running = HaProxy(tmp_path, (nodes[0].port, nodes[1].port), phones=50)
    try:
        await running.start()
        yield running
    finally:
        await running.stop()


async def ask(proxy: HaProxy, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Status and body."""

    def asked() -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    return await asyncio.to_thread(asked)


async def test_all_of_a_room_goes_to_one_node_and_rooms_to_both(proxy: HaProxy) -> None:
    homes: Counter[str] = Counter()
    for number in range(40):
        room = f"/rooms/r{number:x}oom"
        paths = (room, f"{room}/desk", f"{room}/live?as=phone&epoch=1&seq={number}", f"{room}/access?as=wall")
        answered = {await ask(proxy, path) for path in paths}
        assert len(answered) == 1, f"{room} is on {answered}"
        homes[answered.pop()[1]] += 1
    assert min(homes["1"], homes["2"]) >= 8, homes


async def test_a_handshake_that_a_node_turns_away_is_tried_at_another(proxy: HaProxy, nodes: tuple[Node, Node]) -> None:
    nodes[0].status = 503
    answered = {await ask(proxy, f"/rooms/{number}/live", Upgrade="websocket") for number in range(10)}
    assert answered == {(200, "2")}
    assert nodes[0].heads, "no room was at home on the first node"


async def test_what_may_not_be_repeated_is_sent_once(proxy: HaProxy, nodes: tuple[Node, Node]) -> None:
    for node in nodes:
        node.status = 503
        node.heads.clear()
    assert (await ask(proxy, "/join", "POST"))[0] == 503
    assert sum(len(node.heads) for node in nodes) == 1


async def test_a_node_that_says_it_leaves_gets_nobody_any_more(proxy: HaProxy, nodes: tuple[Node, Node]) -> None:
    nodes[1].ready = False
    await proxy.until_said("node-2 is DOWN", 1)
    assert {(await ask(proxy, f"/rooms/{number}"))[1] for number in range(10)} == {"1"}
    nodes[1].ready = True
    await proxy.until_said("node-2 is UP", 1)
    nodes[0].ready = False
    await proxy.until_said("node-1 is DOWN", 1)
    assert {(await ask(proxy, f"/rooms/{number}"))[1] for number in range(10)} == {"2"}


async def test_while_no_node_is_ready_those_that_live_are_still_asked(proxy: HaProxy, nodes: tuple[Node, Node]) -> None:
    for node in nodes:
        node.ready = False
    for number in (1, 2):
        await proxy.until_said(f"node-{number} is DOWN", 1)
    assert {status for status, _ in [await ask(proxy, f"/rooms/{number}") for number in range(10)]} == {200}


async def test_without_any_node_people_are_told_when_to_come_again(proxy: HaProxy, nodes: tuple[Node, Node]) -> None:
    for node in nodes:
        node.alive = node.ready = False
    for number in (1, 2):
        await proxy.until_said(f"node-{number} is DOWN", 1)
        await proxy.until_said(f"living-{number} is DOWN", 1)

    def asked() -> tuple[int, str | None]:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
        try:
            connection.request("GET", "/rooms/1/live")
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Retry-After")
        finally:
            connection.close()

    status, after = await asyncio.to_thread(asked)
    assert status == 503
    assert after in {"1", "2", "3", "4"}


async def test_what_visitors_say_of_their_address_is_not_believed(proxy: HaProxy, nodes: tuple[Node, Node]) -> None:
    await ask(proxy, "/rooms/1", X_Forwarded_For="192.0.2.1", X_Forwarded_Proto="https", Forwarded="for=192.0.2.1")
    head = next(head for node in nodes for head in node.heads if head.startswith("GET /rooms/1 ")).lower()
    assert "x-forwarded-for: 127.0.0.1\r\n" in head
    assert "x-forwarded-proto: http\r\n" in head
    assert "192.0.2.1" not in head


async def test_a_file_of_the_pages_is_asked_of_a_node_once_for_each_way_to_pack_it(
    proxy: HaProxy, nodes: tuple[Node, Node]
) -> None:
    for _ in range(3):
        for packing in ("gzip", "identity"):
            assert (await ask(proxy, "/static/0123/phone.js", Accept_Encoding=packing))[0] == 200
            assert (await ask(proxy, "/rooms/1", Accept_Encoding=packing))[0] == 200
    heads = [head.split()[1] for node in nodes for head in node.heads]
    assert heads.count("/static/0123/phone.js") == 2
    assert heads.count("/rooms/1") == 6


@pytest.mark.parametrize("path", ["/readyz", "/healthz", "/metrics"])
async def test_what_is_for_the_inside_is_not_shown_outside(proxy: HaProxy, path: str) -> None:
    assert (await ask(proxy, path))[0] == 404


async def test_more_than_anybody_needs_is_not_taken(proxy: HaProxy, nodes: tuple[Node, Node]) -> None:
    assert (await ask(proxy, "/office", "POST", Content_Length="33554433"))[0] == 413
    assert (await ask(proxy, "/", Cookie="x" * 20_000))[0] == 400
    assert all("x" * 100 not in head for node in nodes for head in node.heads)
