"""What is a participant's own, told to nobody else: notes, ballot, table, and what one has answered (RULES S)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from rooms import events as e
from rooms.board import Board
from rooms.phases import Phase
from rooms.things import Note
from rooms.views import Audience, Seen, note_seen


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

    `notes` are those that were touched, `gone` the ids of those that are deleted; everything else is whole.
    """
    seen: Seen = {}
    events = list(events)
    touched = dict.fromkeys(note for event in events for note in touched_notes(event))
    mine = [board.notes[note] for note in touched if board.notes[note].author == author]
    if mine:
        seen["notes"] = [_own(note) for note in mine if not note.deleted]
        seen["gone"] = [note.id for note in mine if note.deleted]
    returned = 0
    for event in events:
        match event:
            case e.DotsPlaced() if event.ballot == ballot:
                seen["ballot"] = own_ballot(board, ballot)
            case e.DotsReturned() if ballot in event.ballots:
                returned += sum(event.ballots[ballot].values())
                seen["ballot"] = own_ballot(board, ballot)
            case e.RoundAccepted() | e.RoundVoided() | e.BallotsUntied():
                seen["ballot"] = own_ballot(board, ballot)
            case e.EarlierJudged() | e.TalkAsked() | e.PartTaken() | e.ObjectionMade() | e.FeedbackGiven():
                seen |= _answers(board, author)
    if returned and seen["ballot"]:
        seen["ballot"]["returned"] = returned
    if any(author in table_mates(board, event) for event in events):
        seen["table"] = _table(board, author)
    return seen


def own_note(board: Board, author: str, note: str) -> Seen:
    """The keys `notes` and `gone` for one note, after a command that named it."""
    found = board.notes.get(note)
    mine = [found] if found is not None and found.author == author else []
    return {"notes": [_own(n) for n in mine if not n.deleted], "gone": [n.id for n in mine if n.deleted]}


def own_ballot(board: Board, ballot: str) -> Seen | None:
    """A participant's dots in the current round as they now stand; None when there is no round.

    `seed` gives the order in which to show the lines, the same on every screen of this participant.
    """
    if board.round is None:
        return None
    held = None if board.round.untied else board.round.ballots.get(ballot)
    seed = int.from_bytes(sha256(ballot.encode()).digest()[:4]) if board.round.shuffled else 0
    return {"round": board.round.id, "dots": held.dots if held else {}, "name": held.name if held else "", "seed": seed}


def own_table(board: Board, author: str) -> Seen:
    """The key `table`, where there is one: a table sees what its people write."""
    return {"table": _table(board, author)} if board.tables.get(author) else {}


def own_answers(board: Board, author: str) -> Seen:
    """The keys of what a participant has answered: to last year's actions, this year's, the closing question."""
    return {"table": _table(board, author), **_answers(board, author)}


def concerned(board: Board, event: e.Event) -> set[str]:
    """Participants to whom this event changed something of their own, their ballots apart."""
    authors = {board.notes[note].author for note in touched_notes(event)} | table_mates(board, event)
    match event:
        case e.EarlierJudged() | e.TalkAsked() | e.PartTaken() | e.ObjectionMade() | e.FeedbackGiven():
            authors.add(event.author)
    return authors - {""}


def table_mates(board: Board, event: e.Event) -> set[str]:
    """Participants whose table an event changed: everybody there, and who has just left."""
    if isinstance(event, e.TableJoined):
        return {event.author} | _mates(board, event.author) | set(board.tables)
    if isinstance(event, e.PhaseChanged):
        return set(board.tables) if board.phase is Phase.TABLES else set()
    if board.phase is not Phase.TABLES:
        return set()
    return {mate for note in touched_notes(event) for mate in _mates(board, board.notes[note].author)}


def touched_notes(event: e.Event) -> tuple[str, ...]:
    """The notes that an event names."""
    match event:
        case e.NotePosted() | e.NoteEdited() | e.NoteDeleted() | e.NotePicked():
            return (event.note,)
        case e.NotesMoved() | e.NotesHidden() | e.NotesShown() | e.NotesGrouped() | e.NotesUngrouped():
            return event.notes
    return ()


def _mates(board: Board, author: str) -> set[str]:
    return set(board.table(board.tables.get(author, 0)))


def _table(board: Board, author: str) -> Seen | None:
    """One's table: how many sit there, and while tables work, what they wrote. None: one sits at none."""
    table = board.tables.get(author, 0)
    if not table:
        return None
    mates = set(board.table(table))
    notes = [note for note in board.notes.values() if note.author in mates and note.on_board]
    shown = notes if board.phase is Phase.TABLES else []
    return {
        "table": table,
        "people": len(mates),
        "notes": [note_seen(note, Audience.PHONE) | {"mine": note.author == author} for note in shown],
    }


def _answers(board: Board, author: str) -> Seen:
    feedback = board.feedback.get(author)
    actions = board.actions.values()
    return {
        "judgements": {
            id_: {"verdict": judged.verdict, "comment": judged.comment}
            for id_, judged in board.judgements.get(author, {}).items()
        },
        "talk": list(board.talk.get(author, ())),
        "taking_part": {one.id: one.taking_part[author] for one in actions if author in one.taking_part},
        "objections": {one.id: one.objections[author] for one in actions if author in one.objections},
        "feedback": {"score": feedback.score, "text": feedback.text} if feedback else None,
    }


def _own(note: Note) -> Seen:
    return note_seen(note, Audience.PHONE) | {"hidden": note.hidden}
