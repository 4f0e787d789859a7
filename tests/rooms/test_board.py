"""What events make of a board: RULES C5."""

from __future__ import annotations

import msgpack
import msgspec

from rooms import commands as c
from rooms import events as e
from rooms.applying import _APPLY, apply
from rooms.board import Board
from rooms.phases import Phase
from tests.rooms.making import AINO, DESK, Trial, packed, replay


def lively() -> Trial:
    """A room in which about everything has happened once."""
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1", "n2", "n3", "n4")
    trial.go(Phase.SORTING)
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    trial.do(DESK, c.HideNotes(("n1",)))
    trial.do(AINO, c.DeleteNote("n4"))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r"))
    trial.dots(AINO, 1, n3=1)
    return trial


def test_every_kind_of_event_can_be_applied() -> None:
    named = {kind for kind in vars(e).values() if isinstance(kind, type) and issubclass(kind, e.Event)}
    assert {kind for kind in named if kind.__struct_config__.tag != "Event"} >= set(e.AnyEvent.__args__)
    assert set(_APPLY) == set(e.AnyEvent.__args__)


def test_a_stored_board_is_the_board_to_the_byte() -> None:
    board = lively().board
    stored = msgpack.packb(msgspec.to_builtins(board))
    again = msgspec.convert(msgpack.unpackb(stored), Board)
    assert again == board  # C5
    assert packed(again) == stored
    assert list(again.notes) == list(board.notes)


def test_the_log_gives_the_board_again_to_the_byte() -> None:
    trial = lively()
    log = msgspec.msgpack.decode(msgspec.msgpack.encode(trial.events), type=list[e.AnyEvent])
    assert log == trial.events
    assert packed(replay(log)) == packed(trial.board)  # C5


def test_an_entry_written_before_titles_knew_their_note_is_read() -> None:
    old = {"kind": "NotesGrouped", "group": "g", "notes": ["n1"], "title": "T", "column": "c1"}
    assert msgspec.convert(old, e.AnyEvent) == e.NotesGrouped("g", ("n1",), "T", "c1", "")


def test_a_copied_board_changes_apart_from_the_first() -> None:
    trial = lively()
    before, copy = packed(trial.board), trial.board.copy()
    assert packed(copy) == before
    events: list[e.Event] = [
        e.NoteDeleted("n3"),
        e.NotesUngrouped(("n1", "n2")),
        e.DotsPlaced("r", "ballot-aino", "t", 2, {"n3": 0}),
        e.RoundClosed("r"),
        e.TimerSet(9, None, 5),
        e.PhaseChanged(0),
    ]
    for event in events:
        apply(copy, event)
    assert packed(trial.board) == before
    assert packed(copy) != before


def test_boards_made_from_nothing_share_nothing() -> None:
    one, other = Board(), Board()
    apply(one, e.NotePosted("n1", "c1", "x", "en", "", 1))
    assert other.notes == {}


def test_a_deleted_note_keeps_its_id_and_loses_its_words() -> None:
    note = lively().board.notes["n4"]
    assert (note.text, note.group, note.deleted, note.author) == ("", "", True, AINO.id)  # N4


def test_a_room_without_steps_is_in_the_lobby() -> None:
    assert Board().phase is Phase.LOBBY
    assert Board().round is None
