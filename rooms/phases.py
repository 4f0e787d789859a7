"""Phases of a room, and the one table that says who may ask for what in which phase (RULES P1)."""

from __future__ import annotations

from enum import StrEnum

from rooms import commands as c


class Phase(StrEnum):
    """What a room is doing now, in the order of a full day."""

    LOBBY = "lobby"
    AGENDA = "agenda"
    REVIEW = "review"
    QUESTION = "question"
    WRITING = "writing"
    TABLES = "tables"
    READING = "reading"
    SORTING = "sorting"
    FREEZE = "freeze"
    VOTING = "voting"
    RESULTS = "results"
    ACTIONS = "actions"
    COMMITMENTS = "commitments"
    CLOSED = "closed"


class Role(StrEnum):
    """Who asks. A wall only reads; the server itself brings what comes from outside the room."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    WALL = "wall"
    SERVER = "server"


_ALL = tuple(Phase)
_OPEN = _ALL[:-1]
_BEFORE_WRITING = (Phase.LOBBY, Phase.AGENDA, Phase.REVIEW, Phase.QUESTION)
_NOTES = (Phase.WRITING, Phase.TABLES, Phase.READING, Phase.SORTING)
_READ = (Phase.READING, Phase.SORTING)
_SORT = (Phase.READING, Phase.SORTING, Phase.FREEZE, Phase.VOTING, Phase.RESULTS)
_VOTE = (Phase.FREEZE, Phase.VOTING, Phase.RESULTS, Phase.COMMITMENTS)
_ROUND = (Phase.FREEZE, Phase.VOTING, Phase.RESULTS, Phase.ACTIONS, Phase.COMMITMENTS)
_ACT = (Phase.RESULTS, Phase.ACTIONS, Phase.COMMITMENTS)

_ROWS: dict[type[c.Command], tuple[tuple[Phase, ...], tuple[Phase, ...]]] = {
    # command: when participants may ask for it, when facilitators may
    c.PostNote: (_NOTES, _BEFORE_WRITING + _NOTES),
    c.EditNote: (_NOTES, _BEFORE_WRITING + _NOTES),
    c.DeleteNote: (_NOTES, _BEFORE_WRITING + _NOTES),
    c.HideNotes: ((), _OPEN),
    c.ShowNotes: ((), _OPEN),
    c.GroupNotes: ((), _SORT),
    c.FormGroups: ((), (*_READ, Phase.FREEZE)),
    c.UngroupNotes: ((), _SORT),
    c.RenameGroup: ((), _SORT),
    c.MoveNotes: ((), _SORT),
    c.MoveGroup: ((), _SORT),
    c.SaySame: (_READ, ()),
    c.DismissSame: ((), (*_READ, Phase.FREEZE)),
    c.JoinTable: ((Phase.TABLES,), ()),
    c.PickNote: ((Phase.TABLES,), ()),
    c.PrepareRound: ((), (*_READ, *_ROUND)),
    c.OpenRound: ((), _VOTE),
    c.PlaceDots: (_VOTE, ()),
    c.EnterPaper: ((), _VOTE),
    c.RemovePaper: ((), _VOTE),
    c.RewordLine: ((), _VOTE),
    c.PauseRound: ((), _VOTE),
    c.CloseRound: ((), _VOTE),
    c.RevealRound: ((), _VOTE),
    c.SettleTie: ((), _ROUND),
    c.AcceptRound: ((), _ROUND),
    c.VoidRound: ((), (*_READ, *_ROUND)),
    c.UntieBallots: ((), ()),
    c.SetEarlier: ((), _BEFORE_WRITING[:3]),
    c.RemoveEarlier: ((), _BEFORE_WRITING[:3]),
    c.JudgeEarlier: ((Phase.REVIEW,), ()),
    c.TalkAbout: ((Phase.REVIEW,), ()),
    c.OrderEarlier: ((), (Phase.REVIEW,)),
    c.StartAction: ((Phase.ACTIONS,), _ACT),
    c.EditAction: ((Phase.ACTIONS,), _ACT),
    c.RemoveAction: ((), _ACT),
    c.MoveAction: ((), _ACT),
    c.TakePart: ((Phase.ACTIONS, Phase.COMMITMENTS), ()),
    c.ObjectTo: ((Phase.COMMITMENTS,), ()),
    c.AcceptAction: ((), (Phase.ACTIONS, Phase.COMMITMENTS)),
    c.GiveFeedback: ((Phase.CLOSED,), ()),
    c.EditColumn: ((), _BEFORE_WRITING),
    c.SetTimer: ((), _OPEN),
    c.Spotlight: ((), _OPEN),
    c.SetWall: ((), _ALL),
    c.SendMessage: ((), _ALL),
    c.BringNotes: ((), ()),
    c.ChangePhase: ((), _ALL),
    c.Undo: ((), _OPEN),
    c.Redo: ((), _OPEN),
}

_OF_THE_SERVER: frozenset[type[c.Command]] = frozenset({c.UntieBallots, c.BringNotes, c.SendMessage, c.SetEarlier})

ALLOWED: dict[Phase, dict[Role, frozenset[type[c.Command]]]] = {
    phase: {
        Role.PARTICIPANT: frozenset(kind for kind, (participant, _) in _ROWS.items() if phase in participant),
        Role.FACILITATOR: frozenset(kind for kind, (_, facilitator) in _ROWS.items() if phase in facilitator),
        Role.WALL: frozenset(),
        Role.SERVER: _OF_THE_SERVER,
    }
    for phase in Phase
}

NOTES_OF_OTHERS_ARE_HIDDEN = frozenset((*_BEFORE_WRITING, Phase.WRITING, Phase.TABLES))
"""Phases in which participants see their own notes only, and a wall sees how many there are (RULES S1)."""


def allowed(phase: Phase, role: Role, command: type[c.Command]) -> bool:
    """Whether the table lets this role ask for this command in this phase."""
    return command in ALLOWED[phase][role]


def allowed_somewhere(role: Role, command: type[c.Command]) -> bool:
    """Whether this role may ask for this command in any phase: tells a wrong role from a wrong moment."""
    return any(command in roles[role] for roles in ALLOWED.values())
