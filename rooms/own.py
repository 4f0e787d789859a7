"""What is a participant's own, told to nobody else: notes, ballot, table, and what one has answered (RULES S)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from hashlib import sha256

from rooms import commands as c
from rooms import events as e
from rooms.board import Board
from rooms.phases import Phase
from rooms.things import Note
from rooms.views import Audience, Seen, note_seen, touched_notes


def yours(board: Board, author: str, ballot: str) -> Seen:
    """All that is this participant's own; hidden notes are told as such."""
    notes = [_own(note) for note in board.notes.values() if note.author == author and not note.deleted]
    return {
        "notes": notes,
        "ballot": own_ballot(board, ballot),
        "table": _table(board, author),
        **_answers(board, author),
    }


def own_changes(board: Board, author: str, ballot: str, events: Iterable[e.Event]) -> Seen:
    """What these events changed of this participant's own, as it stands now: only the keys that say something new.

    `notes` are those that were touched, `gone` the ids of those that are deleted; so it is `at_table`, where a table is
    not told whole. Everything else is whole. A frame is as large as what was touched, however many sit at a table: each
    of them gets one for every note.
    """
    seen: Seen = {}
    events = list(events)
    touched = dict.fromkeys(note for event in events for note in touched_notes(event))
    seen |= _answers(board, author) if any(author in _answerers(board, event) for event in events) else {}
    mine = [board.notes[note] for note in touched if board.notes[note].author == author]
    if mine:
        seen |= _notes(mine)
    returned = 0
    for event in events:
        match event:
            case e.DotsPlaced() if event.ballot == ballot:
                seen["ballot"] = own_ballot(board, ballot)
            case e.DotsReturned() if ballot in event.ballots:
                returned += sum(event.ballots[ballot].values())
                seen["ballot"] = own_ballot(board, ballot)
            case e.RoundOpened() | e.RoundAccepted() | e.RoundVoided() | e.BallotsUntied():
                seen["ballot"] = own_ballot(board, ballot)
    if returned and seen["ballot"]:
        seen["ballot"]["returned"] = returned
    return seen | _table_changes(board, author, events)


def answer(board: Board, author: str, ballot: str, command: c.Command) -> Seen:
    """What a participant is told of their own, as it now stands, once a command of theirs is done or was so already."""
    match command:
        case c.PlaceDots():
            return {"ballot": own_ballot(board, ballot)}
        case c.PostNote() | c.EditNote() | c.DeleteNote() | c.PickNote():
            note = board.notes.get(command.note)
            return _notes([note] if note and note.author == author else []) | _at_table(board, author, [command.note])
        case c.JoinTable():  # whoever moves takes their notes along, no longer picked
            mine = _notes([note for note in board.notes.values() if note.author == author])
            return mine | {"table": _table(board, author)}
        case c.SaySame():
            return {}
    return _answers(board, author)


def own_ballot(board: Board, ballot: str) -> Seen | None:
    """A participant's dots in the current round as they now stand; None when there is no round.

    `seed` gives the order in which to show the lines, the same on every screen of this participant; 0: the board's.
    """
    round_ = board.round
    if round_ is None:
        return None
    known = bool(ballot) and not round_.untied
    held = round_.ballots.get(ballot) if known else None
    seed = int.from_bytes(sha256(ballot.encode()).digest()[:4]) if known and round_.shuffled else 0
    return {"round": round_.id, "dots": held.dots if held else {}, "name": held.name if held else "", "seed": seed}


def concerned(board: Board, event: e.Event) -> set[str]:
    """Participants to whom this event changed something of their own, their ballots apart."""
    authors = {board.notes[note].author for note in touched_notes(event)}
    return (authors | table_mates(board, event) | _answerers(board, event)) - {""}


def table_mates(board: Board, event: e.Event) -> set[str]:
    """Participants whose table an event changed: everybody there, and who has just left."""
    if isinstance(event, e.TableJoined):
        return {event.author, *board.table(event.table), *board.table(event.left)}
    if isinstance(event, e.PhaseChanged):
        return set(board.tables)
    if board.phase is not Phase.TABLES:
        return set()
    tables = {board.tables.get(board.notes[note].author, 0) for note in touched_notes(event)} - {0}
    return {author for author, table in board.tables.items() if table in tables} if tables else set()


