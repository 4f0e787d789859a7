"""Notes, groups, the timer and copies of commands: RULES N, G, T and C."""

from __future__ import annotations

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.phases import Phase
from rooms.rules import notes
from rooms.texts import title_from
from rooms.things import Origin, Timer
from tests.rooms.making import AINO, BINE, DESK, NOON, SERVER, STEP, Trial

MINUTE = 60_000


def sorting(*notes: str) -> Trial:
    """A room in sorting with these notes of Aino's, all in the first column."""
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, *notes)
    return trial


# N notes


def test_only_its_author_edits_or_deletes_a_note() -> None:
    trial = sorting("note")
    for other in (BINE, DESK):
        for command in (c.EditNote("note", "mine", 1), c.DeleteNote("note")):
            assert trial.refusal(other, command) == "unknown-note"  # N1
    assert trial.do(AINO, c.EditNote("note", "mine", 1)) == [e.NoteEdited("note", "mine", 2)]


def test_what_one_desk_wrote_another_desk_may_edit() -> None:
    trial = sorting()
    trial.posted(DESK, "note")
    assert trial.board.notes["note"].author == ""
    assert trial.do(DESK, c.EditNote("note", "better", 1))  # N1
    assert trial.refusal(AINO, c.DeleteNote("note")) == "unknown-note"


def test_an_edit_of_an_older_version_is_refused() -> None:
    trial = sorting("note")
    trial.do(AINO, c.EditNote("note", "second", 1))
    assert trial.refusal(AINO, c.EditNote("note", "from another tab", 1)) == "note-changed"  # N3
    assert trial.do(AINO, c.EditNote("note", " second ", 1)) == []  # N3, C3
    assert trial.do(AINO, c.EditNote("note", "third", 2))


def test_a_deleted_note_never_comes_back() -> None:
    trial = sorting("note")
    trial.do(AINO, c.DeleteNote("note"))
    assert trial.do(AINO, c.PostNote("note", "c1", "again")) == []  # N4
    assert trial.board.notes["note"].text == ""
    assert not trial.board.notes["note"].on_board
    assert trial.refusal(BINE, c.PostNote("note", "c1", "mine")) == "id-taken"
    assert trial.refusal(AINO, c.EditNote("note", "again", 1)) == "unknown-note"
    for command in (c.HideNotes(("note",)), c.ShowNotes(("note",)), c.MoveNotes(("note",), "c2")):
        assert trial.refusal(DESK, command) == "unknown-note"


def test_a_participant_posts_no_more_than_so_many_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "NOTES_PER_PARTICIPANT", 3)
    trial = sorting("n1", "n2", "n3")
    trial.do(AINO, c.DeleteNote("n1"))
    assert trial.refusal(AINO, c.PostNote("n4", "c1", "more")) == "too-many-notes"  # N5
    trial.posted(BINE, "n5")
    trial.posted(DESK, "d1", "d2", "d3", "d4")


def test_a_room_holds_no_more_than_so_many_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "NOTES_PER_ROOM", 2)
    trial = sorting("n1", "n2")
    assert trial.refusal(DESK, c.PostNote("n3", "c1", "more")) == "room-full-of-notes"  # N5
    assert trial.do(AINO, c.PostNote("n1", "c1", "more")) == []


def test_what_other_rooms_chose_comes_with_its_origin_and_never_twice() -> None:
    trial = sorting("n1")
    origin = Origin("north", {"en": "North"}, 1, 7, 5, 9)
    brought = [c.Brought(f"north-{n}", f"choice {n}", "fi", origin) for n in (1, 2)]
    trial.do(SERVER, c.BringNotes("c2", (brought[0], brought[0])))
    assert trial.do(SERVER, c.BringNotes("c2", tuple(brought))) == [
        e.NotePosted("north-2", "c2", "choice 2", "fi", "", 3, origin)
    ]  # N9
    assert trial.do(SERVER, c.BringNotes("c2", tuple(brought))) == []  # N9, C3
    assert trial.board.notes["north-1"].origin == origin
    assert trial.refusal(DESK, c.BringNotes("c2", tuple(brought))) == "wrong-role"


def test_a_deleted_note_of_a_participant_is_brought_back_by_no_undoing() -> None:
    trial = sorting("n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2"), act="group"))
    trial.do(DESK, c.UngroupNotes(("n1", "n2"), act="ungroup"))
    trial.do(AINO, c.DeleteNote("n1"))
    assert trial.refusal(DESK, c.Undo("ungroup")) == "changed-since"  # N4, U2: its words were the group's title
    assert trial.refusal(DESK, c.Undo("group")) == "changed-since"


