"""What is correct in voting, at the wire, on both logs: real sockets, a real store, the counts that people see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.servers import redis_server
from tests.storms.test_two_nodes import to_phase
from tests.talkoot import Talkoot, talkoot
from tests.viewer import Plain, Viewer, entered, joined, new_id, viewer


@pytest.fixture(scope="module", params=["sqlite", "redis"])
async def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Talkoot]:
    """One server for all of this, on each log."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    async with AsyncExitStack() as stack:
        url = (await stack.enter_async_context(redis_server(folder))).url if request.param == "redis" else ""
        yield await stack.enter_async_context(talkoot(folder / "node", redis_url=url))


class Room:
    """A room with a desk and phones, in which people have written the notes that a test is about."""

    def __init__(self, server: Talkoot, card: Plain, desk: Viewer, stack: AsyncExitStack) -> None:
        self.server = server
        self.card = card
        self.desk = desk
        self.phones: list[Viewer] = []
        self._stack = stack
        self._changes: dict[Viewer, int] = {}

    async def people(self, count: int) -> list[Viewer]:
        """Let this many more come in, each with a phone."""
        new = [await self.screen("phone", await joined(self.server.url, self.card["code"])) for _ in range(count)]
        self.phones += new
        return new

    async def screen(self, audience: str, cookie: str) -> Viewer:
        return await self._stack.enter_async_context(viewer(self.server.url, self.card["room"], audience, cookie))

    async def notes(self, *texts: str) -> list[str]:
        """Put notes on the board: their ids."""
        await to_phase(self.desk, "writing")
        column = self.desk.shown()["columns"][0]["id"]
        ids = [new_id() for _ in texts]
        for note, text in zip(ids, texts, strict=True):
            await self.desk.done("PostNote", note=note, column=column, text=text, lang="en")
        return ids

    async def open(self, **settings: Any) -> str:
        """Open a round: its id."""
        await to_phase(self.desk, "voting")
        round_ = new_id()
        answer = await self.desk.done("OpenRound", round=round_, **settings)
        for screen in (self.desk, *self.phones):
            await screen.until(answer["seq"])
        return round_

    async def vote(self, phone: Viewer, round_: str, dots: dict[str, int], tab: str = "tab0") -> Plain:
        """Place dots: the answer."""
        self._changes[phone] = self._changes.get(phone, 0) + 1
        return await phone.ask("PlaceDots", round=round_, dots=dots, tab=tab, change=self._changes[phone])

    async def reveal(self, round_: str) -> Plain:
        """Close and reveal: the round as the desk has it then."""
        await self.desk.done("CloseRound", round=round_)
        return await self.after("RevealRound", round=round_)

    async def after(self, kind: str, **fields: Any) -> Plain:
        """Do something at the desk: the current round as it is then."""
        answer = await self.desk.done(kind, **fields)
        await self.desk.until(answer["seq"])
        round_: Plain = self.desk.shown()["round"]
        return round_

    def counts(self) -> dict[str, int]:
        return {result["line"]: result["dots"] for result in self.desk.shown()["round"]["results"]}


@asynccontextmanager
async def room(server: Talkoot) -> AsyncIterator[Room]:
    card = (await server.new())["rooms"][0]
    async with AsyncExitStack() as stack:
        cookie = await entered(card["desk_link"])
        desk = await stack.enter_async_context(viewer(server.url, card["room"], "desk", cookie))
        yield Room(server, card, desk, stack)


async def test_lines_grouped_after_the_vote_count_each_voter_once_16_and_not_22(kept: Talkoot) -> None:
    """V14: cap 1, A has 12, B has 10, six chose both."""
    async with room(kept) as here:
        a, b, _ = await here.notes("A", "B", "C")
        phones = await here.people(16)
        round_ = await here.open(budget=2, cap=1, wanted=1)
        for number, phone in enumerate(phones):
            chosen = ([a] if number < 12 else []) + ([b] if number >= 6 else [])
            assert (await here.vote(phone, round_, dict.fromkeys(chosen, 1)))["kind"] == "ack"
        await here.reveal(round_)
        assert (here.counts()[a], here.counts()[b]) == (12, 10)
        merged = await here.after("GroupNotes", group=new_id(), notes=[a, b], act="together")
        assert here.counts()[a] == 16
        assert b not in here.counts()
        assert (merged["raw"][a], merged["raw"][b]) == (12, 10)
        await phones[0].until(here.desk.seq)
        assert phones[0].shown()["round"]["results"][0]["dots"] == 16, "phones are told the new count, too"
        await here.after("Undo", done="together")
        assert (here.counts()[a], here.counts()[b]) == (12, 10)


