"""What a desk did, undone exactly and done again: RULES U."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from rooms import commands as c
from rooms import events as e
from rooms.board import Board
from rooms.forgetting import without_participant
from rooms.phases import ALLOWED, Phase, Role
from rooms.views import Audience, snapshot
from tests.rooms.making import AINO, BINE, DESK, NOON, STEP, Trial, packed
from tests.rooms.test_phases import KINDS, ready, something


def sorting(*notes: str) -> Trial:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, *notes)
    return trial


def things(trial: Trial) -> bytes:
    """What undoing is about."""
    board = trial.board
    return packed((board.notes, dict(sorted(board.groups.items())), board.earlier, board.actions))


ACTS: list[c.Command] = [
    c.MoveNotes(("n1", "n3"), "c2", act="act"),
    c.MoveGroup("pair", "c3", act="act"),
    c.GroupNotes("other", ("n1", "n3"), act="act"),
    c.GroupNotes("pair", ("n3",), "Typed", act="act"),
    c.UngroupNotes(("n1",), act="act"),
    c.UngroupNotes(("n1", "n2"), act="act"),
    c.RenameGroup("pair", "Typed", act="act"),
    c.HideNotes(("n1", "n3"), act="act"),
    c.ShowNotes(("h",), act="act"),
    c.DeleteNote("d", act="act"),
    c.EditNote("d", "other words", 1, act="act"),
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_undoing_brings_back_exactly_what_was_and_redoing_what_came(act: c.Command) -> None:
    trial = sorting("n1", "n2", "n3", "h")
    trial.posted(DESK, "d")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    trial.do(DESK, c.HideNotes(("h",)))
    before = things(trial)
    trial.do(DESK, act)
    after = things(trial)
    assert after != before
    trial.do(DESK, c.Undo("act"))
    assert things(trial) == before  # U2
    assert trial.do(DESK, c.Undo("act")) == []  # C3
    trial.do(DESK, c.Redo("act"))
    assert things(trial) == after  # U1
    assert trial.do(DESK, c.Redo("act")) == []


def test_undoing_takes_back_one_act_and_nothing_else() -> None:
    trial = sorting("n1", "n2", "n3", "n4")
    trial.do(DESK, c.GroupNotes("one", ("n1", "n2"), act="first"))
    trial.do(DESK, c.GroupNotes("two", ("n3", "n4"), act="second"))
    trial.posted(BINE, "n5")
    trial.do(DESK, c.Undo("first"))  # not the last one
    assert trial.board.groups.keys() == {"two"}  # U2
    assert "n5" in trial.board.notes
    trial.do(DESK, c.Undo("second"))
    trial.do(DESK, c.Redo("first"))
    assert trial.board.groups.keys() == {"one"}


def test_what_was_changed_since_or_built_upon_is_undone_after_that() -> None:
    trial = sorting("n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2"), act="group"))
    trial.do(DESK, c.GroupNotes("pair", ("n3",), act="more"))
    assert trial.refusal(DESK, c.Undo("group")) == "changed-since"  # U2: n3 would stand in no group
    trial.do(DESK, c.Undo("more"))
    trial.do(DESK, c.RenameGroup("pair", "Typed", act="rename"))
    assert trial.refusal(DESK, c.Undo("group")) == "changed-since"  # U2
    trial.do(DESK, c.Undo("rename"))
    assert trial.do(DESK, c.Undo("group"))


def test_deleting_is_not_done_again_to_a_note_that_has_been_grouped_since() -> None:
    trial = sorting("n1")
    trial.posted(DESK, "d1")
    trial.do(DESK, c.DeleteNote("d1", act="delete"))
    trial.do(DESK, c.Undo("delete"))
    trial.do(DESK, c.GroupNotes("pair", ("n1", "d1")))
    assert trial.refusal(DESK, c.Redo("delete")) == "changed-since"  # U2, G3; found by the storm of seed 11
    trial.do(DESK, c.UngroupNotes(("n1", "d1")))
    assert trial.do(DESK, c.Redo("delete"))


def test_undoing_never_shows_a_hidden_notes_words_as_a_title() -> None:
    trial = sorting("n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("group", ("n1", "n2", "n3")))
    trial.do(DESK, c.UngroupNotes(("n1", "n2", "n3"), act="ungroup"))
    trial.do(DESK, c.HideNotes(("n1",), act="hide"))
    assert trial.refusal(DESK, c.Undo("ungroup")) == "changed-since"  # S3, G4
    trial.do(DESK, c.Undo("hide"))
    assert trial.do(DESK, c.Undo("ungroup"))


def test_undoing_brings_back_no_title_that_an_author_took_back_unread() -> None:
    trial = sorting("n1", "n2")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2"), act="group"))
    trial.go(Phase.WRITING)
    trial.do(AINO, c.EditNote("n2", "unread", 1))
    trial.do(DESK, c.HideNotes(("n1",), act="hide"))
    assert trial.board.groups["pair"].title == "unread"
    trial.do(DESK, c.Undo("hide"))
    assert trial.board.groups["pair"].title == "text of n1"  # U2
    trial.do(AINO, c.EditNote("n2", "for all to read", 2))
    trial.do(DESK, c.Redo("hide"))
    assert trial.board.groups["pair"].title == "for all to read"  # G4
    assert b"unread" not in packed(trial.board)
    trial.do(DESK, c.Undo("hide"))
    trial.do(DESK, c.Undo("group"))  # U2: what authors do to their notes stands in the way of no undoing
    assert trial.board.groups == {}


def test_a_title_that_everybody_has_read_comes_back_by_undoing_as_it_was() -> None:
    trial = sorting("n1", "n2")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    trial.do(AINO, c.EditNote("n1", "second", 1))
    trial.do(DESK, c.UngroupNotes(("n1", "n2"), act="ungroup"))
    trial.do(DESK, c.Undo("ungroup"))
    assert trial.board.groups["pair"].title == "text of n1"  # U2, G4
    trial.go(Phase.WRITING)
    trial.do(AINO, c.EditNote("n1", "third", 2))
    assert trial.board.groups["pair"].title == "third"  # G4


def test_a_title_goes_back_with_what_a_desk_wrote_where_others_may_not_read_it() -> None:
    trial = sorting("n1")
    trial.posted(DESK, "d1")
    trial.do(DESK, c.GroupNotes("pair", ("d1", "n1")))
    trial.go(Phase.WRITING)
    for version, words in ((1, "second"), (2, "third")):
        trial.do(DESK, c.EditNote("d1", words, version, act=words))
    for act, title in (("third", "second"), ("second", "text of d1")):
        trial.do(DESK, c.Undo(act))
        assert trial.board.groups["pair"].title == title  # U2, G4
    trial.do(DESK, c.Redo("second"))
    trial.go(Phase.READING)
    trial.do(DESK, c.Undo("second"))
    assert trial.board.groups["pair"].title == "second"  # G4: as by any other edit of a note that everybody reads


def test_an_accepted_action_is_not_changed_by_undoing() -> None:
    trial = Trial(Phase.ACTIONS)
    trial.do(DESK, c.StartAction("a1", "Build a harbour", act="start"))
    trial.do(DESK, c.EditAction("a1", "who", "the city", "", act="edit"))
    trial.do(DESK, c.AcceptAction("a1", accepted=True, act="accept"))
    for act in ("edit", "start"):
        assert trial.refusal(DESK, c.Undo(act)) == "action-accepted"  # A5
    trial.do(DESK, c.Undo("accept"))
    trial.do(DESK, c.Undo("edit"))
    trial.do(DESK, c.Undo("start"))
    assert snapshot(trial.board, Audience.WALL)["actions"] == []


def test_what_participants_said_of_an_action_outlives_its_undoing() -> None:
    trial = Trial(Phase.ACTIONS)
    trial.do(DESK, c.StartAction("a1", "Build a harbour", act="start"))
    trial.do(AINO, c.TakePart("a1", "Aino Oy"))
    trial.do(DESK, c.Undo("start"))
    trial.do(DESK, c.Redo("start"))
    assert snapshot(trial.board, Audience.WALL)["actions"][0]["taking_part"] == ["Aino Oy"]  # U2


def test_last_years_actions_are_undone_too() -> None:
    trial = Trial(Phase.REVIEW)
    trial.do(DESK, c.SetEarlier("e1", "Build a harbour", act="set"))
    trial.do(DESK, c.SetEarlier("e1", "Build a harbour", status="done", act="status"))
    trial.do(DESK, c.RemoveEarlier("e1", act="remove"))
    trial.do(DESK, c.Undo("remove"))
    trial.do(DESK, c.Undo("status"))
    assert snapshot(trial.board, Audience.WALL)["earlier"]["items"][0]["status"] == "not_started"  # U1
    trial.do(DESK, c.Undo("set"))
    assert snapshot(trial.board, Audience.WALL)["earlier"]["items"] == []


def test_a_late_copy_of_an_act_that_had_nothing_to_do_does_nothing_either() -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1")
    trial.do(DESK, c.HideNotes(("n1",)))
    act = c.HideNotes(("n1",), act="hide")
    assert trial.do(DESK, act) == [e.ActDone("hide", "HideNotes", {}, {})]
    trial.do(DESK, c.ShowNotes(("n1",)))
    assert trial.do(DESK, act) == []  # C4
    assert not trial.board.notes["n1"].hidden
    assert trial.refusal(DESK, c.Undo("hide")) == "not-undoable"


def test_a_late_copy_of_an_act_does_nothing_also_when_it_has_been_undone() -> None:
    trial = sorting("n1", "n2")
    act = c.HideNotes(("n1",), act="hide")
    trial.do(DESK, act)
    trial.do(DESK, c.Undo("hide"))
    assert trial.do(DESK, act) == []  # U3
    there = c.ChangePhase(STEP[Phase.SORTING], STEP[Phase.FREEZE], act="on")
    trial.do(DESK, there)
    trial.do(DESK, c.ChangePhase(STEP[Phase.FREEZE], STEP[Phase.SORTING], act="back"))
    assert trial.do(DESK, there) == []  # U3, C4: the room has gone on and back since
    assert trial.board.phase is Phase.SORTING


def test_the_id_of_what_an_undone_act_put_there_stays_taken() -> None:
    trial = sorting()
    trial.do(DESK, c.PostNote("d1", "c1", "entered at the desk", act="post"))
    trial.do(DESK, c.Undo("post"))
    assert not trial.board.notes["d1"].on_board
    assert trial.refusal(AINO, c.PostNote("d1", "c1", "mine")) == "id-taken"  # U4
    trial.do(DESK, c.Redo("post"))
    assert trial.board.notes["d1"].text == "entered at the desk"  # U4: the same thing


def test_leading_pushes_nothing_out_that_can_be_undone() -> None:
    trial = sorting("n1", "n2")
    group = c.GroupNotes("pair", ("n1", "n2"), act="group")
    trial.do(DESK, group)
    for number in range(600):  # walking through the notes on the wall
        trial.do(DESK, c.Spotlight(f"n{number % 2 + 1}", act=f"spot-{number}"))
    assert trial.do(DESK, c.Undo("group"))  # U1
    assert trial.do(DESK, group) == []  # U3: still known, though more than five hundred came after it
    assert (len(trial.board.acts), len(trial.board.done)) == (1, 500)


def test_a_desks_page_remembers_as_its_own_just_what_can_be_undone() -> None:
    found = set()
    for kind in KINDS:
        phase = next((phase for phase in Phase if kind in ALLOWED[phase][Role.FACILITATOR]), None)
        if phase is not None and kind not in (c.Undo, c.Redo):
            trial = ready(phase, kind)
            trial.do(DESK, msgspec.structs.replace(something(trial, kind, DESK), act="act-new"))
            found |= {act.what for act in trial.board.acts.values() if act.id == "act-new"}
    page = (Path(__file__).parents[2] / "static" / "desk" / "acts.js").read_text(encoding="utf-8")
    names = re.search(r"NAMES = \{(.*?)\}", page, re.DOTALL)
    assert names is not None
    assert set(re.findall(r"(\w+): ", names[1])) == found  # U1


def test_late_copies_of_the_last_five_hundred_acts_do_nothing() -> None:
    trial = sorting("n1", "n2")
    for number in range(501):
        trial.do(DESK, c.Spotlight(f"n{number % 2 + 1}", act=f"spot-{number}"))
    trial.do(DESK, c.Spotlight(""))
    assert trial.do(DESK, c.Spotlight("n2", act="spot-1")) == []  # U3
    assert trial.do(DESK, c.Spotlight("n1", act="spot-0"))  # as far back as nobody's copy comes from
    assert trial.refusal(DESK, c.Undo("spot-500")) == "not-undoable"  # U5
    assert trial.refusal(DESK, c.Undo("never-done")) == "unknown-act"


def test_what_desks_did_is_known_by_a_board_that_kept_all_of_it_as_acts() -> None:
    trial = sorting("n1", "n2")
    stored = msgspec.to_builtins(trial.board)
    del stored["done"]
    stored["acts"] = {"spot": {"id": "spot", "what": "Spotlight", "before": {}, "after": {}}}
    trial.board = msgspec.convert(stored, Board)
    assert trial.do(DESK, c.Spotlight("n1", act="spot")) == []  # U3
    assert trial.refusal(DESK, c.Undo("spot")) == "not-undoable"


def test_any_desk_undoes_and_the_last_hundred_acts_are_known() -> None:
    trial = sorting("n1")
    for number in range(101):
        kind = c.ShowNotes if number % 2 else c.HideNotes
        trial.do(DESK, kind(("n1",), act=f"act-{number}"))
    assert len(trial.board.acts) == 100  # U1
    assert trial.refusal(DESK, c.Undo("act-0")) == "not-undoable"
    assert trial.do(DESK, c.Undo("act-100"))
    listed = snapshot(trial.board, Audience.DESK)["acts"]
    assert (listed[-1]["id"], listed[-1]["undone"]) == ("act-100", True)
    assert "acts" not in snapshot(trial.board, Audience.WALL)


def test_desks_are_told_when_an_act_was_done_and_to_what_but_no_words() -> None:
    trial = sorting("n1", "n2", "n3")
    trial.now += 60_000
    trial.do(DESK, c.GroupNotes("pair", ("n3", "n2"), "Typed", act="group"))
    trial.now += 60_000
    trial.do(DESK, c.RenameGroup("pair", "Other", act="rename"))
    trial.now += 60_000
    trial.do(DESK, c.Undo("rename"))
    group, rename = snapshot(trial.board, Audience.DESK)["acts"]
    assert group == {  # U6: the first by its place on the board
        "id": "group",
        "what": "GroupNotes",
        "at": NOON + 60_000,
        "about": "n2",
        "things": 2,
        "undone": False,
    }
    assert (rename["at"], rename["about"], rename["undone"]) == (NOON + 120_000, "pair", True)  # U6: when it was done


def test_an_act_from_before_acts_had_a_time_is_read_and_has_none() -> None:
    entry = {"kind": "ActDone", "act": "old", "what": "HideNotes", "before": {}, "after": {}}
    assert msgspec.convert(entry, e.AnyEvent) == e.ActDone("old", "HideNotes", {}, {}, at=0)
    trial = sorting("n1")
    trial.do(DESK, c.HideNotes(("n1",), act="old"))
    stored = msgspec.to_builtins(trial.board)
    del stored["acts"]["old"]["at"]
    trial.board = msgspec.convert(stored, Board)
    assert snapshot(trial.board, Audience.DESK)["acts"][0]["at"] == 0  # U6
    assert trial.do(DESK, c.Undo("old"))


def test_what_a_forgotten_participant_wrote_is_no_longer_pointed_at() -> None:
    trial = sorting("n1")
    trial.do(DESK, c.HideNotes(("n1",), act="hide"))
    forgotten = without_participant(trial.board, AINO.id)
    assert snapshot(forgotten, Audience.DESK)["acts"] == []  # U6, S10


@pytest.mark.parametrize(
    "act", [c.ChangePhase(STEP[Phase.VOTING], 0, act="act"), c.OpenRound("r2", act="act"), c.SetTimer(0, act="act")]
)
def test_steps_rounds_and_the_timer_have_ways_back_of_their_own(act: c.Command) -> None:
    trial = sorting("n1", "n2")
    trial.go(Phase.VOTING)
    trial.do(DESK, c.SetTimer(trial.board.timer.version, None, 5))
    if isinstance(act, c.SetTimer):
        act = c.SetTimer(trial.board.timer.version, act="act")
    trial.do(DESK, act)
    assert trial.refusal(DESK, c.Undo("act")) == "not-undoable"  # U5
    assert snapshot(trial.board, Audience.DESK)["acts"] == []


def test_nobody_but_a_desk_undoes() -> None:
    trial = sorting("n1")
    trial.do(AINO, c.EditNote("n1", "other words", 1, act="mine"))
    assert trial.board.acts == {}  # U1: what a desk does
    assert trial.refusal(AINO, c.Undo("mine")) == "wrong-role"


def test_what_undoing_tells_of_notes_is_which_they_were() -> None:
    trial = sorting("n1", "n2")
    trial.do(DESK, c.HideNotes(("n1",), act="hide"))
    assert trial.do(DESK, c.Undo("hide")) == [e.ActUndone("hide", ("n1",))]
    assert trial.do(DESK, c.Redo("hide")) == [e.ActRedone("hide", ("n1",))]
