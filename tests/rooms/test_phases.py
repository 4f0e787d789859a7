"""Who may ask for what, when: RULES P, table and all."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.errors import Invalid
from rooms.phases import ALLOWED, Phase, Role, allowed, allowed_somewhere
from rooms.room import Actor, open_room
from rooms.things import Origin
from tests.rooms.making import AINO, BINE, COLUMNS, DESK, NOON, SERVER, WALL, Trial

RULES = Path(__file__).parents[2] / "rooms" / "RULES.md"
KINDS = c.ASKABLE
OF_THE_SERVER = {c.SetEarlier, c.SendMessage, c.BringNotes, c.UntieBallots}
ACTORS = {Role.PARTICIPANT: AINO, Role.FACILITATOR: DESK, Role.WALL: WALL, Role.SERVER: SERVER}


@cache
def written() -> dict[tuple[str, str], set[Role]]:
    """The table of P1 as RULES.md has it: command and phase to roles."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in RULES.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| command", "| `"))
    ]
    letters = {"P": Role.PARTICIPANT, "F": Role.FACILITATOR}
    table = {
        (row[0].strip("`"), phase): {letters[letter] for letter in cell.replace("–", "").split()}
        for row in rows[1:]
        for phase, cell in zip(rows[0][1:], row[1:], strict=True)
    }
    for kind in OF_THE_SERVER:
        for phase in Phase:
            table.setdefault((kind.__name__, phase), set()).add(Role.SERVER)
    return table


VOTE = (Phase.FREEZE, Phase.VOTING, Phase.RESULTS, Phase.COMMITMENTS)
OVER_A_RUNNING_ROUND = (c.PlaceDots, c.EnterPaper, c.RemovePaper, c.RewordLine, c.PauseRound, c.CloseRound)


def ready(phase: Phase, kind: type[c.Command]) -> Trial:
    """A room in this phase with all that a command could need: notes, a group, actions, a round as needed."""
    trial = Trial(Phase.REVIEW)
    trial.do(DESK, c.SetEarlier("earlier", "Build a harbour"))
    trial.go(Phase.TABLES)
    for person in (AINO, BINE):
        trial.do(person, c.JoinTable(1))
    trial.posted(AINO, "note-a", "note-b", "note-c", "note-d", "note-h")
    trial.posted(BINE, "note-e")
    trial.posted(DESK, "note-desk")
    trial.go(Phase.SORTING)
    trial.do(DESK, c.GroupNotes("group", ("note-a", "note-b")))
    trial.do(DESK, c.HideNotes(("note-h",)))
    trial.do(DESK, c.HideNotes(("note-e",), act="act-done"))
    trial.do(DESK, c.HideNotes(("note-desk",), act="act-undone"))
    trial.do(DESK, c.Undo("act-undone"))
    trial.go(Phase.ACTIONS)
    trial.do(AINO, c.StartAction("earlier-action", "Dig a canal"))
    trial.do(AINO, c.StartAction("action", "Build a harbour"))
    _vote(trial, phase, kind)
    trial.go(phase)
    return trial


def _vote(trial: Trial, phase: Phase, kind: type[c.Command]) -> None:
    """Bring a round as far as the command needs it."""
    if kind is c.CloseRound and phase not in VOTE:
        return  # it would be closed already
    if kind in OVER_A_RUNNING_ROUND:
        trial.go(phase if phase in VOTE else Phase.VOTING)
        trial.do(DESK, c.OpenRound("round", (), 3, 2))
        trial.do(DESK, c.EnterPaper("round", "paper", {"note-d": 1}))
        if phase not in VOTE:  # where people vote, the room is still in its step
            trial.do(DESK, c.CloseRound("round"))
    elif kind in (c.RevealRound, c.SettleTie, c.AcceptRound, c.VoidRound, c.UntieBallots):
        trial.go(Phase.VOTING)
        trial.do(DESK, c.OpenRound("round", (), 3, 1, 1))
        if kind is c.SettleTie:
            trial.dots(AINO, 1, **{"note-c": 1, "note-d": 1})
        trial.do(DESK, c.CloseRound("round"))
        if kind in (c.SettleTie, c.AcceptRound):
            trial.do(DESK, c.RevealRound("round"))