async def test_three_cards_in_a_chain_are_counted_from_ballots_and_come_apart_again(kept: Talkoot) -> None:
    """V14, G6: A is put to B, both to C; taken apart in another order every first count returns."""
    async with room(kept) as here:
        a, b, c = await here.notes("A", "B", "C")
        phones = await here.people(3)
        round_ = await here.open(budget=3, cap=1, wanted=1)
        for phone, lines in zip(phones, ([a, b, c], [a, b], [c]), strict=True):
            await here.vote(phone, round_, dict.fromkeys(lines, 1))
        await here.reveal(round_)
        first = here.counts()
        await here.after("GroupNotes", group="chain", notes=[a, b])
        assert sorted(here.counts().values()) == [2, 2]
        await here.after("GroupNotes", group="chain", notes=[c])
        assert list(here.counts().values()) == [3]
        await here.after("UngroupNotes", notes=[b])
        assert sorted(here.counts().values()) == [2, 3]
        await here.after("UngroupNotes", notes=[a, c])
        assert here.counts() == first


async def test_grouping_and_undoing_leaves_notes_and_groups_as_they_were(kept: Talkoot) -> None:
    """G6, U2: also for a group that had a title of its own and lost its last note meanwhile."""
    async with room(kept) as here:
        a, b, c, d = await here.notes("A", "B", "C", "D")
        await to_phase(here.desk, "sorting")
        await here.after("GroupNotes", group="first", notes=[a, b], title="Typed by hand")
        before = deepcopy(here.desk.shown())
        await here.after("GroupNotes", group="second", notes=[a, b, c, d], act="big")
        assert "first" not in here.desk.shown()["groups"]
        await here.after("Undo", done="big")
        after = here.desk.shown()
        assert (after["notes"], after["groups"]) == (before["notes"], before["groups"])


async def test_hiding_a_line_gives_its_dots_back_and_says_so(kept: Talkoot) -> None:
    """V12."""
    async with room(kept) as here:
        a, b, _ = await here.notes("A", "B", "C")
        (phone,) = await here.people(1)
        round_ = await here.open(budget=2, cap=2, wanted=1)
        await here.vote(phone, round_, {a: 2})
        await here.desk.done("HideNotes", notes=[a])
        told = await phone.until_heard(lambda frame: bool((frame.get("ballot") or {}).get("returned")))
        assert (told["ballot"]["dots"], told["ballot"]["returned"]) == ({}, 2)
        assert (await here.vote(phone, round_, {b: 2}))["kind"] == "ack"
        assert (await here.vote(phone, round_, {a: 1}))["code"] in ("line-withdrawn", "over-budget")


async def test_two_tabs_of_a_participant_share_one_ballot(kept: Talkoot) -> None:
    """V6."""
    async with room(kept) as here:
        a, b = await here.notes("A", "B")
        cookie = await joined(kept.url, here.card["code"])
        one, two = await here.screen("phone", cookie), await here.screen("phone", cookie)
        here.phones += [one, two]
        round_ = await here.open(budget=1, cap=1, wanted=1)
        assert (await here.vote(one, round_, {a: 1}, "tab1"))["kind"] == "ack"
        refused = await here.vote(two, round_, {b: 1}, "tab2")
        assert refused["code"] == "over-budget"
        moved = await here.vote(two, round_, {a: 0, b: 1}, "tab2")
        assert moved["ballot"]["dots"] == {b: 1}
        await one.until_heard(lambda frame: (frame.get("ballot") or {}).get("dots") == {b: 1})
        assert (await here.reveal(round_))["ballots"] == 1


async def test_twelve_who_want_the_same_in_three_wordings_win_once_it_is_one_line(kept: Talkoot) -> None:
    """V1, V14: 12 of 18 wanted vegetarian food, in three notes of four dots; meat had six."""
    async with room(kept) as here:
        meat, *green = await here.notes("Meat", "Vegetarian", "No meat", "A veggie lunch")
        phones = await here.people(18)
        round_ = await here.open(budget=1, cap=1, wanted=1)
        for number, phone in enumerate(phones):
            await here.vote(phone, round_, {meat if number < 6 else green[number % 3]: 1})
        apart = await here.reveal(round_)
        assert apart["outcome"]["chosen"] == [meat]
        together = await here.after("GroupNotes", group=new_id(), notes=green)
        assert together["outcome"]["chosen"] == [green[0]]
        assert together["results"][0]["dots"] == 12
        assert together["outcome"]["regrouped"], "others than before are above the cut: the desk is told"


