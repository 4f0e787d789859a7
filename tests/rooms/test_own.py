"""What is a participant's own: RULES S5, S6, and what an event changes of it."""

from __future__ import annotations

from rooms import commands as c
from rooms.own import answer, concerned, own_ballot, own_changes, yours
from rooms.phases import Phase
from tests.rooms.making import AINO, BINE, CILLA, DESK, SERVER, Trial


def voting() -> Trial:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1", "n2", "n3")
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r", (), 2, 1))
    return trial


def test_ones_own_notes_come_apart_and_tell_when_hidden() -> None:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1", "n2", "n3")
    trial.posted(BINE, "n4")
    trial.do(DESK, c.HideNotes(("n2",)))
    trial.do(AINO, c.DeleteNote("n3"))
    own = yours(trial.board, AINO.id, AINO.ballot)
    assert [(note["id"], note["text"], note["hidden"]) for note in own["notes"]] == [
        ("n1", "text of n1", False),
        ("n2", "text of n2", True),
    ]  # S3, S6
    assert own["ballot"] is None


def test_authors_are_told_what_happened_to_their_own_notes_alone() -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2")
    trial.posted(BINE, "n3")
    trial.posted(DESK, "n4")
    events = trial.do(DESK, c.GroupNotes("pair", ("n1", "n3", "n4")))
    assert concerned(trial.board, events[0]) == {AINO.id, BINE.id}
    assert [note["group"] for note in own_changes(trial.board, AINO.id, "", events)["notes"]] == ["pair"]
    events = trial.do(AINO, c.DeleteNote("n2"))
    assert own_changes(trial.board, AINO.id, "", events) == {"notes": [], "gone": ["n2"]}
    assert own_changes(trial.board, BINE.id, "", events) == {}  # S6


def test_authors_are_told_of_what_undoing_does_to_their_notes() -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1")
    trial.do(DESK, c.HideNotes(("n1",), act="hide"))
    events = trial.do(DESK, c.Undo("hide"))
    assert concerned(trial.board, events[0]) == {AINO.id}
    assert [note["hidden"] for note in own_changes(trial.board, AINO.id, "", events)["notes"]] == [False]


def test_ones_own_ballot_is_told_to_oneself_alone() -> None:
    trial = voting()
    assert own_ballot(Trial().board, "ballot-aino") is None
    events = trial.dots(AINO, 1, n3=1)
    mine, other = own_ballot(trial.board, "ballot-aino"), own_ballot(trial.board, "ballot-bine")
    assert mine is not None
    assert other is not None
    assert (mine["round"], mine["dots"]) == ("r", {"n3": 1})  # S2
    assert other["dots"] == {}
    assert own_changes(trial.board, BINE.id, BINE.ballot, events) == {}


def test_lines_have_an_order_of_each_participants_own_that_stays() -> None:
    trial = voting()
    seeds = {ballot: (own_ballot(trial.board, ballot) or {})["seed"] for ballot in ("ballot-aino", "ballot-bine")}
    assert len(set(seeds.values())) == 2  # V22
    assert 0 not in seeds.values()
    trial.dots(AINO, 1, n3=1)
    assert (own_ballot(trial.board, "ballot-aino") or {})["seed"] == seeds["ballot-aino"]
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.OpenRound("r2", shuffled=False))
    assert (own_ballot(trial.board, "ballot-aino") or {})["seed"] == 0  # V22: the board's order


def test_everybody_is_told_their_ballot_when_a_round_opens() -> None:
    trial = voting()
    trial.do(DESK, c.CloseRound("r"))
    told = own_changes(trial.board, AINO.id, AINO.ballot, trial.do(DESK, c.OpenRound("r2")))
    assert told == {"ballot": own_ballot(trial.board, AINO.ballot)}  # V22: the order is there from the first look


def test_nobodys_ballot_is_told_once_it_is_nobodys() -> None:
    trial = voting()
    trial.dots(AINO, 1, n3=1)
    events = trial.do(SERVER, c.UntieBallots("r"))
    nobodys = {"round": "r", "dots": {}, "name": "", "seed": 0}
    assert own_changes(trial.board, AINO.id, AINO.ballot, events) == {"ballot": nobodys}  # S4
    assert own_ballot(trial.board, "1") == nobodys