def test_what_a_desk_deleted_can_be_brought_back_by_undoing() -> None:
    trial = sorting()
    trial.posted(DESK, "n1")
    trial.do(DESK, c.DeleteNote("n1", act="delete"))
    assert trial.board.notes["n1"].text == ""
    trial.do(DESK, c.Undo("delete"))
    assert trial.board.notes["n1"].text == "text of n1"  # N4


def test_a_hidden_note_stands_still_until_shown_or_deleted() -> None:
    trial = sorting("note", "other")
    trial.do(DESK, c.GroupNotes("group", ("note", "other")))
    trial.do(DESK, c.HideNotes(("note",)))
    assert trial.refusal(AINO, c.EditNote("note", "swapped while nobody looks", 1)) == "note-hidden"  # N6
    trial.do(DESK, c.ShowNotes(("note",)))
    assert trial.board.notes["note"].group == "group"
    trial.do(DESK, c.HideNotes(("note",)))
    assert trial.do(AINO, c.DeleteNote("note"))  # N6


def test_notes_keep_the_order_of_posting() -> None:
    trial = sorting("b", "a", "c")
    trial.do(AINO, c.DeleteNote("a"))
    trial.posted(BINE, "a2")
    assert [trial.board.notes[note].order for note in ("b", "c", "a2")] == [1, 3, 4]  # N7


def test_a_note_cannot_take_the_id_of_a_group_nor_a_group_a_notes() -> None:
    trial = sorting("n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2")))
    assert trial.refusal(BINE, c.PostNote("group", "c1", "a second line of that id")) == "id-taken"  # N8
    assert trial.refusal(DESK, c.GroupNotes("n3", ("n1", "n2"))) == "id-taken"


def test_a_note_under_no_column_is_refused() -> None:
    trial = sorting("n1")
    assert trial.refusal(AINO, c.PostNote("n2", "c9", "where")) == "unknown-column"
    assert trial.refusal(DESK, c.MoveNotes(("n1",), "c9")) == "unknown-column"


def test_a_command_that_names_one_unknown_note_does_nothing_at_all() -> None:
    trial = sorting("n1", "n2")
    for command in (c.HideNotes(("n1", "n9")), c.GroupNotes("group", ("n1", "n2", "n9")), c.UngroupNotes(("n9",))):
        assert trial.refusal(DESK, command) == "unknown-note"  # C2


# G groups


def test_a_group_of_one_is_refused() -> None:
    trial = sorting("n1", "n2")
    assert trial.refusal(DESK, c.GroupNotes("group", ("n1", "n1"))) == "group-of-one"  # G1
    trial.do(DESK, c.HideNotes(("n2",)))
    assert trial.refusal(DESK, c.GroupNotes("group", ("n1", "n2"))) == "group-of-one"  # G1


def test_one_note_may_join_a_group_that_is_there() -> None:
    trial = sorting("n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2"), "Title"))
    assert trial.do(DESK, c.GroupNotes("group", ("n3", "n1"))) == [e.NotesGrouped("group", ("n3",), "Title", "c1")]


def test_a_note_that_joins_another_group_leaves_its_first() -> None:
    trial = sorting("n1", "n2", "n3", "n4")
    trial.do(DESK, c.GroupNotes("one", ("n1", "n2"), "One"))
    trial.do(DESK, c.GroupNotes("two", ("n3", "n4"), "Two"))
    trial.do(DESK, c.GroupNotes("two", ("n1", "n2")))
    assert trial.board.groups.keys() == {"two"}  # G2, G3
    assert len(trial.board.members("two")) == 4


def test_notes_of_several_columns_stand_in_one_and_go_back_to_theirs() -> None:
    trial = sorting("n1")
    trial.posted(BINE, "n2", column="c2")
    trial.do(DESK, c.GroupNotes("group", ("n2", "n1")))
    assert trial.board.groups["group"].column == "c2"  # G3
    trial.do(DESK, c.MoveGroup("group", "c3"))
    assert [trial.board.notes[note].column for note in ("n1", "n2")] == ["c1", "c2"]  # G2
    trial.do(DESK, c.UngroupNotes(("n1", "n2")))
    assert [line.id for line in trial.board.lines()] == ["n1", "n2"]
    assert trial.board.groups == {}


