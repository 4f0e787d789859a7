"""Tables and their picks, and what people say is the same: RULES B, G5, G6."""

from __future__ import annotations

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.own import yours
from rooms.phases import Phase
from rooms.rules import groups
from rooms.views import Audience, snapshot
from tests.rooms.making import AINO, BINE, CILLA, DESK, Trial, packed


def at_table() -> Trial:
    """Aino and Bine at table 1, Cilla at table 2, each with notes."""
    trial = Trial(Phase.TABLES)
    for person, table in ((AINO, 1), (BINE, 1), (CILLA, 2)):
        trial.do(person, c.JoinTable(table))
    trial.posted(AINO, "a1", "a2")
    trial.posted(BINE, "b1", "b2")
    trial.posted(CILLA, "c1")
    return trial


def notes_at_table(trial: Trial, author: str) -> list[tuple[str, bool]]:
    return [(note["id"], note["mine"]) for note in yours(trial.board, author, "")["table"]["notes"]]


def test_a_tables_people_see_each_others_notes_and_nobody_elses() -> None:
    trial = at_table()
    trial.do(DESK, c.HideNotes(("b2",)))
    assert notes_at_table(trial, AINO.id) == [("a1", True), ("a2", True), ("b1", False)]  # B1, S3
    assert notes_at_table(trial, CILLA.id) == [("c1", True)]  # B1
    for audience in (Audience.PHONE, Audience.WALL):
        assert snapshot(trial.board, audience)["notes"] == []  # S1


def test_one_sits_at_one_table_or_none() -> None:
    trial = at_table()
    trial.do(BINE, c.JoinTable(2))
    assert trial.board.table(2) == [CILLA.id, BINE.id] or trial.board.table(2) == [BINE.id, CILLA.id]  # B1
    trial.do(BINE, c.JoinTable(0))
    assert yours(trial.board, BINE.id, "")["table"] is None
    assert trial.do(BINE, c.JoinTable(0)) == []


def test_any_of_a_table_picks_at_most_three_of_its_notes() -> None:
    trial = at_table()
    for note in ("a1", "b1", "b2"):
        trial.do(AINO, c.PickNote(note, picked=True))
    assert trial.refusal(BINE, c.PickNote("a2", picked=True)) == "too-many-picks"  # B2
    trial.do(BINE, c.PickNote("b1", picked=False))
    assert trial.do(BINE, c.PickNote("a2", picked=True))  # B2
    assert trial.refusal(AINO, c.PickNote("c1", picked=True)) == "unknown-note"  # another table's
    trial.do(AINO, c.JoinTable(0))
    assert trial.refusal(AINO, c.PickNote("b1", picked=True)) == "no-table"


def test_who_leaves_takes_their_notes_along_no_longer_picked() -> None:
    trial = at_table()
    trial.do(BINE, c.PickNote("a1", picked=True))
    assert trial.do(AINO, c.JoinTable(2)) == [e.TableJoined(AINO.id, 2, 1), e.NotePicked("a1", 0)]  # B2
    assert notes_at_table(trial, BINE.id) == [("b1", True), ("b2", True)]


def test_a_picked_note_says_which_table_chose_it_and_not_whose_it_is() -> None:
    trial = at_table()
    trial.do(BINE, c.PickNote("a1", picked=True))
    trial.go(Phase.READING)
    (seen,) = [note for note in snapshot(trial.board, Audience.WALL)["notes"] if "table" in note]
    assert (seen["id"], seen["table"]) == ("a1", 1)  # B2
    assert b"author" not in packed(seen)
    assert snapshot(trial.board, Audience.DESK)["tables"] == [
        {"table": 1, "people": 2, "picks": 1},
        {"table": 2, "people": 1, "picks": 0},
    ]


# G5 twins


