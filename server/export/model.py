"""What an export says about a workshop: everything that its people saw in the end, and nobody's name.

No authors, no times and no join codes. A text that was hidden or deleted is in no export, and no practice (SCHEMA.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from rooms.board import Board
from rooms.events import Column, Line
from rooms.texts import Words
from rooms.things import VERDICTS, Action, Earlier, Group, Note, Origin
from rooms.voting import Result, Round
from rooms.workshop import RoomCard, Workshop

VERSION: Literal[1] = 1
"""Of the schema: a reader of version 1 understands every file that says `"talkoot": 1`."""


BALLOTS_TOLD_FROM = 5
"""With fewer ballots than that, each of them would say too much about somebody."""


class ItemPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the programme."""

    at: str
    title: Words


class ColumnPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A heading of the board, and how many of its notes are told here and how many are hidden."""

    id: str
    title: Words
    prompt: Words
    color: str
    notes: int
    hidden: int


class NotePart(Struct, frozen=True, forbid_unknown_fields=True):
    """A note on the board. `column` is where it was written, `group` where it stands now, if in one.

    `table`: the table that picked it among its best; `origin`: the room that brought it to the plenary.
    """

    id: str
    column: str
    text: str
    lang: str
    group: str | None
    table: int | None
    origin: Origin | None


class GroupPart(Struct, frozen=True, forbid_unknown_fields=True):
    """Notes that say the same, standing under `column`."""

    id: str
    title: str
    column: str
    notes: tuple[str, ...]


class LinePart(Struct, frozen=True, forbid_unknown_fields=True):
    """What could be voted on, in the words voted on. `withdrawn`: all its notes are gone, and its words with them."""

    id: str
    title: str
    lang: str
    notes: tuple[str, ...]
    withdrawn: bool


class ResultPart(Struct, frozen=True, forbid_unknown_fields=True):
    """How a line did. Lines with as many dots share a rank. `merged`: the lines that are counted in it, its own first.

    `names`: who gave it dots, in a round by name only.
    """

    line: str
    title: str
    dots: int
    supporters: int
    rank: int
    merged: tuple[str, ...]
    chosen: bool
    names: tuple[str, ...] | None


class CountPart(Struct, frozen=True, forbid_unknown_fields=True):
    """How a line did when it was first counted, before any later grouping."""

    line: str
    dots: int
    supporters: int


class TiePart(Struct, frozen=True, forbid_unknown_fields=True):
    """A tie across the cut: the lines in it, the seats there were for them, how it was ended and why.

    `way`: all, breadth, decided, run_off, or empty while nobody has ended it. `run_off`: the round that did.
    """

    lines: tuple[str, ...]
    seats: int
    way: str
    reason: str
    run_off: str | None


class RoundPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A vote. `results` is None, with the reason in `withheld`, until the room has seen them.

    `cast`: every ballot as line to dots, in an order that tells nothing; None before acceptance, and with fewer than
    `BALLOTS_TOLD_FROM`.
    """

    id: str
    state: Literal["open", "paused", "closed", "revealed", "accepted", "void"]
    budget: int
    cap: int
    wanted: int
    must_spend: bool
    live: bool
    named: bool
    run_off_of: str | None
    reason: str
    ballots: int
    papers: int
    dots: int
    lines: tuple[LinePart, ...]
    results: tuple[ResultPart, ...] | None
    first_counts: tuple[CountPart, ...] | None
    tie: TiePart | None
    cast: tuple[dict[str, int], ...] | None
    withheld: Literal["still-open", "not-revealed", "void"] | None


class EarlierPart(Struct, frozen=True, forbid_unknown_fields=True):
    """An action of the year before, and what the room thought of it: people by verdict, dots "talk about this"."""

    id: str
    lang: str
    what: str
    who: str
    status: str
    why: str
    verdicts: dict[str, int]
    talk: int
    comments: tuple[str, ...]


