"""After acceptance nobody can tie a ballot to a participant, whatever they find on the disk (RULES S4).

The attacker here has every file of the log, every entry and snapshot in it, every key that is still kept, and knows all
participants by their ids and tabs. Before acceptance the same attacker succeeds, which shows that the attack works.
"""

from __future__ import annotations

import asyncio
import hmac
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio as redis_client

from rooms.events import BallotsUntied, DotsPlaced, NotePosted
from server.boards import ROOM_EVENTS, read_board, room_stream
from server.log.open import open_log
from tests.servers import RedisServer, redis_server
from tests.storms.test_two_nodes import to_phase
from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

PEOPLE = 6
KEY_BYTES = 32


class Home:
    """Where a server keeps its log, and how its files are brought to rest."""

    def __init__(self, folder: Path, redis: RedisServer | None) -> None:
        self.server = Talkoot(folder / "node", redis_url=redis.url if redis else "")
        self.redis = redis
        self._files = redis.folder if redis else self.server.data

    async def settle(self) -> None:
        """Rewrite or vacuum, so that the files hold what is kept and nothing else."""
        if self.redis is None:
            await asyncio.to_thread(_vacuum, self.server.data)
            return
        async with redis_client.Redis.from_url(self.redis.url) as client:
            await until(_rewritten, client)  # the server may have asked for one itself
            await client.bgrewriteaof()
            await until(_rewritten, client)

    def dump(self) -> bytes:
        """Every byte of every file."""
        return b"\0".join(path.read_bytes() for path in sorted(self._files.rglob("*")) if path.is_file())


async def _rewritten(client: redis_client.Redis) -> bool:
    persistence = await client.info("persistence")
    return not (persistence["aof_rewrite_in_progress"] or persistence["aof_rewrite_scheduled"])


async def until(so: Callable[..., Awaitable[bool]], *of: Any) -> None:
    """Ask again and again until it is so: for what lies outside the server, which rings no bell."""
    async with asyncio.timeout(20):
        while not await so(*of):  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.05)


