"""Two nodes on one Redis, people who write and vote at random, nodes killed and lines dropped.

Then every screen is held to the board that the log makes, and that board to what each phone remembers being told.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from rooms import views
from rooms.views import Audience
from server.boards import read_board, room_stream
from server.log.redis import RedisLog
from server.rehearse.client import Client, Denied, Tally
from server.rehearse.door import Door
from server.rehearse.mirror import keyed
from tests.rooms.seen_board import over_the_wire
from tests.servers import redis_server
from tests.storms.test_two_nodes import to_phase
from tests.talkoot import Talkoot, talkoot
from tests.viewer import entered, joined, viewer

PEOPLE = 18
WITH_TWO_PHONES = 3
NOTE_WISHES = 14
DOT_WISHES = 14
BUDGET, CAP = 4, 2
FAULTS = 3  # of each kind, in the writing and again in the voting
PATIENCE_SECONDS = 60.0


class Wanderer(Client):
    """A client that comes back to whichever node a balancer would give it."""

    def __init__(self, doors: list[Door], chance: random.Random, room: str, audience: str, cookie: str, tally: Tally):
        super().__init__(chance.choice(doors), room, audience, cookie, "en", "hall", tally)
        self._doors = doors
        self._chance = chance

    async def _connection(self) -> str:
        self._door = self._chance.choice(self._doors)
        return await super()._connection()

    def drop(self) -> None:
        """Lose the line without a word."""
        if self._socket is not None:
            self._socket.transport.abort()


class Person:
    """A participant and what their phones were told is done. `texts`: their notes as they last stood, by id."""

    def __init__(self, name: str, phones: list[Wanderer], chance: random.Random) -> None:
        self.name = name
        self.phones = phones
        self.chance = chance
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.gone: set[str] = set()
        self.dots: dict[str, int] = {}
        self.denied: set[str] = set()

    async def write(self) -> None:
        """Post, change and delete one's notes at random."""
        phone = self.phones[0]
        for number in range(NOTE_WISHES):
            await asyncio.sleep(self.chance.uniform(0, 0.3))
            note = self.chance.choice(sorted(self.texts)) if self.texts and self.chance.random() < 0.45 else ""
            text = f"wish {number} of {self.name}"
            try:
                if not note:
                    note = f"{self.name}-note-{number}"
                    await phone.ask({"kind": "PostNote", "note": note, "column": "c1", "text": text, "lang": "en"})
                    self.texts[note], self.versions[note] = text, 1
                elif self.chance.random() < 0.7:
                    version = self.versions[note]
                    await phone.ask({"kind": "EditNote", "note": note, "text": text, "version": version})
                    self.texts[note], self.versions[note] = text, version + 1
                else:
                    await phone.ask({"kind": "DeleteNote", "note": note})
                    del self.texts[note]
                    self.gone.add(note)
            except Denied as denied:
                self.denied.add(denied.code)

    async def vote(self, tab: int, lines: list[str]) -> None:
        """Put dots down and take them up at random, on one of one's phones."""
        phone = self.phones[tab]
        for change in range(1, DOT_WISHES + 1):
            await asyncio.sleep(self.chance.uniform(0, 0.3))
            wish = {line: self.chance.randint(0, CAP) for line in self.chance.sample(lines, 2)}
            asked = {"kind": "PlaceDots", "round": "the-round", "dots": wish, "tab": f"tab-{self.name}-{tab}"}
            try:
                await phone.ask(asked | {"change": change})
                self.dots = {line: count for line, count in (self.dots | wish).items() if count}
            except Denied as denied:
                self.denied.add(denied.code)


