"""Rounds, ballots and tallies: RULES V."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import commands as c
from rooms import events as e
from rooms.phases import Phase
from rooms.voting import Ballot, Round, default_budget, ranked
from tests.rooms.making import AINO, BINE, CILLA, DESK, Trial, packed, participant


def voting(notes: int = 4, budget: int = 3, cap: int = 2) -> Trial:
    """A room of notes `n0`, `n1`… with an open round `r` about them."""
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, *(f"n{number}" for number in range(notes)))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r", (), budget, cap))
    return trial


def held(trial: Trial, ballot: str = "ballot-aino") -> dict[str, int]:
    assert trial.board.round
    return trial.board.round.ballots[ballot].dots


def line_ids(trial: Trial) -> list[str]:
    assert trial.board.round
    return [line.id for line in trial.board.round.lines]


# V1 lines


def test_lines_are_groups_and_single_notes_in_board_order() -> None:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "later", column="c2")
    trial.posted(AINO, "first", "second", "third", "gone", "hidden")
    trial.go(Phase.SORTING)
    trial.do(AINO, c.DeleteNote("gone"))
    trial.do(DESK, c.HideNotes(("hidden",)))
    trial.do(DESK, c.GroupNotes("pair", ("third", "later"), "A pair"))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r"))
    assert trial.board.round
    lines = [(line.id, line.title, line.notes, line.color) for line in trial.board.round.lines]
    assert lines == [  # V1: the group stands in its first note's column, in the place of its earliest note
        ("pair", "A pair", ("later", "third"), "yellow"),
        ("first", "text of first", ("first",), "yellow"),
        ("second", "text of second", ("second",), "yellow"),
    ]


def test_a_note_comes_before_a_group_of_the_same_place() -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n0", "n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("g1", ("n0", "n1", "n2")))
    trial.do(DESK, c.UngroupNotes(("n0",)))
    assert [line.id for line in trial.board.lines()] == ["n0", "g1", "n3"]  # V1


def test_a_round_of_chosen_columns_has_only_their_lines() -> None:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "a", "b")
    trial.posted(AINO, "x", "y", column="c2")
    trial.go(Phase.VOTING)
    assert trial.refusal(DESK, c.OpenRound("r", ("c1", "c9"))) == "unknown-column"
    trial.do(DESK, c.OpenRound("r", ("c2",)))
    assert line_ids(trial) == ["x", "y"]


def test_fewer_than_two_lines_make_no_round() -> None:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "only")
    trial.go(Phase.VOTING)
    assert trial.refusal(DESK, c.OpenRound("r")) == "too-few-lines"  # V1


def test_lines_stay_as_voted_on_whatever_becomes_of_the_notes() -> None:
    trial = voting()
    trial.dots(AINO, 1, n0=1)
    trial.do(DESK, c.CloseRound("r"))
    assert trial.board.round
    before = trial.board.round.lines
    trial.go(Phase.SORTING)
    trial.do(AINO, c.EditNote("n0", "other words", 1))
    trial.do(AINO, c.DeleteNote("n1"))
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n2")))
    trial.posted(BINE, "n9")
    assert trial.board.round.lines == before  # V1


# V2 one round at a time


def test_a_second_round_waits_until_the_first_is_closed() -> None:
    trial = voting()
    assert trial.refusal(DESK, c.OpenRound("r2")) == "round-still-open"  # V2
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.OpenRound("r2"))
    assert trial.board.round
    assert trial.board.round.id == "r2"
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 1}, "tab1", 1)) == "unknown-round"


def test_an_older_round_is_not_revealed_while_people_vote_again() -> None:
    trial = voting()
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.OpenRound("r2"))
    assert trial.refusal(DESK, c.RevealRound("r")) == "unknown-round"  # V2


# V3 budget and cap


@pytest.mark.parametrize(("lines", "budget"), [(2, 1), (4, 1), (5, 2), (12, 3), (39, 10), (40, 10), (500, 10)])
def test_the_default_budget_is_a_quarter_of_the_lines(lines: int, budget: int) -> None:
    assert default_budget(lines) == budget  # V3


@pytest.mark.parametrize(
    ("budget", "cap", "code"), [(2, 3, "cap-over-budget"), (5, 1, "budget-over-lines"), (4, 1, ""), (8, 2, "")]
)
def test_budget_and_cap_must_fit_each_other_and_the_lines(budget: int, cap: int, code: str) -> None:
    trial = voting()
    trial.do(DESK, c.CloseRound("r"))
    assert trial.refusal(DESK, c.OpenRound("r2", (), budget, cap)) == code  # V3


# V4, V5 dots


def test_a_dot_beyond_the_budget_is_refused() -> None:
    trial = voting()
    trial.dots(AINO, 1, n0=2, n1=1)
    assert trial.refusal(AINO, c.PlaceDots("r", {"n2": 1}, "tab1", 2)) == "over-budget"  # V4
    assert held(trial) == {"n0": 2, "n1": 1}


def test_a_dot_beyond_the_cap_is_refused() -> None:
    assert voting().refusal(AINO, c.PlaceDots("r", {"n0": 3}, "tab1", 1)) == "over-cap"  # V4


def test_a_wish_that_is_partly_too_much_is_refused_whole() -> None:
    trial = voting()
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 1, "n1": 3}, "tab1", 1)) == "over-cap"  # V4
    assert trial.board.round
    assert trial.board.round.ballots == {}


def test_moving_a_dot_needs_no_free_dot() -> None:
    trial = voting(budget=2, cap=1)
    trial.dots(AINO, 1, n0=1, n1=1)
    trial.dots(AINO, 2, n1=0, n2=1)  # V5
    assert held(trial) == {"n0": 1, "n2": 1}


def test_zero_takes_the_dots_back_and_leaves_no_trace_in_the_count() -> None:
    trial = voting()
    trial.dots(AINO, 1, n0=2)
    trial.dots(AINO, 2, n0=0)  # V5
    assert trial.board.round
    assert held(trial) == {}
    assert trial.board.round.turnout() == (0, 0)
    assert all(result.supporters == 0 for result in trial.board.results(trial.board.round))


def test_a_wish_of_no_dots_for_every_line_is_kept_as_nothing() -> None:
    trial = voting(notes=50)
    placed = trial.dots(AINO, 1, n0=1, **{f"n{line}": 0 for line in range(1, 50)})
    assert placed == [e.DotsPlaced("r", AINO.ballot, AINO.tab, 1, {"n0": 1})]
    placed = trial.dots(AINO, 2, **{f"n{line}": 0 for line in range(50)})
    assert placed == [e.DotsPlaced("r", AINO.ballot, AINO.tab, 2, {"n0": 0})]
    assert held(trial) == {}  # V5
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 1}, "tab1", 1)) == "overtaken"  # V6


class Looked(Mapping[str, str]):
    """Lines by what they count with, that counts how often somebody looks into it."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.looks = 0
        self._keys = keys

    def __getitem__(self, line: str) -> str:
        self.looks += 1
        return self._keys[line]

    def __iter__(self) -> Iterator[str]:
        self.looks += len(self._keys)
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@pytest.mark.parametrize("groups", [500, 50, 1])
def test_a_wish_for_many_lines_looks_at_each_a_few_times_only(groups: int) -> None:
    lines = tuple(e.Line(f"n{number}", "", (), "yellow", "en") for number in range(500))
    keys = Looked({line.id: f"n{number % groups}" for number, line in enumerate(lines)})
    round_ = Round("r", lines, budget=500, cap=1, wanted=1)
    placed = round_.place("ballot", "tab", 1, {line.id: int(line is lines[-1]) for line in lines}, keys)
    assert placed is not None
    assert placed.dots == {f"n{groups - 1}": 1}  # of lines that count together, what is said last
    assert keys.looks < 10 * len(lines)