async def test_a_tie_across_the_cut_waits_for_the_desk_and_a_run_off_decides(kept: Talkoot) -> None:
    """V15."""
    async with room(kept) as here:
        a, b, c = await here.notes("A", "B", "C")
        phones = await here.people(5)
        round_ = await here.open(budget=1, cap=1, wanted=2)
        for phone, line in zip(phones, (a, a, a, b, c), strict=True):
            await here.vote(phone, round_, {line: 1})
        tied = (await here.reveal(round_))["outcome"]
        assert (tied["above"], tied["tied"], tied["seats"], tied["chosen"]) == ([a], [b, c], 1, None)
        assert [result["rank"] for result in here.desk.shown()["round"]["results"]] == [1, 2, 2]
        refused = await here.desk.ask("AcceptRound", round=round_)
        assert refused["code"] == "tie-not-settled"
        assert (await here.desk.ask("SettleTie", round=round_, way="decided", lines=[b]))["code"] == "reason-missing"
        assert (await here.desk.ask("SettleTie", round=round_, way="breadth"))["code"] == "still-tied"
        run_off = await here.open(budget=1, cap=1, wanted=1, run_off_of=round_)
        assert [line["id"] for line in here.desk.shown()["round"]["lines"]] == [b, c]
        for phone in phones:
            await here.vote(phone, run_off, {c: 1})
        await here.reveal(run_off)
        (first,) = here.desk.shown()["rounds"]
        assert (first["outcome"]["way"], first["outcome"]["chosen"]) == ("run_off", [a, c])
        await here.after("AcceptRound", round=round_)
        states = [one["state"] for one in (*here.desk.shown()["rounds"], here.desk.shown()["round"])]
        assert states == ["accepted", "accepted"], "with a round go the run-offs held for it"


async def test_paper_ballots_are_counted_under_the_same_rules_and_told_apart(kept: Talkoot) -> None:
    """V16."""
    async with room(kept) as here:
        a, b = await here.notes("A", "B")
        (phone,) = await here.people(1)
        round_ = await here.open(budget=1, cap=1, wanted=1)
        await here.vote(phone, round_, {a: 1})
        assert (await here.desk.ask("EnterPaper", round=round_, paper="p1", dots={a: 1, b: 1}))["code"] == "over-budget"
        await here.desk.done("EnterPaper", round=round_, paper="p1", dots={b: 1})
        await here.desk.done("EnterPaper", round=round_, paper="p2", dots={b: 1})
        await here.desk.done("RemovePaper", round=round_, paper="p2")
        shown = await here.reveal(round_)
        assert (shown["ballots"], shown["papers"], here.counts()) == (2, 1, {a: 1, b: 1})
        assert (await here.desk.ask("EnterPaper", round=round_, paper="p3", dots={a: 1}))["code"] == "round-not-open"


async def test_voting_again_is_another_round_with_ballots_of_its_own(kept: Talkoot) -> None:
    """V7."""
    async with room(kept) as here:
        a, _ = await here.notes("A", "B")
        (phone,) = await here.people(1)
        round_ = await here.open(budget=1, cap=1, wanted=1)
        await here.vote(phone, round_, {a: 1})
        await here.reveal(round_)
        assert (await here.vote(phone, round_, {a: 0}))["code"] == "round-not-open"
        again = await here.open(budget=1, cap=1, wanted=1)
        assert again != round_
        assert here.desk.shown()["round"]["ballots"] == 0
        assert [one["id"] for one in here.desk.shown()["rounds"]] == [round_]


async def test_a_wall_is_refused_a_ballot(kept: Talkoot) -> None:
    """P1: whatever it sends; it has no command and no ballot of its own."""
    async with room(kept) as here:
        a, _ = await here.notes("A", "B")
        round_ = await here.open(budget=1, cap=1, wanted=1)
        wall = await here.screen("wall", await entered(here.card["wall_link"]))
        assert "yours" not in wall.welcome
        await wall.start_asking("PlaceDots", round=round_, dots={a: 1}, tab="t", change=1)
        assert await wall.until_closed() == 4413, "a wall's frames are too small for any command"
        shown = await here.reveal(round_)
        assert (shown["ballots"], shown["dots"]) == (0, 0)


async def test_dots_put_together_while_people_vote_go_back_above_the_cap(kept: Talkoot) -> None:
    """V13: cap 3, somebody put 3 on A and 2 on B: 3 count, 2 come back; ungrouped, dots lie where they were put."""
    async with room(kept) as here:
        a, b, c = await here.notes("A", "B", "C")
        (phone,) = await here.people(1)
        round_ = await here.open(budget=5, cap=3, wanted=1)
        await here.vote(phone, round_, {a: 3, b: 2})
        assert (await here.desk.ask("GroupNotes", group="late", notes=[a, b]))["code"] == "round-still-open"
        await here.desk.done("GroupNotes", group="late", notes=[a, b], forced=True)
        told = await phone.until_heard(lambda frame: bool((frame.get("ballot") or {}).get("returned")))
        assert (sum(told["ballot"]["dots"].values()), told["ballot"]["returned"]) == (3, 2)
        assert (await here.vote(phone, round_, {c: 2}))["kind"] == "ack"
        assert (await here.vote(phone, round_, {a: 4}))["code"] == "over-cap"
        shown = await here.reveal(round_)
        assert {line["id"]: line["merged"] for line in shown["lines"]} == {a: [a, b], c: [c]}
        assert here.counts() == {a: 3, c: 2}
