"""What grouping, taking apart, hiding and deleting do to dots: RULES V12 to V14, and the example that they are for."""

from __future__ import annotations

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.own import own_changes
from rooms.phases import Phase
from rooms.views import Audience, snapshot
from tests.rooms.making import AINO, BINE, DESK, Trial, participant

Ballots = dict[str, dict[str, int]]


def voted(ballots: Ballots, notes: int = 4, budget: int = 2, cap: int = 1, wanted: int = 3) -> Trial:
    """A room with an open round `r` about the notes `n0`, `n1`…, in which these people have voted."""
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, *(f"n{number}" for number in range(notes)))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r", (), budget, cap, wanted))
    for name, dots in ballots.items():
        trial.dots(participant(name), 1, **dots)
    return trial


def counts(trial: Trial) -> dict[str, tuple[int, int]]:
    """Line to dots and supporters, as they count now."""
    assert trial.board.round
    return {one.line: (one.dots, one.supporters) for one in trial.board.results(trial.board.round)}


def closed(trial: Trial) -> Trial:
    assert trial.board.round
    trial.do(DESK, c.CloseRound(trial.board.round.id))
    return trial


def twelve_ten_and_six() -> Ballots:
    both = {f"both{n}": {"n0": 1, "n1": 1} for n in range(6)}
    return both | {f"a{n}": {"n0": 1} for n in range(6)} | {f"b{n}": {"n1": 1} for n in range(4)}


# V14 after closing


def test_twelve_and_ten_with_six_in_common_make_sixteen_and_not_twenty_two() -> None:
    trial = closed(voted(twelve_ten_and_six()))
    first = counts(trial)
    assert (first["n0"], first["n1"]) == ((12, 12), (10, 10))
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1")))
    assert counts(trial)["n0"] == (16, 16)  # V14
    trial.do(DESK, c.UngroupNotes(("n0", "n1")))
    assert counts(trial) == first  # V14: the first counts return exactly


def test_three_cards_in_a_chain_are_counted_from_ballots_and_unchained_exactly() -> None:
    ballots = {"one": {"n0": 1, "n1": 1}, "two": {"n1": 1, "n2": 1}, "three": {"n0": 1, "n2": 1}, "four": {"n3": 1}}
    trial = closed(voted(ballots))
    apart = counts(trial)
    trial.do(DESK, c.GroupNotes("b", ("n0", "n1")))  # A into B
    chained = counts(trial)
    assert chained == {"n0": (3, 3), "n2": (2, 2), "n3": (1, 1)}
    trial.do(DESK, c.GroupNotes("b", ("n2",)))  # B into C
    assert counts(trial) == {"n0": (3, 3), "n3": (1, 1)}  # V14: three people, not six dots
    trial.do(DESK, c.UngroupNotes(("n2",)))
    assert counts(trial) == chained
    trial.do(DESK, c.UngroupNotes(("n0", "n1")))
    assert counts(trial) == apart


def test_a_chain_of_groups_counts_the_same_whatever_its_order() -> None:
    ballots = {"one": {"n0": 1, "n1": 1}, "two": {"n1": 1, "n2": 1}, "three": {"n2": 1}}
    found = set()
    for first, then in ((("n0", "n1"), "n2"), (("n1", "n2"), "n0"), (("n0", "n2"), "n1")):
        trial = closed(voted(ballots))
        trial.do(DESK, c.GroupNotes("g", first))
        trial.do(DESK, c.GroupNotes("g", (then,)))
        found.add(tuple(counts(trial).values()))
    assert found == {((3, 3), (0, 0))}  # V14


def test_one_voters_dots_on_lines_that_come_together_count_up_to_the_cap() -> None:
    trial = closed(voted({"one": {"n0": 3, "n1": 2}, "two": {"n1": 1}}, budget=5, cap=3))
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1")))
    assert counts(trial)["n0"] == (4, 2)  # V14: three of the first voter's five, and one
    assert trial.board.round
    assert trial.board.round.ballots["ballot-one"].dots == {"n0": 3, "n1": 2}  # nothing goes back after closing


