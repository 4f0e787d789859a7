"""What each phase is for, row by row of RULES P7, as far as rules can say it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rooms import commands as c
from rooms.own import yours
from rooms.phases import NOTES_OF_OTHERS_ARE_HIDDEN, Phase, Role, allowed
from rooms.views import Audience, snapshot
from tests.rooms.making import AINO, DESK, Trial

TEXT = (Path(__file__).parents[2] / "rooms" / "RULES.md").read_text(encoding="utf-8")

SEES: dict[Phase, tuple[str, ...]] = {
    # what participants and walls find on their board in this phase, beside what is there in every phase
    Phase.REVIEW: ("earlier",),
    Phase.READING: ("notes",),
    Phase.SORTING: ("notes", "groups"),
    Phase.FREEZE: ("draft",),
    Phase.VOTING: ("round",),
    Phase.RESULTS: ("round",),
    Phase.ACTIONS: ("actions",),
    Phase.COMMITMENTS: ("actions",),
}
DO: dict[Phase, tuple[set[type[c.Command]], set[type[c.Command]]]] = {
    # phase: what it is for, in commands, of participants and at the desk
    Phase.LOBBY: (set(), {c.SetEarlier, c.EditColumn, c.SendMessage}),
    Phase.AGENDA: (set(), {c.ChangePhase}),
    Phase.REVIEW: ({c.JudgeEarlier, c.TalkAbout}, {c.SetEarlier, c.OrderEarlier}),
    Phase.QUESTION: (set(), {c.EditColumn}),
    Phase.WRITING: ({c.PostNote, c.EditNote, c.DeleteNote}, {c.PostNote, c.SetTimer}),
    Phase.TABLES: ({c.JoinTable, c.PickNote}, {c.SetTimer}),
    Phase.READING: ({c.SaySame}, {c.Spotlight, c.GroupNotes}),
    Phase.SORTING: (
        {c.SaySame},
        {c.GroupNotes, c.FormGroups, c.UngroupNotes, c.RenameGroup, c.Undo, c.Redo, c.DismissSame},
    ),
    Phase.FREEZE: ({c.PlaceDots}, {c.PrepareRound, c.OpenRound}),
    Phase.VOTING: ({c.PlaceDots}, {c.OpenRound, c.EnterPaper, c.CloseRound, c.PauseRound}),
    Phase.RESULTS: ({c.PlaceDots}, {c.RevealRound, c.SettleTie, c.AcceptRound, c.OpenRound}),
    Phase.ACTIONS: ({c.StartAction, c.EditAction, c.TakePart}, {c.EditAction, c.RemoveAction}),
    Phase.COMMITMENTS: ({c.ObjectTo, c.TakePart, c.PlaceDots}, {c.AcceptAction}),
    Phase.CLOSED: ({c.GiveFeedback}, {c.SendMessage}),
}


def test_the_rules_say_of_every_phase_what_it_is_for() -> None:
    rows = re.findall(r"^\| (\w+) \| .+ \| .+ \| .+ \|$", TEXT, re.MULTILINE)
    assert [row for row in rows if row not in ("command", "phase")] == list(Phase)  # P7


@pytest.mark.parametrize("phase", Phase)
def test_in_every_phase_people_can_do_what_it_is_for(phase: Phase) -> None:
    participants, desks = DO[phase]
    assert all(allowed(phase, Role.PARTICIPANT, kind) for kind in participants)  # P7
    assert all(allowed(phase, Role.FACILITATOR, kind) for kind in desks)
    if phase is Phase.WRITING:
        assert not allowed(phase, Role.FACILITATOR, c.EditColumn)  # P7: headings are locked


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("audience", Audience)
def test_in_every_phase_everybody_is_shown_what_it_is_for(phase: Phase, audience: Audience) -> None:
    trial = Trial(Phase.REVIEW)
    trial.do(DESK, c.SetEarlier("e1", "Build a harbour"))
    trial.go(Phase.WRITING)
    trial.posted(AINO, "n1", "n2", "n3")
    trial.go(Phase.SORTING)
    trial.do(DESK, c.GroupNotes("pair", ("n1", "n2")))
    trial.go(Phase.RESULTS)
    trial.do(DESK, c.OpenRound("r"))
    trial.do(DESK, c.CloseRound("r"))
    trial.do(DESK, c.PrepareRound("next"))
    trial.do(DESK, c.StartAction("a1", "Build a harbour"))
    trial.go(phase)
    seen = snapshot(trial.board, audience)
    assert all(seen[part] for part in SEES.get(phase, ()))  # P7
    assert seen["steps"][seen["step"]]["phase"] == phase
    assert seen["counts"]["c1"] == 3  # P7: the number of notes
    blind = audience is not Audience.DESK and phase in NOTES_OF_OTHERS_ARE_HIDDEN
    assert bool(seen["notes"]) != blind
    assert {"acts", "same", "tables", "feedback"}.isdisjoint(seen) == (audience is not Audience.DESK)
    assert len(yours(trial.board, AINO.id, "")["notes"]) == 3  # P7: one's own in every phase