def test_a_desk_is_told_how_many_say_that_two_notes_are_the_same_and_never_who() -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2", "n3")
    for person in (AINO, BINE):
        trial.do(person, c.SaySame("n2", "n1"))
    trial.do(AINO, c.SaySame("n1", "n2"))  # the same pair, whichever is named first
    seen = snapshot(trial.board, Audience.DESK)
    assert seen["same"] == [{"a": "n1", "b": "n2", "people": 2, "dismissed": False}]  # G5
    assert b"author-" not in packed(seen)
    assert "same" not in snapshot(trial.board, Audience.PHONE)
    trial.do(BINE, c.SaySame("n1", "n2", same=False))
    assert snapshot(trial.board, Audience.DESK)["same"][0]["people"] == 1


def test_a_desk_groups_twins_or_puts_the_suggestion_away() -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2", "n3")
    trial.do(AINO, c.SaySame("n1", "n2"))
    trial.do(AINO, c.SaySame("n1", "n3"))
    trial.do(DESK, c.DismissSame("n3", "n1"))
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    assert snapshot(trial.board, Audience.DESK)["same"] == [
        {"a": "n1", "b": "n3", "people": 1, "dismissed": True}
    ]  # G5
    assert trial.do(DESK, c.DismissSame("n1", "n3", dismissed=False))


def test_nobody_says_more_than_so_many_pairs_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert groups.SAME_PER_PARTICIPANT == 50  # G5
    monkeypatch.setattr(groups, "SAME_PER_PARTICIPANT", 1)
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2", "n3")
    trial.do(AINO, c.SaySame("n1", "n2"))
    assert trial.refusal(AINO, c.SaySame("n1", "n3")) == "too-many-same"  # G5
    trial.do(AINO, c.SaySame("n1", "n2", same=False))
    assert trial.do(AINO, c.SaySame("n1", "n3"))
    assert trial.refusal(BINE, c.SaySame("n1", "n1")) == "same-note"
    trial.do(DESK, c.HideNotes(("n2",)))
    assert trial.refusal(BINE, c.SaySame("n1", "n2")) == "unknown-note"


def test_a_room_keeps_so_many_pairs_and_a_desk_can_still_put_some_away(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (groups.SAME_PER_ROOM, groups.SAME_LEFT_TO_DESKS) == (5_000, 1_000)  # G5
    monkeypatch.setattr(groups, "SAME_PER_ROOM", 2)
    monkeypatch.setattr(groups, "SAME_LEFT_TO_DESKS", 1)
    trial = Trial(Phase.SORTING)
    trial.posted_before(AINO, "n1", "n2", "n3", "n4")
    for other in ("n2", "n3"):
        trial.do(AINO, c.SaySame("n1", other))
    assert trial.refusal(BINE, c.SaySame("n2", "n3")) == "too-many-same"  # G5
    assert trial.do(BINE, c.SaySame("n1", "n2"))
    assert trial.do(DESK, c.DismissSame("n2", "n3"))  # G5
    assert trial.refusal(DESK, c.DismissSame("n2", "n4")) == "too-many-same"


def test_a_pair_that_was_taken_back_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "SAME_PER_ROOM", 2)
    trial = Trial(Phase.SORTING)
    trial.posted_before(AINO, "n1", "n2", "n3", "n4")
    for a, b in (("n1", "n2"), ("n2", "n3"), ("n3", "n4")):  # one phone could fill a room so
        trial.do(AINO, c.SaySame(a, b))
        trial.do(AINO, c.SaySame(a, b, same=False))
        trial.do(DESK, c.DismissSame(a, b))
        trial.do(DESK, c.DismissSame(a, b, dismissed=False))
    assert trial.board.same == {}  # G5


# G6


def test_grouping_and_taking_that_back_is_identity() -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2")
    trial.posted(BINE, "n3", column="c2")
    before = packed((trial.board.notes, trial.board.groups, trial.board.lines()))
    trial.do(DESK, c.GroupNotes("group", ("n3", "n1"), act="group"))
    trial.do(DESK, c.Undo("group"))
    assert packed((trial.board.notes, trial.board.groups, trial.board.lines())) == before  # G6
    trial.do(DESK, c.Redo("group"))
    trial.do(DESK, c.UngroupNotes(("n1", "n3")))
    assert packed((trial.board.notes, trial.board.groups, trial.board.lines())) == before  # G6
