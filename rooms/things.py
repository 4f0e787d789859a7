"""What a board holds: frozen values, each known by its id. Events change them in `applying.py`."""

from __future__ import annotations

from msgspec import Struct

from rooms.texts import Words


class Origin(Struct, frozen=True):
    """Where a note in the plenary came from: the room it was voted for in, and how it did there."""

    room: str
    title: Words
    rank: int
    dots: int
    supporters: int
    ballots: int


class Note(Struct, frozen=True):
    """A sticky note. A deleted note keeps its id, so that a late repeat cannot bring it back, but not its text.

    `author` is a random id known only to this room, empty for a note entered at the desk. `table` is the table that
    picked it among its best, 0 when none did. `origin`: it was brought from another room.
    """

    id: str
    column: str
    text: str
    lang: str
    author: str
    order: int
    version: int = 1
    group: str = ""
    hidden: bool = False
    deleted: bool = False
    table: int = 0
    origin: Origin | None = None

    @property
    def on_board(self) -> bool:
        return not (self.hidden or self.deleted)


class Group(Struct, frozen=True):
    """Notes that say the same. It stands under `column`; its notes keep their own. `order` is its place there.

    `words_of`: the note whose words the title is, empty when somebody typed it (RULES G4).
    """

    id: str
    title: str
    column: str
    order: int
    words_of: str = ""


class Timer(Struct, frozen=True):
    """Runs out at `ends_at` (server time, ms), stands with `left_ms`, or is off when both are None."""

    version: int = 0
    ends_at: int | None = None
    left_ms: int | None = None


class Same(Struct, frozen=True):
    """Two notes, `a` before `b` by id, that people say are the same. `authors`: who; `dismissed`: a desk says no."""

    a: str
    b: str
    authors: tuple[str, ...] = ()
    dismissed: bool = False


class Message(Struct, frozen=True):
    """What the facilitators tell everybody. `sent_at`: server time, ms."""

    id: str
    text: str
    lang: str
    sent_at: int


class WallLook(Struct, frozen=True):
    """How walls show the room. `theme`: auto, light or dark; `languages`: to show at once, empty: each wall's own;
    `paused`: pages stand still at `page`, from 0.
    """

    theme: str = "auto"
    languages: tuple[str, ...] = ()
    paused: bool = False
    page: int = 0


class Earlier(Struct, frozen=True):
    """An action of last year and how far it came. `status`: one of `STATUSES`."""

    id: str
    order: int
    lang: str
    what: str
    who: str = ""
    status: str = "not_started"
    why: str = ""
    removed: bool = False


STATUSES = ("done", "under_way", "not_started", "dropped")
VERDICTS = ("keep", "change", "drop")


class Judgement(Struct, frozen=True):
    """What a participant thinks of an earlier action: one of `VERDICTS` or empty, and a comment."""

    verdict: str
    comment: str = ""


ACTION_FIELDS = ("what", "why", "who", "partners", "lever", "first_step", "by_when", "measure")
LEVERS = ("act", "lobby")


class Action(Struct, frozen=True):
    """What the room wants done. `source`: the line, group or note it grew from, or empty.

    `taking_part`: participant to the name they gave; `objections`: participant to what they object.
    """

    id: str
    order: int
    source: str
    lang: str
    what: str = ""
    why: str = ""
    who: str = ""
    partners: str = ""
    lever: str = ""
    first_step: str = ""
    by_when: str = ""
    measure: str = ""
    accepted: bool = False
    removed: bool = False
    taking_part: dict[str, str] = {}
    objections: dict[str, str] = {}

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that still say nothing."""
        return tuple(field for field in ACTION_FIELDS if not getattr(self, field))


class Feedback(Struct, frozen=True):
    """A participant's answer to the one closing question: 1 to 5, and a line of text."""

    score: int
    text: str = ""
