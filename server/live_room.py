"""One live room: batch what is asked, decide, append, apply, acknowledge, have it told.

Each live room has one worker, so everything about a room happens in one order. A board is changed only by entries that
are durable; deciding happens on a copy. Any node may serve any room: the log's compare-and-append alone decides.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import deque

from rooms.board import Board
from rooms.commands import Command, PlaceDots
from rooms.errors import Refused, Unknown
from rooms.phases import Role
from rooms.room import Actor, decide
from rooms.views import Audience, Seen
from server.access import ROLE_OF, SERVER_KEY
from server.asking import Asked, Connection, Decided, Inside
from server.boards import ROOM_EVENTS, keep_board, read_board, room_stream
from server.counters import Counters
from server.fan_out import FanOut
from server.io_uring import Ring
from server.log import Conflict, Full, Log, Position, TooNew, Trimmed, Unavailable
from server.marks import Marks
from server.own_news import OwnNews
from server.round_keys import RoundKeys
from server.shown import Look, applied
from server.tail import Tail, mend

logger = logging.getLogger("talkoot.room")

BATCH_COMMANDS = 500  # more than this at once only makes everybody wait longer for their answer
SNAPSHOT_ENTRIES = 500  # replaying that many takes a few ms; storing a snapshot more often costs more than it saves
POLL_SECONDS = 2.0  # finds what a lost doorbell hid
RENEW_REST_SECONDS = 60.0  # a screen's word for having seen more than the log holds is acted on no more often
_CONFLICTS_BEFORE_PAUSE = 3


class LiveRoom:
    """A room that somebody on this node looks at."""

    def __init__(self, log: Log, room: str, counters: Counters, ring: Ring | None = None) -> None:
        self.id = room
        self.board = Board()
        self.position = Position(0, 0)
        self.out = FanOut(self, counters, ring)
        self.quiet_since = time.monotonic()
        self.gone = False
        self._log = log
        self._counters = counters
        self._stream = room_stream(room)
        self._asked: deque[Asked] = deque()
        self._wake = asyncio.Event()
        self._rung = False
        self._tail: Tail[tuple[Actor, Command]] = Tail()
        self._marks: Marks
        self._seen_elsewhere = 0  # the seq that some screen has seen, when that is beyond all that we know
        self._renewed_at = -RENEW_REST_SECONDS
        self._keys = RoundKeys(log, room)
        self.own = OwnNews(self, self._keys, self.out.viewers)
        self._snapshot_seq = 0
        self._worker: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Read the board and begin to serve it. Raises: `Unknown` unknown-room, `Unavailable`, `TooNew`."""
        self._marks = Marks(await self._log.secret(SERVER_KEY), self.id)
        try:
            await self._load()
        except TooNew:
            self._counters.entries_too_new += 1
            raise
        self._log.follow(self._stream, self._ring)
        self._worker = asyncio.create_task(self._work(), name=f"room {self.id}")

    async def close(self) -> None:
        """Stop serving; what has been acknowledged is in the log."""
        self._log.unfollow(self._stream)
        self.out.stop()
        if self._worker:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    # Connections

    def join(self, connection: Connection) -> None:
        """Welcome a connection as soon as it stands at the same place as everybody else."""
        if self.gone:
            connection.leave(4500)  # it was on its way in while the room was erased
            return
        self.out.join(connection)

    def part(self, connection: Connection) -> None:
        """Forget a connection."""
        self.out.part(connection)
        if not self.out.viewers:
            self.quiet_since = time.monotonic()

    def ask(self, connection: Connection, n: int, command: Command) -> None:
        """Let the worker decide a command; the answer goes to the connection."""
        asked = Asked(connection, n, command)
        if self.gone:
            self._put_off([asked], Unavailable())  # the worker has ended
            return
        self._asked.append(asked)
        self._wake.set()

    async def do(self, command: Command, role: Role = Role.SERVER) -> None:
        """Have the server itself ask for something. Raises: `Refused`, `Unavailable`."""
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.quiet_since = time.monotonic()
        self.ask(Inside(Actor(role), answered), 0, command)
        await answered

    # What viewers get

    def gap(self, audience: Audience, epoch: int, seq: int, mark: int | None) -> list[Seen] | None:
        """What a viewer who comes back with that place in the log has missed: as `FanOut.gap`."""
        if (
            epoch == self.position.epoch
            and seq > self.position.seq
            and mark is not None
            and self._marks.genuine(epoch, seq, mark)
        ):
            self._seen_elsewhere = max(self._seen_elsewhere, seq)
            self._ring()
        return self.out.gap(audience, seq, mark) if epoch == self.position.epoch else None

    @property
    def mark(self) -> int:
        """That of the entry which the board stands on."""
        return self._marks.of(*self.position, self._tail.last)

    # The worker

    async def _work(self) -> None:
        while True:
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                self._rung = True
            self._wake.clear()
            try:
                if self._rung:
                    self._rung = False
                    await self._catch_up()
                while self._asked:
                    batch = [self._asked.popleft() for _ in range(min(len(self._asked), BATCH_COMMANDS))]
                    await self._answer(batch)
            except TooNew as error:
                self._counters.entries_too_new += 1
                logger.warning("room %s: %s", self.id, error)
                self._end()
                return
            except Unavailable as error:
                self._rung = True
                self._keys.doubt()
                self._put_off(list(self._asked), error)
                self._asked.clear()
                self.out.soon()
            except Unknown:
                await self._vanish()
                return
            except Exception:
                logger.exception("room %s at %s: a bug; everybody comes back", self.id, self.position)
                self._give_up()
                self._rung = True
                self.out.soon()  # who comes back is welcomed behind what has not been told

    async def _answer(self, batch: list[Asked]) -> None:
        """Decide a batch in order, make what follows durable as one entry, then tell everybody."""
        self._counters.batch_commands.note(len(batch))
        try:
            decided = await self._decide_durably(batch)
        except Unavailable as error:
            # Whether it was written is unknown. Repeats are harmless, so the senders keep their commands and ask again.
            self._rung = True
            self._keys.doubt()
            self._put_off(batch, error)
            self.out.soon()
            return
        except Unknown:  # erased: whoever asked waits for nothing any more
            self._put_off(batch, Unavailable())
            raise
        for asked, refused in decided.answers:
            answer = self.own.ack(asked) if refused is None else asked.connection.refuse(asked.n, refused)
            asked.connection.answer(answer)
        self.own.tell(decided.events, decided.askers)
        self.out.soon()
        await self._keep_snapshot()

    async def _decide_durably(self, batch: list[Asked]) -> Decided:
        """Decide until what follows is in the log on top of exactly the board that it was decided against."""
        tries = 0
        while True:
            await self._read_round_key()
            decided = self._decide(batch)
            if not decided.events:
                # An append proves that the board was the newest; without one, ask, or we refuse what has become right.
                if await self._log.position(self._stream) == self.position:
                    return decided
                await self._catch_up()
                continue
            try:
                entry = ROOM_EVENTS.pack(decided.events, _now())
                position = await self._log.append(self._stream, self.position, entry, self._tail.last)
            except Conflict:
                tries += 1
                if tries > _CONFLICTS_BEFORE_PAUSE:
                    await asyncio.sleep(secrets.randbelow(2000) / 1e6)
                await self._catch_up()
                continue
            self._stand_at(decided.board, position, decided.looks)
            self._tail.add(position.seq, entry, tuple(decided.accepted))
            self._keys.forget(decided.events)
            try:
                await self._keys.destroy()
                await self._read_round_key()
            except Unavailable:
                self._rung = True  # done before anybody can vote; what has been done is answered as done
            return decided

    def _decide(self, batch: list[Asked]) -> Decided:
        decided = Decided(self.board.copy())
        now = _now()
        for asked in batch:
            try:
                if not asked.connection.may_still():
                    raise Refused("wrong-role")
                actor = self._actor(asked)
                events = decide(decided.board, asked.command, actor, now)
            except Refused as refused:
                decided.answers.append((asked, refused))
                continue
            except Exception:
                # Nothing has changed by it yet: its sender alone pays, the room goes on.
                logger.exception("room %s at %s: a command that breaks us", self.id, self.position)
                asked.connection.leave(4500)
                continue
            decided.answers.append((asked, None))
            if events:
                # Whose dots they are is held nowhere: the ballot alone is enough to decide about them again.
                known = Actor(actor.role, "", actor.ballot, actor.tab) if actor.ballot else actor
                decided.accepted.append((known, asked.command))
            for event in events:
                decided.looks.append(applied(decided.board, event))
                decided.askers.append(asked.connection)
            decided.events += events
        return decided

    def _put_off(self, batch: list[Asked], error: Unavailable) -> None:
        refused = Refused("unavailable", why="full") if isinstance(error, Full) else Refused("unavailable")
        for asked in batch:
            asked.connection.answer(asked.connection.refuse(asked.n, refused))

    def _stand_at(self, board: Board, position: Position, looks: list[Look]) -> None:
        self.board, self.position = board, position
        self.out.add(looks)

    def _actor(self, asked: Asked) -> Actor:
        connection = asked.connection
        if isinstance(connection, Inside):
            return connection.actor
        role = ROLE_OF[connection.audience]
        if not isinstance(asked.command, PlaceDots):
            return Actor(role, connection.participant)
        round_ = asked.command.round
        tab = self._keys.tab(round_, asked.command.tab)
        return Actor(role, connection.participant, self._keys.ballot(round_, connection.participant), tab)

    async def _catch_up(self) -> None:
        """Apply what other nodes appended, once it is sure that the log holds what we stand on."""
        while True:
            await self._keys.destroy()
            await self._read_round_key()
            try:  # beginning with the last entry that we know: another one in its place would be another past
                found = await self._log.read(self._stream, self.position.seq - 1, epoch=self.position.epoch)
            except (Trimmed, Conflict):
                found = []
            if not found or found[0][1] != self._tail.last:
                await self._mend()
                continue
            if len(found) == 1:
                if self._seen_elsewhere > self.position.seq and await self._renew():
                    continue
                return
            for seq, data in found[1:]:
                events = ROOM_EVENTS.read(data).events
                draft = self.board.copy()
                looks = [applied(draft, event) for event in events]
                self._stand_at(draft, Position(self.position.epoch, seq), looks)
                self._tail.add(seq, data)
                self._keys.forget(events)
                self.own.tell(events, [None] * len(events))
                await self._read_round_key()  # what is placed in a round stands in later entries than its opening
            self.out.soon()

    async def _mend(self) -> None:
        """The log is another one than we knew: give it back what it lost, or begin again where it stands now."""
        known = self.position
        try:
            mended = await mend(self._log, self._stream, known, self._tail, _nothing, _is_nothing)
        except Trimmed:
            await self._begin_again()
            return
        if mended.put_back:
            self._counters.entries_put_back += mended.put_back
            logger.warning("room %s: the log had lost %s entries; they were put back", self.id, mended.put_back)
        if mended.lost:
            self._report_lost(*mended.lost)
        self._keys.doubt()
        for held in mended.missing:  # before what follows, which may fail
            for actor, command in held.asked:
                self._decide_again(actor, command)
        if mended.position is None or mended.position.epoch != known.epoch:
            self._tail.clear()  # should reading fail now, this loss is not found and reported once more
            await self._begin_again()

    async def _renew(self) -> bool:
        """Go on in a new epoch: the log lacks entries that some screen saw, and no node holds them any more."""
        now = asyncio.get_running_loop().time()
        if now < self._renewed_at + RENEW_REST_SECONDS:
            return False
        epoch, seq = self.position
        try:
            await self._log.renew(self._stream, self.position, _nothing(), self._tail.last, epoch + 1)
        except Conflict:
            return True
        self._renewed_at = now
        self._report_lost(seq + 1, self._seen_elsewhere)
        await self._begin_again()
        return True

    def _report_lost(self, first: int, last: int) -> None:
        self._counters.entries_lost += last - first + 1
        logger.warning(
            "room %s: entries %s to %s of epoch %s are lost: Redis was failed over, or the log restored, without them",
            self.id,
            first,
            last,
            self.position.epoch,
        )

    def _decide_again(self, actor: Actor, command: Command) -> None:
        """Ask once more for what was acknowledged and then lost; say so when that is refused now."""
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def told(answered: asyncio.Future[None]) -> None:
            error = answered.exception()
            if isinstance(error, Unavailable):
                asyncio.get_running_loop().call_later(POLL_SECONDS, self._decide_again, actor, command)
            elif error is not None:
                logger.warning("room %s: a %s was lost and is refused now: %s", self.id, type(command).__name__, error)

        answered.add_done_callback(told)
        self._asked.append(Asked(Inside(actor, answered), 0, command))
        self._wake.set()

    async def _begin_again(self) -> None:
        """The log is another one than we knew: everybody comes back and gets the board of this epoch."""
        self._counters.epoch_changes += 1
        await self._load()

    async def _vanish(self) -> None:
        """The log holds this room no more: nobody is shown what was erased, and nothing begins in its place.

        Nor do keys stay that this node may have given back to the log meanwhile.
        """
        logger.warning("room %s is gone from the log", self.id)
        self._end()
        self.board, self._tail = Board(), Tail()
        self.out.begin()
        while True:
            try:
                await self._keys.destroy_all()
                return
            except Unavailable:
                await asyncio.sleep(POLL_SECONDS)

    def _end(self) -> None:
        """Serve this room no more: who comes back finds it opened anew, or another node, or nothing."""
        self.gone = True
        self._log.unfollow(self._stream)
        self._put_off(list(self._asked), Unavailable())
        self._asked.clear()
        self._give_up()
        self.out.stop()

    def _give_up(self) -> None:
        for connection in self.out.everybody():
            connection.leave(4500)

    async def _load(self) -> None:
        tail: Tail[tuple[Actor, Command]] = Tail()
        self.board, self.position = await read_board(self._log, self.id, tail)
        self._tail, self._seen_elsewhere = tail, 0
        self._give_up()  # first: what follows may fail, and nobody may go on hearing on top of another life's board
        self._keys.begin(self.board)
        self._snapshot_seq = self.position.seq
        self.out.begin()
        await self._keys.destroy()
        await self._read_round_key()

    async def _keep_snapshot(self) -> None:
        """Store a snapshot now and then, so that opening the room again is quick."""
        if self.position.seq - self._snapshot_seq < SNAPSHOT_ENTRIES:
            return
        self._snapshot_seq = self.position.seq
        try:
            await keep_board(self._log, self.id, self.board, self.position, self._tail.last)
        except Unavailable:
            logger.warning("room %s: the snapshot at %s could not be stored", self.id, self.position.seq)

    async def _read_round_key(self) -> None:
        """Have the key of the round that matters now."""
        if await self._keys.read(self.board):
            self.own.tell_ballots()

    def _ring(self) -> None:
        self._rung = True
        self._wake.set()


def _nothing() -> bytes:
    """An entry in which nothing happens."""
    return ROOM_EVENTS.pack([], _now())


def _is_nothing(entry: bytes) -> bool:
    return not ROOM_EVENTS.read(entry).events


def _now() -> int:
    """The server's clock, ms."""
    return time.time_ns() // 1_000_000
