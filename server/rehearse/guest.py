"""A made-up participant who follows a room that somebody else leads, and does in each phase what people do there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from server.rehearse.client import Client, Denied
from server.rehearse.ledger import Ledger
from server.rehearse.mirror import Mirror, Seen
from server.rehearse.rehearsal import new_id
from server.rehearse.sayings import SAYINGS
from server.rehearse.texts import TEXTS

Moment = tuple[int, str, str]
_AT_A_TABLE = 4
_CHARS_A_SECOND = 4.0  # on a phone's keyboard, with thinking


class Passed(Exception):
    """The room went on while somebody was still thinking."""


def moment_of(board: Seen) -> Moment:
    """What a room is at: its step, and the round that runs there."""
    round_ = board["round"]
    running = round_ is not None and round_["state"] in ("open", "paused")
    return (board["step"], round_["id"], round_["state"]) if running else (board["step"], "", "")


class Guest:
    """A person with a phone. `pace`: times as fast as in life, 0 for without any pause.

    What they are like follows from `seed` and `number` alone; what they then do, from what they see as well.
    """

    def __init__(self, client: Client, number: int, seed: int, lang: str, pace: float, news: asyncio.Condition) -> None:
        self.client = client
        self.number = number
        self.ledger = Ledger()
        self.refused: list[str] = []
        self.finished: Moment | None = None
        self._seed = seed
        self._lang = lang
        self._said = SAYINGS[lang]
        self._pace = pace
        self._news = news
        self._random = random = Random(f"{seed} {number}")  # noqa: S311 - a play, not a secret
        self._tab = new_id()
        self._changes: dict[str, int] = {}
        self._moment: Moment = (-1, "", "")
        self._picky = random.random()
        self._loses_line = random.random() < 0.1
        self.organisation = self._said.organisations[number % len(self._said.organisations)]
        if number >= len(self._said.organisations):
            self.organisation += f" {number // len(self._said.organisations) + 1}"

    async def stay(self) -> None:
        """Take part until cancelled; a room that was closed may be opened again."""
        while True:
            await self.client.until(lambda _: True)
            self._moment = moment_of(self._board)
            try:
                await self._take_part(self._phase)
            except Passed:
                continue
            async with self._news:
                self.finished = self._moment
                self._news.notify_all()
            await self.client.until(lambda mirror: moment_of(mirror.board) != self._moment)

    @property
    def _mirror(self) -> Mirror:
        return self.client.mirror

    @property
    def _board(self) -> Seen:
        return self._mirror.board

    @property
    def _phase(self) -> str:
        phase: str = self._board["steps"][self._board["step"]]["phase"]
        return phase

    async def _take_part(self, phase: str) -> None:
        if self._moment[1]:
            if self._moment[2] == "open":
                await self._vote(self._board["round"])
            return
        doing: dict[str, Callable[[], Awaitable[None]]] = {
            "review": self._look_back,
            "writing": self._write,
            "tables": self._sit_together,
            "reading": self._see_twins,
            "sorting": self._see_twins,
            "actions": self._work_out,
            "commitments": self._commit,
            "closed": self._look_at_the_day,
        }
        if phase in doing:
            await doing[phase]()

    # What people do, phase by phase

    async def _look_back(self) -> None:
        listed = [one["id"] for one in self._board["earlier"]["items"]]
        for earlier in listed:
            await self._pause(4, 30)
            if self._random.random() < 0.85:
                verdict = self._random.choices(("keep", "change", "drop"), (5, 3, 2))[0]
                comment = self._random.choice(self._said.comments) if self._random.random() < 0.2 else ""
                await self._ask("JudgeEarlier", earlier=earlier, verdict=verdict, comment=comment)
        if listed and self._random.random() < 0.8:
            await self._pause(2, 20)
            await self._ask("TalkAbout", earlier=self._random.sample(listed, min(2, len(listed))))

    async def _write(self) -> None:
        columns = self._board["columns"]
        texts = [(place, text) for place, some in enumerate(TEXTS[self._lang]) for text in some]
        for place, text in self._random.sample(texts, self._random.choice((1, 2, 2, 3, 4))):
            if self._random.random() < 0.3:  # others say the same, in other words
                text = self._random.choice(self._said.lead_ins).format(text=text)
            await self._pause(5, 40, typing=text)
            note, column = new_id(), columns[place % len(columns)]["id"]
            await self._ask("PostNote", note=note, column=column, text=text, lang=self._lang)
            if self._random.random() < 0.12:
                await self._pause(3, 15)
                await self._ask("EditNote", note=note, text=f"{text}.", version=1)
            elif self._random.random() < 0.04:
                await self._pause(3, 15)
                await self._ask("DeleteNote", note=note)

    async def _sit_together(self) -> None:
        await self._pause(2, 15)
        await self._ask("JoinTable", table=1 + self.number // _AT_A_TABLE)
        if self.number % _AT_A_TABLE > 1:
            return  # two of four hold the phone
        await self._pause(60, 200)
        for note in list((self._mirror.own.get("table") or {}).get("notes") or ())[:2]:
            await self._pause(5, 30)
            await self._ask("PickNote", note=note["id"], picked=True)

    async def _see_twins(self) -> None:
        if self._picky > 0.35:
            return
        await self._pause(10, 60)
        seen: dict[str, str] = {}
        found: list[tuple[str, str]] = []
        for note in self._board["notes"].values():
            core = self._core(note["text"])
            if core in seen and not note["group"]:
                found.append((seen[core], note["id"]))
            seen.setdefault(core, note["id"])
        for note_id, other in self._random.sample(found, min(2, len(found))):
            await self._pause(3, 20)
            await self._ask("SaySame", note=note_id, other=other, same=True)

    async def _vote(self, round_: Seen) -> None:
        temper = self._random.random()
        if temper < 0.05:
            return  # some never do
        await self._pause(*((60, 240) if temper > 0.85 else (3, 40)))
        wanted = self._random.randint(1, round_["budget"]) if temper < 0.15 else round_["budget"]
        lines = [line for line in round_["lines"] if line["title"]]
        held = self._dots(round_)
        while lines and sum(held.values()) < wanted:
            open_lines = [line for line in lines if held.get(line["id"], 0) < round_["cap"]]
            if not open_lines:
                break
            weights = [self._liking(line["title"]) for line in open_lines]
            line = self._random.choices(open_lines, weights)[0]["id"]
            await self._pause(1, 12)
            if not await self._dot(round_, {line: held.get(line, 0) + 1}):
                return
            held = self._dots(round_)
        others = [line["id"] for line in lines if line["id"] not in held]
        if held and others and self._random.random() < 0.3:
            await self._pause(5, 40)
            line = self._random.choice(sorted(held))
            if await self._dot(round_, {line: held[line] - 1}):
                await self._pause(1, 5)
                await self._dot(round_, {self._random.choice(others): 1})

    async def _work_out(self) -> None:
        if self.number < 3:
            await self._pause(5, 40)
            chosen = self._board["round"] and (self._board["round"]["outcome"] or {}).get("chosen")
            titles = {line["id"]: line["title"] for line in self._board["round"]["lines"]} if chosen else {}
            source = chosen[self.number % len(chosen)] if chosen else ""
            what = titles.get(source) or self._random.choice(TEXTS[self._lang][-1])
            await self._ask("StartAction", action=new_id(), what=what, source=source, lang=self._lang)
        await self._until(lambda mirror: bool(mirror.board["actions"]))
        for _ in range(self._random.randint(0, 6)):
            await self._pause(10, 60)
            missing = [(one, field) for one in self._board["actions"] for field in one["missing"]]
            if not missing:
                break
            action, field = self._random.choice(missing)
            text = self._random.choice(("act", "lobby") if field == "lever" else self._said.fields[field])
            await self._ask("EditAction", action=action["id"], field=field, text=text, was="")
        await self._join_in(0.4)

    async def _commit(self) -> None:
        locked = [one for one in self._board["actions"] if not one["accepted"]]
        if locked and self._random.random() < 0.12:
            await self._pause(5, 30)
            action = self._random.choice(locked)["id"]
            await self._ask("ObjectTo", action=action, text=self._random.choice(self._said.objections))
        await self._join_in(0.3)

    async def _join_in(self, likely: float) -> None:
        actions = self._board["actions"]
        if actions and self._random.random() < likely:
            await self._pause(5, 60)
            await self._ask("TakePart", action=self._random.choice(actions)["id"], name=self.organisation)

    async def _look_at_the_day(self) -> None:
        if self._random.random() < 0.75:
            await self._pause(3, 30)
            text = self._random.choice(self._said.feedback) if self._random.random() < 0.35 else ""
            await self._ask("GiveFeedback", score=self._random.choices((2, 3, 4, 5), (1, 2, 5, 4))[0], text=text)

    # How they do it

    def _core(self, text: str) -> str:
        """What a note says, without the words around it that people differ in."""
        for lead_in in self._said.lead_ins:
            before, after = lead_in.split("{text}")
            if text.startswith(before) and text.rstrip(".").endswith(after) and len(text) > len(before + after):
                text = text.rstrip(".").removeprefix(before).removesuffix(after)
        return text.rstrip(".").casefold()

    def _liking(self, title: str) -> float:
        """How much everybody here likes what a line says: a few lines much, most of them little."""
        liking: float = Random(f"{self._seed} {title}").random() ** 3 + 0.02  # noqa: S311 - a play, not a secret
        return liking

    def _dots(self, round_: Seen) -> dict[str, int]:
        """One's dots by line as they count now."""
        ballot = self._mirror.ballot
        held = ballot["dots"] if ballot and ballot["round"] == round_["id"] else {}
        by_line = {line["id"]: sum(held.get(one, 0) for one in line["merged"]) for line in round_["lines"]}
        return {line: dots for line, dots in by_line.items() if dots}

    async def _dot(self, round_: Seen, dots: dict[str, int]) -> bool:
        change = self._changes[round_["id"]] = self._changes.get(round_["id"], 0) + 1
        named = {"name": self.organisation} if round_["named"] else {}
        return await self._ask("PlaceDots", round=round_["id"], dots=dots, tab=self._tab, change=change, **named)

    async def _ask(self, kind: str, **fields: Any) -> bool:
        """Ask for it and remember it when it is done; whether it is. Somebody's line may break at any time."""
        if self._loses_line and self._random.random() < 0.08:
            self.client.lose_line(self._random.uniform(5, 40) / self._pace if self._pace else 0.05)
        command = {"kind": kind, **fields}
        try:
            seq = await self.client.ask(command)
        except Denied as denied:
            self.refused.append(denied.code)
            return False
        self.ledger.done(command, seq)
        return True

    async def _pause(self, least: float, most: float, typing: str = "") -> None:
        """Think, and type, for so many seconds of life. Raises: `Passed`."""
        seconds = self._random.uniform(least, most) + len(typing) / _CHARS_A_SECOND
        if self._pace:
            with_all = seconds / self._pace
            try:
                async with asyncio.timeout(with_all):
                    await self.client.until(lambda mirror: moment_of(mirror.board) != self._moment)
            except TimeoutError:
                return
            raise Passed
        await asyncio.sleep(0)
        if moment_of(self._board) != self._moment:
            raise Passed

    async def _until(self, holds: Callable[[Mirror], bool]) -> None:
        """Wait for something to show on the screen. Raises: `Passed`."""
        await self.client.until(lambda mirror: holds(mirror) or moment_of(mirror.board) != self._moment)
        if moment_of(self._board) != self._moment:
            raise Passed
