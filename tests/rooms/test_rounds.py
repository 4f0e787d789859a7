"""Rounds from draft to acceptance, paper, names, ties and their ends: RULES V7, V10, V11, V15 to V22."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from rooms import commands as c
from rooms import events as e
from rooms.phases import Phase
from rooms.rules import rounds
from rooms.views import Audience, snapshot
from rooms.voting import GRACE_MS
from tests.rooms.making import AINO, BINE, CILLA, DESK, NOON, SERVER, Trial, packed, participant


def room(notes: int = 4, phase: Phase = Phase.VOTING) -> Trial:
    """A room of notes `n0`, `n1`… in this phase."""
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, *(f"n{number}" for number in range(notes)))
    trial.go(phase)
    return trial


def shown(votes: str, wanted: int = 1, cap: int = 1, **settings: Any) -> Trial:
    """A shown round `r` in which the first person voted for the first note named, and so on: `"0 1 1"`."""
    trial = room()
    trial.do(DESK, c.OpenRound("r", (), max(1, cap), cap, wanted, **settings))
    for number, line in enumerate(votes.split()):
        trial.dots(participant(f"voter{number}"), 1, **{f"n{line}": 1})
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.RevealRound("r"))
    return trial


def outcome(trial: Trial, round_: str = "r") -> dict[str, Any]:
    """As everybody sees it."""
    seen = snapshot(trial.board, Audience.PHONE)
    found: dict[str, Any] = next(one for one in [seen["round"], *seen["rounds"]] if one["id"] == round_)["outcome"]
    return found


# V7 states


def test_a_round_goes_from_draft_to_accepted_step_by_step() -> None:
    trial = room()
    assert trial.do(DESK, c.PrepareRound("r", wanted=1))
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 1}, "tab1", 1)) == "unknown-round"
    assert trial.refusal(DESK, c.CloseRound("r")) == "round-not-open"
    steps: list[tuple[c.Command, str]] = [
        (c.OpenRound("r"), "open"),
        (c.PauseRound("r", paused=True), "paused"),
        (c.PauseRound("r", paused=False), "open"),
        (c.CloseRound("r"), "closed"),
        (c.RevealRound("r"), "revealed"),
        (c.AcceptRound("r"), "accepted"),
    ]
    for command, state in steps:
        assert trial.do(DESK, command)
        assert trial.board.rounds["r"].state == state  # V7
        assert trial.do(DESK, command) == []  # C3


def test_while_a_round_is_paused_nobody_votes() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r"))
    trial.dots(AINO, 1, n0=1)
    trial.do(DESK, c.PauseRound("r", paused=True))
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 0}, "tab1", 2)) == "round-paused"  # V7
    assert trial.dots(AINO, 1, n0=1) == []  # C3
    trial.do(DESK, c.PauseRound("r", paused=False))
    assert trial.dots(AINO, 2, n0=0)


def test_what_was_prepared_is_opened_as_it_was_but_for_what_has_left_the_screens() -> None:
    trial = room()
    trial.do(DESK, c.PrepareRound("r", (), 4, 1, 3, must_spend=True))
    trial.posted_before(AINO, "late")
    trial.do(DESK, c.HideNotes(("n3",)))
    trial.do(DESK, c.OpenRound("r", (), 1, 1, 1))  # with other settings, which do not matter
    assert trial.board.round
    assert [line.id for line in trial.board.round.lines] == ["n0", "n1", "n2"]  # V7
    assert (trial.board.round.budget, trial.board.round.wanted, trial.board.round.must_spend) == (3, 3, True)


def test_preparing_again_replaces_what_was_prepared() -> None:
    trial = room()
    trial.do(DESK, c.PrepareRound("r1"))
    trial.do(DESK, c.PrepareRound("r2", wanted=2))
    assert list(trial.board.rounds) == ["r2"]
    assert trial.do(DESK, c.PrepareRound("r2", wanted=2)) == []
    trial.do(DESK, c.OpenRound("r2"))
    assert trial.do(DESK, c.PrepareRound("r2", wanted=2)) == []  # C3: a late copy is not told that it failed


def test_a_draft_of_which_too_little_is_left_cannot_be_opened() -> None:
    trial = room(notes=2)
    trial.do(DESK, c.PrepareRound("r"))
    trial.do(DESK, c.HideNotes(("n0",)))
    assert trial.refusal(DESK, c.OpenRound("r")) == "too-few-lines"  # V1


def test_voting_again_is_another_round_and_leaves_the_first_as_it_was() -> None:
    trial = shown("0 0 1")
    before = packed(trial.board.rounds["r"])
    trial.do(DESK, c.OpenRound("again"))  # V7: reopening is a new round
    trial.dots(participant("voter0"), 1, n3=1)
    assert packed(trial.board.rounds["r"]) == before
    assert [one["id"] for one in snapshot(trial.board, Audience.WALL)["rounds"]] == ["r"]
    assert trial.refusal(DESK, c.RewordLine("r", "n0", "other words")) == "round-not-open"


def test_chosen_lines_make_a_round_of_their_own() -> None:
    trial = room()
    assert trial.refusal(DESK, c.OpenRound("r", lines=("n0", "n9"))) == "unknown-line"
    trial.do(DESK, c.OpenRound("r", lines=("n3", "n1")))
    assert trial.board.round
    assert [line.id for line in trial.board.round.lines] == ["n1", "n3"]  # V1: any of them, in the board's order


def test_a_round_about_groups_only_has_no_line_for_a_note_alone() -> None:
    trial = room(notes=6)
    assert trial.refusal(DESK, c.PrepareRound("r", groups_only=True)) == "no-groups"  # V1
    assert trial.refusal(DESK, c.OpenRound("r", groups_only=True)) == "no-groups"
    trial.do(DESK, c.GroupNotes("g1", ("n0", "n1")))
    assert trial.refusal(DESK, c.OpenRound("r", groups_only=True)) == "too-few-lines"
    trial.do(DESK, c.GroupNotes("g2", ("n3", "n4")))
    assert trial.refusal(DESK, c.OpenRound("r", lines=("g1", "n2"), groups_only=True)) == "unknown-line"
    trial.do(DESK, c.PrepareRound("r", groups_only=True))
    for audience in Audience:
        draft = snapshot(trial.board, audience)["draft"]
        assert [line["id"] for line in draft["lines"]] == ["g1", "g2"]  # V1
        assert draft["groups_only"] is True
    trial.do(DESK, c.OpenRound("r"))
    assert trial.board.round
    assert (trial.board.round.groups_only, len(trial.board.round.lines)) == (True, 2)
    assert trial.refusal(AINO, c.PlaceDots("r", {"n2": 1}, "tab1", 1)) == "unknown-line"
    assert trial.dots(AINO, 1, g2=1)


def test_practice_has_its_own_lines_where_groups_only_are_asked_for() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("p", practice=True, texts=("Tea", "Coffee"), groups_only=True))
    assert trial.board.round
    assert (len(trial.board.round.lines), trial.board.round.groups_only) == (2, False)  # V1


def test_a_round_stored_before_there_were_groups_only_is_about_everything() -> None:
    trial = room()
    (opened,) = trial.do(DESK, c.OpenRound("r"))
    stored = msgspec.to_builtins(opened)
    del stored["groups_only"]
    assert msgspec.convert(stored, e.AnyEvent) == opened
    assert not msgspec.convert(stored, e.RoundOpened).groups_only


# V10 practice


def test_a_practice_round_is_seen_and_never_counts() -> None:
    trial = shown("0 0 1")
    trial.do(DESK, c.OpenRound("p", practice=True, texts=("Tea", "Coffee")))
    for audience in Audience:
        titles = [line["title"] for line in snapshot(trial.board, audience)["round"]["lines"]]
        assert titles == ["Tea", "Coffee"]  # V10
    trial.dots(AINO, 1, **{"practice-2": 1})
    trial.do(DESK, c.CloseRound("p"))
    trial.do(DESK, c.RevealRound("p"))
    assert snapshot(trial.board, Audience.WALL)["round"]["results"][0]["line"] == "practice-2"
    assert trial.refusal(DESK, c.AcceptRound("p")) == "practice-round"  # V10
    trial.do(DESK, c.OpenRound("r2"))
    assert [one["id"] for one in snapshot(trial.board, Audience.DESK)["rounds"]] == ["r"]  # V10


def test_only_practice_has_texts_of_its_own_and_it_settles_no_tie() -> None:
    trial = shown("0 1")
    assert trial.refusal(DESK, c.OpenRound("p", texts=("Tea", "Coffee"))) == "not-practice"
    trial.do(DESK, c.OpenRound("p", practice=True, texts=("Tea", "Coffee"), run_off_of="r"))
    assert trial.board.run_off(trial.board.rounds["r"]) is None  # V10


# V11 all must be spent


def test_where_all_must_be_spent_only_a_whole_ballot_counts() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r", (), 2, 1, must_spend=True))
    trial.dots(AINO, 1, n0=1)
    trial.dots(BINE, 1, n1=1, n2=1)
    assert trial.board.round
    assert [(one.line, one.dots) for one in trial.board.results(trial.board.round)][:2] == [("n1", 1), ("n2", 1)]
    assert sum(one.dots for one in trial.board.results(trial.board.round)) == 2  # V11
    assert trial.board.round.turnout()[0] == 1


def test_a_whole_ballot_still_counts_when_dots_have_gone_back() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r", (), 2, 1, must_spend=True))
    trial.dots(AINO, 1, n0=1, n1=1)
    trial.do(DESK, c.HideNotes(("n0",)))
    assert trial.board.round
    assert trial.board.results(trial.board.round)[0].dots == 1  # V11: its voter may have put the phone away
    trial.dots(AINO, 2, n1=0)
    assert trial.board.results(trial.board.round)[0].dots == 0


# V15 ties


def test_a_tie_across_the_cut_is_told_with_the_seats_that_are_left() -> None:
    trial = shown("0 0 1 2 3", wanted=2)
    found = outcome(trial)
    assert (found["above"], found["tied"], found["seats"], found["chosen"]) == (["n0"], ["n1", "n2", "n3"], 1, None)
    assert trial.refusal(DESK, c.AcceptRound("r")) == "tie-not-settled"  # V15


def test_equal_counts_within_the_cut_are_no_tie() -> None:
    found = outcome(shown("0 0 1 1 2", wanted=2))
    assert (found["above"], found["tied"], found["chosen"]) == (["n0", "n1"], [], ["n0", "n1"])  # V15


def test_a_line_without_a_dot_is_never_above_the_cut() -> None:
    found = outcome(shown("0", wanted=3))
    assert (found["above"], found["tied"], found["chosen"]) == (["n0"], [], ["n0"])  # V15


def test_a_tie_ends_by_taking_all() -> None:
    trial = shown("0 0 1 2", wanted=2)
    trial.do(DESK, c.SettleTie("r", "all"))
    found = outcome(trial)
    assert (found["chosen"], found["way"]) == (["n0", "n1", "n2"], "all")  # V15
    assert trial.do(DESK, c.SettleTie("r", "all")) == []
    assert trial.do(DESK, c.AcceptRound("r"))


def test_a_tie_ends_by_a_decision_with_its_reason() -> None:
    trial = shown("0 0 1 2 3", wanted=2)
    decide = c.SettleTie("r", "decided", ("n2",))
    assert trial.refusal(DESK, decide) == "reason-missing"  # V15
    assert trial.refusal(DESK, c.SettleTie("r", "decided", ("n2", "n3"), "why not")) == "wrong-seats"
    assert trial.refusal(DESK, c.SettleTie("r", "decided", ("n0",), "why not")) == "unknown-line"
    trial.do(DESK, c.SettleTie("r", "decided", ("n2",), "It helps the small ones"))
    found = outcome(trial)
    assert (found["chosen"], found["way"], found["reason"]) == (["n0", "n2"], "decided", "It helps the small ones")


def test_a_tie_ends_by_the_number_of_supporters_unless_that_is_equal_too() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r", (), 2, 2, 1))
    trial.dots(AINO, 1, n0=2)
    trial.dots(BINE, 1, n1=1)
    trial.dots(CILLA, 1, n1=1)
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.RevealRound("r"))
    trial.do(DESK, c.SettleTie("r", "breadth"))
    assert (outcome(trial)["chosen"], outcome(trial)["way"]) == (["n1"], "breadth")  # V15
    assert shown("0 1").refusal(DESK, c.SettleTie("r", "breadth")) == "still-tied"  # V15


def run_off(trial: Trial, votes: str) -> None:
    trial.do(DESK, c.OpenRound("off", (), 1, 1, 3, run_off_of="r"))
    for number, line in enumerate(votes.split()):
        trial.dots(participant(f"voter{number}"), 1, **{f"n{line}": 1})
    trial.do(DESK, c.CloseRound("off"))
    trial.do(DESK, c.RevealRound("off"))


def test_a_tie_ends_by_a_run_off_among_the_tied_for_the_seats_left() -> None:
    trial = shown("0 0 1 2 3", wanted=2)
    run_off(trial, "2 2 3")
    off = trial.board.rounds["off"]
    assert [line.id for line in off.lines] == ["n1", "n2", "n3"]
    assert off.wanted == 1  # V15: whatever was asked for
    found = outcome(trial)
    assert (found["chosen"], found["way"], found["run_off"]) == (["n0", "n2"], "run_off", "off")  # V15


@pytest.mark.parametrize("votes", ["", "2 3"])
def test_a_run_off_that_is_tied_or_empty_leaves_the_tie_open(votes: str) -> None:
    trial = shown("0 0 1 2 3", wanted=2)
    run_off(trial, votes)
    assert (outcome(trial)["chosen"], outcome(trial)["way"]) == (None, "")  # V15
    trial.do(DESK, c.SettleTie("r", "decided", ("n1",), "a short talk"))
    assert outcome(trial)["chosen"] == ["n0", "n1"]


def test_what_becomes_of_a_run_off_later_changes_no_accepted_result() -> None:
    trial = shown("0 0 1 2 3", wanted=2)
    run_off(trial, "2 2 3")
    trial.do(DESK, c.PrepareRound("off-2", run_off_of="r"))
    trial.do(DESK, c.AcceptRound("r"))
    assert trial.board.rounds["off"].state == "accepted"
    assert trial.board.rounds["off"].untied
    assert trial.refusal(DESK, c.VoidRound("off", "somebody voted twice")) == "round-accepted"
    assert (outcome(trial)["chosen"], outcome(trial)["way"]) == (["n0", "n2"], "run_off")  # V15
    assert trial.refusal(DESK, c.OpenRound("off-2")) == "no-tie"


def test_where_there_is_no_tie_nothing_is_settled() -> None:
    trial = shown("0 0 1")
    assert trial.refusal(DESK, c.SettleTie("r", "all")) == "no-tie"
    assert trial.refusal(DESK, c.OpenRound("off", run_off_of="r")) == "no-tie"
    trial.do(DESK, c.OpenRound("r2"))
    assert trial.refusal(DESK, c.SettleTie("r2", "all")) == "no-tie"  # S2: nothing is told of a blind round


def test_a_tie_that_grouping_changes_is_open_again() -> None:
    trial = shown("0 0 1 2 3", wanted=2)
    trial.do(DESK, c.SettleTie("r", "decided", ("n2",), "talked it over"))
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1")))
    assert (outcome(trial)["tied"], outcome(trial)["chosen"]) == (["n2", "n3"], None)  # V15
    trial.do(DESK, c.UngroupNotes(("n0", "n1")))
    assert outcome(trial)["chosen"] == ["n0", "n2"]


# V16 paper


def test_paper_counts_under_the_same_rules_and_is_told_as_paper() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r", (), 2, 1))
    trial.dots(AINO, 1, n0=1)
    assert trial.refusal(DESK, c.EnterPaper("r", "p1", {"n0": 2})) == "over-cap"  # V16
    assert trial.refusal(DESK, c.EnterPaper("r", "p1", {"n0": 1, "n1": 1, "n2": 1})) == "over-budget"
    assert trial.refusal(DESK, c.EnterPaper("r", "p1", {"n0": 0})) == "empty-ballot"
    trial.do(DESK, c.EnterPaper("r", "p1", {"n0": 1, "n1": 1}))
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.EnterPaper("r", "p2", {"n0": 1}))
    seen = snapshot(trial.board, Audience.WALL)["round"]
    assert (seen["ballots"], seen["dots"], seen["papers"]) == (3, 4, 2)  # V16: of which two on paper
    trial.do(DESK, c.RevealRound("r"))
    assert snapshot(trial.board, Audience.PHONE)["round"]["results"][0]["dots"] == 3
    assert trial.refusal(DESK, c.EnterPaper("r", "p3", {"n0": 1})) == "round-not-open"  # V16: people have seen it


def test_a_round_takes_so_many_paper_ballots(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rounds.PAPERS_PER_ROUND == 1_000  # V16
    monkeypatch.setattr(rounds, "PAPERS_PER_ROUND", 1)
    trial = room()
    trial.do(DESK, c.OpenRound("r"))
    trial.do(DESK, c.EnterPaper("r", "p1", {"n0": 1}))
    assert trial.refusal(DESK, c.EnterPaper("r", "p2", {"n0": 1})) == "too-many-papers"  # V16
    assert trial.do(DESK, c.EnterPaper("r", "p1", {"n1": 1}))
    trial.do(DESK, c.RemovePaper("r", "p1"))
    assert trial.do(DESK, c.EnterPaper("r", "p2", {"n0": 1}))


def test_a_desk_replaces_and_removes_paper_and_never_a_participants_ballot() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r", (), 2, 1))
    trial.dots(AINO, 1, n0=1)
    before = trial.board.rounds["r"].ballots
    trial.do(DESK, c.EnterPaper("r", "p1", {"n1": 1}))
    trial.do(DESK, c.EnterPaper("r", "p1", {"n2": 1}))
    assert trial.board.rounds["r"].papers == {"p1": {"n2": 1}}  # V16
    assert snapshot(trial.board, Audience.DESK)["round"]["paper_ballots"] == [{"id": "p1", "dots": 1}]
    trial.do(DESK, c.RemovePaper("r", "p1"))
    assert trial.do(DESK, c.RemovePaper("r", AINO.ballot)) == []
    assert trial.refusal(DESK, c.PlaceDots("r", {"n0": 0}, "tab1", 2)) == "wrong-role"
    assert (trial.board.rounds["r"].papers, trial.board.rounds["r"].ballots) == ({}, before)  # V16


# V17 void


def test_a_void_round_says_why_and_keeps_no_ballot() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r"))
    trial.dots(AINO, 1, n0=1)
    trial.do(DESK, c.EnterPaper("r", "p1", {"n0": 1}))
    assert trial.refusal(DESK, c.VoidRound("r")) == "reason-missing"  # V17
    trial.do(DESK, c.VoidRound("r", "the wrong lines"))
    round_ = trial.board.rounds["r"]
    assert (round_.state, round_.reason, round_.ballots, round_.papers) == ("void", "the wrong lines", {}, {})  # V17
    assert snapshot(trial.board, Audience.PHONE)["round"]["results"] is None
    assert trial.refusal(DESK, c.RevealRound("r")) == "round-void"
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 1}, "tab1", 9)) == "round-not-open"


def test_what_is_only_prepared_is_put_away_without_a_word_and_what_is_accepted_stays() -> None:
    trial = shown("0 0 1")
    trial.do(DESK, c.PrepareRound("r2"))
    trial.do(DESK, c.VoidRound("r2"))
    assert list(trial.board.rounds) == ["r"]  # V17
    trial.do(DESK, c.AcceptRound("r"))
    assert trial.refusal(DESK, c.VoidRound("r", "regret")) == "round-accepted"


# V18 names


def test_in_a_named_round_everybody_says_who_they_are_and_the_result_shows_it() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r", (), 1, 1, named=True))
    assert trial.refusal(AINO, c.PlaceDots("r", {"n0": 1}, "tab1", 1)) == "name-missing"  # V18
    assert trial.refusal(DESK, c.EnterPaper("r", "p1", {"n0": 1})) == "no-paper-by-name"  # V16
    for person, name in ((BINE, "Bine Oy"), (AINO, "Aino Oy")):
        trial.do(person, c.PlaceDots("r", {"n0": 1}, "tab1", 1, name))
    trial.do(AINO, c.PlaceDots("r", {"n0": 0, "n1": 1}, "tab1", 2))  # the name stays
    trial.do(AINO, c.PlaceDots("r", {}, "tab1", 3, "Aino Ab"))  # or is changed alone
    assert not any(name in packed(snapshot(trial.board, Audience.DESK)) for name in (b"Oy", b"Ab"))  # S2
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.RevealRound("r"))
    results = snapshot(trial.board, Audience.WALL)["round"]["results"]
    assert [(one["line"], one["names"]) for one in results[:2]] == [("n0", ["Bine Oy"]), ("n1", ["Aino Ab"])]  # V18


def test_in_any_other_round_no_name_is_kept() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r"))
    trial.do(AINO, c.PlaceDots("r", {"n0": 1}, "tab1", 1, "Aino Oy"))
    assert b"Oy" not in packed(trial.board)  # V18
    assert b"Oy" not in packed(trial.events)


# V20 time


def test_where_time_ends_a_round_hard_a_dot_has_three_seconds_of_grace() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r", (), 1, 1, hard_end=True))
    trial.do(DESK, c.SetTimer(trial.board.timer.version, NOON + 60_000))
    trial.now = NOON + 60_000 + GRACE_MS
    trial.dots(AINO, 1, n0=1)
    trial.now += 1
    assert trial.refusal(BINE, c.PlaceDots("r", {"n0": 1}, "tab1", 1)) == "time-is-up"  # V20
    assert trial.dots(AINO, 1, n0=1) == []  # C3
    trial.do(DESK, c.SetTimer(trial.board.timer.version, NOON + 120_000))
    assert trial.dots(BINE, 1, n0=1)


def test_elsewhere_the_timer_only_advises() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r"))
    trial.do(DESK, c.SetTimer(trial.board.timer.version, NOON + 60_000))
    trial.now = NOON + 3_600_000
    assert trial.dots(AINO, 1, n0=1)  # V20, T1


# V21 words on the ballot


def test_while_people_vote_only_a_desk_rewords_and_only_the_ballot() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r"))
    assert trial.refusal(AINO, c.RewordLine("r", "n0", "mine")) == "wrong-role"  # V21
    assert trial.refusal(AINO, c.EditNote("n0", "mine", 1)) == "wrong-phase"
    assert trial.do(DESK, c.RewordLine("r", "n0", "In clearer words")) == [
        e.LineReworded("r", "n0", "In clearer words")  # logged
    ]
    assert snapshot(trial.board, Audience.PHONE)["round"]["lines"][0]["title"] == "In clearer words"  # V21
    assert trial.board.notes["n0"].text == "text of n0"
    assert trial.refusal(DESK, c.RewordLine("r", "n9", "x")) == "unknown-line"


def test_renaming_a_group_leaves_the_ballot_as_it_was_frozen() -> None:
    trial = room(phase=Phase.SORTING)
    trial.do(DESK, c.GroupNotes("pair", ("n0", "n1"), "Both"))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r"))
    trial.do(DESK, c.RenameGroup("pair", "Something else"))
    assert snapshot(trial.board, Audience.PHONE)["round"]["lines"][0]["title"] == "Both"  # V21


# S4 acceptance


@pytest.mark.parametrize("end", [c.AcceptRound("r"), c.VoidRound("r", "why")], ids=["accepted", "void"])
def test_nothing_names_anybody_once_a_round_is_accepted_or_void(end: c.Command) -> None:
    trial = shown("0 0 1")
    assert b"ballot-voter0" in packed(trial.board)
    trial.do(DESK, end)
    assert not any(id_ in packed(trial.board) for id_ in (b"ballot-", b"key-"))  # S4
    assert trial.board.rounds["r"].untied


def test_ballots_that_were_never_accepted_are_untied_by_the_server() -> None:
    trial = room()
    trial.do(DESK, c.OpenRound("r"))
    trial.dots(AINO, 1, n0=1)
    results = packed(trial.board.results(trial.board.rounds["r"]))
    assert trial.refusal(DESK, c.UntieBallots("r")) == "wrong-role"
    assert [type(event) for event in trial.do(SERVER, c.UntieBallots("r"))] == [e.RoundClosed, e.BallotsUntied]  # S4
    assert not any(id_ in packed(trial.board.rounds["r"]) for id_ in (b"ballot-", b"key-"))
    assert packed(trial.board.results(trial.board.rounds["r"])) == results
    assert trial.do(DESK, c.RevealRound("r"))


def test_untied_ballots_stand_in_an_order_that_tells_nothing() -> None:
    found = []
    for people in ((AINO, BINE, CILLA), (CILLA, AINO, BINE)):
        trial = room()
        trial.do(DESK, c.OpenRound("r"))
        for person in people:
            trial.dots(person, 1, **{f"n{(AINO, BINE, CILLA).index(person)}": 1})
        trial.do(SERVER, c.UntieBallots("r"))
        found.append(packed(trial.board.rounds["r"]))
    assert found[0] == found[1]  # S4: not in the order of voting
