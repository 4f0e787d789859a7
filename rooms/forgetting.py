"""A board without one participant: what it would have to be if the law says that they be forgotten (RULES S10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from rooms.board import Board
from rooms.bringing import brought_note
from rooms.events import Line
from rooms.texts import clean as cleaned
from rooms.texts import title_from
from rooms.things import Group
from rooms.voting import Round


def in_words_of(board: Board, author: str) -> set[str]:
    """Ids of plenary notes that would be in this participant's words, if what this board chose was brought there."""
    mine = _notes_of(board, author)
    return {
        brought_note(board.room, round_.id, line.id)
        for round_ in board.rounds.values()
        for line in (*round_.lines, *round_.merged_lines.values())
        if line.words_of in mine or (line.notes and mine.issuperset(line.notes))
    }


def names_of(board: Board, author: str, ballots: Mapping[str, str]) -> set[str]:
    """The names that they typed: for taking part in actions, and on their `ballots` (by round) in votes by name."""
    parts = {name for action in board.actions.values() for who, name in action.taking_part.items() if who == author}
    own = (board.rounds[round_].ballots.get(ballot) for round_, ballot in ballots.items())
    return (parts | {ballot.name for ballot in own if ballot is not None}) - {""}


def without_participant(
    board: Board, author: str, also: Iterable[str] = (), ballots: Mapping[str, str] | None = None
) -> Board:
    """The board without all that they wrote and answered; `also`: further notes, by id, that go with them; `ballots`:
    the id of theirs in each round whose key there still is.

    What is left: their dots, which nobody can tell from others' once a vote is final; actions, on which several write;
    and counts. A note leaves its id behind, so that nothing that comes late brings it back. What desks did can no
    longer be undone, as undoing would know the texts.
    """
    mine = _notes_of(board, author) | {note for note in also if note in board.notes}
    clean = board.copy()
    for note in mine:
        clean.notes[note] = replace(board.notes[note], text="", author="", deleted=True, group="", table=0)
    for group in list(clean.groups.values()):
        if group.words_of in mine or not clean.members(group.id):
            _rename(clean, group)
    for round_ in clean.rounds.values():
        round_.lines = tuple(_forgotten(line, mine) for line in round_.lines)
        round_.merged_lines = {key: _forgotten(line, mine) for key, line in round_.merged_lines.items()}
        _unname(round_, {(ballots or {}).get(round_.id, "")})
    if clean.spotlight and not clean.may_light(clean.spotlight):
        clean.spotlight = ""
    for answers in (clean.posted_by, clean.started_by, clean.tables, clean.judgements, clean.talk, clean.feedback):
        answers.pop(author, None)
    pairs = {
        key: replace(same, authors=tuple(one for one in same.authors if one != author))
        for key, same in clean.same.items()
    }
    clean.same = {key: same for key, same in pairs.items() if same.authors or same.dismissed}
    clean.actions = {
        key: replace(
            action,
            taking_part={who: name for who, name in action.taking_part.items() if who != author},
            objections={who: text for who, text in action.objections.items() if who != author},
        )
        for key, action in clean.actions.items()
    }
    if mine:
        clean.done = tuple(dict.fromkeys([*clean.acts, *clean.done]))
        clean.acts = {}
    return clean


def without_names(board: Board, names: Collection[str], everywhere: bool = False) -> Board:
    """The board without these names in votes by name of which nobody can tell any more whose a ballot is; `everywhere`:
    in every vote and among those who take part in actions, too. The dots stay, and name nobody.
    """
    wanted = {cleaned(name).casefold() for name in names} - {""}
    clean = board.copy()
    for round_ in clean.rounds.values():
        if everywhere or round_.untied:
            _unname(round_, {id_ for id_, ballot in round_.ballots.items() if ballot.name.casefold() in wanted})
    if everywhere:
        clean.actions = {
            key: replace(
                action,
                taking_part={who: name for who, name in action.taking_part.items() if name.casefold() not in wanted},
            )
            for key, action in clean.actions.items()
        }
    return clean


def names_in(board: Board) -> int:
    """How often anybody typed a name: on ballots of votes by name, and for taking part in actions."""
    ballots = sum(bool(ballot.name) for round_ in board.rounds.values() for ballot in round_.ballots.values())
    return ballots + sum(len(action.taking_part) for action in board.actions.values())


def names_left(board: Board) -> int:
    """How many ballots bear a name of which nobody can tell any more who typed it."""
    untied = [round_ for round_ in board.rounds.values() if round_.untied]
    return sum(bool(ballot.name) for round_ in untied for ballot in round_.ballots.values())


def _unname(round_: Round, ballots: Collection[str]) -> None:
    round_.ballots = {
        id_: replace(ballot, name="") if id_ in ballots else ballot for id_, ballot in round_.ballots.items()
    }


def _notes_of(board: Board, author: str) -> set[str]:
    return {note.id for note in board.notes.values() if author and note.author == author}


def _rename(board: Board, group: Group) -> None:
    """Call a group by its first note that is left; drop it when none is."""
    members = board.members(group.id)
    shown = next((note for note in members if note.on_board), None)
    if not members:
        del board.groups[group.id]
    elif shown is not None:
        board.groups[group.id] = replace(group, title=title_from(shown.text), words_of=shown.id)
    else:
        board.groups[group.id] = replace(group, title="", words_of=members[0].id)


def _forgotten(line: Line, notes: set[str]) -> Line:
    gone = line.words_of in notes or (line.notes and notes.issuperset(line.notes))
    return replace(line, title="") if gone else line
