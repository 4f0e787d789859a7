"""Several groups at once: RULES G7."""

from __future__ import annotations

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.phases import Phase
from tests.rooms.making import AINO, DESK, Trial, packed


def sorting(*notes: str) -> Trial:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, *notes)
    return trial


def members(trial: Trial) -> dict[str, list[str]]:
    return {group: [note.id for note in trial.board.members(group)] for group in trial.board.groups}


def test_several_groups_are_formed_as_one_after_the_other() -> None:
    trial, other = sorting(*"abcdefg"), sorting(*"abcdefg")
    for one in (trial, other):
        one.do(DESK, c.GroupNotes("old", ("a", "b", "c")))
    trial.do(DESK, c.FormGroups({"g": "old", "e": "next", "b": "next", "d": "first", "a": "first"}))
    other.do(DESK, c.GroupNotes("first", ("a", "d")))
    other.do(DESK, c.GroupNotes("next", ("b", "e")))
    other.do(DESK, c.GroupNotes("old", ("g",)))
    assert members(trial) == {"old": ["c", "g"], "first": ["a", "d"], "next": ["b", "e"]}  # G7
    assert packed(trial.board) == packed(other.board)  # G7: in the order of posting, whatever order was sent
    assert [group.title for group in trial.board.groups.values()] == ["text of c", "text of a", "text of b"]  # G4


def test_groups_formed_at_once_are_one_act_with_one_way_back() -> None:
    trial = sorting(*"abcde")
    trial.do(DESK, c.GroupNotes("old", ("a", "b")))
    before = packed((trial.board.notes, trial.board.groups))
    trial.do(DESK, c.FormGroups({"c": "old", "d": "new", "e": "new"}, act="form"))
    assert members(trial) == {"old": ["a", "b", "c"], "new": ["d", "e"]}
    assert [(act.what, act.things) for act in trial.board.acts.values()] == [("FormGroups", 3)]
    trial.do(DESK, c.Undo("form"))
    assert packed((trial.board.notes, trial.board.groups)) == before  # G7, G6
    trial.do(DESK, c.Redo("form"))
    assert members(trial) == {"old": ["a", "b", "c"], "new": ["d", "e"]}


@pytest.mark.parametrize(
    ("into", "code"),
    [
        ({"a": "g", "b": "g", "c": "alone"}, "group-of-one"),  # G1
        ({"a": "g", "b": "g", "c": "h", "gone": "h"}, "unknown-note"),
        ({"a": "g", "b": "g", "c": "d", "e": "d"}, "id-taken"),  # N8
    ],
)
def test_where_one_group_cannot_be_formed_none_is(into: dict[str, str], code: str) -> None:
    trial = sorting(*"abcde")
    assert trial.refusal(DESK, c.FormGroups(into)) == code  # G7: `refusal` checks that nothing has changed


def test_a_copy_finds_the_groups_formed_and_does_nothing() -> None:
    trial = sorting(*"abcd")
    wish = c.FormGroups({"a": "g", "b": "g", "c": "h", "d": "h"})
    assert len(trial.do(DESK, wish)) == 2
    assert trial.do(DESK, wish) == []  # C3
    trial.go(Phase.VOTING)
    assert trial.do(DESK, wish) == []  # C3


def test_groups_are_not_formed_at_once_while_people_vote() -> None:
    trial = sorting(*"abcd")
    trial.go(Phase.FREEZE)
    trial.do(DESK, c.OpenRound("round"))
    assert trial.refusal(DESK, c.FormGroups({"a": "g", "b": "g"})) == "round-still-open"  # G7, V13
    trial.do(DESK, c.CloseRound("round"))
    assert [type(event) for event in trial.do(DESK, c.FormGroups({"a": "g", "b": "g"}))] == [e.NotesGrouped]
