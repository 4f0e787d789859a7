"""A made-up facilitator: from a desk, through every step of a room's run sheet, once the people there are ready."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from server.rehearse.client import Client
from server.rehearse.door import Door
from server.rehearse.ledger import Ledger
from server.rehearse.mirror import Seen
from server.rehearse.rehearsal import new_id
from server.rehearse.sayings import SAYINGS

_STATUSES = ("done", "under_way", "not_started", "dropped")
_ALIKE = 0.8  # of two notes, to be grouped without asking anybody
_PAPERS = 3
_WANTED = 3
_GROUPED_AT_ONCE = 400
Settled = Callable[[], Awaitable[None]]


class Leader:
    """Leads one room. `settled` waits until everybody has done what they do at this moment of the room."""

    def __init__(self, desk: Client, door: Door, room: str, cookie: str, lang: str, settled: Settled) -> None:
        self.ledger = Ledger()
        self._desk = desk
        self._door = door
        self._room = room
        self._cookie = cookie
        self._lang = lang
        self._said = SAYINGS[lang]
        self._settled = settled

    async def lead(self, told: Callable[[], None]) -> None:
        """Go from the first step to the last; `told` after each. Raises: `Denied`."""
        leading: dict[str, Settled] = {
            "review": self._review,
            "sorting": self._sort,
            "freeze": self._practise,
            "voting": self._vote,
            "results": self._show,
            "commitments": self._agree,
        }
        for step in range(len(self._board["steps"])):
            await self._go(step)
            phase: str = self._board["steps"][step]["phase"]
            if step == 0 and phase in ("lobby", "agenda", "review"):
                await self._bring_last_year()
            await self._settled()
            if phase in leading:
                await leading[phase]()
            told()

    @property
    def _board(self) -> Seen:
        return self._desk.mirror.board

    async def _go(self, step: int) -> None:
        if self._board["step"] != step:
            await self._do("ChangePhase", from_step=self._board["step"], step=step)
            await self._desk.until(lambda mirror: mirror.board["step"] == step)

    async def _bring_last_year(self) -> None:
        if self._board["earlier"]["items"] or not any(one["phase"] == "review" for one in self._board["steps"]):
            return
        for (what, who, why), status in zip(self._said.earlier, _STATUSES, strict=True):
            await self._do("SetEarlier", earlier=new_id(), what=what, who=who, status=status, why=why, lang=self._lang)

    async def _review(self) -> None:
        await self._do("OrderEarlier", by_votes=True)

    async def _sort(self) -> None:
        """Group what says the same, and think better of the first group, twice."""
        groups: dict[str, set[str]] = {}
        for a, b in await self._pairs():
            together = groups.get(a, {a}) | groups.get(b, {b})
            groups |= dict.fromkeys(together, together)
        acts = []
        for members in {min(group): group for group in groups.values()}.values():
            notes = [note for note in self._board["notes"] if note in members][:_GROUPED_AT_ONCE]
            acts.append(new_id())
            await self._do("GroupNotes", group=new_id(), notes=notes, title="", act=acts[-1])
        if acts:
            await self._do("Undo", done=acts[-1])
            await self._do("Redo", done=acts[-1])

    async def _pairs(self) -> list[tuple[str, str]]:
        """Notes that the server takes for twins, or of which people say so, and which stand alone."""
        found = json.loads(await self._door.get(f"/rooms/{self._room}/twins", self._cookie))["twins"]
        pairs = [(pair["a"], pair["b"]) for pair in found if pair["likeness"] >= _ALIKE]
        pairs += [(pair["a"], pair["b"]) for pair in self._board["same"] if not pair["dismissed"]]
        alone = {id_ for id_, note in self._board["notes"].items() if not note["group"] and not note["hidden"]}
        return [pair for pair in pairs if alone.issuperset(pair)]

    async def _practise(self) -> None:
        """Prepare the ballot, then let people try their dots on something that does not matter."""
        if len(self._lines()) < 2:
            return
        await self._do("PrepareRound", round=new_id(), **self._ballot())
        texts = list(self._said.practice)
        await self._hold(new_id(), texts=texts, budget=2, practice=True)

    async def _vote(self) -> None:
        if len(self._lines()) < 2:
            return
        draft = self._board["draft"]
        round_ = draft["id"] if draft else new_id()
        await self._open(round_, **({} if draft else self._ballot()))
        await self._settled()
        await self._do("PauseRound", round=round_, paused=True)
        await self._do("PauseRound", round=round_, paused=False)
        lines = [line["id"] for line in self._round(round_)["lines"] if line["title"]]
        for number in range(_PAPERS):
            await self._do("EnterPaper", round=round_, paper=new_id(), dots={lines[number % len(lines)]: 1})
        await self._do("CloseRound", round=round_)

    async def _show(self) -> None:
        round_ = self._board["round"]
        if round_ is None or round_["practice"] or round_["state"] != "closed":
            return
        await self._reveal(round_["id"])
        await self._regroup(round_["id"])
        if self._outcome(round_["id"])["chosen"] is None:
            await self._hold(new_id(), run_off_of=round_["id"], budget=1, must_spend=True)
        await self._accept(round_["id"])  # and its run-off with it

    async def _agree(self) -> None:
        """Ask by name who stands behind what, then read every action back and accept it."""
        if len(self._lines()) >= 2:
            round_ = new_id()
            lines = self._lines()[:_WANTED]
            await self._hold(round_, lines=lines, budget=1, wanted=1, named=True)
            await self._accept(round_)
        for action in list(self._board["actions"]):
            if not action["accepted"]:
                await self._do("AcceptAction", action=action["id"], accepted=True)

    async def _regroup(self, round_: str) -> None:
        """Put two lines together after all, which are then counted anew, voter by voter."""
        notes = self._board["notes"]
        results = self._round(round_)["results"]
        alone = [one["line"] for one in results if one["line"] in notes and not notes[one["line"]]["group"]]
        if len(alone) > _WANTED + 1:
            await self._do("GroupNotes", group=new_id(), notes=alone[-2:], title="", act=new_id())

    async def _hold(self, round_: str, **settings: Any) -> None:
        """A whole small round, up to its result."""
        await self._open(round_, **settings)
        await self._settled()
        await self._do("CloseRound", round=round_)
        await self._reveal(round_)

    async def _open(self, round_: str, **settings: Any) -> None:
        await self._do("OpenRound", round=round_, **settings)
        await self._desk.until(lambda mirror: (mirror.round(round_) or {}).get("state") == "open")

    async def _reveal(self, round_: str) -> None:
        await self._do("RevealRound", round=round_)
        await self._desk.until(lambda mirror: (mirror.round(round_) or {}).get("state") == "revealed")

    async def _accept(self, round_: str) -> None:
        outcome = self._outcome(round_)
        if outcome["chosen"] is None:
            lines = outcome["tied"][: outcome["seats"]]
            await self._do("SettleTie", round=round_, way="decided", lines=lines, reason=self._said.reason)
        await self._do("AcceptRound", round=round_)

    def _outcome(self, round_: str) -> Seen:
        outcome: Seen = self._round(round_)["outcome"]
        return outcome

    def _round(self, round_: str) -> Seen:
        """The current round, or one shown before."""
        known = [*self._board["rounds"], self._board["round"]]
        found: Seen = next(one for one in known if one is not None and one["id"] == round_)
        return found

    def _ballot(self) -> Seen:
        """Two dots on one line, where there are enough lines."""
        return {"wanted": _WANTED, "cap": 2 if len(self._lines()) > 4 else 1}

    def _lines(self) -> list[str]:
        alone = [id_ for id_, note in self._board["notes"].items() if not note["group"] and not note["hidden"]]
        shown = {note["group"] for note in self._board["notes"].values() if not note["hidden"]}
        return alone + [group for group in self._board["groups"] if group in shown]

    async def _do(self, kind: str, **fields: Any) -> None:
        """Have it done, and wait until the desk's own board knows."""
        command = {"kind": kind, **fields}
        seq = await self._desk.ask(command)
        self.ledger.done(command, seq)
        await self._desk.until(lambda mirror: mirror.seq >= seq)