class ActionPart(Struct, frozen=True, forbid_unknown_fields=True):
    """What the room wants done. `source`: the line, group or note it grew from. `lever`: act, lobby or empty."""

    id: str
    source: str | None
    lang: str
    what: str
    why: str
    who: str
    partners: str
    lever: str
    first_step: str
    by_when: str
    measure: str
    accepted: bool
    taking_part: tuple[str, ...]
    objections: tuple[str, ...]
    missing: tuple[str, ...]


class FeedbackPart(Struct, frozen=True, forbid_unknown_fields=True):
    """Answers to the closing question: how many gave 1 to 5, and what they wrote, in no order."""

    scores: tuple[int, ...]
    texts: tuple[str, ...]


class RoomPart(Struct, frozen=True, forbid_unknown_fields=True):
    """One room; its notes stand as on the board, its rounds in the order of voting, practice left out."""

    id: str
    title: Words
    plenary: bool
    phase: str
    columns: tuple[ColumnPart, ...]
    notes: tuple[NotePart, ...]
    groups: tuple[GroupPart, ...]
    rounds: tuple[RoundPart, ...]
    earlier: tuple[EarlierPart, ...]
    actions: tuple[ActionPart, ...]
    feedback: FeedbackPart
    hidden: int

    @property
    def revealed(self) -> RoundPart | None:
        """The last vote whose results the room has seen; a run-off belongs to the vote that it decides."""
        seen = (one for one in reversed(self.rounds) if one.results is not None and one.run_off_of is None)
        return next(seen, None)


class WorkshopPart(Struct, frozen=True, forbid_unknown_fields=True):
    """The gathering itself. `languages`: those of its texts, the first one first."""

    id: str
    title: Words
    host: str
    when: Words
    languages: tuple[str, ...]
    programme: tuple[ItemPart, ...]


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole export."""

    talkoot: Literal[1]
    workshop: WorkshopPart
    rooms: tuple[RoomPart, ...]


def report(workshop: Workshop, boards: Mapping[str, Board], rooms: Iterable[str] = ()) -> Report:
    """The export of these rooms (none: all), in the workshop's order. `boards`: by room id."""
    wanted = set(rooms) or {card.id for card in workshop.rooms}
    return Report(
        VERSION,
        WorkshopPart(
            workshop.id,
            workshop.title,
            workshop.host,
            workshop.when,
            workshop.languages,
            tuple(ItemPart(item.at, item.title) for item in workshop.programme),
        ),
        tuple(_room(card, boards[card.id]) for card in workshop.rooms if card.id in wanted),
    )


def _room(card: RoomCard, board: Board) -> RoomPart:
    standing = board.lines()
    in_order = [board.notes[note] for line in standing for note in line.notes]
    return RoomPart(
        card.id,
        card.title,
        card.plenary,
        board.phase,
        tuple(_column(board, column) for column in board.columns),
        tuple(_note(note) for note in in_order),
        tuple(_group(board, board.groups[line.id]) for line in standing if line.id in board.groups),
        tuple(_round(board, one) for one in board.rounds.values() if not one.practice and one.state != "draft"),
        tuple(_earlier(board, one) for one in board.earlier.values() if not one.removed),
        tuple(_action(one) for one in board.listed_actions()),
        _feedback(board),
        sum(note.hidden and not note.deleted for note in board.notes.values()),
    )


def _column(board: Board, column: Column) -> ColumnPart:
    here = [note for note in board.notes.values() if note.column == column.id and not note.deleted]
    hidden = sum(note.hidden for note in here)
    return ColumnPart(column.id, column.title, column.prompt, column.color, len(here) - hidden, hidden)


def _note(note: Note) -> NotePart:
    return NotePart(note.id, note.column, note.text, note.lang, note.group or None, note.table or None, note.origin)


def _group(board: Board, group: Group) -> GroupPart:
    members = board.members(group.id)
    shown = tuple(note.id for note in members if note.on_board)
    return GroupPart(group.id, group.title, group.column, shown)