@given(
    st.lists(st.integers(0, 3), min_size=2, max_size=6),
    st.dictionaries(st.integers(0, 5), st.integers(1, 3)),
    st.dictionaries(st.integers(0, 5), st.integers(0, 3)),
)
def test_a_wish_is_so_for_the_lines_that_it_names_and_no_other(
    groups: list[int], before: dict[int, int], wish: dict[int, int]
) -> None:
    keys = {f"n{n}": f"n{groups.index(group)}" for n, group in enumerate(groups)}
    dots, wanted = ({f"n{n}": count for n, count in each.items() if n < len(groups)} for each in (before, wish))
    round_ = Round("r", (), budget=100, cap=100, wanted=1, ballots={"ballot": Ballot(dots, {})})
    placed = round_.place("ballot", "tab", 1, wanted, keys)
    assert placed is not None
    round_.placed(placed)
    after, said = round_.ballots["ballot"].dots, {keys[line]: count for line, count in wanted.items()}
    for key in set(keys.values()):
        had, has = (sum(each.get(line, 0) for line in keys if keys[line] == key) for each in (dots, after))
        assert has == said.get(key, had)  # V5, V13
    assert {line for line, count in placed.dots.items() if not count} <= dots.keys()


def test_a_dot_on_no_line_is_refused() -> None:
    assert voting().refusal(AINO, c.PlaceDots("r", {"n0": 1, "n7": 0}, "tab1", 1)) == "unknown-line"


