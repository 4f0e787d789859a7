"""The run: everybody comes in, a play is played by its phones and led from its desk, and all ends are compared."""

from __future__ import annotations

import asyncio
import secrets
import string
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from rooms.board import Board
from rooms.phases import Phase
from rooms.views import Audience, snapshot
from rooms.workshop import RoomCard, Workshop
from server import wire
from server.access import Access
from server.boards import read_board
from server.export.as_json import read_json
from server.export.model import RoomPart
from server.log import Log
from server.rehearse.client import Client, Denied, Tally
from server.rehearse.compare import Sent, apart, ballots_by_line, differences
from server.rehearse.door import Door
from server.rehearse.mirror import Mirror, Seen, unpacked
from server.rehearse.play import Play

T = TypeVar("T")

TOGETHER = 40  # come in at once: more only queue up at the server's door
AGREE_SECONDS = 30.0  # after the last acknowledgement every screen has long had its frame
_NOTES_AT_ONCE = 400  # of one GroupNotes: a list in a frame has at most 500 items
_LETTERS = string.ascii_lowercase + string.digits


class Count(Protocol):
    """Tells that one more is done."""

    def update(self, n_steps: int) -> Any: ...


Progress = Callable[[str, int], AbstractContextManager[Count]]
"""Opens a count of so many things to do, under a name."""


class NotReady(Exception):
    """The room cannot be rehearsed in; the text is one plain line."""


class Outcome(Struct, frozen=True):
    """How a rehearsal went. `differences` empty: everything arrived, once, and everybody sees the same."""

    people: int
    notes: int
    groups: int
    dots: int
    ballots: int
    lines: int
    screens: int
    commands: int
    repeats: int
    lost: int
    seconds: float
    median_ms: float
    slowest_ms: float
    differences: tuple[str, ...]


class Person:
    """A participant with a phone, and a tab's own count of wishes."""

    def __init__(self, name: str, client: Client) -> None:
        self.name = name
        self.client = client
        self.tab = new_id()
        self.changes = 0