def test_twelve_of_eighteen_who_want_no_meat_win_once_their_notes_are_one() -> None:
    """The example from jasondiceman: the majority is split over similar options, and the minority wins."""
    wishes = {f"veg{n}": {f"n{n % 3}": 1} for n in range(12)} | {f"meat{n}": {"n3": 1} for n in range(6)}
    split = closed(voted(wishes, budget=1, wanted=1))
    assert counts(split) == {"n3": (6, 6), "n0": (4, 4), "n1": (4, 4), "n2": (4, 4)}  # meat wins
    split.do(DESK, c.GroupNotes("vegetarian", ("n0", "n1", "n2"), "Vegetarian"))
    assert next(iter(counts(split).items())) == ("n0", (12, 12))  # V14: counted again, vegetarian wins

    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n0", "n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("vegetarian", ("n0", "n1", "n2"), "Vegetarian"))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r", (), 1, 1, 1))
    for name, wish in wishes.items():
        line = "n3" if "n3" in wish else "vegetarian"
        trial.dots(participant(name), 1, **{line: 1})
    assert counts(closed(trial)) == {"vegetarian": (12, 12), "n3": (6, 6)}  # V1: grouped before, it wins at once


def test_it_is_said_when_grouping_brings_others_above_the_cut() -> None:
    trial = closed(voted({"one": {"n3": 1}, "two": {"n3": 1}, "three": {"n0": 1}, "four": {"n1": 1}, "five": {"n1": 1},
                          "six": {"n0": 1}, "seven": {"n3": 1}}, wanted=1))  # fmt: skip
    trial.do(DESK, c.RevealRound("r"))
    outcome = snapshot(trial.board, Audience.WALL)["round"]["outcome"]
    assert (outcome["above"], outcome["regrouped"]) == (["n3"], False)
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1")))
    shown = snapshot(trial.board, Audience.DESK)["round"]
    assert (shown["outcome"]["above"], shown["outcome"]["regrouped"]) == (["n0"], True)  # V14
    assert shown["raw"] == {"n0": 2, "n1": 2, "n2": 0, "n3": 3}  # V14: as they were first


def test_once_accepted_nothing_regroups_a_result() -> None:
    trial = closed(voted(twelve_ten_and_six(), wanted=1))
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1"), "Both"))
    trial.do(DESK, c.RevealRound("r"))
    trial.do(DESK, c.AcceptRound("r"))
    before = snapshot(trial.board, Audience.WALL)["round"]
    assert before["results"][0]["dots"] == 16
    trial.do(DESK, c.UngroupNotes(("n0", "n1")))
    trial.do(DESK, c.GroupNotes("other", ("n0", "n2", "n3")))
    assert snapshot(trial.board, Audience.WALL)["round"] == before  # V14


# V13 while people vote


def test_lines_come_together_under_peoples_dots_only_when_forced() -> None:
    trial = voted({"one": {"n0": 1, "n1": 1}})
    assert trial.refusal(DESK, c.GroupNotes("pair", ("n0", "n1"))) == "round-still-open"  # V13
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1"), forced=True))
    assert trial.do(DESK, c.GroupNotes("pair", ("n0", "n1"))) == []  # C3: it is so already
    assert counts(trial)["n0"] == (1, 1)


def test_neither_undoing_nor_redoing_brings_lines_together_while_people_vote() -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n0", "n1", "n2")
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1"), act="group"))
    trial.do(DESK, c.UngroupNotes(("n0", "n1"), act="ungroup"))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r"))
    assert trial.refusal(DESK, c.Undo("ungroup")) == "round-still-open"  # V13
    trial.do(DESK, c.CloseRound("r"))
    assert trial.do(DESK, c.Undo("ungroup"))


def test_of_three_and_two_on_lines_that_come_together_three_stay_and_two_go_back() -> None:
    trial = voted({"one": {"n0": 3, "n1": 2}, "two": {"n1": 1}}, budget=5, cap=3)
    events = trial.do(DESK, c.GroupNotes("pair", ("n0", "n1"), forced=True))
    assert events[-1] == e.DotsReturned("r", {"ballot-one": {"n1": 2}})  # V13
    one = participant("one")
    assert own_changes(trial.board, one.id, one.ballot, events)["ballot"]["returned"] == 2  # told to whom they go
    assert "ballot" not in own_changes(trial.board, "author-two", "ballot-two", events)
    assert counts(trial)["n0"] == (4, 2)
    trial.do(DESK, c.UngroupNotes(("n0", "n1")))
    assert {line: dots for line, (dots, _) in counts(trial).items()} == {"n0": 3, "n1": 1, "n2": 0, "n3": 0}  # V13


