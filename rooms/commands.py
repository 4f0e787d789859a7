"""Commands: what people ask of a room. Imperative, frozen, absolute.

Every command says what shall be so, never "one more", and names what it was decided against where that matters, so that
a repeat finds its work done and changes nothing (RULES C3). Ids are made by whoever asks: random, at most 32 of
`a-z 0-9 -`.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

# \Z and not $, which would let a line end through.
Id = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
Text = Annotated[str, Meta(max_length=4096)]
Ids = Annotated[tuple[Id, ...], Meta(min_length=1, max_length=500)]
Small = Annotated[int, Meta(ge=0, le=10_000)]
Version = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]  # what a browser counts exactly
Millis = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]


class Command(Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True):
    """Anything that can be asked of a room; `kind` on the wire is the class name."""


class PostNote(Command, frozen=True, tag="PostNote"):
    """Put a new note on the board."""

    note: Id
    column: Id
    text: Text
    lang: Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")] = "en"


class EditNote(Command, frozen=True, tag="EditNote"):
    """Change a note's text; `version` is the one that the writer was looking at."""

    note: Id
    text: Text
    version: Version


class DeleteNote(Command, frozen=True, tag="DeleteNote"):
    """Take one's own note off the board for good."""

    note: Id


class MoveNotes(Command, frozen=True, tag="MoveNotes"):
    """Put notes under another column; they leave their groups."""

    notes: Ids
    column: Id


class MoveGroup(Command, frozen=True, tag="MoveGroup"):
    """Put a group under another column; its notes keep their own."""

    group: Id
    column: Id


class GroupNotes(Command, frozen=True, tag="GroupNotes"):
    """Put notes into a group, new or existing. An empty title keeps what there is, or takes the first note's text."""

    group: Id
    notes: Ids
    title: Text = ""


class UngroupNotes(Command, frozen=True, tag="UngroupNotes"):
    """Take these notes out of their groups. A group with nobody left is gone."""

    notes: Ids


class RenameGroup(Command, frozen=True, tag="RenameGroup"):
    """Give a group another title."""

    group: Id
    title: Text


class HideNotes(Command, frozen=True, tag="HideNotes"):
    """Take notes off every screen but the desk."""

    notes: Ids


class ShowNotes(Command, frozen=True, tag="ShowNotes"):
    """Bring hidden notes back."""

    notes: Ids


class ChangePhase(Command, frozen=True, tag="ChangePhase"):
    """Go from step `from_step` of the run sheet to step `step`; indexes from 0."""

    from_step: Small
    step: Small


class SetTimer(Command, frozen=True, tag="SetTimer"):
    """Let the timer run out at `ends_at` (server time, ms), or stand still with `left_ms`; neither: no timer.

    `version` is the timer's version that the sender was looking at.
    """

    version: Version
    ends_at: Millis | None = None
    left_ms: Millis | None = None


class OpenRound(Command, frozen=True, tag="OpenRound"):
    """Freeze the board's lines and let people vote on them.

    `columns` empty: all. `budget` 0: the default for this number of lines.
    """

    round: Id
    columns: Annotated[tuple[Id, ...], Meta(max_length=64)] = ()
    budget: Small = 0
    cap: Annotated[int, Meta(ge=1, le=10_000)] = 1
    wanted: Annotated[int, Meta(ge=1, le=500)] = 3


class PlaceDots(Command, frozen=True, tag="PlaceDots"):
    """Have this many dots on these lines; lines not named stay as they are.

    `tab` is a random id of the sender's own and `change` counts what it has asked of this ballot from 1, so that a late
    copy of an earlier wish is known.
    """

    round: Id
    dots: Annotated[dict[Id, Small], Meta(min_length=1, max_length=500)]
    tab: Id
    change: Annotated[int, Meta(ge=1, le=1_000_000)]


class CloseRound(Command, frozen=True, tag="CloseRound"):
    """End the voting; nothing is shown yet."""

    round: Id


class RevealRound(Command, frozen=True, tag="RevealRound"):
    """Show the result of a closed round to everybody."""

    round: Id


AnyCommand = (
    PostNote
    | EditNote
    | DeleteNote
    | MoveNotes
    | MoveGroup
    | GroupNotes
    | UngroupNotes
    | RenameGroup
    | HideNotes
    | ShowNotes
    | ChangePhase
    | SetTimer
    | OpenRound
    | PlaceDots
    | CloseRound
    | RevealRound
)
