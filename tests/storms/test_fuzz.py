"""Strangers who send anything at all, while an honest desk and phone beside them go on unharmed."""

from __future__ import annotations

import asyncio
import contextlib
import random
from contextlib import AsyncExitStack
from typing import Any

import msgpack
import pytest
from websockets.exceptions import ConnectionClosed

from rooms.commands import ASKABLE
from tests.storms.test_two_nodes import to_phase
from tests.talkoot import Talkoot
from tests.viewer import entered, joined, new_id, viewer, viewers_socket

STRANGERS = 6
FRAMES_EACH = 250
HONEST_NOTES = 60
ODD_TEXTS = [
    "<script>alert(1)</script>", "=1+1", "\u202e\u0000\ud7ff", "\U0001f3f3\ufe0f" * 300, "é" * 280, "a\u0301" * 4000,
    "", " ", "${7*7}",
]  # fmt: skip
KINDS = [kind.__name__ for kind in ASKABLE]
FIELDS = [*dict.fromkeys(field for kind in ASKABLE for field in kind.__struct_fields__), "kind", "__proto__"]
IDS = {
    "note", "other", "column", "group", "round", "tab", "line", "paper", "action", "earlier", "target", "source", "act",
    "done", "message", "run_off_of",
}  # fmt: skip
LISTS = {"notes", "columns", "lines", "texts", "languages"}
TEXTS = {"text", "title", "lang", "what", "who", "why", "was", "name", "reason", "comment", "verdict", "status", "way"}
RAW = [
    b"\x82\x05hello",  # not masked
    b"\x83\x80\x00\x00\x00\x00",  # an opcode that there is not
    b"\xc2\x80\x00\x00\x00\x00",  # compressed, which nobody agreed on
    b"\x80\x80\x00\x00\x00\x00",  # goes on with nothing
    b"\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00",  # says that it is endless
    b"\x89\xfe\x00\x80\x00\x00\x00\x00" + b"\x00" * 128,  # a ping too long
    b"\x88\x81\x00\x00\x00\x00\x07",  # half a close code
    b"GET / HTTP/1.1\r\n\r\n",
]


class Stranger:
    """Makes up frames, from quite right to quite wrong."""

    def __init__(self, seed: int, ids: list[str]) -> None:
        self.random = random.Random(seed)
        self.ids = ids

    def frame(self) -> bytes:
        data: bytes = msgpack.packb(self.plausible() if self.random.random() < 0.7 else self.anything(0))
        way = self.random.random()
        if way < 0.3:
            spoilt = bytearray(data)
            for _ in range(self.random.randint(1, 4)):
                spoilt[self.random.randrange(len(spoilt))] = self.random.randrange(256)
            return bytes(spoilt)
        if way < 0.4:
            return data[: self.random.randrange(len(data))]
        if way < 0.5:
            return self.random.randbytes(self.random.randint(0, 200))
        return data

    def plausible(self) -> dict[str, Any]:
        do: dict[str, Any] = {"kind": self.random.choice(KINDS)}
        fields = {kind.__name__: kind.__struct_fields__ for kind in ASKABLE}[do["kind"]]
        names = fields if self.random.random() < 0.7 else self.random.sample(FIELDS, self.random.randint(0, 8))
        for name in names:
            do[name] = self.field(name) if self.random.random() < 0.8 else self.anything(0)
        return {"n": self.random.choice([1, 7, 0, -1, 2**53, 2**64 - 1]), "do": do}

    def field(self, name: str) -> Any:
        if name in LISTS:
            return [self.id() for _ in range(self.random.choice([0, 1, 2, 500]))]
        if name == "dots":
            return {self.id(): self.random.choice([0, 1, 2, 10_000]) for _ in range(3)}
        if name in TEXTS:
            return self.random.choice([*ODD_TEXTS, "fi"])
        if name in IDS:
            return self.id()
        return self.random.choice([0, 1, 2, 9_999, 2**53, -1])

    def id(self) -> str:
        return self.random.choice([*self.ids, "c1", "constructor", "a" * 33, "A", "x\n", new_id()])

    def anything(self, depth: int) -> Any:
        deeper = depth < 6
        match self.random.randrange(9 if deeper else 7):
            case 0:
                return None
            case 1:
                return self.random.choice([True, False])
            case 2:
                return self.random.choice([0, -1, 2**63, -(2**63), 2**64 - 1])
            case 3:
                return self.random.choice([1.5, float("inf"), float("nan"), -0.0])
            case 4:
                return self.random.choice(ODD_TEXTS)
            case 5:
                return self.random.randbytes(20)
            case 6:
                return msgpack.ExtType(self.random.randrange(128), b"" if self.random.random() < 0.5 else b"1234")
            case 7:
                return [self.anything(depth + 1) for _ in range(self.random.randrange(6))]
        return {self.random.choice(FIELDS): self.anything(depth + 1) for _ in range(self.random.randrange(6))}


async def pester(server: Talkoot, room: str, cookie: str, stranger: Stranger) -> int:
    """Send everything, coming back after every time one is sent away; how often that was."""
    sent, away = 0, 0
    while sent < FRAMES_EACH:
        async with viewers_socket(server.url, room, "phone", cookie) as socket:
            with contextlib.suppress(ConnectionClosed):
                await socket.recv()
                while sent < FRAMES_EACH:
                    sent += 1
                    if stranger.random.random() < 0.02:
                        socket.transport.write(stranger.random.choice(RAW))
                    await socket.send(stranger.frame())
                    if sent % 10 == 0:
                        await asyncio.sleep(0)  # let the answers in
                continue
        away += 1
    return away


@pytest.mark.storm
@pytest.mark.parametrize("seed", [20, 23])
async def test_strangers_who_send_anything_harm_nobody(server: Talkoot, seed: int) -> None:
    room = (await server.new("idea-workshop"))["rooms"][0]
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(
            viewer(server.url, room["room"], "desk", await entered(room["desk_link"]))
        )
        phone = await stack.enter_async_context(
            viewer(server.url, room["room"], "phone", await joined(server.url, room["code"]))
        )
        await to_phase(desk, "reading")
        notes = [new_id() for _ in range(HONEST_NOTES)]

        async def honest() -> int:
            seq = 0
            for number, note in enumerate(notes):
                await phone.done("PostNote", note=note, column="c1", text=f"honest {number}", lang="en")
                seq = (await desk.done("MoveNotes", notes=[note], column="c1"))["seq"]
            return seq

        strangers = [
            pester(server, room["room"], await joined(server.url, room["code"]), Stranger(seed * 100 + number, notes))
            for number in range(STRANGERS)
        ]
        seq, *aways = await asyncio.gather(honest(), *strangers)
        assert sum(aways) > STRANGERS, "these strangers were not strange enough"
        last = await desk.done("MoveNotes", notes=[notes[0]], column="c1")
        assert last["seq"] >= seq
        for screen in (desk, phone):
            await screen.until(last["seq"])
            shown = screen.shown()["notes"]
            assert [shown[note]["text"] for note in notes] == [f"honest {number}" for number in range(HONEST_NOTES)]
        assert desk.shown()["notes"].keys() == phone.shown()["notes"].keys()
        assert desk.shown()["round"] is None
        assert not server.erred(), server.printed()
