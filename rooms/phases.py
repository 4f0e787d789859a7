"""Phases of a room, and the one table that says who may ask for what in which phase (RULES P1)."""

from __future__ import annotations

from enum import StrEnum

from rooms import commands as c


class Phase(StrEnum):
    """What a room is doing now."""

    LOBBY = "lobby"
    WRITING = "writing"
    READING = "reading"
    SORTING = "sorting"
    VOTING = "voting"
    RESULTS = "results"
    CLOSED = "closed"


class Role(StrEnum):
    """Who asks. A wall only reads."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    WALL = "wall"


_NOTHING: frozenset[type] = frozenset()
_OWN_NOTES = frozenset({c.PostNote, c.EditNote, c.DeleteNote})
_LEAD = frozenset({c.ChangePhase, c.SetTimer, c.HideNotes, c.ShowNotes})
_SORT = frozenset({c.GroupNotes, c.UngroupNotes, c.RenameGroup, c.MoveNotes, c.MoveGroup})
_ROUND = frozenset({c.OpenRound, c.CloseRound, c.RevealRound})

ALLOWED: dict[Phase, dict[Role, frozenset[type]]] = {
    Phase.LOBBY: {
        Role.PARTICIPANT: _NOTHING,
        Role.FACILITATOR: _LEAD | _OWN_NOTES,
        Role.WALL: _NOTHING,
    },
    Phase.WRITING: {
        Role.PARTICIPANT: _OWN_NOTES,
        Role.FACILITATOR: _LEAD | _OWN_NOTES,
        Role.WALL: _NOTHING,
    },
    Phase.READING: {
        Role.PARTICIPANT: _OWN_NOTES,
        Role.FACILITATOR: _LEAD | _OWN_NOTES | _SORT,
        Role.WALL: _NOTHING,
    },
    Phase.SORTING: {
        Role.PARTICIPANT: _OWN_NOTES,
        Role.FACILITATOR: _LEAD | _OWN_NOTES | _SORT,
        Role.WALL: _NOTHING,
    },
    Phase.VOTING: {
        Role.PARTICIPANT: frozenset({c.PlaceDots}),
        Role.FACILITATOR: _LEAD | _ROUND,
        Role.WALL: _NOTHING,
    },
    Phase.RESULTS: {
        Role.PARTICIPANT: _NOTHING,
        Role.FACILITATOR: _LEAD | {c.RevealRound},
        Role.WALL: _NOTHING,
    },
    Phase.CLOSED: {
        Role.PARTICIPANT: _NOTHING,
        Role.FACILITATOR: frozenset({c.ChangePhase}),
        Role.WALL: _NOTHING,
    },
}

NOTES_OF_OTHERS_ARE_HIDDEN = frozenset({Phase.LOBBY, Phase.WRITING})
"""Phases in which participants see their own notes only, and a wall sees how many there are (RULES S1)."""


def allowed(phase: Phase, role: Role, command: type) -> bool:
    """Whether the table lets this role ask for this command in this phase."""
    return command in ALLOWED[phase][role]


def allowed_somewhere(role: Role, command: type) -> bool:
    """Whether this role may ask for this command in any phase: tells a wrong role from a wrong moment."""
    return any(command in roles[role] for roles in ALLOWED.values())
