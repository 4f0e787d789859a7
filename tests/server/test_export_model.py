"""What an export says, and above all what it does not."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, settings

from rooms import commands as c
from rooms.board import Board
from rooms.phases import Phase
from rooms.workshop import Item, LinkRenewed, RoomAdded, Workshop, WorkshopCreated, replay_workshop
from server.export.as_csv import read_csv, to_csv
from server.export.as_json import read_json, to_json
from server.export.model import Report, RoomPart, report
from tests.rooms.making import AINO, BINE, DESK, Trial
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
    trial.do(AINO, c.PlaceDots("r1", {"n1": 1, "g1": 1}, "tab", 1))
    trial.do(BINE, c.PlaceDots("r1", {"n1": 1}, "tab", 1))
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
    for secret in ("author-", "ballot-", "key-", "tab", "K7PM3XHT", "77", str(trial.now)[:6]):
        assert secret not in data


def test_the_same_board_gives_the_same_bytes() -> None:
    assert to_json(exported(voted().board)) == to_json(exported(voted().board))


class ARoomThatIsExported(ARoomOfMany):
    """Whatever people asked, the export read back is the board that it was made from."""

    def every_rule_holds(self) -> None:
        """The rules' own machine sees to that."""

    def teardown(self) -> None:
        board = self.board
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
        assert [round_.id for round_ in room.rounds] == list(board.rounds)
        for part, round_ in zip(room.rounds, board.rounds.values(), strict=True):
            assert (part.results is not None) == (round_.state == "revealed")
            for result in part.results or ():
                dots = [ballot.dots.get(result.line, 0) for ballot in round_.ballots.values()]
                assert (result.dots, result.supporters) == (sum(dots), sum(map(bool, dots)))
        hidden = {note.text for note in board.notes.values() if note.hidden and not note.deleted}
        strings = set(_strings(json.loads(file)))
        assert strings.isdisjoint(hidden - {note.text for note in shown.values()})
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
    max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