def something(trial: Trial, kind: type[c.Command], actor: Actor) -> c.Command:
    """A command of this kind that would change the board, if only it is allowed."""
    own = "note-d" if actor is AINO else "note-desk"
    step = trial.board.step
    origin = Origin("north", {"en": "North"}, 1, 7, 5, 9)
    commands: list[c.Command] = [
        c.PostNote("note-new", "c1", "new"),
        c.EditNote(own, "other words", 1),
        c.DeleteNote(own),
        c.MoveNotes(("note-c",), "c2"),
        c.MoveGroup("group", "c2"),
        c.GroupNotes("group", ("note-c",)),
        c.FormGroups({"note-c": "group"}),
        c.UngroupNotes(("note-a",)),
        c.RenameGroup("group", "another title"),
        c.HideNotes(("note-c",)),
        c.ShowNotes(("note-h",)),
        c.SaySame("note-c", "note-d"),
        c.DismissSame("note-c", "note-d"),
        c.JoinTable(2),
        c.PickNote("note-c", picked=True),
        c.ChangePhase(step, step - 1 if step else 1),
        c.SetTimer(trial.board.timer.version, NOON + 12345),
        c.PrepareRound("round-2"),
        c.OpenRound("round-2"),
        c.PlaceDots("round", {"note-c": 1}, "tab1", 1),
        c.EnterPaper("round", "paper-2", {"note-c": 1}),
        c.RemovePaper("round", "paper"),
        c.RewordLine("round", "note-c", "in other words"),
        c.PauseRound("round", paused=True),
        c.CloseRound("round"),
        c.RevealRound("round"),
        c.SettleTie("round", "all"),
        c.AcceptRound("round"),
        c.VoidRound("round", "the wrong lines"),
        c.UntieBallots("round"),
        c.SetEarlier("earlier-2", "Plant a park"),
        c.RemoveEarlier("earlier"),
        c.JudgeEarlier("earlier", "keep"),
        c.TalkAbout(("earlier",)),
        c.OrderEarlier(by_votes=True),
        c.StartAction("action-2", "Plant a park"),
        c.EditAction("action", "who", "the city", ""),
        c.RemoveAction("action"),
        c.MoveAction("action", "earlier-action"),
        c.TakePart("action", "Aino Oy"),
        c.ObjectTo("action", "too vague"),
        c.AcceptAction("action", accepted=True),
        c.GiveFeedback(5, "well led"),
        c.EditColumn("c1", {"en": "Anew"}, {"en": "What anew?"}),
        c.Spotlight("note-c"),
        c.SetWall("dark"),
        c.SendMessage("message", "Coffee is served"),
        c.BringNotes("c1", (c.Brought("brought", "from the north", "en", origin),)),
        c.Undo("act-done"),
        c.Redo("act-undone"),
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
def test_each_role_may_do_what_the_table_gives_and_no_more(role: Role, kind: type[c.Command]) -> None:
    actor, table = ACTORS[role], written()
    ever = any(role in table[kind.__name__, phase] for phase in Phase)
    for phase in Phase:
        trial = ready(phase, kind)
        command = something(trial, kind, actor)
        if role in table[kind.__name__, phase]:
            assert trial.do(actor, command), phase  # P1
        else:
            assert trial.refusal(actor, command) == ("wrong-phase" if ever else "wrong-role"), phase  # P2


def test_a_wall_may_never_ask_for_anything() -> None:
    assert not any(allowed_somewhere(Role.WALL, kind) for kind in KINDS)
    assert not any(allowed(phase, Role.WALL, kind) for phase in Phase for kind in KINDS)


def test_the_rules_name_what_the_server_may_ask_for() -> None:
    (sentence,) = [line for line in RULES.read_text(encoding="utf-8").splitlines() if "server itself may ask" in line]
    assert set(re.findall("`(\\w+)`", sentence)) == {kind.__name__ for kind in OF_THE_SERVER}  # P1


def test_a_facilitator_may_step_back_and_everything_stays() -> None:
    trial = ready(Phase.RESULTS, c.RevealRound)
    before = trial.board.copy()
    for phase in (Phase.WRITING, Phase.CLOSED, Phase.LOBBY, Phase.RESULTS):  # P3
        trial.go(phase)
        assert trial.board.phase is phase
    assert (trial.board.notes, trial.board.groups, trial.board.rounds) == (before.notes, before.groups, before.rounds)


def test_of_two_desks_that_step_on_at_once_only_one_succeeds() -> None:
    trial = Trial(Phase.WRITING)
    writing = trial.board.step
    trial.do(DESK, c.ChangePhase(writing, writing + 1))
    assert trial.refusal(DESK, c.ChangePhase(writing, writing + 2)) == "phase-changed"  # P4
    assert trial.do(DESK, c.ChangePhase(writing, writing + 1)) == []  # C3: the same wish


def test_a_step_beyond_the_run_sheet_is_unknown() -> None:
    assert Trial().refusal(DESK, c.ChangePhase(0, len(Phase))) == "unknown-step"


def test_a_room_stays_in_its_step_while_a_round_is_open_or_paused() -> None:
    trial = ready(Phase.VOTING, c.PlaceDots)
    onwards = c.ChangePhase(trial.board.step, trial.board.step + 1)
    assert trial.refusal(DESK, onwards) == "round-still-open"  # P5
    trial.do(DESK, c.PauseRound("round", paused=True))
    assert trial.refusal(DESK, onwards) == "round-still-open"  # P5
    trial.do(DESK, c.CloseRound("round"))
    assert trial.do(DESK, onwards)


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