def _vacuum(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3":
            with sqlite3.connect(path, isolation_level=None) as db:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                db.execute("VACUUM")


@asynccontextmanager
async def home(kind: str, folder: Path) -> AsyncIterator[Home]:
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(redis_server(folder)) if kind == "redis" else None
        found = Home(folder, store)
        stack.push_async_callback(found.server.stop)
        await found.server.start()
        yield found


@pytest.fixture(params=["sqlite", "redis"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Home]:
    async with home(request.param, tmp_path) as found:
        yield found


async def entries(server: Talkoot, room: str) -> list[list[Any]]:
    """The events of every entry of the room's stream."""
    log = await open_log(server.environ.get("REDIS_URL"), server.data)
    try:
        return [ROOM_EVENTS.read(data).events for _, data in await log.read(room_stream(room), 0)]
    finally:
        await log.close()


def names(key: bytes, known: Iterable[str]) -> dict[str, str]:
    """What each known participant or tab would be called under a key."""
    return {hmac.digest(key, name.encode(), "sha256").hex()[:20]: name for name in known}


def tied(dump: bytes, wanted: set[str], known: list[str]) -> dict[str, str]:
    """Ballots that can be named by any 32 bytes of the dump used as the round's key."""
    targets = {bytes.fromhex(id_) for id_ in wanted}
    found: dict[str, str] = {}
    for start in range(len(dump) - KEY_BYTES + 1):
        key = dump[start : start + KEY_BYTES]
        if len(set(key)) < KEY_BYTES // 2:
            continue  # no random key has so few different bytes
        if hmac.digest(key, known[0].encode(), "sha256")[:10] in targets:
            found |= {ballot: name for ballot, name in names(key, known).items() if ballot in wanted}
    return found


async def voted(desk: Viewer, phones: list[Viewer]) -> tuple[str, list[str]]:
    """Everybody writes, then votes differently; the round is closed and revealed. The round, and tabs used."""
    await to_phase(desk, "writing")
    column = desk.shown()["columns"][0]["id"]
    for number, phone in enumerate(phones):
        await phone.done("PostNote", note=new_id(), column=column, text=f"Idea {number}", lang="en")
    await to_phase(desk, "voting")
    round_, tabs = new_id(), [new_id() for _ in phones]
    answer = await desk.done("OpenRound", round=round_, budget=2, cap=1, wanted=1)
    lines = []
    for phone, tab in zip(phones, tabs, strict=True):
        await phone.until(answer["seq"])
        lines = [line["id"] for line in phone.shown()["round"]["lines"]]
        await phone.done("PlaceDots", round=round_, dots={lines[0]: 1}, tab=tab, change=1)
    await phones[0].done("PlaceDots", round=round_, dots={lines[1]: 1}, tab=tabs[0], change=2)
    await desk.done("CloseRound", round=round_)
    await desk.done("RevealRound", round=round_)
    return round_, tabs


@asynccontextmanager
async def room_that_voted(kept: Home) -> AsyncIterator[tuple[Viewer, list[Viewer], str, str, list[str], list[str]]]:
    """A desk and phones after a vote: desk, phones, room, round, participants, tabs."""
    server = kept.server
    card = (await server.new())["rooms"][0]
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(
            viewer(server.url, card["room"], "desk", await entered(card["desk_link"]))
        )
        phones = [
            await stack.enter_async_context(
                viewer(server.url, card["room"], "phone", await joined(server.url, card["code"]))
            )
            for _ in range(PEOPLE)
        ]
        round_, tabs = await voted(desk, phones)
        authors = [
            event.author
            for events in await entries(server, card["room"])
            for event in events
            if isinstance(event, NotePosted)
        ]
        assert len(set(authors)) == PEOPLE
        yield desk, phones, card["room"], round_, authors, tabs


async def ballots(server: Talkoot, room: str) -> set[str]:
    return {event.ballot for events in await entries(server, room) for event in events if isinstance(event, DotsPlaced)}


async def untied(server: Talkoot, room: str) -> bool:
    """Whether the room's log says that ballots were untied."""
    return any(isinstance(event, BallotsUntied) for events in await entries(server, room) for event in events)


async def test_before_acceptance_the_key_that_is_kept_names_every_ballot(kept: Home) -> None:
    async with room_that_voted(kept) as (_, _, room, _, authors, _):
        wanted = await ballots(kept.server, room)
        await kept.settle()
        assert set(tied(kept.dump(), wanted, authors).values()) == set(authors)


async def test_after_acceptance_nothing_stored_ties_a_ballot_to_a_participant(kept: Home) -> None:
    async with room_that_voted(kept) as (desk, phones, room, round_, authors, tabs):
        wanted = await ballots(kept.server, room)
        assert len(wanted) == PEOPLE
        answer = await desk.done("AcceptRound", round=round_)
        await phones[0].until(answer["seq"])
        assert phones[0].shown()["round"]["state"] == "accepted"
        assert phones[0].yours["ballot"]["dots"] == {}, "the server still knew whose a ballot was"
        for events in await entries(kept.server, room):
            authored = any(getattr(event, "author", "") for event in events)
            assert not (authored and any(isinstance(event, DotsPlaced) for event in events)), "a batch beside a ballot"
        log = await open_log(kept.server.environ.get("REDIS_URL"), kept.server.data)
        try:
            board, _ = await read_board(log, room)
        finally:
            await log.close()
        assert wanted.isdisjoint(board.rounds[round_].ballots)
        for restarted in (False, True):
            if restarted:
                await kept.server.kill()
                await kept.server.start()
            await kept.settle()
            dump = kept.dump()
            assert tied(dump, wanted, authors) == {}
            assert tied(dump, wanted, [f"tab {tab}" for tab in tabs]) == {}


async def test_ballots_of_a_room_left_alone_are_untied_by_themselves(kept: Home) -> None:
    async with room_that_voted(kept) as (_, _, room, _, authors, _):
        wanted = await ballots(kept.server, room)
    await kept.server.stop()
    kept.server.environ["TALKOOT_UNTIE_HOURS"] = str(0.5 / 3600)
    await kept.server.start()
    await until(untied, kept.server, room)
    await kept.server.stop()
    await kept.settle()
    assert tied(kept.dump(), wanted, authors) == {}