@pytest.mark.parametrize(
    "leave",
    [c.MoveNotes(("n1", "n2"), "c2"), c.UngroupNotes(("n1", "n2")), c.GroupNotes("new", ("n1", "n2", "n3"), "x")],
)
def test_a_group_that_nobody_is_left_in_is_gone(leave: c.Command) -> None:
    trial = sorting("n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2")))
    trial.do(DESK, leave)
    assert "group" not in trial.board.groups  # G3
    assert trial.refusal(DESK, c.RenameGroup("group", "late")) == "unknown-group"
    assert trial.refusal(DESK, c.MoveGroup("group", "c2")) == "unknown-group"


def test_a_group_whose_last_note_is_deleted_is_gone() -> None:
    trial = sorting("n1", "n2")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2")))
    trial.do(AINO, c.DeleteNote("n1"))
    assert "group" in trial.board.groups
    trial.do(AINO, c.DeleteNote("n2"))
    assert trial.board.groups == {}  # G3


def test_a_group_all_of_whose_notes_are_hidden_is_kept_for_them() -> None:
    trial = sorting("n1", "n2", "n3", "n4")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2"), "Typed"))
    trial.do(DESK, c.HideNotes(("n1", "n2")))
    assert [line.id for line in trial.board.lines()] == ["n3", "n4"]  # G3, V1
    trial.do(DESK, c.ShowNotes(("n1", "n2")))
    assert trial.board.lines()[0].title == "Typed"


def test_moving_a_note_within_its_column_takes_it_out_of_its_group() -> None:
    trial = sorting("n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2")))
    assert trial.do(DESK, c.MoveNotes(("n1", "n3"), "c1"))[0] == e.NotesMoved(("n1",), "c1")  # G2
    assert trial.board.notes["n1"].group == ""


def test_a_typed_title_stays_until_typed_anew() -> None:
    trial = sorting("n1", "n2")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2"), " Typed  "))
    trial.do(DESK, c.HideNotes(("n1",)))
    assert trial.board.groups["group"].title == "Typed"  # G4
    assert trial.refusal(DESK, c.RenameGroup("group", "  ")) == "empty-text"
    trial.do(DESK, c.RenameGroup("group", "Anew"))
    assert trial.board.groups["group"].title == "Anew"
    assert trial.do(DESK, c.GroupNotes("group", ("n1",), "Again")) == [e.GroupRenamed("group", "Again")]


@pytest.mark.parametrize(
    "command",
    [c.HideNotes(("n1",)), c.MoveNotes(("n1",), "c2"), c.UngroupNotes(("n1",)), c.GroupNotes("two", ("n1", "n4"), "x")],
)
def test_a_title_leaves_with_the_note_whose_words_it_is(command: c.Command) -> None:
    trial = sorting("n1", "n2", "n3", "n4")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2", "n3")))
    assert trial.board.groups["group"].title == "text of n1"  # G4
    trial.do(AINO, c.EditNote("n1", "edited since", 1))
    assert trial.board.groups["group"].title == "text of n1"
    trial.do(DESK, command)
    assert trial.board.groups["group"].title == "text of n2"  # G4


def test_a_title_leaves_with_its_deleted_note() -> None:
    trial = sorting("n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2", "n3")))
    trial.do(AINO, c.DeleteNote("n1"))
    assert trial.board.groups["group"].title == "text of n2"  # G4


def test_a_group_shown_again_in_part_is_called_by_the_shown_part() -> None:
    trial = sorting("n1", "n2")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2")))
    trial.do(DESK, c.HideNotes(("n1", "n2")))
    assert trial.do(DESK, c.ShowNotes(("n2",)))[0] == e.GroupRenamed("group", "text of n2", "n2")  # G4, S3


@pytest.mark.parametrize("phase", [Phase.QUESTION, Phase.WRITING, Phase.TABLES])
def test_what_an_author_takes_back_before_others_may_read_it_is_no_title(phase: Phase) -> None:
    trial = sorting("n1", "n2", "n3")
    trial.posted(DESK, "d1")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    trial.do(DESK, c.GroupNotes("own", ("d1", "n3")))
    trial.go(phase)
    assert trial.do(DESK, c.EditNote("d1", "second", 1))[1:] == [e.GroupRenamed("own", "second", "d1")]  # G4
    trial.go(Phase.WRITING)
    trial.do(AINO, c.EditNote("n2", "unread", 1))
    trial.do(AINO, c.DeleteNote("n1"))
    assert trial.board.groups["pair"].title == "unread"
    long = "word " * 40
    edited, renamed = trial.do(AINO, c.EditNote("n2", long, 2))
    assert edited == e.NoteEdited("n2", long.strip(), 3)
    assert renamed == e.GroupRenamed("pair", title_from(long), "n2")  # G4: cut at a word as ever
    trial.go(Phase.READING)
    assert [line.title for line in trial.board.lines()] == [title_from(long), "second"]
    assert trial.do(AINO, c.EditNote("n2", "read before", 3)) == [e.NoteEdited("n2", "read before", 4)]  # G4


