"""What every storm stands on, in whatever mode: the room and who comes in, the weather, and what is made of it all."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from typing import TypeVar

from msgspec import Struct, msgpack

from rooms.templates import template
from server.access import Access
from server.boards import ROOM_EVENTS, keep_board, read_board, room_stream
from server.gathering import Gathering
from server.log import Log, Position, Unavailable
from server.settings import Settings
from tests.storms.history import Entry, History, Life
from tests.storms.people import Desk, Hall, Person
from tests.storms.screens import Written

T = TypeVar("T")
Fault = Callable[[], Awaitable[None]]


class Outcome(Struct):
    """What a seed came to. `broken`: sentences; `faults`: how often what; a storm without any is none."""

    seed: int
    mode: str
    broken: list[str]
    faults: dict[str, int]
    entries: int
    seconds: float = 0.0


class Ground:
    """What all of a storm stands on: the log as it truly is, the room, and who may come in."""

    def __init__(self, keeper: Log, history: History) -> None:
        self.keeper = keeper
        self.history = history
        self.renewed: list[str] = []  # new epochs that nothing here gave a reason for
        self.room = self.stream = ""
        self.workshop = ""

    async def prepare(self) -> None:
        self.access = await Access.load(self.keeper, Settings())
        workshop = await Gathering(self.keeper).create(template("idea-workshop"))
        self.workshop, self.room = workshop.id, workshop.rooms[0].id
        self.stream = room_stream(self.room)
        self.grants = {
            audience: self.access.new_session().entered(audience, self.room, workshop.serial(self.room, audience))
            for audience in ("desk", "wall")
        }
        at = await self.keeper.position(self.stream)
        assert at is not None
        self.history.lives.append(Life(at.epoch))

    def phone(self, name: str) -> tuple[str, str]:
        """A new participant: the cookie, and the id that the room knows them by."""
        session = self.access.new_session()
        return self.access.cookie(session), self.access.participant(session, self.workshop)

    def cookie(self, audience: str) -> str:
        return self.access.cookie(self.grants[audience])

    async def collect(self) -> Position:
        """Write down what has come to the log; where it stands."""
        life = self.history.lives[-1]
        at = await self.stands()
        if at.epoch != life.epoch:
            self.renewed.append(f"the log went on in epoch {at.epoch}, though it had lost nothing")
            life.kept = len(life.entries)
            life = Life(at.epoch, list(life.entries))
            self.history.lives.append(life)
        while found := await patiently(lambda: self.keeper.read(self.stream, len(life.entries), epoch=at.epoch)):
            for seq, data in found:
                entry = ROOM_EVENTS.read(data)
                life.entries.append(Entry(seq, entry.id, tuple(entry.events)))
        return Position(life.epoch, len(life.entries))

    async def keep_key(self, round_: str) -> None:
        self.history.keys[round_] = await patiently(lambda: self.keeper.secret(f"round/{self.room}/{round_}"))

    async def trim(self) -> None:
        """Let the log forget what a snapshot covers."""
        await self.collect()
        board, at = await patiently(lambda: read_board(self.keeper, self.room))
        await patiently(lambda: keep_board(self.keeper, self.room, board, at))
        await self.collect()
        await patiently(lambda: self.keeper.trim(self.stream, at.seq))

    async def stands(self) -> Position:
        """Where the log stands."""
        at = await patiently(lambda: self.keeper.position(self.stream))
        assert at is not None
        return at


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What the log answers, as soon as it answers. Only for what may be asked twice."""
    while True:
        try:
            return await ask()
        except Unavailable:
            await asyncio.sleep(0.05)


class Weather:
    """Everything that goes wrong, until it is stopped; each kind is counted. `every`: seconds between two, about."""

    def __init__(self, chance: random.Random, faults: Mapping[str, Fault], every: float) -> None:
        self.happened: dict[str, int] = {}
        self._chance = chance
        self._faults = faults
        self._every = every
        self._over = asyncio.Event()

    async def rage(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(0.2, 1.8) * self._every)
            if self._over.is_set():
                return
            name = self._chance.choice(sorted(self._faults))
            self.happened[name] = self.happened.get(name, 0) + 1
            await self._faults[name]()

    async def stop(self, raging: asyncio.Task[None]) -> None:
        """Let the fault under way come to its end, and no other begin."""
        self._over.set()
        await raging


def packed_again(entry: Entry) -> bytes:
    """The same entry again, byte for byte but for its time."""
    return msgpack.encode({"id": entry.id, "at": 0, "events": list(entry.events)})


def gather(hall: Hall, ground: Ground, screen: Callable[..., Written], people: int, with_two_phones: int) -> None:
    """Let everybody come: two desks, a wall, people with one phone or two."""
    for place in range(2):
        name = f"desk-{place}"
        hall.desks.append(
            Desk(hall, name, screen(name, "desk", ground.cookie("desk")), random.Random(hall.chance.random()))
        )
    hall.walls.append(screen("wall", "wall", ground.cookie("wall")))
    for place in range(people):
        cookie, participant = ground.phone(f"p{place}")
        phones = [
            screen(f"p{place}-phone{tab}", "phone", cookie, participant)
            for tab in range(2 if place < with_two_phones else 1)
        ]
        hall.people.append(Person(hall, f"p{place}", phones, random.Random(hall.chance.random())))


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class Said(logging.Handler):
    """What nodes complain of: an error there is a bug."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        trouble = record.exc_info[1] if record.exc_info else None
        self.errors.append(f"a node said: {record.getMessage()} ({trouble!r})")

    def heard(self) -> ExitStack:
        """Listen while the block runs."""
        stack = ExitStack()
        logger = logging.getLogger()
        logger.addHandler(self)
        stack.callback(logger.removeHandler, self)
        return stack
