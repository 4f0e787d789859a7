"""What an export says, and above all what it does not."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, settings

from rooms import commands as c
from rooms.board import Board
from rooms.phases import Phase
from rooms.workshop import Item, LinkRenewed, RoomAdded, Workshop, WorkshopCreated
from server.export.as_csv import read_csv, to_csv
from server.export.as_json import read_json, to_json
from server.export.model import Report, RoomPart, RoundPart, report
from server.last_year import from_boards
from tests.rooms.making import AINO, BINE, DESK, Trial, participant, replay_workshop
from tests.rooms.test_machine import ARoomOfMany


def workshop() -> Workshop:
    """A workshop whose one room is the trial's; its code and serials must be in no export."""
    day = WorkshopCreated("day", "made-up", {"fi": "Päivä", "en": "Day"}, "A town", {}, ("fi", "en"), (Item("9", {}),))
    return replay_workshop([day, RoomAdded("hall", "K7PM3XHT", {"en": "Hall"}, False), LinkRenewed("hall", "desk", 77)])


def exported(board: Board) -> Report:
    """The report of this board, having been a file."""
    return read_json(to_json(report(workshop(), {"hall": board})))


def room_of(trial: Trial) -> RoomPart:
    return exported(trial.board).rooms[0]


def voted() -> Trial:
    """A room where n1 has two dots, n2 and n3, grouped, one, and the vote is open."""
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1", "n2")
    trial.posted(BINE, "n3", column="c2")
    trial.go(Phase.SORTING)
    trial.do(DESK, c.GroupNotes("g1", ("n2", "n3"), ""))
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r1", (), 2, 1, 1))
    trial.do(AINO, c.PlaceDots("r1", {"n1": 1, "g1": 1}, "phone-tab", 1))
    trial.do(BINE, c.PlaceDots("r1", {"n1": 1}, "phone-tab", 1))
    return trial


def test_an_open_vote_is_exported_without_counts_and_says_so() -> None:
    round_ = room_of(voted()).rounds[0]
    assert (round_.results, round_.withheld) == (None, "still-open")
    assert (round_.ballots, round_.dots) == (2, 3)


def test_a_closed_vote_is_exported_without_counts_until_revealed() -> None:
    trial = voted()
    trial.do(DESK, c.CloseRound("r1"))
    round_ = room_of(trial).rounds[0]
    assert (round_.results, round_.withheld) == (None, "not-revealed")


def test_a_revealed_vote_is_exported_with_counts_and_ranks() -> None:
    trial = voted()
    trial.do(DESK, c.CloseRound("r1"))
    trial.do(DESK, c.RevealRound("r1"))
    round_ = room_of(trial).rounds[0]
    assert round_.withheld is None
    assert round_.results is not None
    assert [(each.line, each.dots, each.supporters, each.rank) for each in round_.results] == [
        ("n1", 2, 2, 1),
        ("g1", 1, 1, 2),
    ]


def test_a_hidden_note_is_counted_and_its_text_is_nowhere_in_the_file() -> None:
    trial = voted()
    trial.do(DESK, c.HideNotes(("n1", "n2")))
    room = room_of(trial)
    assert [note.id for note in room.notes] == ["n3"]
    assert (room.hidden, room.columns[0].notes, room.columns[0].hidden) == (2, 0, 2)
    assert [(line.id, line.withdrawn) for line in room.rounds[0].lines] == [("n1", True), ("g1", False)]
    data = to_json(exported(trial.board)) + to_csv(exported(trial.board), "en")
    assert b"text of n3" in data
    assert b"text of n1" not in data
    assert b"text of n2" not in data


def test_a_deleted_note_is_absent() -> None:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1", "n2")
    trial.do(AINO, c.DeleteNote("n1"))
    room = room_of(trial)
    assert ([note.id for note in room.notes], room.hidden, room.columns[0].notes) == (["n2"], 0, 1)


def test_nothing_in_an_export_names_people_ballots_codes_or_times() -> None:
    trial = voted()
    trial.do(DESK, c.CloseRound("r1"))
    trial.do(DESK, c.RevealRound("r1"))
    data = (to_json(exported(trial.board)) + to_csv(exported(trial.board), "fi")).decode()
    for secret in ("author-", "ballot-", "key-", "phone-tab", "K7PM3XHT", "77", str(trial.now)[:6]):
        assert secret not in data


