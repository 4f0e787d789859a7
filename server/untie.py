"""The promise that no ballot stays tied to its voter: also where nobody ever accepted the result (RULES S4)."""

from __future__ import annotations

import asyncio
import logging
import time

from rooms.commands import UntieBallots
from rooms.errors import Refused, Unknown
from server.boards import changed_at, room_stream
from server.gathering import Gathering
from server.hub import Hub
from server.log import Log, Position, Unavailable

logger = logging.getLogger("talkoot.untie")

_LOOKS = 24  # times within the time allowed that every room is looked at
_SHORTEST_SECONDS = 1.0


class Untier:
    """Looks now and then for rooms that were last used long ago and unties their ballots. Every node may do so."""

    def __init__(self, log: Log, hub: Hub, gathering: Gathering, hours: float) -> None:
        self._log = log
        self._hub = hub
        self._gathering = gathering
        self._hours = hours
        self._done: dict[str, Position] = {}

    async def run(self) -> None:
        """Look for as long as the server runs."""
        pause = max(_SHORTEST_SECONDS, self._hours * 3600 / _LOOKS)
        while True:
            try:
                await self.look()
            except Unavailable:
                logger.info("the log is away; old ballots are untied on a later turn")
            except Exception:
                logger.exception("old ballots could not be untied")
            await asyncio.sleep(pause)

    async def look(self) -> None:
        """Untie the ballots of every room whose last entry is older than the time allowed. Raises: `Unavailable`."""
        for workshop in await self._gathering.workshops():
            for card in workshop.rooms:
                await self._look_at(card.id)

    async def _look_at(self, room: str) -> None:
        position = await self._log.position(room_stream(room))
        if position is None or self._done.get(room) == position or not await self._is_old(room):
            return
        try:
            live = await self._hub.room(room)
        except Unknown:
            return  # erased meanwhile
        for round_ in [one.id for one in live.board.rounds.values() if not one.untied and one.state != "draft"]:
            try:
                await live.do(UntieBallots(round_))
            except Refused:
                logger.exception("room %s: the ballots of round %s stay tied", room, round_)
        self._done[room] = live.position

    async def _is_old(self, room: str) -> bool:
        changed = await changed_at(self._log, room)
        return changed is not None and time.time() - changed > self._hours * 3600