class Rehearsal:
    """One play in one room of a running server. `speed` 0: as fast as the server takes it."""

    def __init__(
        self,
        play: Play,
        log: Log,
        access: Access,
        door: Door,
        workshop: Workshop,
        card: RoomCard,
        *,
        speed: float,
        alone: bool,
        progress: Progress,
    ) -> None:
        self._play = play
        self._log = log
        self._access = access
        self._door = door
        self._workshop = workshop
        self._card = card
        self._speed = speed
        self._alone = alone
        self._progress = progress
        self._tally = Tally()
        self._notes = {note.key: new_id() for note in play.notes}
        self._round = new_id()

    async def run(self) -> Outcome:
        """Play it all, then compare. Raises: `Shut`, `NotReady`, `Denied`, `Unavailable`; several as one group."""
        await self._check_room()
        began = time.monotonic()
        async with self._everybody() as (desk, wall, persons):
            await self._go_to(desk, Phase.WRITING)
            await self._write(persons)
            await self._group(desk)
            await self._vote(desk, persons)
            seconds = time.monotonic() - began
            return await self._outcome(desk, wall, persons, seconds)

    async def _check_room(self) -> None:
        board, _ = await read_board(self._log, self._card.id)
        if board.round is not None and board.round.state == "open":
            raise NotReady("in this room a vote is open: close it, or choose another room with --room")
        if missing := {Phase.WRITING, Phase.VOTING} - {Phase(step.phase) for step in board.steps}:
            raise NotReady(f"the run sheet of this room has no step for {' and '.join(sorted(missing))}")

    @asynccontextmanager
    async def _everybody(self) -> AsyncIterator[tuple[Client, Client, list[Person]]]:
        """Every screen, connected until this ends."""
        desk = self._client("desk", await self._door.enter(self._access.desk_link(self._workshop, self._card)))
        wall = self._client("wall", await self._door.enter(self._access.wall_link(self._workshop, self._card)))
        names = self._play.people

        async def come_in(place: int) -> Person:
            where = "remote" if place % 3 == 2 else "hall"
            cookie = await self._door.join(self._card.code, where, self._play.lang)
            return Person(names[place], self._client("phone", cookie, where))

        with self._progress("Coming in", len(names)) as count:
            few = asyncio.Semaphore(TOGETHER)

            async def one(place: int) -> Person:
                async with few:
                    person = await come_in(place)
                count.update(1)
                return person

            persons = await asyncio.gather(*map(one, range(len(names))))
        clients = [desk, wall, *(person.client for person in persons)]
        async with asyncio.TaskGroup() as group:
            living: list[asyncio.Task[None]] = []
            for some in _by(TOGETHER, clients):
                living += [group.create_task(client.live()) for client in some]
                await asyncio.gather(*(client.until(lambda _: True) for client in some))
            yield desk, wall, persons
            for task in living:
                task.cancel()

    def _client(self, audience: str, cookie: str, place: str = "hall") -> Client:
        return Client(self._door, self._card.id, audience, cookie, self._play.lang, place, self._tally)

    async def _write(self, persons: Sequence[Person]) -> None:
        columns = self._columns(persons[0].client.mirror)
        lists: dict[str, deque[tuple[int, Seen]]] = {person.name: deque() for person in persons}
        for note in self._play.notes:
            command = {
                "kind": "PostNote",
                "note": self._notes[note.key],
                "column": columns[note.column],
                "text": note.text,
                "lang": self._play.lang,
            }
            lists[note.person].append((note.at, command))
        await self._act("Writing", persons, lists)

    async def _group(self, desk: Client) -> None:
        if not self._play.groups:
            return
        await self._go_to(desk, Phase.SORTING)
        for keys in self._play.groups:
            group = new_id()
            for some in _by(_NOTES_AT_ONCE, [self._notes[key] for key in keys]):
                await desk.ask({"kind": "GroupNotes", "group": group, "notes": some, "title": ""})

    async def _vote(self, desk: Client, persons: Sequence[Person]) -> None:
        await self._go_to(desk, Phase.VOTING)
        opened = {"kind": "OpenRound", "round": self._round, "budget": self._play.budget, "cap": self._play.cap}
        await desk.ask(opened | {"columns": [], "wanted": 3})
        await asyncio.gather(*(person.client.until(lambda mirror: self._open(mirror)) for person in persons))
        lines = self._lines(persons[0].client.mirror)
        lists: dict[str, deque[tuple[int, Seen]]] = {person.name: deque() for person in persons}
        wishing = {person.name: person for person in persons}
        for tap in self._play.taps:
            person = wishing[tap.person]
            person.changes += 1
            command = {
                "kind": "PlaceDots",
                "round": self._round,
                "dots": {lines[self._notes[tap.key]]: tap.dots},
                "tab": person.tab,
                "change": person.changes,
            }
            lists[tap.person].append((tap.at, command))
        await self._act("Voting", persons, lists)
        await desk.ask({"kind": "CloseRound", "round": self._round})
        await self._go_to(desk, Phase.RESULTS)
        await desk.ask({"kind": "RevealRound", "round": self._round})

    async def _act(self, what: str, persons: Sequence[Person], lists: dict[str, deque[tuple[int, Seen]]]) -> None:
        """Let everybody do what is on their list, each thing at its time or, at full speed, one after the other."""
        began = time.monotonic()

        async def act(person: Person, count: Count) -> None:
            for at, command in lists[person.name]:
                if self._speed:
                    await asyncio.sleep(began + at / 1000 / self._speed - time.monotonic())
                await person.client.ask(command)
                count.update(1)

        with self._progress(what, sum(map(len, lists.values()))) as count:
            await _all(act(person, count) for person in persons if lists[person.name])

    async def _go_to(self, desk: Client, phase: Phase) -> None:
        """Lead the room to the next step of this phase, unless it is there; none of it in the run sheet: stay."""
        while True:
            board = desk.mirror.board
            now: int = board["step"]
            steps = [place for place, step in enumerate(board["steps"]) if step["phase"] == phase]
            if not steps or now in steps:
                return
            step = next((place for place in steps if place > now), steps[-1])
            try:
                await desk.ask({"kind": "ChangePhase", "from_step": now, "step": step})
            except Denied as denied:
                if denied.code != "phase-changed":
                    raise
            await desk.until(lambda mirror, now=now: mirror.board["step"] != now)  # type: ignore[misc]

    async def _outcome(self, desk: Client, wall: Client, persons: Sequence[Person], seconds: float) -> Outcome:
        clients = [desk, wall, *(person.client for person in persons)]
        board = await agreed(self._log, self._card.id, clients)
        sent = Sent(self._play, self._notes, self._columns(desk.mirror), self._round)
        found = differences(
            sent, await exported(self._door, self._access, self._workshop, self._card), alone=self._alone
        )
        found += apart(screens(board, clients))
        found += apart(self._own(sent, desk, persons))
        round_ = board.rounds.get(self._round)
        ballots, dots = round_.turnout() if round_ else (0, 0)
        answers = sorted(self._tally.seconds) or [0.0]
        return Outcome(
            people=len(persons),
            notes=len(self._notes),
            groups=len(self._play.groups),
            dots=dots,
            ballots=ballots,
            lines=len(round_.lines) if round_ else 0,
            screens=len(clients),
            commands=self._tally.done,
            repeats=self._tally.repeats,
            lost=self._tally.lost,
            seconds=seconds,
            median_ms=answers[len(answers) // 2] * 1000,
            slowest_ms=answers[-1] * 1000,
            differences=tuple(found),
        )

    def _own(self, sent: Sent, desk: Client, persons: Sequence[Person]) -> Iterable[tuple[str, object, object]]:
        """Each phone's own notes and ballot, beside what its person sent."""
        wrote: dict[str, set[str]] = {person.name: set() for person in persons}
        for note in self._play.notes:
            wrote[note.person].add(self._notes[note.key])
        lines = self._lines(desk.mirror)
        if self._play.taps and not lines:
            return  # the vote itself is missing, and the comparison says so
        ballots = ballots_by_line(sent, lines)
        for number, person in enumerate(persons, 1):
            mirror = person.client.mirror
            held = mirror.ballot["dots"] if mirror.ballot and mirror.ballot["round"] == self._round else {}
            yield f"what phone {number} knows of its own notes", set(mirror.notes), wrote[person.name]
            yield f"the ballot of phone {number}", held, ballots.get(person.name, {})

    def _columns(self, mirror: Mirror) -> tuple[str, ...]:
        """The room's column for each of the play's; where the room has fewer, they are used again."""
        ids = [column["id"] for column in mirror.board["columns"]]
        return tuple(ids[place % len(ids)] for place in range(len(self._play.columns)))

    def _lines(self, mirror: Mirror) -> dict[str, str]:
        round_ = mirror.round(self._round)
        return {note: line["id"] for line in round_["lines"] for note in line["notes"]} if round_ else {}

    def _open(self, mirror: Mirror) -> bool:
        round_ = mirror.round(self._round)
        return round_ is not None and round_["state"] == "open"


async def agreed(log: Log, room: str, clients: Sequence[Client]) -> Board:
    """The room's board as the log has it, once all screens had the time to know it, too."""
    _, position = await read_board(log, room)
    try:
        async with asyncio.timeout(AGREE_SECONDS):
            await asyncio.gather(*(client.until(lambda mirror: mirror.seq >= position.seq) for client in clients))
    except TimeoutError:
        pass  # the comparison names the screens that are behind
    board, _ = await read_board(log, room)
    return board


async def exported(door: Door, access: Access, workshop: Workshop, card: RoomCard) -> RoomPart:
    """The room as the organiser's file has it."""
    office = await door.enter(access.office_link(workshop))
    data = await door.get(f"/office/{workshop.id}/export.json", office)
    return next(room for room in read_json(data).rooms if room.id == card.id)


def screens(board: Board, clients: Iterable[Client]) -> Iterable[tuple[str, object, object]]:
    """What each screen shows, beside what it should show: a desk, a wall, and phones by number."""
    should = {audience: unpacked(wire.pack_board(snapshot(board, audience))) for audience in Audience}
    for number, client in enumerate(clients, -1):
        name = f"phone {number}" if client.audience == "phone" else f"the {client.audience}"
        yield f"the board of {name}", client.mirror.board, should[Audience(client.audience)]


def new_id() -> str:
    """A random id as phones make them."""
    return "".join(secrets.choice(_LETTERS) for _ in range(20))


async def _all(works: Iterable[Any]) -> None:
    """Do everything at the same time; the first trouble ends it all."""
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(work)


def _by(size: int, things: Sequence[T]) -> Iterable[list[T]]:
    for start in range(0, len(things), size):
        yield list(things[start : start + size])
