"""Made-up people come into a room that is led from its real desk, or by a made-up facilitator, and stay to its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from random import Random

from msgspec import Struct

from rooms.texts import in_language
from rooms.workshop import RoomCard, Workshop
from server.access import Access
from server.boards import read_board
from server.log import Log
from server.rehearse.client import Client, Tally
from server.rehearse.compare import apart
from server.rehearse.door import Door
from server.rehearse.guest import Guest, moment_of
from server.rehearse.leader import Leader
from server.rehearse.ledger import unlike
from server.rehearse.rehearsal import TOGETHER, agreed, exported, screens

ARRIVING_SECONDS = 180.0  # within which people come, as in life
LATE_SECONDS = 600.0
TELL_SECONDS = 15.0


class Left(Struct, frozen=True):
    """What a visit left in a room. `differences` is None where nothing was compared: others led."""

    title: str
    people: int
    notes: int
    ballots: int
    dots: int
    fields: int
    taking_part: int
    feedback: int
    refused: int
    lost: int
    repeats: int
    commands: int
    seconds: float
    screens: int
    differences: tuple[str, ...] | None


class Visit:
    """So many people in one room. `pace`: times as fast as in life, 0 for without any pause. `tell` hears of it."""

    def __init__(
        self,
        log: Log,
        access: Access,
        door: Door,
        workshop: Workshop,
        card: RoomCard,
        *,
        people: int,
        lang: str,
        seed: int,
        pace: float,
        tell: Callable[[str], None],
    ) -> None:
        self._log = log
        self._access = access
        self._door = door
        self._workshop = workshop
        self._card = card
        self._people = people
        self._lang = lang
        self._seed = seed
        self._pace = pace
        self._tell = tell
        self._title = in_language(card.title, lang)
        self._tally = Tally()
        self._news = asyncio.Condition()
        self._guests: list[Guest] = []
        self._few = asyncio.Semaphore(TOGETHER)
        self._told = ""

    async def follow(self, stop: asyncio.Event) -> Left:
        """Stay until the room is closed and everybody has had their say, or until `stop`. Raises: `Shut`."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            here = [group.create_task(self._guest(number)) for number in range(self._people)]
            teller = group.create_task(self._keep_telling())
            closed = group.create_task(self._all_said())
            stopped = group.create_task(stop.wait())
            await asyncio.wait([closed, stopped], return_when=asyncio.FIRST_COMPLETED)
            for task in (*here, teller, closed, stopped):
                task.cancel()
        return self._left(time.monotonic() - began, screens=0, differences=None)

    async def lead(self) -> Left:
        """Lead the room from its first step to its last, and compare. Raises: `Shut`, `Denied`."""
        board, _ = await read_board(self._log, self._card.id)
        alone = not (board.notes or board.rounds or board.feedback or board.actions or board.judgements)
        began = time.monotonic()
        cookie = await self._door.enter(self._access.desk_link(self._workshop, self._card))
        desk = self._client("desk", cookie)
        wall = self._client("wall", await self._door.enter(self._access.wall_link(self._workshop, self._card)))
        async with asyncio.TaskGroup() as group:
            here = [group.create_task(client.live()) for client in (desk, wall)]
            here += [group.create_task(self._guest(number)) for number in range(self._people)]
            await desk.until(lambda _: True)
            leader = Leader(desk, self._door, self._card.id, cookie, self._lang, lambda: self._settled(desk))
            await leader.lead(lambda: self._tell_of(desk))
            seconds = time.monotonic() - began
            clients = [desk, wall, *(guest.client for guest in self._guests)]
            board = await agreed(self._log, self._card.id, clients)
            ledgers = [leader.ledger, *(guest.ledger for guest in self._guests)]
            room = await exported(self._door, self._access, self._workshop, self._card)
            found = unlike(ledgers, room, alone=alone) + apart(screens(board, clients))
            found += apart(
                (f"what phone {number} knows of its own notes", set(guest.client.mirror.notes), set(guest.ledger.notes))
                for number, guest in enumerate(self._guests, 1)
            )
            for task in here:
                task.cancel()
        return self._left(seconds, screens=len(clients), differences=tuple(found))

    async def _guest(self, number: int) -> None:
        """One person, from the door to the end; their screen stays on until this is cancelled."""
        random = Random(f"{self._seed} arriving {number}")  # noqa: S311 - a play, not a secret
        late = random.random() < 0.05
        at = random.uniform(ARRIVING_SECONDS, LATE_SECONDS) if late else random.uniform(0, ARRIVING_SECONDS)
        if self._pace:
            await asyncio.sleep(at / self._pace)
        sites = len(self._workshop.sites)
        place = "remote" if random.random() < 0.3 else f"site-{number % sites}" if sites else "hall"
        async with self._few:
            client = self._client("phone", await self._door.join(self._card.code, place, self._lang), place)
        guest = Guest(client, number, self._seed, self._lang, self._pace, self._news)
        async with asyncio.TaskGroup() as group:
            group.create_task(client.live())
            await client.until(lambda _: True)
            async with self._news:
                self._guests.append(guest)
                self._news.notify_all()
            await guest.stay()

    def _client(self, audience: str, cookie: str, place: str = "hall") -> Client:
        return Client(self._door, self._card.id, audience, cookie, self._lang, place, self._tally)

    async def _settled(self, desk: Client) -> None:
        """Wait until most have come, and all who have are done with this moment; for so long as patience lasts."""
        moment = moment_of(desk.mirror.board)
        most = max(1, int(self._people * 0.9)) if self._pace else self._people
        patience = max(self._door.patience, LATE_SECONDS / self._pace if self._pace else 0)
        try:
            async with asyncio.timeout(patience), self._news:
                await self._news.wait_for(
                    lambda: len(self._guests) >= most and all(guest.finished == moment for guest in list(self._guests))
                )
        except TimeoutError:
            waited = sum(guest.finished != moment for guest in self._guests)
            self._tell(f"  {self._title}: went on without waiting for {waited} of {len(self._guests)} people")

    async def _all_said(self) -> None:
        async with self._news:
            await self._news.wait_for(lambda: bool(self._guests) and all(map(_said_all, self._guests)))

    async def _keep_telling(self) -> None:
        """A line whenever the room goes on, and from time to time when there is something new."""
        async with self._news:
            await self._news.wait_for(lambda: bool(self._guests))
        client = self._guests[0].client
        while True:
            self._tell_of(client)
            moment = moment_of(client.mirror.board)
            try:
                async with asyncio.timeout(TELL_SECONDS):
                    await client.until(lambda mirror, moment=moment: moment_of(mirror.board) != moment)  # type: ignore[misc]
            except TimeoutError:
                pass

    def _tell_of(self, client: Client) -> None:
        board = client.mirror.board
        round_ = board["round"]
        parts = [f"{len(self._guests)} people", f"{sum(board['counts'].values())} notes"]
        if round_ is not None:
            kind = "practice" if round_["practice"] else "run-off" if round_["run_off_of"] else "vote"
            parts.append(f"{kind} {round_['state']}: {round_['ballots']} ballots, {round_['dots']} dots")
        if board["actions"]:
            parts.append(f"{len(board['actions'])} actions")
        line = f"  {self._title} · {board['steps'][board['step']]['phase']}: {', '.join(parts)}"
        if line != self._told:
            self._tell(line)
            self._told = line

    def _left(self, seconds: float, screens: int, differences: tuple[str, ...] | None) -> Left:
        ledgers = [guest.ledger for guest in self._guests]
        ballots = [ballot for ledger in ledgers for ballot in ledger.ballots.values() if ballot]
        return Left(
            title=self._title,
            people=len(self._guests),
            notes=sum(len(ledger.notes) for ledger in ledgers),
            ballots=len(ballots),
            dots=sum(sum(ballot.values()) for ballot in ballots),
            fields=sum(len(ledger.actions) for ledger in ledgers),
            taking_part=sum(len(ledger.taking_part) for ledger in ledgers),
            feedback=sum(ledger.feedback is not None for ledger in ledgers),
            refused=sum(len(guest.refused) for guest in self._guests),
            lost=self._tally.lost,
            repeats=self._tally.repeats,
            commands=self._tally.done,
            seconds=seconds,
            screens=screens,
            differences=differences,
        )


def _said_all(guest: Guest) -> bool:
    board = guest.client.mirror.board
    at_the_end: bool = board["steps"][board["step"]]["phase"] == "closed"
    return at_the_end and guest.finished == moment_of(board)