def test_the_same_board_gives_the_same_bytes() -> None:
    assert to_json(exported(voted().board)) == to_json(exported(voted().board))


def voted_by(*ballots: dict[str, int], cap: int = 1, wanted: int = 1) -> Trial:
    """A room with four notes and a vote of these ballots, shown."""
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1", "n2", "n3", "n4")
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r1", (), 4, cap, wanted))
    for number, dots in enumerate(ballots):
        trial.do(participant(f"voter{number}"), c.PlaceDots("r1", dots, "phone-tab", 1))
    trial.do(DESK, c.CloseRound("r1"))
    trial.do(DESK, c.RevealRound("r1"))
    return trial


def first_round(trial: Trial) -> RoundPart:
    return room_of(trial).rounds[0]


def test_lines_put_together_after_the_vote_are_told_by_voter_and_as_first_counted() -> None:
    trial = voted_by({"n1": 1, "n2": 1}, {"n1": 1}, {"n3": 1})
    trial.do(DESK, c.GroupNotes("g1", ("n1", "n2"), "Together"))
    round_ = first_round(trial)
    results, counts = round_.results or (), round_.first_counts or ()
    assert [(one.line, one.title, one.dots, one.supporters, one.merged) for one in results[:2]] == [
        ("n1", "Together", 2, 2, ("n1", "n2")),
        ("n3", "text of n3", 1, 1, ("n3",)),
    ]
    assert {one.line: one.dots for one in counts} == {"n1": 2, "n2": 1, "n3": 1, "n4": 0}


def test_all_notes_of_a_line_show_its_dots_in_the_table_also_when_lines_came_together_later() -> None:
    trial = voted_by({"n1": 1, "n2": 1}, {"n1": 1}, {"n3": 1})
    trial.do(DESK, c.GroupNotes("g1", ("n1", "n2"), ""))
    rows = read_csv(to_csv(exported(trial.board), "en"))
    assert {row["id"]: (row["dots"], row["supporters"], row["rank"]) for row in rows} == {
        "n1": ("2", "2", "1"),
        "n2": ("2", "2", "1"),
        "n3": ("1", "1", "2"),
        "n4": ("0", "0", "3"),
    }


def test_a_tie_is_told_with_its_seats_until_it_is_ended_and_then_how_and_why() -> None:
    trial = voted_by({"n1": 1}, {"n2": 1})
    tie = first_round(trial).tie
    assert tie is not None
    assert (tie.lines, tie.seats, tie.way, tie.run_off) == (("n1", "n2"), 1, "", None)
    assert not any(result.chosen for result in first_round(trial).results or ())
    trial.do(DESK, c.SettleTie("r1", "decided", ("n2",), "The school comes first"))
    tie = first_round(trial).tie
    assert tie is not None
    assert (tie.way, tie.reason) == ("decided", "The school comes first")
    assert [result.line for result in first_round(trial).results or () if result.chosen] == ["n2"]


def test_a_run_off_ends_a_tie_only_when_it_decides_it_and_leaves_the_first_counts_in_the_table() -> None:
    trial = voted_by({"n1": 1}, {"n2": 1}, {"n1": 1}, {"n2": 1})
    trial.do(DESK, c.OpenRound("r2", lines=("n1", "n2"), budget=1, wanted=1, run_off_of="r1"))
    trial.do(AINO, c.PlaceDots("r2", {"n2": 1}, "phone-tab", 1))
    tie = first_round(trial).tie
    assert tie is not None
    assert (tie.way, tie.run_off) == ("", "r2")
    trial.do(DESK, c.CloseRound("r2"))
    trial.do(DESK, c.RevealRound("r2"))
    room = room_of(trial)
    tie = room.rounds[0].tie
    assert tie is not None
    assert (tie.way, room.rounds[1].run_off_of) == ("run_off", "r1")
    assert [result.line for result in room.rounds[0].results or () if result.chosen] == ["n2"]
    rows = read_csv(to_csv(exported(trial.board), "en"))
    assert {row["id"]: row["dots"] for row in rows} == {"n1": "2", "n2": "2", "n3": "0", "n4": "0"}


