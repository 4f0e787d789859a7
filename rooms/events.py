"""Events: what happened in a room. Noun and past tense, frozen; a log entry is a batch of them.

They carry everything that `board.apply` needs, so that replaying them needs no clock and no rules.
"""

from __future__ import annotations

from msgspec import Struct

from rooms.texts import Words


class Column(Struct, frozen=True):
    """A heading of the board. `title` is short (a tab), `prompt` the question, `color` one of the six note colours."""

    id: str
    title: Words
    prompt: Words
    color: str


class Step(Struct, frozen=True):
    """A line of the run sheet. `title` empty: the phase's own name. `minutes` 0: no timer. `prompt`: what is asked."""

    phase: str
    minutes: int = 0
    title: Words = {}
    prompt: Words = {}


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
    step: int


class TimerSet(Event, frozen=True, tag="TimerSet"):
    """Runs out at `ends_at` (server time, ms), or stands with `left_ms`, or (both None) is off."""

    version: int
    ends_at: int | None
    left_ms: int | None


class RoundOpened(Event, frozen=True, tag="RoundOpened"):
    round: str
    lines: tuple[Line, ...]
    budget: int
    cap: int
    wanted: int


class DotsPlaced(Event, frozen=True, tag="DotsPlaced"):
    """`ballot` and `tab` are ids made with the round's own key: without that key they name nobody (RULES S4)."""

    round: str
    ballot: str
    tab: str
    change: int
    dots: dict[str, int]


class RoundClosed(Event, frozen=True, tag="RoundClosed"):
    round: str


class RoundRevealed(Event, frozen=True, tag="RoundRevealed"):
    round: str


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
    | RoundOpened
    | DotsPlaced
    | RoundClosed
    | RoundRevealed
)
