"""Many people in one room, and everything that must hold whatever they ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgpack
import msgspec

from rooms import commands as c
from rooms import events as e
from rooms.applying import apply
from rooms.board import Board
from rooms.errors import Refused
from rooms.own import answer, concerned, own_changes, yours
from rooms.phases import ALLOWED, NOTES_OF_OTHERS_ARE_HIDDEN, Phase
from rooms.room import Actor, decide, open_room
from rooms.rules.titles import title_of
from rooms.views import Audience, Seen, newest_figures, see, sees_notes, settled, snapshot
from rooms.voting import Ballot, Round
from tests.rooms.making import COLUMNS, DESK, NOON, STEPS, msgpack_bytes, packed, replay
from tests.rooms.seen_board import OwnThings, SeenBoard
from tests.rooms.wishes import PEOPLE

SECRET = (b"author-", b"ballot-", b"key-")
DESKS_ONLY = (b"comment ", b"feedback ")
NEVER_LATE = (c.PostNote, c.EditNote, c.DeleteNote, c.PlaceDots)
LOG = msgspec.msgpack.Decoder(list[e.AnyEvent])
SCREENS = (Audience.PHONE, Audience.WALL)

Looks = dict[Audience, list[Seen] | None]


class Crowd:
    """Four participants with two tabs each and some desks in one room.

    Screens follow it by events alone: some command by command, some after several at once, some from the gaps that are
    kept for those who come back. Two phones of each participant follow what is their own.
    """

    def __init__(self) -> None:
        opened = open_room("hall", "day", {"en": "Hall"}, COLUMNS, STEPS)
        self.board = Board()
        apply(self.board, opened)
        self.events: list[e.Event] = [opened]
        self.checked = 0
        self.written: set[str] = set()
        self.read: set[str] = set()
        self.deleted: set[str] = set()
        self.done: list[tuple[Actor, c.Command]] = []
        self.final: dict[str, bytes] = {}
        self.stored = (packed(self.board), 1)
        self.screens = {audience: SeenBoard(snapshot(self.board, audience)) for audience in Audience}
        self.batched = {audience: SeenBoard(snapshot(self.board, audience)) for audience in Audience}
        self.returning = {audience: SeenBoard(snapshot(self.board, audience)) for audience in Audience}
        self.pending: Looks = {audience: [] for audience in Audience}
        self.missed: Looks = {audience: [] for audience in Audience}
        self.phones = {actor: OwnThings(yours(self.board, actor.id, actor.ballot)) for actor in PEOPLE}

    def ask(self, actor: Actor, command: c.Command) -> None:
        before = packed(self.board)
        was = self.board.copy()
        try:
            events = decide(self.board, command, actor, NOON)
        except Refused:
            assert packed(self.board) == before, "a refusal left a trace (C2)"
            return
        assert packed(self.board) == before, "deciding changed the board"
        assert packed(events) == packed(decide(was, command, actor, NOON)), "not the same events again (C1)"
        assert not events or type(command) in ALLOWED[self.board.phase][actor.role], "the table was passed by (P1)"
        looks: Looks = {audience: [] for audience in Audience}
        for event in events:
            self.apply(event, looks)
        self.tell(looks)
        self.tell_owners(actor, command, events)
        assert decide(self.board, command, actor, NOON + 5) == [], "a repeat did something (C3)"
        if events:
            self.done.append((actor, command))
            self.undo_and_redo_are_exact(was, command)
        for event in events:
            if isinstance(event, e.NoteDeleted) and self.board.notes[event.note].author:
                self.deleted.add(event.note)

    def ask_again(self, place: int) -> None:
        """A late copy of something that was done."""
        if self.done:
            actor, command = self.done[place % len(self.done)]
            known = bool(command.act) and self.board.knows_act(command.act)
            try:
                events = decide(self.board, command, actor, NOON)
            except Refused:
                assert not known, "a copy of an act was refused (U3)"
            else:
                never = known or (isinstance(command, NEVER_LATE) and not command.act)
                assert not (events and never), "a late copy did something (C4, U3)"
            self.ask(actor, command)

    def apply(self, event: e.Event, looks: Looks) -> None:
        saw = {audience: sees_notes(self.board, audience) for audience in Audience}
        apply(self.board, event)
        self.events.append(event)
        self.note_what_people_can_read()
        for audience, told in looks.items():
            new = see(self.board, event, audience, saw[audience])
            pending = self.pending[audience]
            looks[audience] = None if new is None or told is None else told + new
            self.pending[audience] = None if new is None or pending is None else pending + new
        if isinstance(event, e.RoundAccepted):
            self.final[event.round] = self.outcome(event.round)

    def note_what_people_can_read(self) -> None:
        """Keep what notes say, and what of that was open to everybody."""
        texts = {note.text for note in self.board.notes.values() if note.on_board}
        self.written |= texts
        if self.board.phase not in NOTES_OF_OTHERS_ARE_HIDDEN:
            self.read |= texts

    # Telling, as a server does

    def tell(self, looks: Looks) -> None:
        for audience, look in looks.items():
            missed = self.missed[audience]
            if look is None:
                self.screens[audience] = SeenBoard(snapshot(self.board, audience))
                self.missed[audience] = None
                continue
            events = settled(self.board, look, audience)
            self.nothing_secret_in(events, audience)
            self.screens[audience].hear(events)
            self.missed[audience] = None if missed is None else missed + events

    def tell_owners(self, asker: Actor, command: c.Command, events: list[e.Event]) -> None:
        mine = {
            actor: [event for event in events if actor is not asker and self._owns(actor, event)] for actor in PEOPLE
        }
        for actor, happened in mine.items():
            if happened:
                self.phones[actor].hear(own_changes(self.board, actor.id, actor.ballot, happened))
        if asker in self.phones:
            self.phones[asker].hear(answer(self.board, asker.id, asker.ballot, command))

    def _owns(self, actor: Actor, event: e.Event) -> bool:
        match event:
            case e.DotsPlaced():
                return event.ballot == actor.ballot
            case e.DotsReturned():
                return actor.ballot in event.ballots
            case e.RoundOpened() | e.RoundAccepted() | e.RoundVoided() | e.BallotsUntied():
                return True
        return actor.id in concerned(self.board, event)

    def catch_up(self) -> None:
        """Let the screens that wait hear what happened since, all at once."""
        for audience in Audience:
            pending, missed = self.pending[audience], self.missed[audience]
            now = snapshot(self.board, audience)
            if pending is None:
                self.batched[audience] = SeenBoard(now)
            else:
                self.batched[audience].hear(settled(self.board, pending, audience))
            if missed is None:
                self.returning[audience] = SeenBoard(now)
            else:
                self.returning[audience].hear(newest_figures(missed))
            self.pending[audience], self.missed[audience] = [], []
            fresh = SeenBoard(now).plain()
            assert self.batched[audience].plain() == fresh, "several commands told at once (S7)"
            assert self.returning[audience].plain() == fresh, "a gap told to one who came back (S7)"

    def store(self) -> None:
        """Keep a snapshot of the board as it is now."""
        self.stored = (packed(self.board), len(self.events))

    # What always holds

    def check(self) -> None:
        """Everything that always holds, when something has happened since it was looked at last."""
        if self.checked == len(self.events):
            return
        self.checked = len(self.events)
        for round_ in self.board.rounds.values():
            self.no_ballot_exceeds_budget_or_cap(round_)
            self.results_are_what_a_plain_count_gives(round_)
            self.nobodys_id_is_kept_with_an_untied_ballot(round_)
        self.a_final_result_stays()
        self.a_deleted_note_never_comes_back()
        self.groups_notes_and_titles_fit_together()
        self.every_screen_shows_what_a_fresh_one_would()
        self.nothing_secret_is_in_any_view()
        self.a_blind_round_looks_the_same_wherever_its_dots_went()

    def no_ballot_exceeds_budget_or_cap(self, round_: Round) -> None:
        lines = {line.id for line in round_.lines}
        assert len(lines) == len(round_.lines) >= 2
        together = self.together(round_) if round_.running else {line: line for line in lines}
        stand = {together[line.id] for line in round_.lines if not self.board.withdrawn(line)}
        for ballot in round_.ballots.values():
            assert ballot.given <= round_.budget  # V4
            assert ballot.dots.keys() <= lines
            by_line = dict.fromkeys(lines, 0)
            for line, dots in ballot.dots.items():
                by_line[together[line]] += dots
                assert dots > 0
            assert max(by_line.values()) <= round_.cap  # V4, V13
            assert not round_.running or all(together[line] in stand for line in ballot.dots)  # V12
        for paper in round_.papers.values():  # V16
            assert 0 < sum(paper.values()) <= round_.budget
            assert max(paper.values()) <= round_.cap
            assert paper.keys() <= lines

    def together(self, round_: Round) -> dict[str, str]:
        """Each line to the first of those whose notes, but for deleted ones, are all in one group with its own."""
        groups = {}
        for line in round_.lines:
            here = {self.board.notes[note].group for note in line.notes if not self.board.notes[note].deleted}
            groups[line.id] = here.pop() if len(here) == 1 else ""
        lines = list(groups)
        return {
            line: next(one for one in lines if one == line or (groups[one] and groups[one] == groups[line]))
            for line in lines
        }

    def results_are_what_a_plain_count_gives(self, round_: Round) -> None:
        if round_.state in ("draft", "accepted"):
            return
        together = self.together(round_)
        ballots = [ballot.dots for ballot in round_.ballots.values()] + list(round_.papers.values())
        back = [ballot.back for ballot in round_.ballots.values()] + [0] * len(round_.papers)
        found = {}
        for first in dict.fromkeys(together.values()):
            lines = [line for line in together if together[line] == first]
            given = [
                sum(dots.get(line, 0) for line in lines)
                for dots, gone in zip(ballots, back, strict=True)
                if not round_.must_spend or sum(dots.values()) + gone == round_.budget
            ]
            dots = sum(min(count, round_.cap) for count in given)
            found[frozenset(lines)] = (dots, sum(count > 0 for count in given))
        results = self.board.results(round_)
        assert {frozenset(one.merged): (one.dots, one.supporters) for one in results} == found  # V8, V11, V14
        assert [one.rank for one in results] == [1 + sum(o.dots > one.dots for o in results) for one in results]
        if all(line == first for line, first in together.items()) and not round_.must_spend:
            assert sum(one.dots for one in results) == sum(sum(dots.values()) for dots in ballots)  # V8

    def nobodys_id_is_kept_with_an_untied_ballot(self, round_: Round) -> None:
        if round_.untied:
            assert not any(secret in packed(round_) for secret in SECRET), "S4"
        assert round_.untied or round_.state not in ("accepted", "void")

    def outcome(self, round_: str) -> bytes:
        """What a round came to, packed."""
        found = self.board.rounds[round_]
        return msgpack_bytes([msgspec.to_builtins(self.board.results(found)), self.board.chosen(found)])

    def a_final_result_stays(self) -> None:
        for round_, was in self.final.items():
            assert self.outcome(round_) == was, "an accepted result changed (V14)"

    def a_deleted_note_never_comes_back(self) -> None:
        for note in self.deleted:
            found = self.board.notes[note]
            assert found.deleted
            assert (found.text, found.group) == ("", "")  # N4

    def groups_notes_and_titles_fit_together(self) -> None:
        board = self.board
        assert {note.group for note in board.notes.values()} - {""} == board.groups.keys()  # G3
        assert not any(note.deleted and (note.group or note.text) for note in board.notes.values())  # N4
        assert board.groups.keys().isdisjoint(board.notes)  # N8
        for group in board.groups.values():
            assert title_of(group, board.notes) == (group.title, group.words_of)  # G4
        assert sum(round_.running for round_ in board.rounds.values()) <= 1  # V2
        assert sum(round_.state == "draft" for round_ in board.rounds.values()) <= 1
        assert len(board.acts) <= 100  # U1
        assert len(board.done) <= 500  # U3
        assert all(act.undoable for act in board.acts.values())
        places = sorted(action.order for action in board.actions.values())
        assert places == list(range(1, len(places) + 1)), "two actions in one place, or in none (A8)"

    def every_screen_shows_what_a_fresh_one_would(self) -> None:
        for audience, screen in self.screens.items():
            assert screen.plain() == SeenBoard(snapshot(self.board, audience)).plain(), "S7"
        for actor, phone in self.phones.items():
            assert phone.plain() == OwnThings(yours(self.board, actor.id, actor.ballot)).plain(), "yours"

    def nothing_secret_is_in_any_view(self) -> None:
        for audience in Audience:
            self.nothing_secret_in(snapshot(self.board, audience), audience)
        for actor in PEOPLE:
            own = yours(self.board, actor.id, actor.ballot)
            data = msgpack_bytes(own)
            assert not any(secret in data for secret in SECRET), "S4, S5"
            mates = {actor.id} | set(self.board.table(self.board.tables.get(actor.id, 0)))
            readable = {note.text for note in self.board.notes.values() if note.author in mates}
            strangers = {note.text for note in self.board.notes.values()} - readable
            assert not any(text.encode() in data for text in strangers - {""}), "B1"
            if self.board.phase is not Phase.TABLES:
                assert not (own["table"] or {}).get("notes"), "B1"

    def nothing_secret_in(self, view: Any, audience: Audience) -> None:
        data = msgpack_bytes(view)
        assert not any(secret in data for secret in SECRET), "S4, S5"
        if audience in SCREENS:
            hidden = {note.text for note in self.board.notes.values() if note.hidden and not note.deleted}
            assert not any(text.encode() in data for text in hidden), "what a hidden note says was told (S3)"
            unread = self.written - self.read
            assert not any(text.encode() in data for text in unread), "what was taken back unread was told (G4, S1)"
            assert not any(what in data for what in DESKS_ONLY), "S8, S9"
            if self.board.phase in NOTES_OF_OTHERS_ARE_HIDDEN and isinstance(view, dict):
                assert not view["notes"], "S1"
                assert not view["groups"], "S1"

    def a_blind_round_looks_the_same_wherever_its_dots_went(self) -> None:
        """Other ballots with the same totals must give the very same bytes: no count, no order is in them (S2).

        And they must go on doing so when lines are withdrawn, come together, and when the round is closed.
        """
        round_ = self.board.round
        if round_ is None or round_.counted or round_.state == "void" or not (round_.ballots or round_.papers):
            return
        lines = [line.id for line in round_.lines]
        elsewhere = self.board.copy()
        ballots: dict[str, Ballot] = {}
        for shift, (id_, ballot) in enumerate(round_.ballots.items(), 1):  # each goes elsewhere by its own way
            dots = {lines[(lines.index(line) + shift) % len(lines)]: count for line, count in ballot.dots.items()}
            ballots[id_] = msgspec.structs.replace(ballot, dots=dots)
        papers = {
            id_: {lines[(lines.index(line) + 1) % len(lines)]: count for line, count in dots.items()}
            for id_, dots in round_.papers.items()
        }
        elsewhere.rounds[round_.id] = msgspec.structs.replace(round_, ballots=ballots, papers=papers)
        here = self.board.copy()
        apart = [line.notes for line in round_.lines if line.notes]
        self._looks_the_same(here, elsewhere, None)
        self._looks_the_same(here, elsewhere, e.DotsPlaced(round_.id, "x", "y", 1, {lines[0]: 1}))
        if len(apart) > 1:
            self._looks_the_same(here, elsewhere, c.GroupNotes("group-blind", (*apart[0], *apart[1]), forced=True))
            self._looks_the_same(here, elsewhere, c.HideNotes(apart[-1]))
        self._looks_the_same(here, elsewhere, c.CloseRound(round_.id))

    def _looks_the_same(self, here: Board, elsewhere: Board, what: c.Command | e.Event | None) -> None:
        told = [_told(board, what) for board in (here, elsewhere)]
        assert told[0] == told[1], "S2"
        for audience in Audience:
            assert msgpack_bytes(snapshot(here, audience)) == msgpack_bytes(snapshot(elsewhere, audience)), "S2"

    # Undo

    def undo_and_redo_are_exact(self, was: Board, command: c.Command) -> None:
        act = self.board.acts.get(command.act) if command.act else None
        if act is None or not act.undoable or act.undone:
            return
        try:
            back = after(self.board, c.Undo(act.id))
            again = after(back, c.Redo(act.id))
        except Refused as refused:
            if refused.code != "round-still-open":  # lines would come together under people's dots (V13)
                raise
            return
        assert there(back) == there(was), "undoing is not exact (U2)"
        assert there(again) == there(self.board), "doing it again is not exact (U2, U4)"

    def finish(self) -> None:
        """The log and a stored snapshot give the same board again."""
        self.catch_up()
        log = LOG.decode(msgspec.msgpack.encode(self.events))
        assert packed(replay(log)) == packed(self.board), "a full replay gives another board (C5)"
        data, seq = self.stored
        board = msgspec.convert(msgpack.unpackb(data), Board)
        for event in log[seq:]:
            apply(board, event)
        assert packed(board) == packed(self.board), "a snapshot and its tail give another board (C5)"


def after(board: Board, command: c.Command) -> Board:
    """What becomes of a board by what a desk asks."""
    found = board.copy()
    for event in decide(board, command, DESK, NOON):
        apply(found, event)
    return found


def there(board: Board) -> dict[str, Any]:
    """All that a desk can undo, as it stands: but for what is gone, of which only the id is kept."""
    return {
        "notes": {note.id: note for note in board.notes.values() if not note.deleted},
        "groups": board.groups,
        "actions": {action.id: action for action in board.actions.values() if not action.removed},
        "earlier": {earlier.id: earlier for earlier in board.earlier.values() if not earlier.removed},
        "lines": board.lines(),
    }


def _told(board: Board, what: c.Command | e.Event | None) -> list[Any]:
    """What each audience is told of a desk's command or an event, which the board takes in."""
    try:
        events = decide(board, what, DESK, NOON) if isinstance(what, c.Command) else [what] if what else []
    except Refused as refused:
        return [refused.code]
    looks: Looks = {audience: [] for audience in Audience}
    for event in events:
        apply(board, event)
        for audience, look in looks.items():
            new = see(board, event, audience, True)
            looks[audience] = None if new is None or look is None else look + new
    return [look and settled(board, look, audience) for audience, look in looks.items()]


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a value, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings_in(key)
            yield from strings_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings_in(inner)