def test_ballots_are_told_once_accepted_and_add_up_to_the_result() -> None:
    trial = voted_by({"n1": 1}, {"n1": 1, "n2": 1}, {"n3": 1}, {"n1": 1}, {"n1": 1})
    assert first_round(trial).cast is None
    trial.do(DESK, c.AcceptRound("r1"))
    round_ = first_round(trial)
    assert round_.cast == ({"n1": 1}, {"n1": 1}, {"n1": 1}, {"n1": 1, "n2": 1}, {"n3": 1})
    sums = {one.line: sum(ballot.get(one.line, 0) for ballot in round_.cast) for one in round_.results or ()}
    assert sums == {one.line: one.dots for one in round_.results or ()}


def test_few_ballots_are_never_told_and_empty_ones_do_not_make_them_many() -> None:
    trial = voted_by({"n1": 1}, {"n1": 1}, {"n2": 1}, {"n3": 0}, {"n4": 0}, {"n2": 0})
    trial.do(DESK, c.AcceptRound("r1"))
    round_ = first_round(trial)
    assert (round_.ballots, round_.cast) == (3, None)


def test_paper_is_counted_and_told_as_paper() -> None:
    trial = Trial(Phase.WRITING)
    trial.posted(AINO, "n1", "n2")
    trial.go(Phase.VOTING)
    trial.do(DESK, c.OpenRound("r1", (), 1, 1, 1))
    for number in range(5):
        trial.do(DESK, c.EnterPaper("r1", f"p{number}", {"n1": 1}))
    trial.do(DESK, c.CloseRound("r1"))
    trial.do(DESK, c.RevealRound("r1"))
    trial.do(DESK, c.AcceptRound("r1"))
    round_ = first_round(trial)
    assert (round_.ballots, round_.papers, round_.dots, round_.cast) == (5, 5, 5, ({"n1": 1},) * 5)


def test_a_practice_round_and_a_round_that_is_only_prepared_are_left_out() -> None:
    trial = voted_by({"n1": 1})
    trial.do(DESK, c.OpenRound("try", texts=("tea", "coffee"), budget=1, practice=True))
    trial.do(AINO, c.PlaceDots("try", {trial.board.rounds["try"].lines[0].id: 1}, "phone-tab", 1))
    trial.do(DESK, c.CloseRound("try"))
    trial.do(DESK, c.RevealRound("try"))
    trial.do(DESK, c.PrepareRound("later", budget=1))
    assert [round_.id for round_ in room_of(trial).rounds] == ["r1"]
    assert b"coffee" not in to_json(exported(trial.board))


def test_last_years_actions_tell_verdicts_and_comments_without_names() -> None:
    trial = Trial(Phase.REVIEW)
    trial.do(DESK, c.SetEarlier("e1", "Buses at night", "The town", "under_way", "Two lines so far"))
    trial.do(DESK, c.SetEarlier("e2", "Gone", "", "done"))
    trial.do(AINO, c.JudgeEarlier("e1", "keep", "More of it"))
    trial.do(BINE, c.JudgeEarlier("e1", "change"))
    trial.do(BINE, c.TalkAbout(("e1",)))
    trial.do(DESK, c.RemoveEarlier("e2"))
    (one,) = room_of(trial).earlier
    assert (one.what, one.who, one.status, one.why) == ("Buses at night", "The town", "under_way", "Two lines so far")
    assert (one.verdicts, one.talk, one.comments) == ({"keep": 1, "change": 1, "drop": 0}, 1, ("More of it",))


def test_actions_are_in_the_order_in_which_the_room_put_them_in_every_file_and_next_years_list() -> None:
    trial = Trial(Phase.ACTIONS)
    for number in (1, 2, 3):
        trial.do(AINO, c.StartAction(f"a{number}", f"Action {number}"))
    trial.do(DESK, c.MoveAction("a3", "a1"))
    wanted = ["Action 3", "Action 1", "Action 2"]
    assert [one.what for one in room_of(trial).actions] == wanted  # A8
    assert [row["what"] for row in read_csv(to_csv(exported(trial.board), "en", "actions"), "actions")] == wanted
    assert [one.what for one in from_boards(workshop(), {"hall": trial.board})] == wanted


