"""Who may ask for what, when: RULES P, table and all."""

from __future__ import annotations

from pathlib import Path

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.errors import Invalid
from rooms.phases import ALLOWED, Phase, Role, allowed, allowed_somewhere
from rooms.room import Actor, open_room
from tests.rooms.making import AINO, COLUMNS, DESK, NOON, WALL, Trial

RULES = Path(__file__).parents[2] / "rooms" / "RULES.md"
KINDS = c.Command.__subclasses__()
ACTORS = {Role.PARTICIPANT: AINO, Role.FACILITATOR: DESK, Role.WALL: WALL}


def written() -> dict[tuple[str, str], set[Role]]:
    """The table of P1 as RULES.md has it: command and phase to roles."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in RULES.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| command", "| `"))
    ]
    letters = {"P": Role.PARTICIPANT, "F": Role.FACILITATOR}
    return {
        (row[0].strip("`"), phase): {letters[letter] for letter in cell.replace("–", "").split()}
        for row in rows[1:]
        for phase, cell in zip(rows[0][1:], row[1:], strict=True)
    }


def ready(phase: Phase, kind: type[c.Command]) -> Trial:
    """A room in this phase with all that a command could need: notes, a group, a hidden note, a round."""
    trial = Trial(Phase.SORTING)
    trial.posted(AINO, "note-a", "note-b", "note-c", "note-d", "note-h")
    trial.posted(DESK, "note-desk")
    trial.do(DESK, c.GroupNotes("group", ("note-a", "note-b")))
    trial.do(DESK, c.HideNotes(("note-h",)))
    if kind in (c.PlaceDots, c.RevealRound) or (kind is c.CloseRound and phase is Phase.VOTING):
        trial.go(Phase.VOTING)
        trial.do(DESK, c.OpenRound("round"))
    if kind is c.RevealRound or (kind is c.PlaceDots and phase is not Phase.VOTING):
        trial.do(DESK, c.CloseRound("round"))
    trial.go(phase)
    return trial


def something(trial: Trial, kind: type[c.Command], actor: Actor) -> c.Command:
    """A command of this kind that would change the board, if only it is allowed."""
    own = "note-d" if actor is AINO else "note-desk"
    step = trial.board.step
    commands: list[c.Command] = [
        c.PostNote("note-new", "c1", "new"),
        c.EditNote(own, "other words", 1),
        c.DeleteNote(own),
        c.MoveNotes(("note-c",), "c2"),
        c.MoveGroup("group", "c2"),
        c.GroupNotes("group", ("note-c",)),
        c.UngroupNotes(("note-a",)),
        c.RenameGroup("group", "another title"),
        c.HideNotes(("note-c",)),
        c.ShowNotes(("note-h",)),
        c.ChangePhase(step, step - 1 if step else 1),
        c.SetTimer(trial.board.timer.version, NOON + 12345),
        c.OpenRound("round-2"),
        c.PlaceDots("round", {"note-c": 1}, "tab1", 1),
        c.CloseRound("round"),
        c.RevealRound("round"),
    ]
    return next(command for command in commands if type(command) is kind)


def test_the_table_in_the_rules_is_the_table_in_the_code() -> None:
    coded = {
        (kind.__name__, str(phase)): {role for role in Role if kind in ALLOWED[phase][role]}
        for kind in KINDS
        for phase in Phase
    }
    assert written() == coded  # P1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_each_role_may_do_what_the_table_gives_and_no_more(phase: Phase, role: Role, kind: type[c.Command]) -> None:
    trial, actor = ready(phase, kind), ACTORS[role]
    command = something(trial, kind, actor)
    if role in written()[kind.__name__, phase]:
        assert trial.do(actor, command)  # P1
    else:
        ever = any(role in roles for (name, _), roles in written().items() if name == kind.__name__)
        assert trial.refusal(actor, command) == ("wrong-phase" if ever else "wrong-role")  # P2


def test_a_wall_may_never_ask_for_anything() -> None:
    assert not any(allowed_somewhere(Role.WALL, kind) for kind in KINDS)
    assert not any(allowed(phase, Role.WALL, kind) for phase in Phase for kind in KINDS)


def test_a_facilitator_may_step_back_and_everything_stays() -> None:
    trial = ready(Phase.RESULTS, c.RevealRound)
    before = trial.board.copy()
    for phase in (Phase.WRITING, Phase.CLOSED, Phase.LOBBY, Phase.RESULTS):  # P3
        trial.go(phase)
        assert trial.board.phase is phase
    assert (trial.board.notes, trial.board.groups, trial.board.rounds) == (before.notes, before.groups, before.rounds)


def test_of_two_desks_that_step_on_at_once_only_one_succeeds() -> None:
    trial = Trial(Phase.WRITING)
    trial.do(DESK, c.ChangePhase(1, 2))
    assert trial.refusal(DESK, c.ChangePhase(1, 3)) == "phase-changed"  # P4
    assert trial.do(DESK, c.ChangePhase(1, 2)) == []  # C3: the same wish


def test_a_step_beyond_the_run_sheet_is_unknown() -> None:
    assert Trial().refusal(DESK, c.ChangePhase(0, 7)) == "unknown-step"


def test_a_room_stays_in_its_step_while_voting_is_open() -> None:
    trial = ready(Phase.VOTING, c.PlaceDots)
    assert trial.refusal(DESK, c.ChangePhase(4, 5)) == "round-still-open"  # P5
    trial.do(DESK, c.CloseRound("round"))
    assert trial.do(DESK, c.ChangePhase(4, 5))


@pytest.mark.parametrize(
    ("columns", "steps"),
    [
        ((), (e.Step("lobby"),)),
        (COLUMNS, ()),
        ((COLUMNS[0], COLUMNS[0]), (e.Step("lobby"),)),
        (COLUMNS, (e.Step("lunch"),)),
    ],
    ids=["no column", "no step", "a column twice", "no such phase"],
)
def test_a_room_that_could_not_be_run_is_not_opened(columns: tuple[e.Column, ...], steps: tuple[e.Step, ...]) -> None:
    with pytest.raises(Invalid, match="bad-room"):  # P6
        open_room("hall", "day", {}, columns, steps)
