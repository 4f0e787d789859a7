"""How a room stands, for whoever looks after many: where it is, how late, who is there, and what it needs.

Nothing per line: of an open round only what desks are told too, ballots and dots in all (RULES S2).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from rooms.board import Board
from rooms.pace import late_ms
from rooms.phases import Phase
from rooms.texts import Words

LATE_MS = 5 * 60_000
"""A room that is later than this needs somebody; less is made up for in any step."""
LEFT_MS = 12 * 3_600_000
"""A room where nothing has begun for that long is not in use: nobody has to come, and no minute is counted."""


class Turnout(Struct, frozen=True):
    """The last round in totals. `dots` of `given` that people have in their hands; `ballots` of `people`."""

    state: str
    practice: bool
    ballots: int
    people: int
    dots: int
    given: int


class Standing(Struct, frozen=True):
    """One room now. `people` None: not counted yet. `late` None: not begun, over, or not in use. `needs`: why somebody
    should go there, gravest first: `tie`, `late`, `nobody`, `no_desk`."""

    phase: str
    title: Words
    step: int
    steps: int
    begun: bool
    late: int | None
    ends_at: int | None
    left_ms: int | None
    notes: int
    people: Mapping[str, int] | None
    turnout: Turnout | None
    needs: tuple[str, ...]


def standing(board: Board, people: Mapping[str, int] | None, now: int) -> Standing:
    """How the room of this board stands. `people`: as `LiveRoom.people` counts them, over all nodes."""
    begun = board.began_at > 0 or board.step > 0
    in_use = begun and board.phase != Phase.CLOSED and now - max(board.step_at, board.timer.ends_at or 0) < LEFT_MS
    late = late_ms(board, now) if in_use else None
    step = board.steps[board.step] if board.steps else None
    return Standing(
        board.phase,
        step.title if step else {},
        board.step,
        len(board.steps),
        begun,
        late,
        board.timer.ends_at,
        board.timer.left_ms,
        sum(note.on_board for note in board.notes.values()),
        people,
        _turnout(board, people or {}),
        tuple(_needs(board, people, in_use, late or 0)),
    )


def present(people: Mapping[str, int]) -> int:
    """Everybody who takes part, on site and from afar."""
    return people.get("hall", 0) + people.get("remote", 0)


def tie_is_open(board: Board) -> bool:
    """Whether a result waits for somebody to end its tie, and no run-off is under way for it."""
    round_ = board.round
    if round_ is None or round_.practice or round_.state != "revealed":
        return False
    return board.chosen(round_) is None


def _turnout(board: Board, people: Mapping[str, int]) -> Turnout | None:
    round_ = board.round
    if round_ is None or round_.state == "void":
        return None
    ballots, dots = round_.turnout()
    voters = max(present(people) + len(round_.papers), ballots)
    return Turnout(round_.state, round_.practice, ballots, voters, dots, max(dots, voters * round_.budget))


def _needs(board: Board, people: Mapping[str, int] | None, in_use: bool, late: int) -> list[str]:
    needs = []
    if in_use and tie_is_open(board):
        needs.append("tie")
    if late > LATE_MS:
        needs.append("late")
    if people is None or board.phase == Phase.CLOSED:
        return needs
    if in_use and not present(people):
        needs.append("nobody")
    if (in_use or present(people)) and not people.get("desks", 0):
        needs.append("no_desk")
    return needs
