"""Who sees what: RULES S."""

from __future__ import annotations

from typing import Any

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.applying import apply
from rooms.phases import Phase
from rooms.room import Actor, decide
from rooms.views import Audience, newest_figures, see, sees_notes, settled, snapshot
from tests.rooms.crowd import strings_in
from tests.rooms.making import AINO, BINE, DESK, STEP, Trial
from tests.rooms.seen_board import SeenBoard

SCREENS = [Audience.PHONE, Audience.WALL]
BEFORE_READING = (Phase.LOBBY, Phase.AGENDA, Phase.REVIEW, Phase.QUESTION, Phase.WRITING, Phase.TABLES)


def told(trial: Trial, actor: Actor, command: c.Command, audience: Audience) -> list[dict[str, Any]] | None:
    """What an audience is told of a command; None: a new snapshot. The trial goes on from there."""
    seen: list[dict[str, Any]] | None = []
    for event in decide(trial.board, command, actor, trial.now):
        saw = sees_notes(trial.board, audience)
        apply(trial.board, event)
        new = see(trial.board, event, audience, saw)
        seen = None if new is None or seen is None else seen + new
    return seen if seen is None else settled(trial.board, seen, audience)


def voting() -> Trial:
    """A round of three lines, one of them the group `pair` of n1 and n2."""
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2", "n3", "n4")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r", (), 2, 1))
    return trial


def titles(trial: Trial, audience: Audience) -> list[str]:
    return [line["title"] for line in snapshot(trial.board, audience)["round"]["lines"]]


# S1 before reading


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("audience", Audience)
def test_screens_see_no_notes_before_reading(phase: Phase, audience: Audience) -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    trial.go(phase)
    blind = phase in BEFORE_READING and audience in SCREENS
    seen = snapshot(trial.board, audience)
    assert (len(seen["notes"]), len(seen["groups"])) == ((0, 0) if blind else (2, 1))  # S1
    assert seen["counts"] == {"c1": 2, "c2": 0, "c3": 0}
    assert any("text of" in text for text in strings_in(seen)) != blind


@pytest.mark.parametrize("audience", SCREENS)
def test_while_writing_screens_hear_of_numbers_only(audience: Audience) -> None:
    trial = Trial(Phase.WRITING)
    counted = [{"kind": "NotesCounted", "counts": {"c1": 1, "c2": 0, "c3": 0}}]
    assert told(trial, AINO, c.PostNote("n1", "c1", "secret"), audience) == counted  # S1
    assert told(trial, AINO, c.EditNote("n1", "other secret", 1), audience) == []
    trial.posted(AINO, "n2")
    assert told(trial, AINO, c.DeleteNote("n2"), audience) == counted


def test_going_to_reading_brings_screens_the_whole_board() -> None:
    trial = Trial(Phase.WRITING)
    writing, reading, sorting = (STEP[phase] for phase in (Phase.WRITING, Phase.READING, Phase.SORTING))
    assert told(trial, DESK, c.ChangePhase(writing, reading), Audience.PHONE) is None
    assert told(trial, DESK, c.ChangePhase(reading, sorting), Audience.PHONE) is not None
    assert told(trial, DESK, c.ChangePhase(sorting, writing), Audience.DESK) is not None
    assert told(trial, DESK, c.ChangePhase(writing, sorting), Audience.WALL) is None


# S2 blind voting


@pytest.mark.parametrize("audience", Audience)
def test_a_placed_dot_is_told_as_totals_only(audience: Audience) -> None:
    trial = voting()
    assert told(trial, AINO, c.PlaceDots("r", {"n3": 1, "n4": 1}, "tab1", 1), audience) == [
        {"kind": "TurnoutChanged", "round": "r", "ballots": 1, "dots": 2}
    ]  # S2


@pytest.mark.parametrize("audience", Audience)
def test_a_snapshot_of_an_open_round_tells_totals_only(audience: Audience) -> None:
    trial = voting()
    trial.dots(AINO, 1, n3=1, n4=1)
    trial.dots(BINE, 1, n3=1)
    round_ = snapshot(trial.board, audience)["round"]
    assert (round_.pop("ballots"), round_.pop("dots")) == (2, 3)  # S2
    trial.dots(AINO, 2, n4=0)
    later = snapshot(trial.board, audience)["round"]
    assert (later.pop("ballots"), later.pop("dots")) == (2, 2)
    assert later == round_


