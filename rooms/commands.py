"""Commands: what people ask of a room. Imperative, frozen, absolute.

Every command says what shall be so, never "one more", and names what it was decided against where that matters, so that
a repeat finds its work done and changes nothing (RULES C3). Ids are made by whoever asks: random, at most 32 of
`a-z 0-9 -`.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from rooms.things import Origin

# \Z and not $, which would let a line end through.
Id = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
Text = Annotated[str, Meta(max_length=4096)]
Ids = Annotated[tuple[Id, ...], Meta(min_length=1, max_length=500)]
Small = Annotated[int, Meta(ge=0, le=10_000)]
Version = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]  # what a browser counts exactly
Translated = Annotated[dict[Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")], Text], Meta(min_length=1, max_length=8)]
Millis = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]


class Command(Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True, kw_only=True):
    """Anything that can be asked of a room; `kind` on the wire is the class name.

    `act`: a desk's own random id for what it does here, by which a late copy is known and by which it can be undone.
    """

    act: Annotated[str, Meta(pattern=r"^[a-z0-9-]{0,32}\Z")] = ""


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
    """Put notes into a group, new or existing. An empty title keeps what there is, or takes the first note's text.

    `forced`: also while people vote, which merges lines under their dots (RULES V13).
    """

    group: Id
    notes: Ids
    title: Text = ""
    forced: bool = False


class FormGroups(Command, frozen=True, tag="FormGroups"):
    """Form several groups at once, new or existing. `into`: note to its group."""

    into: Annotated[dict[Id, Id], Meta(min_length=1, max_length=500)]


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


class _RoundSettings(Command, frozen=True):
    """Which lines, and how people vote on them.

    Lines are the board's own of these `columns` (empty: all), with `groups_only` none but groups, or of these `lines`
    among them (empty: all), or for a practice round these `texts`. `budget` 0: the default for this number of lines.
    `run_off_of`: the round whose tie this one decides.
    """

    round: Id
    columns: Annotated[tuple[Id, ...], Meta(max_length=64)] = ()
    budget: Small = 0
    cap: Annotated[int, Meta(ge=1, le=10_000)] = 1
    wanted: Annotated[int, Meta(ge=1, le=500)] = 3
    lines: Annotated[tuple[Id, ...], Meta(max_length=500)] = ()
    texts: Annotated[tuple[Text, ...], Meta(max_length=12)] = ()
    must_spend: bool = False
    live: bool = False
    named: bool = False
    shuffled: bool = True
    hard_end: bool = False
    practice: bool = False
    run_off_of: Annotated[str, Meta(pattern=r"^[a-z0-9-]{0,32}\Z")] = ""
    groups_only: bool = False


class PrepareRound(_RoundSettings, frozen=True, tag="PrepareRound"):
    """Freeze the lines and show people the ballot; nobody can vote yet. Preparing again replaces what was prepared."""


class OpenRound(_RoundSettings, frozen=True, tag="OpenRound"):
    """Let people vote: on the round as it was prepared, or with these settings when it was not."""


class PlaceDots(Command, frozen=True, tag="PlaceDots"):
    """Have this many dots on these lines; lines not named stay as they are.

    `tab` is a random id of the sender's own and `change` counts what it has asked of this ballot from 1, so that a late
    copy of an earlier wish is known. `name`: who votes, in a named round; no dots at all change the name alone.
    """

    round: Id
    dots: Annotated[dict[Id, Small], Meta(max_length=500)]
    tab: Id
    change: Annotated[int, Meta(ge=1, le=1_000_000)]
    name: Text = ""


class EnterPaper(Command, frozen=True, tag="EnterPaper"):
    """Count a paper ballot with these dots; entering the same `paper` again replaces it."""

    round: Id
    paper: Id
    dots: Annotated[dict[Id, Small], Meta(min_length=1, max_length=500)]


class RemovePaper(Command, frozen=True, tag="RemovePaper"):
    """Count a paper ballot no longer."""

    round: Id
    paper: Id


class PauseRound(Command, frozen=True, tag="PauseRound"):
    """Let nobody vote for now, or let them again."""

    round: Id
    paused: bool


class RewordLine(Command, frozen=True, tag="RewordLine"):
    """Change what a line says while people vote on it."""

    round: Id
    line: Id
    title: Text


class CloseRound(Command, frozen=True, tag="CloseRound"):
    """End the voting; nothing is shown yet."""

    round: Id


class RevealRound(Command, frozen=True, tag="RevealRound"):
    """Show the result of a closed round to everybody."""

    round: Id


class SettleTie(Command, frozen=True, tag="SettleTie"):
    """Say how a tie across the cut ends: take `all`, go by `breadth` of support, or `decided` for `lines`; and why."""

    round: Id
    way: Literal["all", "breadth", "decided"]
    lines: Annotated[tuple[Id, ...], Meta(max_length=500)] = ()
    reason: Text = ""


class AcceptRound(Command, frozen=True, tag="AcceptRound"):
    """Make the result final. From then on nobody can find out whose a ballot was."""

    round: Id


class VoidRound(Command, frozen=True, tag="VoidRound"):
    """Let a round count for nothing, and say why; one that is only prepared is put away."""

    round: Id
    reason: Text = ""


class UntieBallots(Command, frozen=True, tag="UntieBallots"):
    """Close a round that was never accepted, and forget whose its ballots were."""

    round: Id


class Spotlight(Command, frozen=True, tag="Spotlight"):
    """Put one note, group, line or action on the wall; empty: none."""

    target: Annotated[str, Meta(pattern=r"^[a-z0-9-]{0,32}\Z")]


class SetWall(Command, frozen=True, tag="SetWall"):
    """Have walls look like this. `languages`: to show at once, empty: each wall's own; `page` is held while paused."""

    theme: Literal["auto", "light", "dark"] = "auto"
    languages: Annotated[tuple[Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")], ...], Meta(max_length=2)] = ()
    paused: bool = False
    page: Small = 0


class SendMessage(Command, frozen=True, tag="SendMessage"):
    """Tell everybody in the room; an empty text takes the message away."""

    message: Id
    text: Text
    lang: Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")] = "en"


class EditColumn(Command, frozen=True, tag="EditColumn"):
    """Change what a column is called and asks, language by language; until the writing begins."""

    column: Id
    title: Translated
    prompt: Translated


class JoinTable(Command, frozen=True, tag="JoinTable"):
    """Sit at this table; 0: at none."""

    table: Annotated[int, Meta(ge=0, le=200)]


class PickNote(Command, frozen=True, tag="PickNote"):
    """Count a note of one's table among its best, or no longer."""

    note: Id
    picked: bool


class SaySame(Command, frozen=True, tag="SaySame"):
    """Say that two notes mean the same, or take that back."""

    note: Id
    other: Id
    same: bool = True


class DismissSame(Command, frozen=True, tag="DismissSame"):
    """Put a suggestion away: these two are not the same. Or look at it again."""

    note: Id
    other: Id
    dismissed: bool = True


class SetEarlier(Command, frozen=True, tag="SetEarlier"):
    """Have an action of last year on the list, with these words and this status."""

    earlier: Id
    what: Text
    who: Text = ""
    status: Literal["done", "under_way", "not_started", "dropped"] = "not_started"
    why: Text = ""
    lang: Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")] = "en"


class RemoveEarlier(Command, frozen=True, tag="RemoveEarlier"):
    """Take an action of last year off the list."""

    earlier: Id


class JudgeEarlier(Command, frozen=True, tag="JudgeEarlier"):
    """Say what should become of an action of last year; an empty verdict takes it back."""

    earlier: Id
    verdict: Literal["keep", "change", "drop", ""]
    comment: Text = ""


class TalkAbout(Command, frozen=True, tag="TalkAbout"):
    """Have one's dots "talk about this" on these actions of last year, and on no others."""

    earlier: Annotated[tuple[Id, ...], Meta(max_length=500)]


class OrderEarlier(Command, frozen=True, tag="OrderEarlier"):
    """Show everybody last year's actions by what people want to talk about, or in the list's own order."""

    by_votes: bool


class StartAction(Command, frozen=True, tag="StartAction"):
    """Begin an action, from a line, group or note (`source`) or from nothing."""

    action: Id
    what: Text
    source: Annotated[str, Meta(pattern=r"^[a-z0-9-]{0,32}\Z")] = ""
    lang: Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")] = "en"


class EditAction(Command, frozen=True, tag="EditAction"):
    """Change one field of an action; `was` is what its writer saw there."""

    action: Id
    field: Literal["what", "why", "who", "partners", "lever", "first_step", "by_when", "measure"]
    text: Text
    was: Text


class RemoveAction(Command, frozen=True, tag="RemoveAction"):
    """Take an action away."""

    action: Id


class MoveAction(Command, frozen=True, tag="MoveAction"):
    """Have an action stand right before another, or last when `before` is empty."""

    action: Id
    before: Annotated[str, Meta(pattern=r"^[a-z0-9-]{0,32}\Z")] = ""


class TakePart(Command, frozen=True, tag="TakePart"):
    """Say under a name that one takes part in an action; an empty name takes it back."""

    action: Id
    name: Text


class ObjectTo(Command, frozen=True, tag="ObjectTo"):
    """Object to the wording of an action; an empty text takes it back."""

    action: Id
    text: Text


class AcceptAction(Command, frozen=True, tag="AcceptAction"):
    """Accept an action as it was read back, which locks it, or open it again."""

    action: Id
    accepted: bool


class GiveFeedback(Command, frozen=True, tag="GiveFeedback"):
    """Answer the one closing question, 1 to 5; answering again replaces it."""

    score: Annotated[int, Meta(ge=1, le=5)]
    text: Text = ""


class Undo(Command, frozen=True, tag="Undo"):
    """Have what a desk did under this `done` id undone."""

    done: Id


class Redo(Command, frozen=True, tag="Redo"):
    """Have it done after all."""

    done: Id


class Brought(Struct, frozen=True, forbid_unknown_fields=True):
    """A line that a room brings to the plenary: the note it becomes there, and where it came from."""

    note: Id
    text: Text
    lang: str
    origin: Origin


class BringNotes(Command, frozen=True, tag="BringNotes"):
    """Put what other rooms chose under this column, side by side."""

    column: Id
    notes: Annotated[tuple[Brought, ...], Meta(min_length=1, max_length=500)]


AnyCommand = (
    PostNote
    | EditNote
    | DeleteNote
    | HideNotes
    | ShowNotes
    | GroupNotes
    | FormGroups
    | UngroupNotes
    | RenameGroup
    | MoveNotes
    | MoveGroup
    | SaySame
    | DismissSame
    | JoinTable
    | PickNote
    | PrepareRound
    | OpenRound
    | PlaceDots
    | EnterPaper
    | RemovePaper
    | RewordLine
    | PauseRound
    | CloseRound
    | RevealRound
    | SettleTie
    | AcceptRound
    | VoidRound
    | UntieBallots
    | SetEarlier
    | RemoveEarlier
    | JudgeEarlier
    | TalkAbout
    | OrderEarlier
    | StartAction
    | EditAction
    | RemoveAction
    | MoveAction
    | TakePart
    | ObjectTo
    | AcceptAction
    | GiveFeedback
    | EditColumn
    | SetTimer
    | Spotlight
    | SetWall
    | SendMessage
    | BringNotes
    | ChangePhase
    | Undo
    | Redo
)

ASKABLE: tuple[type[Command], ...] = get_args(AnyCommand)
"""Every command, in the order of the table in RULES P1."""