# V6 one ballot, many tabs, late copies


def test_two_tabs_share_one_ballot_and_its_budget() -> None:
    trial = voting()
    phone, laptop = participant("aino", "phone"), participant("aino", "laptop")
    trial.dots(phone, 1, n0=2)
    trial.dots(laptop, 1, n1=1)
    assert trial.refusal(laptop, c.PlaceDots("r", {"n2": 1}, "x", 2)) == "over-budget"  # V6
    trial.dots(laptop, 2, n0=0)
    assert held(trial) == {"n1": 1}


def test_a_copy_of_a_wish_that_was_granted_is_answered_as_done() -> None:
    trial = voting()
    trial.dots(AINO, 1, n0=1)
    assert trial.dots(AINO, 1, n0=1) == []  # C3


def test_a_late_copy_of_an_older_wish_is_overtaken() -> None:
    trial = voting()
    trial.dots(AINO, 1, n0=1)
    trial.dots(AINO, 2, n0=0)
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 1}, "tab1", 1)) == "overtaken"  # V6


def test_a_merged_wish_that_changes_no_dot_still_overtakes_its_parts() -> None:
    trial = voting()
    trial.dots(AINO, 2, n0=0)  # wishes 1 (one dot) and 2 (none) merged; a copy of 1 is still on its way
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 1}, "tab1", 1)) == "overtaken"  # V6


def test_a_copy_does_not_undo_what_another_tab_did_since() -> None:
    trial = voting()
    phone, laptop = participant("aino", "phone"), participant("aino", "laptop")
    trial.dots(phone, 1, n0=1)
    trial.dots(laptop, 1, n0=0)
    assert trial.refusal(phone, c.PlaceDots("r", {"n0": 1}, "x", 1)) == "overtaken"  # V6


def test_a_refused_wish_may_be_asked_again_under_its_number() -> None:
    trial = voting(budget=2, cap=1)
    trial.dots(AINO, 1, n0=1, n1=1)
    assert trial.refusal(AINO, c.PlaceDots("r", {"n2": 1}, "tab1", 2)) == "over-budget"
    assert trial.dots(AINO, 2, n1=0, n2=1)


def test_thirty_wishes_at_once_end_as_the_last_one_says() -> None:
    trial = voting(notes=6, budget=3, cap=1)
    for change in range(1, 31):
        trial.dots(AINO, change, **{f"n{line}": int(line == change % 6) for line in range(6)})
    assert held(trial) == {"n0": 1}


def test_only_the_last_eight_tabs_of_a_ballot_are_remembered() -> None:
    trial = voting()
    for number in range(20):
        trial.dots(participant("aino", f"tab{number}"), 1, n0=number % 2)
    assert trial.board.round
    tabs = trial.board.round.ballots["ballot-aino"].tabs
    assert list(tabs) == [f"key-aino-tab{number}" for number in range(12, 20)]  # V6


# V7 open, closed, revealed


