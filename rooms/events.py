"""Events: what happened in a room. Noun and past tense, frozen; a log entry is a batch of them.

They carry everything that `board.apply` needs, so that replaying them needs no clock and no rules.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from rooms.texts import Words
from rooms.things import Origin

Fields = dict[str, dict[str, dict[str, Any] | None]]
"""Part of the board, id of a thing in it, and some of its fields; None: the thing is not there."""


class Column(Struct, frozen=True):
    """A heading of the board. `title` is short (a tab), `prompt` the question, `color` one of the six note colours."""

    id: str
    title: Words
    prompt: Words
    color: str


class Step(Struct, frozen=True):
    """A line of the run sheet. `title` empty: the phase's own name. `minutes` 0: no timer.

    `prompt`: what is asked; `instruction`: how it is done.
    """

    phase: str
    minutes: int = 0
    title: Words = {}
    prompt: Words = {}
    instruction: Words = {}


class Line(Struct, frozen=True):
    """What can be voted on: a group or an ungrouped note, with the wording that was voted on.

    `words_of`: the note whose words the title is, empty when somebody typed it; stays on the server.
    """

    id: str
    title: str
    notes: tuple[str, ...]
    color: str
    lang: str
    words_of: str = ""


class Event(Struct, frozen=True, tag_field="kind"):
    """Anything that happened in a room; `kind` in the log is the class name."""


class RoomOpened(Event, frozen=True, tag="RoomOpened"):
    """The first event of every room."""

    room: str
    workshop: str
    title: Words
    columns: tuple[Column, ...]
    steps: tuple[Step, ...]


class NotePosted(Event, frozen=True, tag="NotePosted"):
    """`author` is a random id known only to this room, or empty for a note entered at the desk. `order` counts up."""

    note: str
    column: str
    text: str
    lang: str
    author: str
    order: int
    origin: Origin | None = None


class NoteEdited(Event, frozen=True, tag="NoteEdited"):
    note: str
    text: str
    version: int


class NoteDeleted(Event, frozen=True, tag="NoteDeleted"):
    note: str


class NotesMoved(Event, frozen=True, tag="NotesMoved"):
    notes: tuple[str, ...]
    column: str


class GroupMoved(Event, frozen=True, tag="GroupMoved"):
    group: str
    column: str


class NotesGrouped(Event, frozen=True, tag="NotesGrouped"):
    """`words_of`: the note whose words the title is, empty when somebody typed it; stays on the server."""

    group: str
    notes: tuple[str, ...]
    title: str
    column: str
    words_of: str = ""


class NotesUngrouped(Event, frozen=True, tag="NotesUngrouped"):
    notes: tuple[str, ...]


class GroupRenamed(Event, frozen=True, tag="GroupRenamed"):
    group: str
    title: str
    words_of: str = ""


class NotesHidden(Event, frozen=True, tag="NotesHidden"):
    notes: tuple[str, ...]


class NotesShown(Event, frozen=True, tag="NotesShown"):
    notes: tuple[str, ...]


class PhaseChanged(Event, frozen=True, tag="PhaseChanged"):
    """`at`: server time, ms."""

    step: int
    at: int = 0


class TimerSet(Event, frozen=True, tag="TimerSet"):
    """Runs out at `ends_at` (server time, ms), or stands with `left_ms`, or (both None) is off."""

    version: int
    ends_at: int | None
    left_ms: int | None


class _RoundFrozen(Event, frozen=True):
    """The lines of a round and how people vote on them; the fields as in `commands.OpenRound`."""

    round: str
    lines: tuple[Line, ...]
    budget: int
    cap: int
    wanted: int
    must_spend: bool = False
    live: bool = False
    named: bool = False
    shuffled: bool = False
    hard_end: bool = False
    practice: bool = False
    run_off_of: str = ""
    groups_only: bool = False


class RoundPrepared(_RoundFrozen, frozen=True, tag="RoundPrepared"):
    """What people will vote on can be looked at."""


class RoundOpened(_RoundFrozen, frozen=True, tag="RoundOpened"):
    """People can vote."""


class DotsPlaced(Event, frozen=True, tag="DotsPlaced"):
    """`ballot` and `tab` are ids made with the round's own key: without that key they name nobody (RULES S4)."""

    round: str
    ballot: str
    tab: str
    change: int
    dots: dict[str, int]
    name: str = ""


class DotsReturned(Event, frozen=True, tag="DotsReturned"):
    """Ballot to line to dots that have gone back from there to their voter."""

    round: str
    ballots: dict[str, dict[str, int]]


class PaperEntered(Event, frozen=True, tag="PaperEntered"):
    round: str
    paper: str
    dots: dict[str, int]


class PaperRemoved(Event, frozen=True, tag="PaperRemoved"):
    round: str
    paper: str


class LineReworded(Event, frozen=True, tag="LineReworded"):
    round: str
    line: str
    title: str


class RoundPaused(Event, frozen=True, tag="RoundPaused"):
    round: str
    paused: bool


class RoundClosed(Event, frozen=True, tag="RoundClosed"):
    round: str


class RoundRevealed(Event, frozen=True, tag="RoundRevealed"):
    round: str


class TieSettled(Event, frozen=True, tag="TieSettled"):
    """`tied`: the lines of which `lines` were taken above the cut."""

    round: str
    way: str
    tied: tuple[str, ...]
    lines: tuple[str, ...]
    reason: str