def test_actions_tell_who_takes_part_and_what_still_says_nothing_and_are_a_table() -> None:
    trial = Trial(Phase.ACTIONS)
    trial.do(AINO, c.StartAction("a1", "Open the school"))
    trial.do(AINO, c.EditAction("a1", "lever", "act", ""))
    trial.do(AINO, c.TakePart("a1", "Bakery Oy"))
    trial.do(BINE, c.StartAction("a2", "Taken away again"))
    trial.do(DESK, c.RemoveAction("a2"))
    trial.go(Phase.COMMITMENTS)
    trial.do(BINE, c.ObjectTo("a1", "By whom?"))
    trial.do(DESK, c.AcceptAction("a1", True))
    (one,) = room_of(trial).actions
    assert (one.what, one.lever, one.taking_part, one.objections) == (
        "Open the school",
        "act",
        ("Bakery Oy",),
        ("By whom?",),
    )
    assert one.accepted
    assert one.missing == ("why", "who", "partners", "first_step", "by_when", "measure")
    (row,) = read_csv(to_csv(exported(trial.board), "fi", "actions"), "actions")
    assert (row["what"], row["lever"], row["taking_part"], row["objections"], row["accepted"]) == (
        "Open the school",
        "Teemme itse",
        "Bakery Oy",
        "By whom?",
        "kyllä",
    )


def test_answers_to_the_closing_question_are_told_in_no_order() -> None:
    trial = Trial(Phase.CLOSED)
    trial.do(AINO, c.GiveFeedback(5, "Thanks"))
    trial.do(BINE, c.GiveFeedback(3, "Long"))
    feedback = room_of(trial).feedback
    assert (feedback.scores, feedback.texts) == ((0, 0, 1, 0, 1), ("Long", "Thanks"))


class ARoomThatIsExported(ARoomOfMany):
    """Whatever people asked, the export read back is the board that it was made from."""

    def every_rule_holds(self) -> None:
        """The rules' own machine sees to that."""

    def teardown(self) -> None:
        board = self.crowd.board
        file = to_json(report(workshop(), {"hall": board}))
        room = read_json(file).rooms[0]
        shown = {note.id: note for note in board.notes.values() if note.on_board}
        assert {(n.id, n.column, n.text, n.lang, n.group or "") for n in room.notes} == {
            (n.id, n.column, n.text, n.lang, n.group) for n in shown.values()
        }
        assert len(room.notes) == len(shown)
        assert room.hidden == sum(note.hidden and not note.deleted for note in board.notes.values())
        assert {group.id: set(group.notes) for group in room.groups} == {
            id_: members
            for id_ in board.groups
            if (members := {note.id for note in shown.values() if note.group == id_})
        }
        told = [one for one in board.rounds.values() if not one.practice and one.state != "draft"]
        assert [round_.id for round_ in room.rounds] == [round_.id for round_ in told]
        for part, round_ in zip(room.rounds, told, strict=True):
            seen = round_.state in ("revealed", "accepted")
            assert (part.results is not None, part.first_counts is not None) == (seen, seen)
            assert part.cast is None or (round_.state == "accepted" and len(part.cast) >= 5)
            counted = board.results(round_)
            assert [(one.line, one.dots, one.supporters, one.rank, one.merged) for one in part.results or counted] == [
                (one.line, one.dots, one.supporters, one.rank, one.merged) for one in counted
            ]
        hidden = {note.text for note in board.notes.values() if note.hidden and not note.deleted}
        strings = set(_strings(json.loads(file)))
        assert strings.isdisjoint(hidden - {note.text for note in board.notes.values() if note.on_board})
        rows = read_csv(to_csv(read_json(file), "en"))
        assert [(row["id"], row["note"]) for row in rows] == [(note.id, note.text) for note in room.notes]
        super().teardown()


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [string for each in inner for string in _strings(each)]


TestARoomThatIsExported = ARoomThatIsExported.TestCase
TestARoomThatIsExported.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