@pytest.mark.parametrize("audience", Audience)
def test_results_come_with_the_reveal_and_not_before(audience: Audience) -> None:
    trial = voting()
    trial.dots(AINO, 1, n3=1)
    assert snapshot(trial.board, audience)["round"]["results"] is None
    closed = told(trial, DESK, c.CloseRound("r"), audience)
    assert closed
    assert [(item["part"], item["value"]["state"], item["value"]["results"]) for item in closed] == [
        ("round", "closed", None)
    ]  # S2
    assert snapshot(trial.board, audience)["round"]["results"] is None  # S2
    results = [
        {"line": "n3", "dots": 1, "supporters": 1, "rank": 1},
        {"line": "pair", "dots": 0, "supporters": 0, "rank": 2},
        {"line": "n4", "dots": 0, "supporters": 0, "rank": 2},
    ]
    revealed = told(trial, DESK, c.RevealRound("r"), audience)
    assert revealed
    shown = next(item["value"] for item in revealed if item["part"] == "round")
    assert shown == snapshot(trial.board, audience)["round"]
    assert (shown["state"], shown["results"]) == ("revealed", results)


@pytest.mark.parametrize("audience", Audience)
def test_a_live_round_shows_its_counts_as_they_change(audience: Audience) -> None:
    trial = voting()
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.OpenRound("live", (), 2, 1, live=True))
    (item,) = told(trial, AINO, c.PlaceDots("live", {"n3": 1}, "tab1", 1), audience) or []
    assert item["value"]["live"]  # V19: and it says so
    assert item["value"]["results"][0] == {"line": "n3", "dots": 1, "supporters": 1, "rank": 1}  # V19
    assert item["value"]["outcome"] is None


# S3 hidden notes


@pytest.mark.parametrize("audience", SCREENS)
def test_a_hidden_notes_words_leave_every_screen(audience: Audience) -> None:
    trial = voting()
    trial.do(DESK, c.HideNotes(("n1", "n3")))
    seen = snapshot(trial.board, audience)
    assert {"text of n1", "text of n3"}.isdisjoint(strings_in(seen))  # S3
    assert [note["id"] for note in seen["notes"]] == ["n2", "n4"]
    assert [group["title"] for group in seen["groups"]] == ["text of n2"]
    assert titles(trial, audience) == ["text of n2", "", "text of n4"]  # V9
    assert titles(trial, Audience.DESK) == ["text of n1", "text of n3", "text of n4"]
    trial.do(DESK, c.ShowNotes(("n1", "n3")))
    assert titles(trial, audience) == ["text of n1", "text of n3", "text of n4"]  # V9


@pytest.mark.parametrize("audience", SCREENS)
def test_words_of_a_note_edited_then_hidden_or_deleted_leave_the_ballot(audience: Audience) -> None:
    trial = voting()
    trial.do(DESK, c.CloseRound("r"))
    trial.go(Phase.SORTING)
    trial.do(AINO, c.EditNote("n1", "worse", 1))
    trial.do(DESK, c.HideNotes(("n1",)))
    assert titles(trial, audience)[0] == "text of n2"  # S3: though n1 says something else by now
    edited = told(trial, AINO, c.EditNote("n2", "better", 1), audience) or []
    (round_,) = [item["value"] for item in edited if item.get("part") == "round"]
    assert round_["lines"][0]["title"] == "better"
    trial.do(AINO, c.DeleteNote("n1"))
    assert titles(trial, audience)[0] == "better"


@pytest.mark.parametrize("audience", SCREENS)
def test_back_before_reading_lines_say_nothing_but_what_was_voted_on(audience: Audience) -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2", "n3", "n4")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r", (), 2, 1))
    trial.do(DESK, c.GroupNotes("pair", ("n3",), forced=True))
    trial.do(DESK, c.CloseRound("r"))
    trial.go(Phase.WRITING)
    trial.do(AINO, c.EditNote("n2", "unread", 1))
    trial.do(AINO, c.EditNote("n1", "unread, too", 1))
    assert titles(trial, audience) == ["text of n1", "text of n4"]  # S1
    trial.do(AINO, c.DeleteNote("n1"))
    assert titles(trial, audience) == ["", "text of n4"]  # S1, S3
    assert titles(trial, Audience.DESK) == ["unread", "text of n4"]
    trial.do(AINO, c.EditNote("n2", "for all to read", 2))
    trial.go(Phase.SORTING)
    assert titles(trial, audience) == ["for all to read", "text of n4"]