class RoundAccepted(Event, frozen=True, tag="RoundAccepted"):
    """The result is final as its lines stand now. From here on ballots have no ids (RULES S4).

    `merged`: line to the line that it counts with, when not itself; `lines`: those that others count with.
    """

    round: str
    merged: dict[str, str]
    lines: tuple[Line, ...]


class RoundVoided(Event, frozen=True, tag="RoundVoided"):
    round: str
    reason: str


class BallotsUntied(Event, frozen=True, tag="BallotsUntied"):
    """The ballots of a round have no ids from here on."""

    round: str


class SpotlightSet(Event, frozen=True, tag="SpotlightSet"):
    target: str


class WallSet(Event, frozen=True, tag="WallSet"):
    theme: str
    languages: tuple[str, ...]
    paused: bool
    page: int


class MessageSent(Event, frozen=True, tag="MessageSent"):
    """`text` empty: the message was taken away."""

    message: str
    text: str
    lang: str
    at: int


class ColumnEdited(Event, frozen=True, tag="ColumnEdited"):
    column: str
    title: Words
    prompt: Words


class TableJoined(Event, frozen=True, tag="TableJoined"):
    """`left`: the table where the participant sat before; 0: none."""

    author: str
    table: int
    left: int = 0


class NotePicked(Event, frozen=True, tag="NotePicked"):
    """`table` 0: no longer."""

    note: str
    table: int


class SameSaid(Event, frozen=True, tag="SameSaid"):
    """`a` is before `b` by id."""

    a: str
    b: str
    author: str
    same: bool


class SameDismissed(Event, frozen=True, tag="SameDismissed"):
    a: str
    b: str
    dismissed: bool


class EarlierSet(Event, frozen=True, tag="EarlierSet"):
    earlier: str
    order: int
    lang: str
    what: str
    who: str
    status: str
    why: str


class EarlierRemoved(Event, frozen=True, tag="EarlierRemoved"):
    earlier: str


class EarlierJudged(Event, frozen=True, tag="EarlierJudged"):
    earlier: str
    author: str
    verdict: str
    comment: str


class TalkAsked(Event, frozen=True, tag="TalkAsked"):
    """All the earlier actions that this participant wants to talk about."""

    author: str
    earlier: tuple[str, ...]


class EarlierOrdered(Event, frozen=True, tag="EarlierOrdered"):
    by_votes: bool


class ActionStarted(Event, frozen=True, tag="ActionStarted"):
    """`author` as in `NotePosted`: an action is nobody's, but there is an end to how many one participant starts."""

    action: str
    order: int
    source: str
    lang: str
    what: str
    author: str = ""


class ActionEdited(Event, frozen=True, tag="ActionEdited"):
    action: str
    field: str
    text: str


class ActionRemoved(Event, frozen=True, tag="ActionRemoved"):
    action: str


class ActionMoved(Event, frozen=True, tag="ActionMoved"):
    """`order`: its place from now on; those between there and where it was each make room by one."""

    action: str
    order: int


class PartTaken(Event, frozen=True, tag="PartTaken"):
    """`name` empty: no longer."""

    action: str
    author: str
    name: str


class ObjectionMade(Event, frozen=True, tag="ObjectionMade"):
    """`text` empty: no longer."""

    action: str
    author: str
    text: str


class ActionAccepted(Event, frozen=True, tag="ActionAccepted"):
    action: str
    accepted: bool


class FeedbackGiven(Event, frozen=True, tag="FeedbackGiven"):
    author: str
    score: int
    text: str


class ActDone(Event, frozen=True, tag="ActDone"):
    """A desk did something, which is in the events before this one, under an id of its own.

    `before` and `after`: part of the board (notes, groups…), id, and the fields that changed; None: it was not there.
    A group's title "" stands for what the note `words_of` says. `at`: server time, ms; 0: not known.
    """

    act: str
    what: str
    before: Fields
    after: Fields
    at: int = 0


class ActUndone(Event, frozen=True, tag="ActUndone"):
    """`notes`: those that are otherwise by it."""

    act: str
    notes: tuple[str, ...] = ()


class ActRedone(Event, frozen=True, tag="ActRedone"):
    """`notes`: those that are otherwise by it."""

    act: str
    notes: tuple[str, ...] = ()


AnyEvent = (
    RoomOpened
    | NotePosted
    | NoteEdited
    | NoteDeleted
    | NotesMoved
    | GroupMoved
    | NotesGrouped
    | NotesUngrouped
    | GroupRenamed
    | NotesHidden
    | NotesShown
    | PhaseChanged
    | TimerSet
    | RoundPrepared
    | RoundOpened
    | DotsPlaced
    | DotsReturned
    | PaperEntered
    | PaperRemoved
    | LineReworded
    | RoundPaused
    | RoundClosed
    | RoundRevealed
    | TieSettled
    | RoundAccepted
    | RoundVoided
    | BallotsUntied
    | SpotlightSet
    | WallSet
    | MessageSent
    | ColumnEdited
    | TableJoined
    | NotePicked
    | SameSaid
    | SameDismissed
    | EarlierSet
    | EarlierRemoved
    | EarlierJudged
    | TalkAsked
    | EarlierOrdered
    | ActionStarted
    | ActionEdited
    | ActionRemoved
    | ActionMoved
    | PartTaken
    | ObjectionMade
    | ActionAccepted
    | FeedbackGiven
    | ActDone
    | ActUndone
    | ActRedone
)
