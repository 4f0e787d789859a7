"""The checker says what is wrong with a history, one made by hand for each thing that can be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rooms import events as e
from rooms.applying import apply
from rooms.board import Board
from rooms.phases import Phase
from server.access import pseudonym
from tests.rooms.making import COLUMNS, STEP, STEPS
from tests.storms.checker import lives_of, own_truth, truth, violations
from tests.storms.history import Answered, Ended, Entry, History, Saw, Screen, Told

EPOCH = 7
KEY = b"k" * 32
BALLOT = pseudonym(KEY, "aino")
LINES = tuple(e.Line(note, f"text {note}", (note,), "yellow", "en", note) for note in ("n1", "n2"))


def placed(change: int, tab: str = "tab", **dots: int) -> e.DotsPlaced:
    return e.DotsPlaced("r", BALLOT, pseudonym(KEY, f"tab {tab}"), change, dots)


def opened(budget: int) -> e.RoundOpened:
    return e.RoundOpened("r", LINES, budget, 1, 1)


def posted(note: str, order: int, author: str = "aino") -> e.NotePosted:
    return e.NotePosted(note, "c1", f"text {note}", "en", author, order)


def edited(text: str, version: int) -> e.NoteEdited:
    return e.NoteEdited("n1", text, version)


LOG: list[list[e.Event]] = [
    [e.RoomOpened("hall", "day", {"en": "Hall"}, COLUMNS, STEPS)],  # 1
    [e.PhaseChanged(STEP[Phase.WRITING])],
    [posted("n1", 1)],  # 3
    [posted("n2", 2, "bine")],
    [edited("better", 2)],  # 5
    [e.PhaseChanged(STEP[Phase.VOTING])],
    [opened(budget=2)],  # 7
    [placed(1, n1=1)],
    [e.PaperEntered("r", "p", {"n2": 1})],  # 9
    [e.RoundClosed("r")],
    [e.RoundRevealed("r")],  # 11
]


class Tale:
    """A history by hand. `aino` has a phone; everything is as it should be until a test makes it otherwise."""

    def __init__(self, log: list[list[e.Event]] | None = None) -> None:
        self.history = History()
        self.history.keys["r"] = KEY
        self.history.lives.append(lives_of(EPOCH, log or LOG))
        self.boards: list[Board] = [Board()]
        for entry in self.history.lives[0].entries:
            board = self.boards[-1].copy()
            for event in entry.events:
                apply(board, event)
            self.boards.append(board)
        self.history.screens["aino"] = Screen("aino", "phone", "aino")

    def asked(self, kind: str, answer: int | str, **fields: object) -> None:
        """Aino wishes for something and is answered: the seq of the acknowledgement, or the code of the refusal."""
        wish = self.history.asked("aino", {"kind": kind, **fields})
        seq, code = (answer, "") if isinstance(answer, int) else (0, answer)
        self.history.add(Answered("aino", wish, EPOCH, seq, code))

    def saw(self, after: int | None, seq: int, board: int | None = None, line: int = 1, **what: frozenset[str]) -> None:
        """Aino's phone heard a frame, and has the board of that seq, or that of `board`."""
        digest = truth(self.boards[seq if board is None else board], "phone")
        self.history.add(Saw("aino", line, EPOCH, seq, after, digest, **what))

    def end(self, at: int = 0, board: int | None = None, own: int | None = None) -> None:
        last = len(self.boards) - 1
        digest = truth(self.boards[last if board is None else board], "phone")
        mine = own_truth(self.boards[last if own is None else own], "aino", self.history.keys)
        self.history.add(Ended("aino", EPOCH, at or last, digest, mine))

    def well(self) -> None:
        """All as it should be."""
        self.asked("PostNote", 3, note="n1")
        self.asked("EditNote", 5, note="n1", text="better")
        self.saw(None, 5)
        self.saw(5, 7)
        self.asked("PlaceDots", 8, round="r", tab="tab", change=1, dots={"n1": 1})
        self.asked("PlaceDots", "over-budget", round="r", tab="tab", change=2, dots={"n1": 1, "n2": 2})
        self.saw(7, 11, counted=frozenset({"r"}), texts=frozenset({"better", "text n2"}))


def broken(make: Callable[[Tale], None], log: list[list[e.Event]] | None = None) -> list[str]:
    tale = Tale(log)
    make(tale)
    if not any(isinstance(record, Ended) for record in tale.history.records):
        tale.end()
    return violations(tale.history)


def with_(place: int, *events: e.Event) -> list[list[e.Event]]:
    """The log with these events as entry `place`, before what stood there."""
    return [*LOG[: place - 1], list(events), *LOG[place - 1 :]]


def twice_the_same_entry(tale: Tale) -> None:
    entries = tale.history.lives[0].entries
    entries.append(Entry(12, entries[3].id, ()))
    tale.boards.append(tale.boards[-1])


def from_line_to_line(tale: Tale) -> None:
    """Another line may lead to a node that is a little behind."""
    tale.saw(None, 7)
    tale.saw(None, 5, line=2)
    tale.saw(5, 8, line=2)


def restored(tale: Tale) -> None:
    """What an older log has lost is nobody's fault; what was acknowledged in it, is there."""
    tale.well()
    tale.history.lives[0].kept = 7
    tale.history.lives.append(lives_of(EPOCH + 1, LOG[:7]))
    board = tale.boards[7]
    tale.history.add(Saw("aino", 2, EPOCH + 1, 7, None, truth(board, "phone")))
    own = own_truth(board, "aino", tale.history.keys)
    tale.history.add(Ended("aino", EPOCH + 1, 7, truth(board, "phone"), own))


