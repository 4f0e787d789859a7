"""What the people of a storm do: write, sort, vote with two tabs and on paper, go back and forth; all of it at random.

Nobody looks at what has become of it: every answer is in the history. People only need to know what they see.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from server.rehearse.client import Denied
from server.rehearse.mirror import Mirror
from tests.storms.screens import Written

# Whoever acts on what has changed meanwhile is told so; everything else would be a bug of the storm or of the room.
EXPECTED = {
    "budget-over-lines", "cap-over-budget", "changed-since", "empty-ballot", "group-of-one", "line-withdrawn",
    "no-paper-by-name", "no-tie", "not-undoable", "note-changed", "note-hidden", "over-budget", "over-cap",
    "overtaken", "phase-changed", "round-not-open", "round-not-revealed", "round-paused", "round-still-open",
    "too-few-lines", "unknown-act", "unknown-group", "unknown-line", "unknown-note", "unknown-round", "wrong-phase",
}  # fmt: skip


class Hall:
    """Everybody in the room, and how fast they are. `pace`: 1 is as people are in time that costs nothing."""

    def __init__(self, seed: int, pace: float) -> None:
        self.chance = random.Random(f"{seed} people")
        self.pace = pace
        self.people: list[Person] = []
        self.desks: list[Desk] = []
        self.walls: list[Written] = []
        self.surprises: list[str] = []
        self.keep_key: Callable[[str], Awaitable[None]]  # writes a round's key down before it is destroyed

    @property
    def screens(self) -> list[Written]:
        phones = [phone for person in self.people for phone in person.phones]
        return [*(desk.screen for desk in self.desks), *self.walls, *phones]

    async def rest(self, chance: random.Random, most: float) -> None:
        await asyncio.sleep(chance.uniform(0, most) * self.pace)

    async def asked(self, screen: Written, command: dict[str, Any]) -> bool:
        """Whether it was done; a refusal that nobody expects is written down."""
        try:
            await screen.ask(command)
        except Denied as denied:
            if denied.code not in EXPECTED:
                self.surprises.append(f"{screen.screen.name}: {denied}")
            return False
        return True

    async def play(self, wishes: int, rounds: int) -> None:
        """A workshop from its beginning to the last result; `wishes` of each person in each part of it."""
        first = self.desks[0]
        await first.go("writing")
        await self.together(*(person.write(wishes) for person in self.people))
        for phase in self.chance.choice((["sorting"], ["reading", "writing", "sorting"], ["reading", "sorting"])):
            await first.go(phase)
            few = wishes // 2
            await self.together(
                *(person.write(few) for person in self.people), *(desk.sort(wishes) for desk in self.desks)
            )
        for number in range(1, rounds + 1):
            await first.go("voting")
            await self.vote(f"round-{number}", wishes)
            if number < rounds and self.chance.random() < 0.5:
                await first.go("sorting")
                await self.together(*(desk.sort(wishes // 2) for desk in self.desks))

    async def vote(self, round_: str, wishes: int) -> None:
        desk = self.desks[0]
        opened = await desk.open_round(round_)
        await self.keep_key(round_)  # it may be open though its desk did not come to see it
        if not opened:
            return
        await self.together(
            *(person.vote(tab, round_, wishes) for person in self.people for tab in range(len(person.phones))),
            *(one.count_papers(round_, wishes // 2) for one in self.desks),
            desk.disturb(round_, wishes // 3),
        )
        if self.chance.random() < 0.1:
            await desk.do(kind="VoidRound", round=round_, reason="a false start")
            return
        await desk.do(kind="CloseRound", round=round_)
        await desk.do(kind="RevealRound", round=round_)
        if self.chance.random() < 0.3:
            await desk.do(kind="SettleTie", round=round_, way="all", reason="both")
            await desk.do(kind="AcceptRound", round=round_)

    async def together(self, *what: Any) -> None:
        async with asyncio.TaskGroup() as group:
            for one in what:
                group.create_task(one)


class Person:
    """A participant with one phone, or with two."""

    def __init__(self, hall: Hall, name: str, phones: list[Written], chance: random.Random) -> None:
        self.hall = hall
        self.name = name
        self.phones = phones
        self.chance = chance
        self._counts = count(1)
        self._changes: dict[tuple[int, str], int] = {}

    async def write(self, wishes: int) -> None:
        """Post, change and delete one's notes."""
        for _ in range(wishes):
            await self.hall.rest(self.chance, 0.5)
            phone = self.chance.choice(self.phones)
            mine = sorted(id_ for id_, note in phone.mirror.notes.items() if not note["hidden"])
            number = next(self._counts)
            text = f"{self.name} thinks of {number}"
            if not mine or self.chance.random() < 0.5:
                post = {"kind": "PostNote", "note": f"{self.name}-{number}", "column": "c1", "text": text, "lang": "en"}
                await self.hall.asked(phone, post)
            elif self.chance.random() < 0.75:
                note = self.chance.choice(mine)
                version = phone.mirror.notes[note]["version"]
                await self.hall.asked(phone, {"kind": "EditNote", "note": note, "text": text, "version": version})
            else:
                await self.hall.asked(phone, {"kind": "DeleteNote", "note": self.chance.choice(mine)})

    async def vote(self, tab: int, round_: str, wishes: int) -> None:
        """Put dots down and take them up, on one of one's phones; more than allowed, too."""
        phone = self.phones[tab]
        if not await seen(phone, lambda mirror: mirror.round(round_) is not None, 60 * self.hall.pace):
            return
        for _ in range(wishes):
            await self.hall.rest(self.chance, 0.4)
            found = phone.mirror.round(round_)
            if found is None:
                return
            lines = [line["id"] for line in found["lines"] if line["title"]]
            if not lines:
                return
            some = self.chance.sample(lines, min(len(lines), self.chance.randint(1, 3)))
            wish = {line: self.chance.randint(0, found["cap"]) for line in some}
            change = self._changes[tab, round_] = self._changes.get((tab, round_), 0) + 1
            place = {"kind": "PlaceDots", "round": round_, "dots": wish, "tab": f"{self.name}-{tab}", "change": change}
            await self.hall.asked(phone, place)


