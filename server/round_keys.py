"""The keys of a room's rounds, and whose ballot is whose while they last (RULES S4).

A ballot is stored under an id made of the participant and the key of its round. The key stands outside the room's
stream, and is destroyed once the round is final: then nobody can tell whose ballot is whose.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from rooms.board import Board
from rooms.errors import Unknown
from rooms.events import BallotsUntied, Event, RoundAccepted, RoundVoided
from server.access import pseudonym
from server.log import Log

logger = logging.getLogger("talkoot.room")


class RoundKeys:
    """The keys of one room's rounds, as far as this node needs them."""

    def __init__(self, log: Log, room: str) -> None:
        self._log = log
        self._room = room
        self._keys: dict[str, bytes] = {}
        self._sure: set[str] = set()  # of these rounds, the log has the key that we have
        self._owners: dict[str, dict[str, str]] = {}
        self._final: set[str] = set()

    def ballot(self, round_: str, participant: str) -> str:
        """The id of somebody's ballot in a round; empty where the key is not known (any more)."""
        key = self._keys.get(round_)
        if key is None:
            return ""
        ballot = pseudonym(key, participant)
        self._owners.setdefault(round_, {})[ballot] = participant
        return ballot

    def tab(self, round_: str, tab: str) -> str:
        """The id of one of somebody's tabs in a round. Raises: `Unknown` unknown-round where the key is not known."""
        key = self._keys.get(round_)
        if key is None:
            raise Unknown("unknown-round")
        return pseudonym(key, f"tab {tab}")

    def owners(self, round_: str, ballots: Iterable[str]) -> set[str]:
        """The participants whose these ballots are, of those who have been here."""
        known = self._owners.get(round_, {})
        return {known[ballot] for ballot in ballots if ballot in known}

    def doubt(self) -> None:
        """The log was away: it may come back without a key that we have."""
        self._sure.clear()

    def begin(self, board: Board) -> None:
        """Stand on another life of the log.

        A round that is not in it may yet be opened in it: then everybody is told of their ballot again.
        """
        for round_ in self._keys.keys() - board.rounds.keys():
            self._drop(round_)
        self._final = {round_.id for round_ in board.rounds.values() if round_.untied}

    async def read(self, board: Board) -> bool:
        """Have the key of the round that matters now; whether it is a new one to us. Raises: `Unavailable`."""
        round_ = board.round
        if round_ is None or round_.untied or round_.id in self._sure:
            return False
        held = self._keys.get(round_.id)
        key = await self._log.secret(self._secret(round_.id), held)
        self._sure.add(round_.id)
        if key == held:
            return False
        if held is not None:
            logger.warning(
                "room %s: the key of round %s was lost: who had voted may vote again, so hold that round again",
                self._room,
                round_.id,
            )
        self._keys[round_.id] = key
        self._owners.pop(round_.id, None)
        return True

    def forget(self, events: Iterable[Event]) -> None:
        """Know no longer whose the ballots are of rounds that these events made final."""
        for event in events:
            if isinstance(event, RoundAccepted | RoundVoided | BallotsUntied):
                self._drop(event.round)
                self._final.add(event.round)

    async def destroy_all(self) -> None:
        """Have the log forget every key that is known here: the room was erased. Raises: `Unavailable`."""
        self._final |= self._keys.keys()
        for round_ in list(self._keys):
            self._drop(round_)
        await self.destroy()

    async def destroy(self) -> None:
        """Have the log forget the keys of such rounds, too; again after a failure, until it is done.

        Raises: `Unavailable`.
        """
        while self._final:
            round_ = next(iter(self._final))
            await destroy_keys(self._log, self._room, [round_])
            self._final.discard(round_)

    def _drop(self, round_: str) -> None:
        self._keys.pop(round_, None)
        self._owners.pop(round_, None)
        self._sure.discard(round_)

    def _secret(self, round_: str) -> str:
        return _secret(self._room, round_)


async def ballots_of(log: Log, room: str, rounds: Iterable[str], participant: str) -> dict[str, str]:
    """Round to the id of a participant's ballot in it. For rounds that have their key: another would get one by this.

    Raises: `Unavailable`.
    """
    return {round_: pseudonym(await log.secret(_secret(room, round_)), participant) for round_ in rounds}


async def destroy_keys(log: Log, room: str, rounds: Iterable[str]) -> None:
    """Have the log forget the keys of these rounds for good. Raises: `Unavailable`."""
    for round_ in rounds:
        await log.destroy_secret(_secret(room, round_))


def _secret(room: str, round_: str) -> str:
    return f"round/{room}/{round_}"