def _round(board: Board, round_: Round) -> RoundPart:
    ballots, dots = round_.turnout()
    withheld = {"open": "still-open", "paused": "still-open", "closed": "not-revealed", "void": "void"}
    return RoundPart(
        round_.id,
        round_.state,  # type: ignore[arg-type]  # a plain string on the board
        round_.budget,
        round_.cap,
        round_.wanted,
        round_.must_spend,
        round_.live,
        round_.named,
        round_.run_off_of or None,
        round_.reason,
        ballots,
        len(round_.papers),
        dots,
        tuple(_line(board, line) for line in round_.lines),
        _results(board, round_) if round_.shown else None,
        tuple(CountPart(one.line, one.dots, one.supporters) for one in _first(round_)) if round_.shown else None,
        _tie(board, round_) if round_.shown else None,
        _cast(round_),
        withheld.get(round_.state),  # type: ignore[arg-type]
    )


def _results(board: Board, round_: Round) -> tuple[ResultPart, ...]:
    titles = {line.id: line.title for line in board.screen_lines(round_)}
    chosen = board.chosen(round_) or ()
    names = round_.supporters_by_name(board.keys(round_)) if round_.named else {}
    return tuple(
        ResultPart(
            one.line,
            titles[one.line],
            one.dots,
            one.supporters,
            one.rank,
            one.merged,
            one.line in chosen,
            tuple(names.get(one.line, ())) if round_.named else None,
        )
        for one in board.results(round_)
    )


def _first(round_: Round) -> list[Result]:
    return round_.results({line.id: line.id for line in round_.lines})


def _tie(board: Board, round_: Round) -> TiePart | None:
    cut = round_.cut(board.results(round_))
    if not cut.tied:
        return None
    settled, run_off = board.settled(round_, cut), board.run_off(round_)
    way = settled.way if settled else "run_off" if board.chosen(round_) is not None else ""
    return TiePart(cut.tied, cut.seats, way, settled.reason if settled else "", run_off.id if run_off else None)


def _cast(round_: Round) -> tuple[dict[str, int], ...] | None:
    """Ballots that nobody can tie to anybody any more, sorted by what is on them; those that do not count left out."""
    if round_.state != "accepted" or round_.named:
        return None
    held = [ballot.dots for ballot in round_.ballots.values() if ballot.dots and round_.counts(ballot.given)]
    held += [dots for dots in round_.papers.values() if round_.counts(sum(dots.values()))]
    if len(held) < BALLOTS_TOLD_FROM:  # counted without empty ones, or these would shelter the few that say something
        return None
    return tuple(dict(pairs) for pairs in sorted(tuple(sorted(dots.items())) for dots in held))


def _earlier(board: Board, one: Earlier) -> EarlierPart:
    judged = [mine[one.id] for mine in board.judgements.values() if one.id in mine]
    return EarlierPart(
        one.id,
        one.lang,
        one.what,
        one.who,
        one.status,
        one.why,
        {verdict: sum(judgement.verdict == verdict for judgement in judged) for verdict in VERDICTS},
        sum(one.id in wanted for wanted in board.talk.values()),
        tuple(sorted(judgement.comment for judgement in judged if judgement.comment)),
    )


def _action(one: Action) -> ActionPart:
    return ActionPart(
        one.id,
        one.source or None,
        one.lang,
        one.what,
        one.why,
        one.who,
        one.partners,
        one.lever,
        one.first_step,
        one.by_when,
        one.measure,
        one.accepted,
        tuple(one.taking_part.values()),
        tuple(sorted(one.objections.values())),
        one.missing,
    )


def _feedback(board: Board) -> FeedbackPart:
    scores = [one.score for one in board.feedback.values()]
    texts = sorted(one.text for one in board.feedback.values() if one.text)
    return FeedbackPart(tuple(scores.count(score) for score in range(1, 6)), tuple(texts))


def _line(board: Board, line: Line) -> LinePart:
    if board.withdrawn(line):
        return LinePart(line.id, "", line.lang, (), withdrawn=True)
    notes = [board.notes[note] for note in line.notes]
    left = tuple(note.id for note in notes if note.on_board)
    return LinePart(line.id, board.screen_title(line), line.lang, left, withdrawn=False)
