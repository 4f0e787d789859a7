"""A workshop that is erased for good: boards with all that was written, keys of rounds, its settings, its codes.

Each step may be done again, and the directory forgets the workshop before its settings go: whoever is interrupted
erases it once more. Screens that are open lose their room as soon as its node sees that the log holds it no more
(`LiveRoom`). What is left is the directory's entry that a workshop of this id, with these codes, was made and erased.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection

from msgspec import Struct

from rooms.board import Board
from rooms.errors import Unknown
from rooms.forgetting import in_words_of, names_in, names_left, names_of, without_names, without_participant
from server.boards import ROOM_EVENTS, changed_at, read_board, room_stream, snapshot_of
from server.gathering import Gathering
from server.log import Conflict, Log, Unavailable
from server.round_keys import ballots_of, destroy_keys
from server.tail import Tail

logger = logging.getLogger("talkoot.erasing")

_DAY_SECONDS = 86_400
_PAUSE_SECONDS = 3600.0  # between two looks for workshops whose days are over


class Erased(Struct, frozen=True):
    """What there was."""

    rooms: int
    notes: int
    rounds: int
    actions: int


class Forgotten(Struct, frozen=True):
    """What a participant had written: notes, and names that they had typed. `left`: names on ballots of which nobody
    can tell any more whose they are.
    """

    notes: int
    names: int
    left: int


async def counted(log: Log, gathering: Gathering, workshop: str) -> Erased:
    """What erasing would take away now. Raises: `Unknown` unknown-workshop, `Unavailable`."""
    return _count(await _boards(log, gathering, workshop))


def _count(boards: dict[str, Board]) -> Erased:
    return Erased(
        len(boards),
        sum(len(board.notes) for board in boards.values()),
        sum(len(board.rounds) for board in boards.values()),
        sum(len(board.actions) for board in boards.values()),
    )


async def erase_workshop(log: Log, gathering: Gathering, workshop: str) -> Erased:
    """Erase it, whoever looks at it. Raises: `Unknown` unknown-workshop, `Unavailable` (then erase it again)."""
    boards = await _boards(log, gathering, workshop)
    for room, board in boards.items():
        await destroy_keys(log, room, board.rounds)
        await log.delete(room_stream(room))
    await gathering.forget(workshop)
    return _count(boards)


async def authors_of(log: Log, gathering: Gathering, workshop: str, words: str) -> set[str]:
    """The participants who wrote a note with these words in it, however capitalised; "" for one entered at a desk.

    Raises: `Unknown` unknown-workshop, `Unavailable`.
    """
    boards = await _boards(log, gathering, workshop)
    return {
        note.author
        for board in boards.values()
        for note in board.notes.values()
        if note.text and words.casefold() in note.text.casefold()
    }


async def forget_participant(
    log: Log, gathering: Gathering, workshop: str, author: str, names: Collection[str] = ()
) -> Forgotten:
    """Take all that a participant wrote and answered out of every room, its past in the log too.

    Their name goes from votes by name: while the vote has its key, from their ballot; later nobody knows which that is,
    and every ballot loses its name under which they took part or voted elsewhere. `names`: further ones, which go from
    every vote and from who takes part in actions; `author` may be empty then.

    Open screens begin again with the board as it is then. Each room is done at once, or not at all: whoever is
    interrupted does it again. Raises: `Unknown` unknown-workshop, `Unavailable`.
    """
    boards = await _boards(log, gathering, workshop)
    own = {room: await _own_ballots(log, board, author) for room, board in boards.items()}
    brought = {note for board in boards.values() for note in in_words_of(board, author)}
    typed = {name for room, board in boards.items() for name in names_of(board, author, own[room])}

    def without(board: Board, ballots: dict[str, str]) -> Board:
        clean = without_participant(board, author, brought, ballots)
        return without_names(without_names(clean, typed), names, everywhere=True)

    found = [await _forget_in(log, room, author, without, set(own[room])) for room in boards]
    return Forgotten(*(sum(getattr(one, field) for one in found) for field in Forgotten.__struct_fields__))


async def _own_ballots(log: Log, board: Board, author: str) -> dict[str, str]:
    """The participant's ballots in votes by name, by round, as long as a ballot can be told to be somebody's."""
    rounds = [one.id for one in board.rounds.values() if one.named and one.ballots and not one.untied]
    return await ballots_of(log, board.room, rounds if author else [], author)


async def _forget_in(
    log: Log, room: str, author: str, without: Callable[[Board, dict[str, str]], Board], asked: set[str]
) -> Forgotten:
    """`asked`: rounds for whose keys the log was asked already."""
    while True:
        tail: Tail[None] = Tail()
        board, at = await read_board(log, room, tail)
        ballots = await _own_ballots(log, board, author)
        asked |= ballots.keys()
        clean = without(board, ballots)
        assert tail.last is not None  # noqa: S101 - a room has its opening
        if clean != board:
            try:
                nothing = ROOM_EVENTS.pack([], int(time.time() * 1000))
                await log.rewrite(room_stream(room), at, nothing, tail.last, at.epoch + 1, snapshot_of(clean))
            except Conflict:
                continue  # somebody wrote meanwhile
        # A round that became final just before we asked for its key has got another by that.
        await destroy_keys(log, room, [one.id for one in clean.rounds.values() if one.id in asked and one.untied])
        return Forgotten(
            sum(bool(note.text) and not clean.notes[note.id].text for note in board.notes.values()),
            names_in(board) - names_in(clean),
            names_left(clean),
        )


class Keeper:
    """Erases workshops that were last used long ago. Every node may do so."""

    def __init__(self, log: Log, gathering: Gathering, days: int) -> None:
        self._log = log
        self._gathering = gathering
        self._days = days

    async def run(self) -> None:
        """Look for as long as the server runs; without a number of days never."""
        while self._days:
            try:
                await self.look(time.time())
            except Unavailable:
                logger.info("the log is away; old workshops are erased on a later turn")
            except Exception:
                logger.exception("old workshops could not be erased")
            await asyncio.sleep(_PAUSE_SECONDS)

    async def look(self, now: float) -> None:
        """Erase every workshop whose days are over at `now`, in seconds since 1970. Raises: `Unavailable`."""
        for workshop in await self._gathering.workshops():
            try:
                used = await last_used(self._log, self._gathering, workshop.id)
                if used is None or now - used < self._days * _DAY_SECONDS:
                    continue
                await erase_workshop(self._log, self._gathering, workshop.id)
            except Unknown:
                continue  # another node was faster
            logger.warning("workshop %s was erased: it was last used more than %s days ago", workshop.id, self._days)


async def last_used(log: Log, gathering: Gathering, workshop: str) -> float | None:
    """When any of its rooms last changed, seconds since 1970; None while it is only prepared, however long ago.

    It is prepared as long as no room has left its first step and nobody has written a note.
    """
    boards = await _boards(log, gathering, workshop)
    if not any(board.step or board.notes for board in boards.values()):
        return None
    return max([at for room in boards if (at := await changed_at(log, room)) is not None], default=None)


async def _boards(log: Log, gathering: Gathering, workshop: str) -> dict[str, Board]:
    """The boards that are there, by room: after an interrupted erasing not all."""
    boards: dict[str, Board] = {}
    for card in (await gathering.workshop(workshop)).rooms:
        try:
            boards[card.id], _ = await read_board(log, card.id)
        except Unknown:
            continue
    return boards