@pytest.mark.parametrize("audience", SCREENS)
def test_nothing_is_told_of_a_group_whose_notes_are_all_hidden(audience: Audience) -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2", "n3", "n4")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    trial.do(DESK, c.HideNotes(("n1", "n2", "n3")))
    assert told(trial, DESK, c.GroupNotes("pair", ("n3",)), audience) == []  # S3
    assert told(trial, DESK, c.RenameGroup("pair", "About n1"), audience) == []
    assert told(trial, DESK, c.MoveGroup("pair", "c2"), audience) == []
    assert told(trial, DESK, c.GroupNotes("pair", ("n4",)), audience) is None  # it stands where n1 does


@pytest.mark.parametrize("audience", SCREENS)
def test_hiding_is_told_to_screens_as_removing(audience: Audience) -> None:
    trial = Trial(Phase.READING)
    trial.posted(AINO, "n1", "n2")
    counted = {"kind": "NotesCounted", "counts": {"c1": 1, "c2": 0, "c3": 0}}
    removed = {"kind": "NotesRemoved", "notes": ["n1"]}
    assert told(trial, DESK, c.HideNotes(("n1",)), audience) == [removed, counted]
    assert told(trial, DESK, c.ShowNotes(("n1",)), audience) is None


def test_a_desk_sees_hidden_notes_marked_as_such() -> None:
    trial = Trial(Phase.READING)
    trial.posted(AINO, "n1")
    trial.posted(DESK, "n2")
    trial.do(DESK, c.HideNotes(("n1",)))
    seen = [(note["id"], note["hidden"], note["own"]) for note in snapshot(trial.board, Audience.DESK)["notes"]]
    assert seen == [("n1", True, False), ("n2", False, True)]  # S5


# S7 following by events


@pytest.mark.parametrize("audience", Audience)
def test_figures_are_told_once_and_as_they_stand_now(audience: Audience) -> None:
    trial = Trial(Phase.READING)
    seen: list[dict[str, Any]] = []
    for event in trial.do(AINO, c.PostNote("n1", "c1", "x")) + trial.do(AINO, c.PostNote("n2", "c2", "y")):
        seen += see(trial.board, event, audience, True) or []
    figures = [item for item in settled(trial.board, seen, audience) if item["kind"] == "NotesCounted"]
    assert figures == [{"kind": "NotesCounted", "counts": {"c1": 1, "c2": 1, "c3": 0}}]


@pytest.mark.parametrize("audience", Audience)
def test_who_comes_back_has_actions_in_their_order_whatever_was_edited_last(audience: Audience) -> None:
    trial = Trial(Phase.ACTIONS)
    screen = SeenBoard(snapshot(trial.board, audience))
    missed: list[dict[str, Any]] = []
    for command in (c.StartAction("a1", "x"), c.StartAction("a2", "y"), c.EditAction("a1", "who", "the city", "")):
        missed += told(trial, AINO, command, audience) or []
    screen.hear(newest_figures(missed))
    assert screen.plain() == SeenBoard(snapshot(trial.board, audience)).plain()  # S7


def test_a_change_of_notes_that_no_round_is_about_tells_of_no_round() -> None:
    trial = voting()
    trial.do(DESK, c.CloseRound("r"))
    trial.go(Phase.SORTING)
    trial.posted(AINO, "n9")
    for command in (c.EditNote("n9", "other", 1), c.DeleteNote("n9")):
        assert not [item for item in told(trial, AINO, command, Audience.WALL) or [] if item["kind"] == "Replaced"]
    assert [item for item in told(trial, AINO, c.DeleteNote("n3"), Audience.WALL) or [] if item.get("part") == "round"]


def test_the_reference_client_knows_when_an_event_is_unknown() -> None:
    with pytest.raises(ValueError, match="Surprise"):
        SeenBoard(snapshot(Trial().board, Audience.PHONE)).hear([{"kind": "Surprise"}])


def test_the_note_that_gave_a_title_stays_on_the_server() -> None:
    trial = voting()
    for audience in Audience:
        assert "words_of" not in set(strings_in(snapshot(trial.board, audience)))
        event = e.GroupRenamed("pair", "text of n2", "n2")
        assert "words_of" not in set(strings_in(see(trial.board, event, audience, True)))