def test_an_answer_holds_what_the_command_is_about() -> None:
    trial = Trial(Phase.TABLES)
    trial.do(AINO, c.JoinTable(1))
    posted = c.PostNote("n1", "c1", "words")
    trial.do(AINO, posted)
    told = answer(trial.board, AINO.id, "", posted)
    assert [note["id"] for note in told["notes"]] == [note["id"] for note in told["at_table"]["notes"]] == ["n1"]
    assert answer(trial.board, BINE.id, "", posted) == {"notes": [], "gone": []}  # S5: nothing of another's
    picked = c.PickNote("n1", picked=True)
    trial.do(AINO, picked)
    assert answer(trial.board, AINO.id, "", picked)["notes"][0]["table"] == 1
    left = c.JoinTable(0)
    trial.do(AINO, left)
    told = answer(trial.board, AINO.id, "", left)
    assert told["table"] is None
    assert "table" not in told["notes"][0]


def test_who_moves_between_tables_is_told_to_both_and_to_nobody_else() -> None:
    trial = Trial(Phase.TABLES)
    for person, table in ((AINO, 1), (BINE, 2), (CILLA, 3)):
        trial.do(person, c.JoinTable(table))
    (event,) = trial.do(AINO, c.JoinTable(2))
    assert concerned(trial.board, event) == {AINO.id, BINE.id}  # B1, S6
    (event,) = trial.do(BINE, c.JoinTable(1))
    assert concerned(trial.board, event) == {AINO.id, BINE.id}


def test_a_note_at_a_table_costs_each_mate_what_was_touched_and_not_the_table() -> None:
    trial = Trial(Phase.TABLES)
    for person, table in ((AINO, 1), (BINE, 1), (CILLA, 2)):
        trial.do(person, c.JoinTable(table))
    trial.posted(BINE, "b1", "b2")
    for does in (c.PostNote("b3", "c1", "new"), c.EditNote("b3", "newer", 1), c.PickNote("b3", picked=True)):
        told = own_changes(trial.board, AINO.id, "", trial.do(BINE, does))
        assert told["at_table"].keys() == {"notes", "gone"}
        assert [note["id"] for note in told["at_table"]["notes"]] == ["b3"]
        assert "table" not in told
    told = own_changes(trial.board, AINO.id, "", trial.do(DESK, c.HideNotes(("b2", "b3"))))
    assert told == {"at_table": {"notes": [], "gone": ["b2", "b3"]}}
    assert own_changes(trial.board, CILLA.id, "", trial.do(BINE, c.DeleteNote("b1"))) == {}  # B1


def test_who_comes_to_a_table_brings_their_notes_and_who_leaves_takes_them_along() -> None:
    trial = Trial(Phase.TABLES)
    for person, table in ((AINO, 1), (BINE, 2), (CILLA, 2)):
        trial.do(person, c.JoinTable(table))
    trial.posted(BINE, "b1")
    trial.posted(CILLA, "c1")
    moved = trial.do(BINE, c.JoinTable(1))
    came, left = (own_changes(trial.board, who.id, "", moved)["at_table"] for who in (AINO, CILLA))
    assert (came["people"], [note["id"] for note in came["notes"]], came["gone"]) == (2, ["b1"], [])  # B2
    assert left == {"people": 1, "notes": [], "gone": ["b1"]}
    assert [note["id"] for note in own_changes(trial.board, BINE.id, "", moved)["table"]["notes"]] == ["b1"]


def test_a_tables_notes_leave_its_phones_when_the_tables_have_worked() -> None:
    trial = Trial(Phase.TABLES)
    for person in (AINO, BINE):
        trial.do(person, c.JoinTable(1))
    trial.posted(BINE, "n1")
    assert len(yours(trial.board, AINO.id, "")["table"]["notes"]) == 1
    events = trial.do(DESK, c.ChangePhase(trial.board.step, trial.board.step + 1))
    assert own_changes(trial.board, AINO.id, "", events) == {"table": {"table": 1, "people": 2, "notes": []}}  # B1


def test_answers_go_with_what_they_were_about_and_come_back_with_it() -> None:
    trial = Trial(Phase.REVIEW)
    trial.do(DESK, c.SetEarlier("e1", "Build a harbour"))
    trial.do(AINO, c.JudgeEarlier("e1", "keep", "it floats"))
    trial.do(AINO, c.TalkAbout(("e1",)))
    events = trial.do(DESK, c.RemoveEarlier("e1", act="remove"))
    told = own_changes(trial.board, AINO.id, "", events)
    assert (told["judgements"], told["talk"]) == ({}, [])  # Y3
    told = own_changes(trial.board, AINO.id, "", trial.do(DESK, c.Undo("remove")))
    assert (told["judgements"], told["talk"]) == ({"e1": {"verdict": "keep", "comment": "it floats"}}, ["e1"])