def test_after_closing_no_dot_changes_but_a_lost_answer_is_found() -> None:
    trial = voting()
    trial.dots(AINO, 1, n0=1)
    trial.do(DESK, c.CloseRound("r"))
    assert trial.refusal(BINE, c.PlaceDots("r", {"n0": 1}, "tab1", 1)) == "round-not-open"  # V7
    assert trial.dots(AINO, 1, n0=1) == []  # C3
    trial.go(Phase.SORTING)
    assert trial.dots(AINO, 1, n0=1) == []  # C3, also in another phase
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 0}, "tab1", 2)) == "wrong-phase"


def test_an_open_round_cannot_be_revealed() -> None:
    trial = voting()
    assert trial.refusal(DESK, c.RevealRound("r")) == "round-still-open"  # V7
    trial.do(DESK, c.CloseRound("r"))
    assert trial.do(DESK, c.RevealRound("r")) == [e.RoundRevealed("r")]
    assert trial.do(DESK, c.RevealRound("r")) == []
    assert trial.do(DESK, c.CloseRound("r")) == []


@pytest.mark.parametrize("command", [c.CloseRound("none"), c.RevealRound("none")])
def test_a_round_that_never_was_is_unknown(command: c.Command) -> None:
    assert voting().refusal(DESK, command) == "unknown-round"


# V8 results


def test_equal_counts_share_a_rank_in_the_boards_order() -> None:
    trial = voting(notes=5, budget=3, cap=2)
    trial.dots(AINO, 1, n3=2, n1=1)
    trial.dots(BINE, 1, n1=1, n0=1)
    trial.dots(CILLA, 1, n4=1)
    assert trial.board.round
    found = [
        (result.line, result.dots, result.supporters, result.rank) for result in trial.board.results(trial.board.round)
    ]
    assert found == [("n1", 2, 2, 1), ("n3", 2, 1, 1), ("n0", 1, 1, 3), ("n4", 1, 1, 3), ("n2", 0, 0, 5)]  # V8


def test_ranks_skip_as_many_as_were_equal() -> None:
    assert ranked([9, 7, 7, 4]) == [1, 2, 2, 4]
    assert ranked([]) == []


@given(st.lists(st.integers(0, 9)).map(lambda counts: sorted(counts, reverse=True)))
def test_a_rank_is_one_more_than_the_lines_that_did_better(counts: list[int]) -> None:
    assert ranked(counts) == [1 + sum(other > count for other in counts) for count in counts]  # V8


def test_no_more_lines_are_wanted_than_there_are() -> None:
    trial = voting()
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.OpenRound("r2", wanted=500))
    assert trial.board.round
    assert trial.board.round.wanted == 4


# V9 withdrawn lines


def test_no_dot_is_put_on_a_withdrawn_line_until_it_is_shown_again() -> None:
    trial = voting()
    trial.do(DESK, c.HideNotes(("n0",)))
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 1}, "tab1", 1)) == "line-withdrawn"  # V9
    assert trial.refusal(DESK, c.EnterPaper("r", "p1", {"n0": 1})) == "line-withdrawn"
    assert trial.dots(AINO, 1, n0=0, n1=2)
    trial.do(DESK, c.ShowNotes(("n0",)))
    assert trial.dots(AINO, 2, n0=1)  # V9: as before


def test_a_line_hidden_after_closing_keeps_its_count() -> None:
    trial = voting()
    trial.dots(AINO, 1, n0=2)
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.HideNotes(("n0",)))
    assert trial.board.round
    assert trial.board.results(trial.board.round)[0].dots == 2  # V9
    assert held(trial) == {"n0": 2}


def test_a_copied_round_changes_apart_from_the_first() -> None:
    trial = voting()
    trial.dots(AINO, 1, n0=1)
    round_ = trial.board.round
    assert round_
    before, copy = packed(round_), round_.copy()
    assert isinstance(copy, Round)
    assert packed(copy) == before
    copy.state = "closed"
    copy.placed(e.DotsPlaced("r", "ballot-aino", "t", 9, {"n1": 1}))
    assert packed(round_) == before