def test_dots_put_on_lines_that_are_one_stay_under_the_cap_together() -> None:
    trial = voted({"one": {"n1": 1}}, budget=4, cap=2)
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1"), forced=True))
    one = participant("one")
    assert trial.refusal(one, c.PlaceDots("r", {"n0": 3}, "tab1", 2)) == "over-cap"  # V4, V13
    trial.dots(one, 2, n0=2)  # "two on this line", whichever of both they were put on
    assert trial.board.round
    assert trial.board.round.ballots["ballot-one"].dots == {"n1": 1, "n0": 1}
    trial.dots(one, 3, n0=0)
    assert trial.board.round.ballots["ballot-one"].dots == {}


# V12 withdrawn while people vote


def test_dots_on_a_hidden_line_go_back_to_their_voters_who_are_told() -> None:
    trial = voted({"aino": {"n0": 1, "n1": 1}, "bine": {"n1": 1}})
    events = trial.do(DESK, c.HideNotes(("n0",)))
    assert events[-1] == e.DotsReturned("r", {"ballot-aino": {"n0": 1}})  # V12
    told = own_changes(trial.board, AINO.id, AINO.ballot, events)["ballot"]
    assert (told["returned"], told["dots"]) == (1, {"n1": 1})
    assert "ballot" not in own_changes(trial.board, BINE.id, BINE.ballot, events)
    trial.dots(AINO, 2, n2=1)  # it can be spent anew
    assert trial.do(DESK, c.HideNotes(("n3",)))[-1] == e.NotesHidden(("n3",))  # nobody's dots, nothing goes back


def test_dots_on_a_line_that_undoing_deletes_go_back_too() -> None:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n0", "n1")
    trial.do(DESK, c.PostNote("n2", "c1", "entered at the desk", act="post"))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r"))
    trial.dots(AINO, 1, n2=1)
    assert trial.do(DESK, c.Undo("post"))[-1] == e.DotsReturned("r", {"ballot-aino": {"n2": 1}})  # V12


def test_one_line_of_several_that_are_one_is_not_withdrawn_alone() -> None:
    trial = voted({"aino": {"n0": 1}})
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1"), forced=True))
    assert [type(event) for event in trial.do(DESK, c.HideNotes(("n0",)))] == [e.NotesHidden, e.GroupRenamed]  # V12
    trial.dots(BINE, 1, n0=1)
    assert counts(trial)["n0"] == (2, 2)
    events = trial.do(DESK, c.UngroupNotes(("n0", "n1")))  # now the hidden one stands by itself
    assert events[-1] == e.DotsReturned("r", {"ballot-aino": {"n0": 1}, "ballot-bine": {"n0": 1}})


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(
    "command", [c.HideNotes(("n0",)), c.GroupNotes("pair", ("n0", "n1"), forced=True)], ids=["hide", "group"]
)
def test_totals_do_not_tell_how_many_dots_went_back(audience: Audience, command: c.Command) -> None:
    trial = voted({"one": {"n0": 1, "n1": 1}, "two": {"n0": 1}, "three": {"n2": 1}})
    assert snapshot(trial.board, audience)["round"]["dots"] == 4
    trial.do(DESK, command)
    shown = snapshot(trial.board, audience)["round"]
    assert (shown["ballots"], shown["dots"]) == (3, 4)  # S2: what went back is the line's count
    trial.dots(participant("one"), 2, n3=1)
    assert snapshot(trial.board, audience)["round"]["dots"] == 4  # S2: placed again, it is the same dot
    trial.do(DESK, c.CloseRound("r"))
    assert snapshot(trial.board, audience)["round"]["dots"] == 4
    trial.do(DESK, c.RevealRound("r"))
    shown = snapshot(trial.board, audience)["round"]
    assert shown["dots"] == sum(one["dots"] for one in shown["results"]) == 4 - (shown["ballots"] < 3)


# Before the opening


def test_lines_that_come_together_before_the_opening_are_one_line_from_then_on() -> None:
    trial = Trial(Phase.FREEZE)
    trial.posted_before(AINO, "n0", "n1", "n2", "n3")
    trial.do(DESK, c.PrepareRound("r", (), 4, 1))
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1"), "Both"))
    trial.do(DESK, c.OpenRound("r"))
    assert trial.board.round
    assert [line.title for line in trial.board.round.lines] == ["Both", "text of n2", "text of n3"]  # V7
    assert trial.board.round.budget == 3  # V3: as much as the lines can take
    trial.do(DESK, c.UngroupNotes(("n0", "n1")))
    assert len(trial.board.counted_lines(trial.board.round)) == 3  # V1