class Desk:
    """A facilitator's screen. Everything done here is done under an id."""

    def __init__(self, hall: Hall, name: str, screen: Written, chance: random.Random) -> None:
        self.hall = hall
        self.name = name
        self.screen = screen
        self.chance = chance
        self._counts = count(1)
        self._acts: list[str] = []

    async def do(self, **command: Any) -> bool:
        act = f"{self.name}-{next(self._counts)}"
        done = await self.hall.asked(self.screen, command | {"act": act})
        if done and command["kind"] in ("GroupNotes", "UngroupNotes", "HideNotes"):
            self._acts.append(act)
        return done

    async def go(self, phase: str) -> None:
        """Step to a phase, as often as it takes."""
        for _ in range(20):
            board = self.screen.mirror.board
            if board and board["steps"][board["step"]]["phase"] == phase:
                return
            if not board:
                await seen(self.screen, lambda mirror: bool(mirror.board), 60 * self.hall.pace)
                continue
            to = [step["phase"] for step in board["steps"]].index(phase)
            round_ = board["round"]
            if round_ and round_["state"] in ("open", "paused"):
                await self.do(kind="CloseRound", round=round_["id"])
            await self.do(kind="ChangePhase", from_step=board["step"], step=to)
            await seen(self.screen, lambda mirror: bool(mirror.board["step"] == to), 5 * self.hall.pace)  # noqa: B023

    async def sort(self, wishes: int) -> None:
        """Group, part, hide, show, undo and do again."""
        for _ in range(wishes):
            await self.hall.rest(self.chance, 0.6)
            some = self._some_notes(3)
            if len(some) < 3:
                continue
            group = f"group-{self.name}-{next(self._counts)}"
            wishes_now: list[dict[str, Any]] = [
                {"kind": "GroupNotes", "group": group, "notes": some},
                {"kind": "GroupNotes", "group": group, "notes": some[:2]},
                {"kind": "UngroupNotes", "notes": some},
                {"kind": "MoveNotes", "notes": some[:1], "column": "c2"},
                {"kind": "HideNotes", "notes": some[:1]},
                {"kind": "ShowNotes", "notes": some},
            ]
            if self._acts:
                kind = self.chance.choice(("Undo", "Redo"))
                wishes_now.append({"kind": kind, "done": self.chance.choice(self._acts)})
            await self.do(**self.chance.choice(wishes_now))

    async def open_round(self, round_: str) -> bool:
        """Open a vote on the whole board, prepared before or not."""
        budget = self.chance.randint(2, 4)
        settings: dict[str, Any] = {
            "round": round_, "budget": budget, "cap": self.chance.randint(1, 2), "wanted": 3,
            "must_spend": self.chance.random() < 0.2, "live": self.chance.random() < 0.2,
        }  # fmt: skip
        if self.chance.random() < 0.3:
            await self.do(kind="PrepareRound", **settings)
        await self.do(kind="OpenRound", **settings)
        return await seen(
            self.screen, lambda mirror: (mirror.round(round_) or {}).get("state") == "open", 30 * self.hall.pace
        )

    async def count_papers(self, round_: str, wishes: int) -> None:
        """Enter paper ballots, correct some, and take some out."""
        for number in range(wishes):
            await self.hall.rest(self.chance, 0.8)
            found = self.screen.mirror.round(round_)
            lines = [line["id"] for line in (found or {}).get("lines", ())]
            if not lines:
                continue
            paper = f"paper-{self.name}-{self.chance.randint(1, max(1, number))}"
            if self.chance.random() < 0.2:
                await self.do(kind="RemovePaper", round=round_, paper=paper)
            else:
                dots = dict.fromkeys(self.chance.sample(lines, min(len(lines), self.chance.randint(1, 3))), 1)
                await self.do(kind="EnterPaper", round=round_, paper=paper, dots=dots)

    async def disturb(self, round_: str, wishes: int) -> None:
        """Pause, hide and show lines, and bring some together while people vote."""
        for _ in range(wishes):
            await self.hall.rest(self.chance, 1.5)
            some = self._some_notes(2)
            dice = self.chance.random()
            if dice < 0.3:
                await self.do(kind="PauseRound", round=round_, paused=True)
                await self.hall.rest(self.chance, 0.5)
                await self.do(kind="PauseRound", round=round_, paused=False)
            elif dice < 0.6 and some:
                await self.do(kind="HideNotes", notes=some[:1])
            elif dice < 0.75 and some:
                await self.do(kind="ShowNotes", notes=some)
            elif dice < 0.85 and len(some) == 2:
                group = f"group-{self.name}-{next(self._counts)}"
                await self.do(kind="GroupNotes", group=group, notes=some, forced=True)

    def _some_notes(self, number: int) -> list[str]:
        known = sorted(self.screen.mirror.board.get("notes", ()))
        return self.chance.sample(known, min(len(known), number))


async def seen(screen: Written, holds: Callable[[Mirror], bool], seconds: float) -> bool:
    """Whether a screen comes to see something within this time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await screen.until(holds)
            return True
    return False