def _answerers(board: Board, event: e.Event) -> set[str]:
    """Participants who gave an answer, or whose answers may go or come back with what they were about."""
    match event:
        case e.EarlierJudged() | e.TalkAsked() | e.PartTaken() | e.ObjectionMade() | e.FeedbackGiven():
            return {event.author}
        case e.EarlierSet() | e.EarlierRemoved():
            judges = {author for author, judged in board.judgements.items() if event.earlier in judged}
            return judges | {author for author, wanted in board.talk.items() if event.earlier in wanted}
        case e.ActionRemoved():
            return {*board.actions[event.action].taking_part, *board.actions[event.action].objections}
        case e.ActUndone() | e.ActRedone():
            on_actions = (author for one in board.actions.values() for author in (*one.taking_part, *one.objections))
            return {*board.judgements, *board.talk, *on_actions}
    return set()


def _table(board: Board, author: str) -> Seen | None:
    """One's table: how many sit there, and while tables work, what they wrote. None: one sits at none."""
    table = board.tables.get(author, 0)
    if not table:
        return None
    mates = set(board.table(table))
    notes = [note for note in board.notes.values() if note.author in mates and note.on_board]
    shown = notes if board.phase is Phase.TABLES else []
    return {"table": table, "people": len(mates), "notes": [_at(note, author) for note in shown]}


def _table_changes(board: Board, author: str, events: list[e.Event]) -> Seen:
    """What these events changed of one's table: `table` whole where one goes to another or the room to another step,
    else `at_table` with the notes that came, changed or went there, and how many sit there when that has changed."""
    table = board.tables.get(author, 0)
    touched: dict[str, None] = {}
    crossed: set[str] = set()  # who came or went
    for event in events:
        match event:
            case e.TableJoined() if event.author == author:
                return {"table": _table(board, author)}
            case e.PhaseChanged() if author in board.tables:
                return {"table": _table(board, author)}
            case e.TableJoined() if table in (event.table, event.left):
                crossed.add(event.author)
        touched |= dict.fromkeys(touched_notes(event))
    if crossed and table:
        touched |= {note.id: None for note in board.notes.values() if note.author in crossed}
        return _at_table(board, author, touched, crossed, people=len(board.table(table)))
    return _at_table(board, author, touched)


def _at_table(board: Board, author: str, notes: Iterable[str], left: Container[str] = (), **facts: int) -> Seen:
    """The key `at_table` for those of these notes that are of one's table, or of somebody who left it; else nothing."""
    table = board.tables.get(author, 0)
    if not table or board.phase is not Phase.TABLES:
        return {}
    found = [board.notes[note] for note in notes if note in board.notes]
    here, gone = [], []
    for note in found:
        sits = board.tables.get(note.author, 0) == table
        if sits and note.on_board:
            here.append(_at(note, author))
        elif sits or note.author in left:
            gone.append(note.id)
    return {"at_table": {**facts, "notes": here, "gone": gone}} if here or gone or facts else {}


def _at(note: Note, author: str) -> Seen:
    return note_seen(note, Audience.PHONE) | {"mine": note.author == author}


def _answers(board: Board, author: str) -> Seen:
    feedback = board.feedback.get(author)
    actions = board.listed_actions()
    listed = {earlier.id for earlier in board.earlier.values() if not earlier.removed}
    return {
        "judgements": {
            id_: {"verdict": judged.verdict, "comment": judged.comment}
            for id_, judged in board.judgements.get(author, {}).items()
            if id_ in listed
        },
        "talk": [id_ for id_ in board.talk.get(author, ()) if id_ in listed],
        "taking_part": {one.id: one.taking_part[author] for one in actions if author in one.taking_part},
        "objections": {one.id: one.objections[author] for one in actions if author in one.objections},
        "feedback": {"score": feedback.score, "text": feedback.text} if feedback else None,
    }


def _notes(notes: list[Note]) -> Seen:
    """The keys `notes` and `gone` for these notes of one's own."""
    return {"notes": [_own(n) for n in notes if not n.deleted], "gone": [n.id for n in notes if n.deleted]}


def _own(note: Note) -> Seen:
    return note_seen(note, Audience.PHONE) | {"hidden": note.hidden}
