"""Everybody taps at once: what is acknowledged is exactly what is stored."""

from __future__ import annotations

import asyncio

from tests.storms.test_votes import kept, room
from tests.talkoot import Talkoot
from tests.viewer import Plain, Viewer

PEOPLE = 30
TAPS = 25  # of each: 750 in all

__all__ = ["kept"]


async def test_of_750_taps_in_a_burst_as_many_are_stored_as_acknowledged(kept: Talkoot) -> None:
    async with room(kept) as here:
        lines = await here.notes(*(f"line {number}" for number in range(TAPS)))
        people = await here.people(PEOPLE)
        round_ = await here.open(budget=TAPS, cap=1, wanted=3)

        async def tap(phone: Viewer) -> list[Plain]:
            """One tap for each line, without waiting for any answer."""
            waiting = [
                await phone.start_asking("PlaceDots", round=round_, dots={line: 1}, tab="tab0", change=change)
                for change, line in enumerate(lines, 1)
            ]
            return list(await asyncio.gather(*waiting))

        answers = [answer for those in await asyncio.gather(*map(tap, people)) for answer in those]
        acked = [answer for answer in answers if answer["kind"] == "ack"]
        assert len(acked) == PEOPLE * TAPS, {answer.get("code") for answer in answers}
        shown = await here.reveal(round_)
        assert shown["ballots"] == PEOPLE
        assert set(here.counts().values()) == {PEOPLE}
        assert sum(here.counts().values()) == len(acked)