class Storm:
    """Kills nodes and drops lines, at random, until it is calmed; never before it has done some of each."""

    def __init__(self, nodes: list[Talkoot], clients: list[Wanderer], chance: random.Random) -> None:
        self.killed = self.dropped = 0
        self._nodes = nodes
        self._clients = clients
        self._chance = chance
        self._calm = asyncio.Event()

    @asynccontextmanager
    async def raging(self) -> AsyncIterator[None]:
        self._calm.clear()
        rage = asyncio.create_task(self._rage())
        try:
            yield
        finally:
            self._calm.set()
            await rage

    async def _rage(self) -> None:
        for number in range(FAULTS):
            for fault in self._chance.sample([self._kill, self._drop], 2):
                if self._calm.is_set() and number:
                    return
                await asyncio.sleep(self._chance.uniform(0.05, 0.4))
                await fault()

    async def _kill(self) -> None:
        node = self._chance.choice(self._nodes)
        await node.kill()
        await node.start()
        self.killed += 1

    async def _drop(self) -> None:
        for client in self._chance.sample(self._clients, len(self._clients) // 3):
            client.drop()
        self.dropped += 1


@pytest.mark.storm
@pytest.mark.redis
@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_falls_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with (
        redis_server(tmp_path) as redis,
        talkoot(tmp_path / "one", redis_url=redis.url) as one,
        talkoot(tmp_path / "two", redis_url=redis.url) as two,
    ):
        nodes = [one, two]
        room = (await one.new("idea-workshop"))["rooms"][0]
        log = RedisLog(redis.url)
        async with viewer(one.url, room["room"], "desk", await entered(room["desk_link"])) as first:
            await to_phase(first, "reading")
        doors = [Door(node.url, PATIENCE_SECONDS) for node in nodes]
        tally = Tally()

        def wanderer(audience: str, cookie: str) -> Wanderer:
            value = cookie.partition("=")[2]
            return Wanderer(doors, random.Random(chance.random()), room["room"], audience, value, tally)

        desk = wanderer("desk", await entered(room["desk_link"]))
        wall = wanderer("wall", await entered(room["wall_link"]))
        people = []
        for number in range(PEOPLE):
            cookie = await joined(nodes[number % 2].url, room["code"])
            phones = [wanderer("phone", cookie) for _ in range(2 if number < WITH_TWO_PHONES else 1)]
            people.append(Person(f"p{number}", phones, random.Random(chance.random())))
        clients = [desk, wall, *(phone for person in people for phone in person.phones)]
        storm = Storm(nodes, clients, chance)
        lives = [asyncio.create_task(client.live()) for client in clients]
        try:
            async with asyncio.timeout(120):
                await asyncio.gather(*(client.until(lambda mirror: True) for client in clients))
                async with storm.raging():
                    await asyncio.gather(*(person.write() for person in people), sort(desk, chance))
                await to_voting(desk)
                lines = [line["id"] for line in desk.mirror.board["round"]["lines"]]
                votes: list[Coroutine[Any, Any, None]] = [
                    person.vote(tab, lines) for person in people for tab in range(len(person.phones))
                ]
                async with storm.raging():
                    await asyncio.gather(*votes)
                await desk.ask({"kind": "CloseRound", "round": "the-round"})
                await desk.ask({"kind": "RevealRound", "round": "the-round"})
                await check(log, room["room"], desk, wall, people, clients)
        finally:
            for life in lives:
                life.cancel()
            ended = await asyncio.gather(*lives, return_exceptions=True)
            await log.close()
        assert [end for end in ended if not isinstance(end, asyncio.CancelledError)] == []
        assert storm.killed >= 2
        assert storm.dropped >= 2
        assert tally.repeats, "nothing was on its way when something fell: this storm did nothing"
        assert "Traceback" not in one.printed() + two.printed()


async def sort(desk: Wanderer, chance: random.Random) -> None:
    """Group, part, hide and show notes at random; what has changed meanwhile is refused, and that is fine."""
    for number in range(NOTE_WISHES):
        await asyncio.sleep(chance.uniform(0, 0.3))
        seen = sorted(desk.mirror.board["notes"])
        some = chance.sample(seen, min(len(seen), 3))
        if len(some) < 3:
            continue
        wish = chance.choice(
            [
                {"kind": "GroupNotes", "group": f"group-{number}", "notes": some, "title": ""},
                {"kind": "UngroupNotes", "notes": some},
                {"kind": "HideNotes", "notes": some[:1]},
                {"kind": "ShowNotes", "notes": some},
            ]
        )
        with contextlib.suppress(Denied):
            await desk.ask(wish)


async def to_voting(desk: Wanderer) -> None:
    """Walk on to the vote and open the round."""
    while desk.mirror.board["steps"][desk.mirror.board["step"]]["phase"] != "voting":
        step = desk.mirror.board["step"]
        await desk.ask({"kind": "ChangePhase", "from_step": step, "step": step + 1})
        await desk.until(at_step(step + 1))
    opened = {"kind": "OpenRound", "round": "the-round", "columns": [], "budget": BUDGET, "cap": CAP, "wanted": 3}
    await desk.ask(opened)
    await desk.until(lambda mirror: mirror.round("the-round") is not None)


def at_step(step: int) -> Callable[[Any], bool]:
    return lambda mirror: bool(mirror.board["step"] == step)


async def check(
    log: RedisLog, room: str, desk: Wanderer, wall: Wanderer, people: list[Person], clients: list[Wanderer]
) -> None:
    """Hold every screen and every memory to the board that the log makes."""
    position = await log.position(room_stream(room))
    assert position is not None
    await asyncio.gather(*(client.until(lambda mirror: bool(mirror.seq >= position.seq)) for client in clients))
    board, at = await read_board(log, room)
    assert at == position
    for client in clients:
        truth = keyed(over_the_wire(views.snapshot(board, Audience(client.audience))))
        assert over_the_wire(client.mirror.board) == truth, f"a {client.audience} shows something else"

    there = {note.id: note.text for note in board.notes.values() if not note.deleted}
    told = {note: text for person in people for note, text in person.texts.items()}
    assert there == told, "what was acknowledged is not what there is"
    assert {note for person in people for note in person.gone} == board.notes.keys() - there.keys()
    assert len({note.order for note in board.notes.values()}) == len(board.notes) == board.posted
    for person in people:
        assert person.denied <= {"note-hidden", "over-budget", "overtaken"}, person.denied
        for phone in person.phones:
            assert {note: own["text"] for note, own in phone.mirror.notes.items()} == person.texts
            assert phone.mirror.ballot == person.phones[0].mirror.ballot
        held = (person.phones[0].mirror.ballot or {})["dots"]
        if len(person.phones) == 1:
            assert held == person.dots, f"the dots of {person.name} are not where they were acknowledged"
        assert sum(held.values()) <= BUDGET
        assert all(count <= CAP for count in held.values())
    assert board.round is not None
    given = sum(result.dots for result in board.results(board.round))
    assert given == sum(sum((person.phones[0].mirror.ballot or {})["dots"].values()) for person in people) > 0
