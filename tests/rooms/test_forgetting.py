"""A participant is forgotten: RULES S10."""

from __future__ import annotations

import msgspec

from rooms import commands as c
from rooms.board import Board
from rooms.forgetting import in_words_of, names_in, names_left, names_of, without_names, without_participant
from rooms.phases import Phase
from rooms.views import Audience, snapshot
from tests.rooms.making import AINO, BINE, CILLA, DESK, SERVER, Trial

OWN = "Only Aino would say this"
OTHERS = "What everybody says"


def after_a_vote() -> Trial:
    """A room in which Aino wrote two notes, one in a group called by it; it was voted on, and she answered all else."""
    trial = Trial(Phase.WRITING)
    trial.do(AINO, c.PostNote("own00000", "c1", OWN, "en"))
    trial.do(AINO, c.PostNote("own00001", "c2", f"{OWN}, and this", "en"))
    trial.do(BINE, c.PostNote("others00", "c1", OTHERS, "en"))
    trial.go(Phase.SORTING)
    trial.do(DESK, c.GroupNotes("group000", ("own00000", "others00"), act="act00000"))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("round000", (), budget=2, cap=2, wanted=1))
    return trial


def texts(board: object) -> str:
    """Everything on a board, as one text."""
    return msgspec.json.encode(msgspec.to_builtins(board)).decode()


def test_nothing_that_they_wrote_is_left_in_notes_titles_lines_and_undoing() -> None:
    board = after_a_vote().board
    assert OWN in texts(board)
    clean = without_participant(board, AINO.id)
    assert OWN not in texts(clean)
    assert AINO.id not in texts(clean)
    assert clean.groups["group000"].title == OTHERS
    assert clean.notes["own00000"].deleted
    assert clean.notes["others00"] == board.notes["others00"]
    assert OWN in texts(board), "the board that it was made from has not changed"


def test_a_board_that_does_not_know_them_stays_as_it_is() -> None:
    board = after_a_vote().board
    assert without_participant(board, "somebody-else") == board
    clean = without_participant(board, AINO.id)
    assert without_participant(clean, AINO.id) == clean


def test_what_was_brought_to_the_plenary_in_their_words_is_known_by_its_id() -> None:
    board = after_a_vote().board
    assert len(in_words_of(board, AINO.id)) == 2
    assert in_words_of(board, BINE.id) == set()
    assert in_words_of(board, "") == set()


def test_the_room_goes_on_without_them() -> None:
    trial = after_a_vote()
    trial.board = without_participant(trial.board, AINO.id)
    trial.do(BINE, c.PlaceDots("round000", {"group000": 1}, "tab1", 1))
    assert trial.refusal(AINO, c.EditNote("own00000", "Back again", 1)) != ""
    assert trial.refusal(DESK, c.Undo("act00000")) != ""
    trial.do(DESK, c.CloseRound("round000"))
    trial.do(DESK, c.RevealRound("round000"))
    assert [line.title for line in trial.board.screen_lines(trial.board.rounds["round000"])] == [OTHERS, ""]


def test_how_many_actions_they_started_is_forgotten() -> None:
    trial = after_a_vote()
    trial.do(DESK, c.CloseRound("round000"))
    trial.go(Phase.ACTIONS)
    trial.do(AINO, c.StartAction("a1", "Build a harbour"))
    assert trial.board.started_by == {AINO.id: 1}
    clean = without_participant(trial.board, AINO.id)
    assert AINO.id not in texts(clean)  # S10
    assert clean.actions == trial.board.actions


def by_name() -> Trial:
    """A room with a vote by name that is closed, in which two are called the same."""
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n0", "n1")
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r", (), budget=1, cap=1, named=True))
    for who, name in ((AINO, "Aino Oy"), (BINE, "aino oy"), (CILLA, "Cilla")):
        trial.do(who, c.PlaceDots("r", {"n0": 1}, "tab1", 1, name))
    trial.do(DESK, c.CloseRound("r"))
    return trial


def names(board: Board) -> list[str]:
    return [ballot.name for ballot in board.rounds["r"].ballots.values()]


def test_while_a_ballot_can_be_told_to_be_theirs_their_name_goes_from_it_and_from_no_other() -> None:
    board = by_name().board
    own = {"r": AINO.ballot}
    assert names_of(board, AINO.id, own) == {"Aino Oy"}
    clean = without_names(without_participant(board, AINO.id, ballots=own), {"Aino Oy"})
    assert names(clean) == ["", "aino oy", "Cilla"]  # S10
    assert clean.rounds["r"].turnout() == board.rounds["r"].turnout()
    assert names(board)[0] == "Aino Oy", "the board that it was made from has not changed"


def test_once_nobody_knows_whose_a_ballot_is_the_names_go_that_they_typed_elsewhere() -> None:
    trial = by_name()
    trial.do(SERVER, c.UntieBallots("r"))
    trial.do(DESK, c.RevealRound("r"))
    trial.go(Phase.ACTIONS)
    trial.do(AINO, c.StartAction("a1", "Build a harbour"))
    trial.do(AINO, c.TakePart("a1", "AINO OY"))
    trial.do(CILLA, c.TakePart("a1", "Cilla"))
    board = trial.board
    assert names_of(board, AINO.id, {}) == {"AINO OY"}
    clean = without_names(without_participant(board, AINO.id), names_of(board, AINO.id, {}))
    results = snapshot(clean, Audience.WALL)["round"]["results"]
    assert (results[0]["supporters"], results[0]["names"]) == (3, ["Cilla"])  # S10: the dots stay
    assert (names_in(board), names_in(clean), names_left(clean)) == (5, 2, 1)
    named = without_names(clean, ["  cilla "], everywhere=True)
    assert (names_in(named), named.actions["a1"].taking_part) == (0, {})  # S10: a name by itself
    assert without_names(clean, ["", "Nobody"], everywhere=True) == clean
