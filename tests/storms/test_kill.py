"""Power cuts in the middle of a workshop: nothing that was acknowledged is missing, nothing is there twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from server.access import Access
from server.commands.rehearse import practice
from server.gathering import Gathering
from server.log.open import open_log
from server.rehearse.door import Door, Shut
from server.rehearse.people import made_up
from server.rehearse.rehearsal import Count, Outcome, Rehearsal
from server.settings import Settings
from tests.servers import redis_server
from tests.talkoot import Talkoot, talkoot

PEOPLE = 30
Cut = Callable[[], Coroutine[None, None, None]]


class Half:
    """Counts, and tells once when half is done."""

    def __init__(self, length: int, reached: Callable[[], None]) -> None:
        self._left = length // 2
        self._reached = reached

    def update(self, n_steps: int) -> None:
        self._left -= n_steps
        if self._left == 0:
            self._reached()


class Cuts:
    """Cuts the power when half of the writing is done, and again at half of the voting, each in its own way."""

    def __init__(self, **cuts: Cut) -> None:
        self.made: list[str] = []
        self._cuts = cuts
        self._under_way: list[asyncio.Future[None]] = []

    @contextmanager
    def progress(self, what: str, length: int) -> Iterator[Count]:
        yield Half(length, lambda: self._make(what))

    def _make(self, what: str) -> None:
        if what in self._cuts:
            self.made.append(what)
            self._under_way.append(asyncio.ensure_future(self._cuts[what]()))

    async def finish(self) -> None:
        await asyncio.gather(*self._under_way)


async def rehearsed(server: Talkoot, cuts: Cuts, patience: float = 60) -> Outcome:
    """Play made-up people on this server while its power is cut."""
    play = made_up(PEOPLE, "fi", seed=7)
    log = await open_log(server.environ.get("REDIS_URL"), server.data)
    try:
        access = await Access.load(log, Settings(url=server.url))
        workshop = await Gathering(log).create(practice(play))
        rehearsal = Rehearsal(
            play,
            log,
            access,
            Door(server.url, patience),
            workshop,
            workshop.rooms[0],
            speed=0,
            alone=True,
            progress=cuts.progress,
        )
        outcome = await rehearsal.run()
        await cuts.finish()
        return outcome
    finally:
        await log.close()


def power_cut(server: Talkoot) -> Cut:
    async def cut() -> None:
        await server.kill()
        await server.start()

    return cut


def held(outcome: Outcome, cuts: Cuts) -> None:
    assert cuts.made == ["Writing", "Voting"]
    assert outcome.lost >= PEOPLE, "no line was lost: this storm did nothing"
    assert outcome.repeats > 0, "nothing was on its way when the power went: this storm did nothing"
    assert outcome.differences == ()
    assert outcome.screens == PEOPLE + 2


@pytest.mark.storm
async def test_a_server_killed_while_people_write_and_vote_loses_and_doubles_nothing(server: Talkoot) -> None:
    cuts = Cuts(Writing=power_cut(server), Voting=power_cut(server))
    held(await rehearsed(server, cuts), cuts)


@pytest.mark.storm
async def test_a_server_that_does_not_come_back_is_given_up(server: Talkoot) -> None:
    with pytest.raises(ExceptionGroup) as given_up:
        await rehearsed(server, Cuts(Writing=server.kill), patience=0.5)
    assert given_up.group_contains(Shut, match="was away for more than 0.5 s")


@asynccontextmanager
async def on_redis(folder: Path) -> AsyncIterator[tuple[Talkoot, Cut]]:
    """A server on a Redis of its own, and what cuts the power of that Redis."""
    async with redis_server(folder) as redis, talkoot(folder / "talkoot", redis_url=redis.url) as server:

        async def cut() -> None:
            await redis.kill()
            await redis.start()

        yield server, cut


@pytest.mark.storm
@pytest.mark.redis
async def test_a_server_and_then_its_redis_killed_lose_and_double_nothing(tmp_path: Path) -> None:
    async with on_redis(tmp_path) as (server, cut_redis):
        cuts = Cuts(Writing=power_cut(server), Voting=cut_redis)
        held(await rehearsed(server, cuts), cuts)