def test_a_typed_title_stays_whatever_its_notes_say_before_reading() -> None:
    trial = sorting("n1", "n2")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2"), "Typed"))
    trial.go(Phase.WRITING)
    assert trial.do(AINO, c.EditNote("n1", "second", 1)) == [e.NoteEdited("n1", "second", 2)]
    assert trial.board.groups["pair"].title == "Typed"  # G4


# T timer


def test_a_step_with_minutes_starts_the_timer_and_one_without_stops_it() -> None:
    trial = Trial(Phase.WRITING)
    assert trial.board.timer == Timer(1, NOON + 7 * MINUTE, None)  # T4
    trial.go(Phase.READING)
    assert trial.board.timer == Timer(2, None, None)
    assert trial.do(DESK, c.ChangePhase(STEP[Phase.READING], 0)) == [e.PhaseChanged(0, NOON)]


def test_of_two_desks_that_set_the_timer_only_one_succeeds() -> None:
    trial = Trial(Phase.WRITING)
    trial.do(DESK, c.SetTimer(1, NOON + 8 * MINUTE))
    assert trial.refusal(DESK, c.SetTimer(1, NOON + 9 * MINUTE)) == "timer-changed"  # T2
    assert trial.do(DESK, c.SetTimer(1, NOON + 8 * MINUTE)) == []  # C3
    trial.do(DESK, c.SetTimer(2, None, 3 * MINUTE))
    assert trial.board.timer == Timer(3, None, 3 * MINUTE)  # T1
    trial.do(DESK, c.SetTimer(3))
    assert trial.board.timer == Timer(4)


@pytest.mark.parametrize(
    ("ends_at", "left_ms", "code"),
    [
        (NOON, 5, "bad-timer"),
        (NOON + 24 * 60 * MINUTE + 1, None, "timer-too-long"),
        (None, 24 * 60 * MINUTE + 1, "timer-too-long"),
        (NOON + 24 * 60 * MINUTE, None, ""),
    ],
)
def test_a_timer_neither_runs_and_stands_nor_outlasts_a_day(
    ends_at: int | None, left_ms: int | None, code: str
) -> None:
    assert Trial().refusal(DESK, c.SetTimer(0, ends_at, left_ms)) == code  # T3


def test_a_time_that_has_run_out_is_lengthened_ten_times_and_nothing_is_lost_by_it() -> None:
    trial = Trial(Phase.WRITING)
    for n in range(10):
        trial.now = (trial.board.timer.ends_at or 0) + MINUTE
        trial.do(AINO, c.PostNote(f"late{n:04}", "c1", "Written after the time"))  # T1
        trial.do(DESK, c.SetTimer(trial.board.timer.version, trial.now + MINUTE))
        assert trial.board.timer.ends_at == trial.now + MINUTE
    assert len(trial.board.notes) == 10


# C copies


def test_a_copy_that_comes_in_another_phase_is_answered_as_done() -> None:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1", "n2", "n3")
    trial.do(AINO, c.EditNote("n2", "edited", 1))
    trial.do(AINO, c.DeleteNote("n3"))
    trial.go(Phase.VOTING)
    for copy in (c.PostNote("n1", "c1", "text of n1"), c.EditNote("n2", "edited", 1), c.DeleteNote("n3")):
        assert trial.do(AINO, copy) == []  # C3
        assert trial.refusal(BINE, copy) == "wrong-phase"
    assert trial.refusal(AINO, c.PostNote("n4", "c1", "late")) == "wrong-phase"


def test_a_copy_of_a_posting_never_changes_the_note() -> None:
    trial = sorting("n1")
    trial.do(AINO, c.EditNote("n1", "edited", 1))
    assert trial.do(AINO, c.PostNote("n1", "c2", "text of n1")) == []  # C3, C4
    assert trial.board.notes["n1"].text == "edited"