def refused_and_done_later(tale: Tale) -> None:
    """A copy on a line that stood still comes when what stood in its way is gone."""
    tale.saw(None, 7)
    wish = tale.history.asked("aino", {"kind": "PlaceDots", **DOTS, "dots": {"n1": 1}})
    tale.history.add(Answered("aino", wish, EPOCH, 0, "round-paused", sent=2))


def refused_and_done_after_what_was_wished_since(tale: Tale) -> None:
    """Such a copy has no order with what the phone went on to wish for."""
    refused_and_done_later(tale)
    tale.asked("EditNote", 5, note="n1", text="better")


DOTS = {"round": "r", "tab": "tab", "change": 1}


@pytest.mark.parametrize(
    "make",
    [
        Tale.well,
        from_line_to_line,
        restored,
        refused_and_done_later,
        refused_and_done_after_what_was_wished_since,
    ],
)
def test_of_a_history_in_which_all_is_well_nothing_is_said(make: Callable[[Tale], None]) -> None:
    assert broken(make) == []


def ask(kind: str, answer: int | str, **fields: object) -> Callable[[Tale], None]:
    return lambda tale: tale.asked(kind, answer, **fields)


def late_after_early(tale: Tale) -> None:
    tale.asked("EditNote", 5, note="n1", text="better")
    tale.asked("PostNote", 5, note="n1")


def known_before_it_was_wished(tale: Tale) -> None:
    tale.asked("PostNote", 3, note="n1")
    tale.history.add(Answered("aino", tale.history.asked("aino", {"kind": "SetWall"}), EPOCH, 6))
    tale.asked("EditNote", 6, note="n1", text="better")


def jump(tale: Tale) -> None:
    tale.saw(None, 5)
    tale.saw(6, 7)


def back(tale: Tale) -> None:
    tale.saw(None, 7)
    tale.saw(None, 5)


def no_board(tale: Tale) -> None:
    tale.saw(None, 5)
    tale.history.add(Saw("aino", 2, EPOCH + 1, 6, 5))


def saw_texts(seq: int, *texts: str) -> Callable[[Tale], None]:
    return lambda tale: tale.saw(None, seq, texts=frozenset(texts))


def told_texts(*texts: str) -> Callable[[Tale], None]:
    return lambda tale: tale.history.add(Told("aino", frozenset(texts)))


@pytest.mark.parametrize(
    ("make", "log", "said"),
    [
        (ask("PostNote", 4, note="n9"), None, "is not in the log"),
        (ask("PostNote", 2, note="n1"), None, "before it stood at 3"),
        (ask("PostNote", 12, note="n1"), None, "the log ends at 11"),
        (ask("PostNote", "too-many-notes", note="n1"), None, "was refused as too-many-notes, and stands at 3"),
        (ask("RevealRound", 11, round="q"), None, "did not happen"),
        (ask("PlaceDots", 8, **DOTS, dots={"n2": 1}), None, "asked for {'n2': 1} and was given {'n1': 1}"),
        (ask("PlaceDots", 8, **DOTS | {"change": 2}, dots={"n2": 1}), None, "is not in the log"),
        (late_after_early, None, "before an earlier wish"),
        (known_before_it_was_wished, None, "before what was acknowledged when it was wished"),
        (twice_the_same_entry, None, "stands 2 times"),
        (Tale.end, with_(5, posted("n1", 3)), "happened at 3 and again at 5"),
        (Tale.end, with_(9, placed(1, n1=1)), "happened at 8 and again at 9"),
        (Tale.end, [*LOG[:6], [opened(budget=1)], [placed(1, n1=1, n2=1)]], "more than its budget of 1"),
        (Tale.end, with_(9, placed(2, n1=2)), "more than the cap of 1"),
        (Tale.end, with_(9, e.PaperEntered("r", "q", {"n1": 2})), "a paper ballot of r has 2 dots on one line"),
        (Tale.end, with_(9, e.DotsReturned("r", {BALLOT: {"n1": 2}})), "more dots went back than were there"),
        (jump, None, "a hole"),
        (back, None, "went back"),
        (no_board, None, "which the log never held"),
        (lambda tale: tale.saw(None, 5, board=3), None, "another board at 5"),
        (saw_texts(5, "text n2"), None, "what was not shown yet: text n2"),
        (saw_texts(8, BALLOT), None, "was told the ids"),
        (told_texts("text n2"), None, "what others wrote"),
        (told_texts("bine"), None, "was told the ids"),
        (lambda tale: tale.saw(None, 10, counted=frozenset({"r"})), None, "which was blind"),
        (lambda tale: tale.end(at=9, board=9), None, "ended at 9"),
        (lambda tale: tale.end(board=9), None, "ended with another board"),
        (lambda tale: tale.end(own=4), None, "as its own"),
    ],
)  # fmt: skip
def test_the_checker_says_what_is_wrong(
    make: Callable[[Tale], None], log: list[list[e.Event]] | None, said: str
) -> None:
    found = broken(make, log)
    assert any(said in one for one in found), found


def test_a_result_that_is_not_the_sum_of_what_was_given_is_found() -> None:
    tale = Tale()
    tale.end()
    entry = tale.history.lives[0].entries[8]
    tale.history.lives[0].entries[8] = Entry(9, entry.id, (e.RoundVoided("r", ""),))  # the dots are gone, and it counts
    assert any("given were" in one or "board" in one for one in violations(tale.history))


def test_a_screen_that_never_came_to_the_end_is_missed() -> None:
    tale = Tale()
    assert violations(tale.history) == ["aino (phone) did not come to the end"]
