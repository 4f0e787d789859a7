"""Last year's actions, this year's, the closing question, and how a room is led: RULES Y, A, L, S8, S9."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from rooms import commands as c
from rooms import events as e
from rooms.own import yours
from rooms.pace import late_ms
from rooms.phases import Phase
from rooms.room import Actor
from rooms.rules import actions, earlier
from rooms.things import ACTION_FIELDS, STATUSES
from rooms.views import Audience, see, settled, snapshot
from tests.rooms.making import AINO, BINE, CILLA, DESK, NOON, SERVER, STEP, Trial, packed
from tests.rooms.seen_board import SeenBoard

MINUTE = 60_000
SCREENS = [Audience.PHONE, Audience.WALL]


def review() -> Trial:
    trial = Trial(Phase.REVIEW)
    for number in (1, 2, 3):
        trial.do(DESK, c.SetEarlier(f"e{number}", f"Action {number}", "City"))
    return trial


def listed(trial: Trial, audience: Audience = Audience.DESK) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = snapshot(trial.board, audience)["earlier"]["items"]
    return found


def action(trial: Trial) -> dict[str, Any]:
    found: dict[str, Any] = snapshot(trial.board, Audience.WALL)["actions"][0]
    return found


# Y last year's actions


def test_an_earlier_action_has_words_somebody_a_status_and_why() -> None:
    trial = review()
    for status in STATUSES:
        trial.do(DESK, c.SetEarlier("e1", "Action 1", "City", status, "no money"))  # type: ignore[arg-type]
        assert (listed(trial)[0]["status"], listed(trial)[0]["why"]) == (status, "no money")  # Y1
    trial.go(Phase.QUESTION)
    assert trial.refusal(DESK, c.SetEarlier("e1", "Other")) == "wrong-phase"  # Y1
    assert trial.do(SERVER, c.SetEarlier("e4", "Brought from last year"))  # P1


def test_a_participant_has_one_judgement_on_each_and_changes_it() -> None:
    trial = review()
    trial.do(AINO, c.JudgeEarlier("e1", "keep"))
    trial.do(AINO, c.JudgeEarlier("e1", "change", "make it smaller"))
    trial.do(BINE, c.JudgeEarlier("e1", "drop"))
    assert listed(trial)[0]["tally"] == {"keep": 0, "change": 1, "drop": 1, "talk": 0}  # Y2
    assert listed(trial)[0]["comments"] == ["make it smaller"]
    trial.do(AINO, c.JudgeEarlier("e1", ""))
    assert listed(trial)[0]["tally"]["change"] == 0
    assert trial.refusal(AINO, c.JudgeEarlier("e9", "keep")) == "unknown-earlier"


def test_a_participant_has_two_dots_to_talk_about_two_different_actions() -> None:
    trial = review()
    assert trial.refusal(AINO, c.TalkAbout(("e1", "e2", "e3"))) == "too-many-talk-dots"  # Y2
    trial.do(AINO, c.TalkAbout(("e1", "e1", "e2")))
    trial.do(BINE, c.TalkAbout(("e2",)))
    assert [one["tally"]["talk"] for one in listed(trial)] == [1, 2, 0]  # Y2: one on each at most
    trial.do(AINO, c.TalkAbout(("e3",)))
    assert [one["tally"]["talk"] for one in listed(trial)] == [0, 1, 1]


def test_what_was_said_of_an_action_off_the_list_is_told_no_more() -> None:
    trial = review()
    trial.do(AINO, c.JudgeEarlier("e1", "drop", "it stinks"))
    trial.do(AINO, c.TalkAbout(("e1", "e2")))
    trial.do(DESK, c.RemoveEarlier("e1"))
    for audience in Audience:
        assert b"stinks" not in packed(snapshot(trial.board, audience))  # Y3
    own = yours(trial.board, AINO.id, "")
    assert (own["judgements"], own["talk"]) == ({}, ["e2"])  # Y3: the dot is free again
    assert trial.do(AINO, c.TalkAbout(("e2", "e3")))
    assert trial.refusal(AINO, c.JudgeEarlier("e1", "keep")) == "unknown-earlier"


@pytest.mark.parametrize("audience", SCREENS)
def test_screens_see_what_people_think_once_the_desk_orders_by_votes(audience: Audience) -> None:
    trial = review()
    trial.do(AINO, c.JudgeEarlier("e1", "keep", "it floats"))
    assert "tally" not in listed(trial, audience)[0]  # S8
    trial.do(DESK, c.OrderEarlier(by_votes=True))
    assert listed(trial, audience)[0]["tally"]["keep"] == 1  # S8
    assert "comments" not in listed(trial, audience)[0]
    assert b"floats" not in packed(snapshot(trial.board, audience))  # S8
    assert b"author-" not in packed(snapshot(trial.board, Audience.DESK))


def test_a_list_of_last_years_actions_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert earlier.EARLIER_PER_ROOM == 100  # Y4
    monkeypatch.setattr(earlier, "EARLIER_PER_ROOM", 3)
    trial = review()
    assert trial.refusal(DESK, c.SetEarlier("e4", "one more")) == "too-many-earlier"  # Y4
    trial.do(DESK, c.RemoveEarlier("e1"))
    assert trial.do(DESK, c.SetEarlier("e4", "one more"))  # Y4: what was taken off makes room
    assert trial.refusal(DESK, c.SetEarlier("e1", "and back")) == "too-many-earlier"
    assert trial.do(DESK, c.SetEarlier("e2", "said otherwise"))


# A actions


def begun(phase: Phase = Phase.ACTIONS) -> Trial:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1")
    trial.go(Phase.ACTIONS)
    trial.do(AINO, c.StartAction("a1", "Build a harbour", "n1"))
    trial.go(phase)
    return trial


def test_an_action_grows_from_something_or_from_nothing() -> None:
    trial = begun()
    assert action(trial)["source"] == "n1"  # A1
    assert trial.do(BINE, c.StartAction("a2", "From nothing"))
    assert trial.refusal(BINE, c.StartAction("a3", "x", "n9")) == "unknown-target"
    assert trial.refusal(BINE, c.StartAction("a3", " ")) == "empty-text"  # A1: what comes first


def test_fields_follow_in_any_order_and_what_is_missing_is_told() -> None:
    trial = begun()
    assert action(trial)["missing"] == [field for field in ACTION_FIELDS if field != "what"]  # A3
    for field in ("measure", "why", "by_when"):
        trial.do(AINO, c.EditAction("a1", field, f"some {field}", ""))
    assert action(trial)["missing"] == ["who", "partners", "lever", "first_step"]  # A1, A3
    trial.go(Phase.COMMITMENTS)
    assert trial.do(DESK, c.AcceptAction("a1", accepted=True))  # A3: nothing has to be filled in


def test_an_edit_names_what_its_writer_saw() -> None:
    trial = begun()
    trial.do(AINO, c.EditAction("a1", "who", "the city", ""))
    assert trial.refusal(BINE, c.EditAction("a1", "who", "the port", "")) == "action-changed"  # A2
    assert trial.do(BINE, c.EditAction("a1", "why", "for the fish", ""))  # A2: each field by itself
    assert trial.do(BINE, c.EditAction("a1", "who", "the port", "the city"))
    assert trial.do(DESK, c.EditAction("a1", "who", "", "the port"))
    assert trial.refusal(AINO, c.EditAction("a1", "what", "", "Build a harbour")) == "empty-text"


def test_a_lever_is_to_act_or_to_lobby() -> None:
    trial = begun()
    assert trial.refusal(AINO, c.EditAction("a1", "lever", "crowbar", "")) == "unknown-lever"  # A1
    assert trial.do(AINO, c.EditAction("a1", "lever", "lobby", ""))


def test_people_take_part_under_the_name_they_give_and_leave_again() -> None:
    trial = begun(Phase.COMMITMENTS)
    trial.do(AINO, c.TakePart("a1", "Aino Oy"))
    trial.do(BINE, c.TakePart("a1", "Bine"))
    assert action(trial)["taking_part"] == ["Aino Oy", "Bine"]  # A4, S9
    trial.do(AINO, c.TakePart("a1", ""))
    assert action(trial)["taking_part"] == ["Bine"]  # A4


def test_objections_are_told_without_names() -> None:
    trial = begun(Phase.COMMITMENTS)
    trial.do(AINO, c.ObjectTo("a1", "too vague"))
    assert action(trial)["objections"] == ["too vague"]  # A4, S9
    assert b"author-" not in packed(snapshot(trial.board, Audience.DESK))  # S9
    trial.do(AINO, c.ObjectTo("a1", ""))
    assert action(trial)["objections"] == []


def test_an_accepted_action_is_locked_but_for_those_who_join() -> None:
    trial = begun(Phase.COMMITMENTS)
    trial.do(DESK, c.AcceptAction("a1", accepted=True))
    locked: list[tuple[Actor, c.Command]] = [
        (DESK, c.EditAction("a1", "who", "x", "")),
        (AINO, c.ObjectTo("a1", "x")),
        (DESK, c.RemoveAction("a1")),
    ]
    for actor, command in locked:
        assert trial.refusal(actor, command) == "action-accepted"  # A5
    assert trial.do(AINO, c.TakePart("a1", "Aino Oy"))  # A5
    trial.do(DESK, c.AcceptAction("a1", accepted=False))
    for actor, command in locked:
        assert trial.do(actor, command)  # A5


def test_a_removed_action_is_gone_and_no_late_copy_brings_it_back() -> None:
    trial = begun()
    trial.do(DESK, c.RemoveAction("a1"))
    assert trial.do(DESK, c.RemoveAction("a1")) == []
    assert trial.refusal(AINO, c.TakePart("a1", "Aino Oy")) == "unknown-action"
    assert trial.do(AINO, c.StartAction("a1", "x")) == []  # A7
    assert trial.board.actions["a1"].removed


def test_one_phone_starts_no_more_than_so_many_actions_and_leaves_room_for_others() -> None:
    trial = Trial(Phase.ACTIONS)
    limit = actions.ACTIONS_PER_PARTICIPANT
    assert limit < actions.ACTIONS_PER_ROOM
    for number in range(limit):
        trial.do(AINO, c.StartAction(f"a{number}", "spam"))
    assert trial.refusal(AINO, c.StartAction("more", "spam")) == "too-many-actions-of-one"  # A7
    for number in range(limit):
        trial.do(DESK, c.RemoveAction(f"a{number}"))
    assert trial.refusal(AINO, c.StartAction("more", "spam")) == "too-many-actions-of-one"  # A7: removed ones count
    for actor in (BINE, DESK):
        assert trial.do(actor, c.StartAction(f"of-{actor.role}", "Build a harbour"))


def test_whatever_participants_start_a_desk_has_room_and_makes_more_by_removing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actions, "ACTIONS_PER_ROOM", 3)
    monkeypatch.setattr(actions, "ACTIONS_LEFT_TO_DESKS", 1)
    trial = Trial(Phase.ACTIONS)
    for number in range(3):
        trial.do(AINO, c.StartAction(f"a{number}", "spam"))
    assert trial.refusal(BINE, c.StartAction("more", "more")) == "too-many-actions"  # A7
    assert trial.do(DESK, c.StartAction("desk", "Build a harbour"))  # A7
    assert trial.refusal(DESK, c.StartAction("desk-too", "And a road")) == "too-many-actions"
    trial.do(DESK, c.RemoveAction("a0", act="away"))
    assert trial.do(DESK, c.StartAction("desk-too", "And a road"))  # A7: removed ones do not count
    assert trial.refusal(BINE, c.StartAction("more", "more")) == "too-many-actions"
    assert trial.do(DESK, c.Undo("away"))  # A7: what comes back is never too much


def several(*ids: str) -> Trial:
    trial = Trial(Phase.ACTIONS)
    for id_ in ids:
        trial.do(AINO, c.StartAction(id_, f"Do {id_}"))
    return trial


def in_order(trial: Trial) -> str:
    """Ids of the actions as a screen has them, which were one letter each."""
    return "".join(one["id"] for one in snapshot(trial.board, Audience.PHONE)["actions"])


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("d", "a", "dabc"),
        ("d", "c", "abdc"),
        ("a", "d", "bcad"),
        ("a", "", "bcda"),
        ("b", "a", "bacd"),
        ("b", "d", "acbd"),
        ("c", "", "abdc"),
    ],
)
def test_an_action_is_moved_before_another_or_last_and_the_others_keep_their_order(
    action: str, before: str, after: str
) -> None:
    trial = several("a", "b", "c", "d")
    assert in_order(trial) == "abcd"  # A8: of their beginning
    assert trial.do(DESK, c.MoveAction(action, before))
    assert in_order(trial) == after  # A8
    assert trial.do(DESK, c.MoveAction(action, before)) == []  # C3
    trial.do(BINE, c.StartAction("e", "Do e"))
    assert in_order(trial) == f"{after}e"  # A8: what begins, begins last


@pytest.mark.parametrize(("action", "before"), [("b", "c"), ("c", ""), ("a", "b"), ("b", "b")])
def test_an_action_that_stands_there_already_stays_without_a_word(action: str, before: str) -> None:
    trial = several("a", "b", "c")
    assert trial.do(DESK, c.MoveAction(action, before)) == []  # C3


def test_an_accepted_action_is_moved_and_makes_room_for_its_place_is_not_its_wording() -> None:
    trial = several("a", "b", "c")
    for id_ in "ab":
        trial.do(DESK, c.AcceptAction(id_, accepted=True))
    trial.do(DESK, c.MoveAction("c", "a", act="room"))
    assert in_order(trial) == "cab"  # A8
    trial.do(DESK, c.MoveAction("a", act="last"))
    assert in_order(trial) == "cba"  # A8
    assert all(trial.board.actions[id_].accepted for id_ in "ab")
    for act, after in (("last", "cab"), ("room", "abc")):
        trial.do(DESK, c.Undo(act))
        assert in_order(trial) == after  # A8, U2
    trial.do(DESK, c.Redo("room"))
    assert in_order(trial) == "cab"


def test_before_an_action_that_has_been_removed_since_is_where_it_would_stand() -> None:
    trial = several("a", "b", "c", "d")
    trial.do(DESK, c.RemoveAction("b", act="remove"))
    trial.do(DESK, c.MoveAction("d", "b"))
    assert in_order(trial) == "adc"  # A8
    trial.do(DESK, c.Undo("remove"))
    assert in_order(trial) == "adbc"  # A8, U2
    trial.do(DESK, c.RemoveAction("b"))
    assert trial.do(DESK, c.MoveAction("d", "c")) == []  # nothing that anybody sees stands between
    assert trial.refusal(DESK, c.MoveAction("b", "a")) == "unknown-action"
    assert trial.refusal(DESK, c.MoveAction("a", "z")) == "unknown-action"


def test_two_desks_that_move_one_action_up_at_once_move_it_once() -> None:
    trial = several("a", "b", "c")
    assert trial.do(DESK, c.MoveAction("c", "b", act="one"))
    trial.do(DESK, c.MoveAction("c", "b", act="other"))
    assert in_order(trial) == "acb"  # C3: it says before which, not by how much
    trial.do(DESK, c.MoveAction("a", "", act="third"))
    assert trial.do(DESK, c.MoveAction("c", "b", act="one")) == []  # U3
    assert in_order(trial) == "cba"


def test_a_move_is_undone_exactly_and_not_past_a_later_one() -> None:
    trial = several("a", "b", "c", "d", "e")
    trial.do(DESK, c.MoveAction("c", "a", act="up"))
    trial.do(DESK, c.MoveAction("e", "d", act="elsewhere"))
    trial.do(DESK, c.Undo("up"))
    assert in_order(trial) == "abced"  # U2: what the other desk has moved stays
    trial.do(DESK, c.Redo("up"))
    trial.do(DESK, c.MoveAction("b", "", act="later"))
    assert trial.refusal(DESK, c.Undo("up")) == "changed-since"  # U2: the later first
    trial.do(DESK, c.Undo("later"))
    trial.do(DESK, c.EditAction("c", "who", "the city", ""))
    trial.do(DESK, c.Undo("up"))
    assert in_order(trial) == "abced"  # U2: an edit is about something else
    acts = snapshot(trial.board, Audience.DESK)["acts"]
    # U6: those that made room are not counted, nor named
    assert [(act["things"], act["about"]) for act in acts] == [(1, "c"), (1, "e"), (1, "b")]


def test_a_board_that_was_stored_before_actions_could_be_moved_is_put_in_order_as_well() -> None:
    stored = msgspec.msgpack.encode(several("a", "b", "c").board)
    trial = several()
    trial.board = msgspec.msgpack.decode(stored, type=type(trial.board))
    trial.go(Phase.ACTIONS)
    trial.do(DESK, c.MoveAction("c", "a"))
    assert in_order(trial) == "cab"  # C5, A8


@pytest.mark.parametrize("audience", Audience)
def test_every_screen_follows_a_move_also_one_that_hears_of_several_things_at_once(audience: Audience) -> None:
    trial = several("a", "b", "c")
    screen = SeenBoard(snapshot(trial.board, audience))
    seen: list[dict[str, Any]] = []
    for command in (
        c.StartAction("d", "Do d"),
        c.MoveAction("d", "a"),
        c.EditAction("b", "who", "the city", ""),
        c.RemoveAction("c"),
        c.MoveAction("a"),
    ):
        for event in trial.do(DESK, command):
            seen += see(trial.board, event, audience, True) or []
    told = settled(trial.board, seen, audience)
    assert [one["orders"] for one in told if one["kind"] == "ActionsOrdered"] == [{"d": 1, "b": 2, "a": 4}]
    screen.hear(told)
    assert [one["id"] for one in screen.plain()["actions"]] == ["d", "b", "a"]
    assert screen.plain() == SeenBoard(snapshot(trial.board, audience)).plain()  # S7


def test_the_closing_question_is_answered_once_by_each() -> None:
    trial = Trial(Phase.CLOSED)
    trial.do(AINO, c.GiveFeedback(2, "cold hall"))
    trial.do(BINE, c.GiveFeedback(5))
    trial.do(AINO, c.GiveFeedback(4, "warm people"))
    assert snapshot(trial.board, Audience.DESK)["feedback"] == {
        "scores": [0, 0, 0, 1, 1],
        "texts": ["warm people"],
    }  # A6
    for audience in SCREENS:
        assert "feedback" not in snapshot(trial.board, audience)  # S9
    assert b"author-" not in packed(snapshot(trial.board, Audience.DESK))
    assert yours(trial.board, CILLA.id, "")["feedback"] is None


# L leading


def test_the_spotlight_holds_one_thing_that_is_on_the_screens() -> None:
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "n1", "n2", "n3")
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    for target in ("n3", "pair"):
        trial.do(DESK, c.Spotlight(target))
        assert snapshot(trial.board, Audience.WALL)["spotlight"] == target  # L1
    trial.do(DESK, c.HideNotes(("n1", "n2", "n3")))
    assert snapshot(trial.board, Audience.WALL)["spotlight"] == ""  # L1, S3
    assert trial.refusal(DESK, c.Spotlight("n3")) == "unknown-target"
    trial.do(DESK, c.ShowNotes(("n1",)))
    assert snapshot(trial.board, Audience.WALL)["spotlight"] == "pair"


@pytest.mark.parametrize("remove", [c.RemoveAction("a1"), c.RemoveEarlier("e1")], ids=["action", "earlier"])
def test_what_leaves_the_list_leaves_the_spotlight_on_every_screen(remove: c.Command) -> None:
    trial = begun(Phase.REVIEW)
    trial.do(DESK, c.SetEarlier("e1", "Plant a park"))
    if isinstance(remove, c.RemoveAction):
        trial.go(Phase.ACTIONS)
    trial.do(DESK, c.Spotlight("a1" if isinstance(remove, c.RemoveAction) else "e1"))
    for event in trial.do(DESK, remove):
        told = settled(trial.board, see(trial.board, event, Audience.WALL, True) or [], Audience.WALL)
        assert {"kind": "Replaced", "part": "spotlight", "id": "", "value": ""} in told  # L1, S7


def test_going_to_another_step_puts_the_spotlight_out() -> None:
    trial = begun()
    trial.do(DESK, c.Spotlight("a1"))
    assert trial.do(DESK, c.ChangePhase(trial.board.step, STEP[Phase.COMMITMENTS]))[-1] == e.SpotlightSet("")  # L1


def test_walls_look_as_a_desk_sets() -> None:
    trial = Trial()
    trial.do(DESK, c.SetWall("dark", ("fi", "sv"), paused=True, page=2))
    look = {"theme": "dark", "languages": ["fi", "sv"], "paused": True, "page": 2}
    assert snapshot(trial.board, Audience.WALL)["wall"] | {"languages": ["fi", "sv"]} == look  # L2


def test_a_message_stands_until_it_is_taken_away_or_another_comes() -> None:
    trial = Trial()
    trial.do(DESK, c.SendMessage("m1", "Coffee is served", "en"))
    message = {"id": "m1", "text": "Coffee is served", "lang": "en", "sent_at": NOON}
    for audience in Audience:
        assert snapshot(trial.board, audience)["message"] == message  # L2
    trial.do(DESK, c.SendMessage("m2", "Coffee is gone", "en"))
    assert trial.do(DESK, c.SendMessage("m1", "", "en")) == []  # another one stands there
    trial.do(DESK, c.SendMessage("m2", "", "en"))
    assert snapshot(trial.board, Audience.PHONE)["message"] is None  # L2


def test_headings_can_be_changed_until_the_writing_begins() -> None:
    trial = Trial(Phase.QUESTION)
    edit = c.EditColumn("c1", {"fi": "Uusi"}, {"fi": "Mitä uutta?"})
    trial.do(DESK, edit)
    assert snapshot(trial.board, Audience.PHONE)["columns"][0]["title"] == {"fi": "Uusi"}  # L3
    trial.go(Phase.WRITING)
    assert trial.refusal(DESK, c.EditColumn("c1", {"fi": "Taas"}, {"fi": "Mitä?"})) == "wrong-phase"  # L3
    assert trial.do(DESK, edit) == []  # C3


def test_a_room_is_late_by_what_its_steps_took_longer_than_planned() -> None:
    trial = Trial()
    for phase, minutes in ((Phase.WRITING, 0), (Phase.READING, 9), (Phase.SORTING, 3), (Phase.VOTING, 6)):
        trial.now += minutes * MINUTE
        trial.go(phase)
    # Planned: 7 of writing, none of reading, 5 of sorting. It took 9, 3 and 6.
    assert late_ms(trial.board, trial.now) == 6 * MINUTE  # L4
    assert late_ms(trial.board, trial.now + 60 * MINUTE) == 6 * MINUTE  # a step without minutes waits as it likes


def test_a_rehearsal_before_the_day_does_not_make_the_room_late() -> None:
    trial = Trial()
    trial.go(Phase.WRITING)
    trial.go(Phase.LOBBY)
    trial.now += 24 * 60 * MINUTE
    trial.go(Phase.WRITING)
    assert late_ms(trial.board, trial.now + 5 * MINUTE) == 0  # L4
    assert late_ms(trial.board, trial.now + 8 * MINUTE) == MINUTE
