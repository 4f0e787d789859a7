"""What an audience may see: the one place where secrecy is decided, before anything is encoded (RULES S).

There are three audiences. Everybody in one audience gets the same bytes; what is a person's own comes apart (`own.py`).
What changes seldom or is small is told as a whole part of the board, `Replaced`, as it stands when it is sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from msgspec import to_builtins

from rooms import events as e
from rooms.board import Board
from rooms.things import VERDICTS, Action, Earlier, Group, Note
from rooms.voting import Round

Seen = dict[str, Any]
"""Something as it goes to a viewer: plain values, ready to be packed."""

ACTS_TOLD = 30  # how far back a desk lists what was done; further back than anybody would undo


class Audience(StrEnum):
    """Who looks: all phones, all walls or all desks of a room."""

    PHONE = "phone"
    WALL = "wall"
    DESK = "desk"


def sees_notes(board: Board, audience: Audience) -> bool:
    """Whether this audience sees everybody's notes now. Source: RULES S1."""
    return audience is Audience.DESK or not board.blind


def snapshot(board: Board, audience: Audience) -> Seen:
    """The whole board as this audience may see it."""
    notes = [note for note in board.notes.values() if _shown(note, audience)] if sees_notes(board, audience) else []
    held = {note.group for note in notes}
    return {
        "room": board.room,
        "title": board.title,
        "steps": to_builtins(board.steps),
        "step": board.step,
        "step_at": board.step_at,
        "began_at": board.began_at,
        "timer": to_builtins(board.timer),
        "notes": [note_seen(note, audience) for note in notes],
        "groups": [_public(group) for group in board.groups.values() if group.id in held],
        "counts": counts(board),
        "actions": [_action(action) for action in board.listed_actions()],
        **{part: value(board, audience) for part, value in _PARTS.items()},
        **({part: value(board, audience) for part, value in _DESK_PARTS.items()} if audience is Audience.DESK else {}),
    }


def see(board: Board, event: e.Event, audience: Audience, saw_notes: bool) -> list[Seen] | None:
    """What this audience may see of an event that has just been applied to `board`.

    `saw_notes`: what `sees_notes` said before the event. What is told as it stands later are marks for `settled` to
    fill in. Empty: nothing of it. None: so much has changed for them that they need the snapshot instead.
    """
    desk = audience is Audience.DESK
    match event:
        case e.RoomOpened() | e.ActUndone() | e.ActRedone():
            return None
        case e.PhaseChanged():
            if sees_notes(board, audience) != saw_notes:
                return None
            return [{"kind": "PhaseChanged", "step": board.step, "step_at": board.step_at, "began_at": board.began_at}]
        case e.TimerSet():
            return [to_builtins(event)]
        case e.ActionRemoved():
            return [_replaced("actions", event.action), _replaced("spotlight")]
        case e.ActionStarted() | e.ActionEdited() | e.ActionAccepted() | e.PartTaken() | e.ObjectionMade():
            return [_replaced("actions", event.action)]
        case e.ActionMoved():
            return [_ORDER]
        case e.EarlierJudged() | e.TalkAsked():
            return [_replaced("earlier")] if desk or board.earlier_by_votes else []
        case e.DotsPlaced():
            live = board.rounds[event.round].counted
            return [_replaced("round")] if live else [_TURNOUT]
    if type(event) in _CHANGES:
        return [_replaced(part) for part in _CHANGES[type(event)] if desk or part not in _DESK_PARTS]
    seen = _see_notes(board, event, audience)
    if seen is not None and not isinstance(event, e.NotePosted):
        seen += _marks_of_notes(board, event, audience)
    return seen


def _see_notes(board: Board, event: e.Event, audience: Audience) -> list[Seen] | None:
    """What is seen of an event that is about notes and groups."""
    sees = sees_notes(board, audience)
    match event:
        case e.NotePosted():
            note = {"kind": "NotePosted", "note": note_seen(board.notes[event.note], audience)}
            return [note, _COUNTS] if sees else [_COUNTS]
        case e.NoteDeleted():
            return [{"kind": "NotesRemoved", "notes": [event.note]}, _COUNTS] if sees else [_COUNTS]
        case e.NotesHidden() | e.NotesShown() if audience is Audience.DESK:
            return [to_builtins(event), _COUNTS]
        case e.NotesHidden():
            return [{"kind": "NotesRemoved", "notes": list(event.notes)}, _COUNTS] if sees else [_COUNTS]
        case e.NotesShown():
            return None if sees else [_COUNTS]
        case e.NotesMoved():
            return [to_builtins(event), _COUNTS] if sees else [_COUNTS]
        case e.NoteEdited() | e.NotePicked():
            return [to_builtins(event)] if sees and _shown(board.notes[event.note], audience) else []
        case e.NotesUngrouped():
            return [to_builtins(event)] if sees else []
        case e.NotesGrouped() | e.GroupMoved() | e.GroupRenamed() if audience is Audience.DESK:
            return [_public(event)]
        case e.NotesGrouped() | e.GroupMoved() | e.GroupRenamed():
            return _see_group(board, event) if sees else []
    raise TypeError(f"no view of {type(event).__name__}")


def touched_notes(event: e.Event) -> tuple[str, ...]:
    """The notes that an event names."""
    match event:
        case e.NotePosted() | e.NoteEdited() | e.NoteDeleted() | e.NotePicked():
            return (event.note,)
        case e.NotesMoved() | e.NotesHidden() | e.NotesShown() | e.NotesGrouped() | e.NotesUngrouped():
            return event.notes
        case e.ActUndone() | e.ActRedone():
            return event.notes
    return ()


def _see_group(board: Board, event: e.NotesGrouped | e.GroupMoved | e.GroupRenamed) -> list[Seen] | None:
    """What phones and walls see of a group: nothing while all its notes are hidden, for so is its title."""
    shown = [note for note in board.members(event.group) if not note.hidden]
    if not shown:
        return []
    new_to_them = isinstance(event, e.NotesGrouped) and all(note.id in event.notes for note in shown)
    if new_to_them and board.groups[event.group].order != shown[0].order:
        return None  # they would give it the place of its first note, but it has that of a hidden one
    return [_public(event)]


def _marks_of_notes(board: Board, event: e.Event, audience: Audience) -> list[Seen]:
    """What else may read or count otherwise once notes have been changed: rounds, the spotlight, twins, tables."""
    marks = [_replaced(part) for part in _rounds_about(board, event)] if board.rounds else []
    if board.spotlight:
        marks.append(_replaced("spotlight"))
    if audience is Audience.DESK and board.same:
        marks.append(_replaced("same"))
    if audience is Audience.DESK and board.tables:
        marks.append(_replaced("tables"))
    return marks


def _rounds_about(board: Board, event: e.Event) -> dict[str, None]:
    """The parts with rounds of whose lines an event's notes are, or those of its group."""
    group = getattr(event, "group", "")
    notes = {*touched_notes(event), *(note.id for note in (board.members(group) if group else ()))}
    found: dict[str, None] = {}
    for round_ in board.rounds.values():
        if any(not notes.isdisjoint(line.notes) for line in round_.lines):
            found["round" if round_ is board.round else "draft" if round_ is board.draft else "rounds"] = None
    return found


def _replaced(part: str, id_: str = "") -> Seen:
    return {"kind": "Replaced", "part": part, "id": id_}


_COUNTS: Seen = {"kind": "NotesCounted"}
_TURNOUT: Seen = {"kind": "TurnoutChanged"}
_ORDER: Seen = {"kind": "ActionsOrdered"}
_FIGURES = ("NotesCounted", "TurnoutChanged", "ActionsOrdered", "Replaced")


def settled(board: Board, seen: list[Seen], audience: Audience) -> list[Seen]:
    """What was seen, with each figure and part once, as it stands now: nobody misses the ones in between."""
    kept = [item for item in seen if item["kind"] not in _FIGURES]
    for kind, part, id_ in dict.fromkeys(_figure(item) for item in seen if item["kind"] in _FIGURES):
        if kind == "NotesCounted":
            kept.append({"kind": kind, "counts": counts(board)})
        elif kind == "ActionsOrdered":
            kept.append({"kind": kind, "orders": {action.id: action.order for action in board.listed_actions()}})
        elif kind == "Replaced":
            kept.append({"kind": kind, "part": part, "id": id_, "value": _value(board, part, id_, audience)})
        elif board.round is not None:
            ballots, dots = board.round.turnout()
            kept.append({"kind": kind, "round": board.round.id, "ballots": ballots, "dots": dots})
    return kept


def newest_figures(seen: list[Seen]) -> list[Seen]:
    """Several settled lists in a row, with each figure and part once, as it stood last."""
    last = {_figure(item): place for place, item in enumerate(seen) if item["kind"] in _FIGURES}
    return [item for place, item in enumerate(seen) if item["kind"] not in _FIGURES or last[_figure(item)] == place]


def _figure(item: Seen) -> tuple[str, str, str]:
    return item["kind"], item.get("part", ""), item.get("id", "")


def _value(board: Board, part: str, id_: str, audience: Audience) -> Any:
    if part == "actions":
        action = board.actions[id_]
        return None if action.removed else _action(action)
    return (_PARTS.get(part) or _DESK_PARTS[part])(board, audience)


def counts(board: Board) -> dict[str, int]:
    """Notes on the board by column: a figure that everybody may see in every phase."""
    # Each fan-out of a post counts anew, so `on_board` is written out: a property takes longer than all the rest.
    there = Counter([note.column for note in board.notes.values() if not (note.hidden or note.deleted)])
    return {column.id: there[column.id] for column in board.columns}


def note_seen(note: Note, audience: Audience) -> Seen:
    """A note as an audience sees it."""
    seen = {
        "id": note.id,
        "column": note.column,
        "text": note.text,
        "lang": note.lang,
        "order": note.order,
        "version": note.version,
        "group": note.group,
    }
    if note.table:
        seen["table"] = note.table
    if note.origin:
        seen["origin"] = to_builtins(note.origin)
    if audience is Audience.DESK:
        seen["hidden"] = note.hidden
        seen["own"] = not note.author
    return seen


def _shown(note: Note, audience: Audience) -> bool:
    return not note.deleted and (audience is Audience.DESK or not note.hidden)


# Parts: told whole, as they stand


def _columns(board: Board, audience: Audience) -> Any:
    return to_builtins(board.columns)


def _current_round(board: Board, audience: Audience) -> Seen | None:
    return _round(board, board.round, audience) if board.round else None


def _draft(board: Board, audience: Audience) -> Seen | None:
    return _round(board, board.draft, audience) if board.draft else None


def _earlier_rounds(board: Board, audience: Audience) -> list[Seen]:
    """Rounds whose result has been shown, but for the current one; practice is not among them (RULES V10)."""
    rounds = [one for one in board.rounds.values() if one.shown and not one.practice and one is not board.round]
    return [_round(board, one, audience) for one in rounds]


def _round(board: Board, round_: Round, audience: Audience) -> Seen:
    ballots, dots = round_.turnout()
    keys = board.keys(round_)
    lines = board.counted_lines(round_) if audience is Audience.DESK else board.screen_lines(round_)
    merged: dict[str, list[str]] = {}
    for line, key in keys.items():
        merged.setdefault(key, []).append(line)
    seen: Seen = {
        "id": round_.id,
        "lines": [_public(line) | {"merged": merged[line.id]} for line in lines],
        "budget": round_.budget,
        "cap": round_.cap,
        "wanted": round_.wanted,
        "must_spend": round_.must_spend,
        "live": round_.live,
        "named": round_.named,
        "shuffled": round_.shuffled,
        "hard_end": round_.hard_end,
        "practice": round_.practice,
        "run_off_of": round_.run_off_of,
        "groups_only": round_.groups_only,
        "state": round_.state,
        "reason": round_.reason,
        "ballots": ballots,
        "dots": dots,
        "papers": len(round_.papers),
        "results": _results(board, round_) if round_.counted else None,
        "outcome": _outcome(board, round_) if round_.shown else None,
    }
    if audience is Audience.DESK:
        seen["paper_ballots"] = [{"id": id_, "dots": sum(on.values())} for id_, on in round_.papers.items()]
        seen["raw"] = {one.line: one.dots for one in _raw(round_)} if round_.shown else None
    return seen


def _results(board: Board, round_: Round) -> list[Seen]:
    names = round_.supporters_by_name(board.keys(round_)) if round_.named else {}
    found = []
    for one in board.results(round_):
        result: Seen = {"line": one.line, "dots": one.dots, "supporters": one.supporters, "rank": one.rank}
        if round_.named:
            result["names"] = names.get(one.line, [])
        found.append(result)
    return found


def _outcome(board: Board, round_: Round) -> Seen:
    """What a round chose. `chosen` None: a tie across the cut waits. `regrouped`: others than when first counted."""
    cut = round_.cut(board.results(round_))
    settled = board.settled(round_, cut) if cut.tied else None
    run_off = board.run_off(round_) if cut.tied else None
    chosen = board.chosen(round_)
    way = settled.way if settled else ("run_off" if cut.tied and chosen is not None else "")
    keys = board.keys(round_)
    first = round_.cut(_raw(round_))
    at_first = [{keys[line] for line in lines} for lines in (first.above, first.tied)]
    return {
        "above": list(cut.above),
        "tied": list(cut.tied),
        "seats": cut.seats,
        "chosen": None if chosen is None else list(chosen),
        "way": way,
        "reason": settled.reason if settled else "",
        "run_off": run_off.id if run_off else "",
        "regrouped": at_first != [set(cut.above), set(cut.tied)],
    }


def _raw(round_: Round) -> list[Any]:
    return round_.results({line.id: line.id for line in round_.lines})


def _earlier(board: Board, audience: Audience) -> Seen:
    told = audience is Audience.DESK or board.earlier_by_votes
    items = [_earlier_one(board, one, audience, told) for one in board.earlier.values() if not one.removed]
    return {"by_votes": board.earlier_by_votes, "items": items}


def _earlier_one(board: Board, one: Earlier, audience: Audience, told: bool) -> Seen:
    seen: Seen = to_builtins(one)
    del seen["removed"]
    if not told:
        return seen
    judged = [mine[one.id] for mine in board.judgements.values() if one.id in mine]
    seen["tally"] = {verdict: sum(j.verdict == verdict for j in judged) for verdict in VERDICTS}
    seen["tally"]["talk"] = sum(one.id in wanted for wanted in board.talk.values())
    if audience is Audience.DESK:
        seen["comments"] = sorted(j.comment for j in judged if j.comment)
    return seen


def _action(action: Action) -> Seen:
    """An action as everybody sees it: who takes part by name, objections without."""
    seen: Seen = to_builtins(action)
    del seen["removed"]
    seen["taking_part"] = list(action.taking_part.values())
    seen["objections"] = sorted(action.objections.values())  # the order made would say who was quick
    seen["missing"] = list(action.missing)
    return seen


def _spotlight(board: Board, audience: Audience) -> str:
    return board.spotlight if board.spotlight and board.may_light(board.spotlight) else ""


def _wall(board: Board, audience: Audience) -> Any:
    return to_builtins(board.wall)


def _message(board: Board, audience: Audience) -> Any:
    return to_builtins(board.message) if board.message and board.message.text else None


def _same(board: Board, audience: Audience) -> list[Seen]:
    """Pairs that people say are the same, or that a desk said are not; only notes on the screens, not yet together."""
    found = []
    for same in board.same.values():
        a, b = board.notes[same.a], board.notes[same.b]
        if a.on_board and b.on_board and not (a.group and a.group == b.group) and (same.authors or same.dismissed):
            found.append({"a": a.id, "b": b.id, "people": len(same.authors), "dismissed": same.dismissed})
    return found


def _tables(board: Board, audience: Audience) -> list[Seen]:
    people: dict[int, int] = {}
    for table in board.tables.values():
        people[table] = people.get(table, 0) + 1
    picks = [note.table for note in board.notes.values() if note.table and note.on_board]
    return [{"table": table, "people": people[table], "picks": picks.count(table)} for table in sorted(people)]


def _feedback(board: Board, audience: Audience) -> Seen:
    scores = [one.score for one in board.feedback.values()]
    texts = sorted(one.text for one in board.feedback.values() if one.text)
    return {"scores": [scores.count(score) for score in range(1, 6)], "texts": texts}


def _acts(board: Board, audience: Audience) -> list[Seen]:
    acts = [act for act in board.acts.values() if act.undoable][-ACTS_TOLD:]
    return [
        {
            "id": act.id,
            "what": act.what,
            "at": act.at,  # 0: done before acts had a time
            "about": act.about,
            "things": act.things,
            "undone": act.undone,
        }
        for act in acts
    ]


_PARTS: dict[str, Callable[[Board, Audience], Any]] = {
    "columns": _columns,
    "round": _current_round,
    "draft": _draft,
    "rounds": _earlier_rounds,
    "earlier": _earlier,
    "spotlight": _spotlight,
    "wall": _wall,
    "message": _message,
}

_DESK_PARTS: dict[str, Callable[[Board, Audience], Any]] = {
    "same": _same,
    "tables": _tables,
    "feedback": _feedback,
    "acts": _acts,
}

_ROUND_PARTS = ("round", "rounds", "draft")
_CHANGES: dict[type[e.Event], tuple[str, ...]] = {
    e.RoundPrepared: ("draft",),
    e.RoundOpened: _ROUND_PARTS,
    e.DotsReturned: ("round",),
    e.PaperEntered: ("round",),
    e.PaperRemoved: ("round",),
    e.LineReworded: _ROUND_PARTS,
    e.RoundPaused: ("round",),
    e.RoundClosed: ("round",),
    e.RoundRevealed: _ROUND_PARTS,
    e.TieSettled: _ROUND_PARTS,
    e.RoundAccepted: _ROUND_PARTS,
    e.RoundVoided: _ROUND_PARTS,
    e.BallotsUntied: _ROUND_PARTS,
    e.SpotlightSet: ("spotlight",),
    e.WallSet: ("wall",),
    e.MessageSent: ("message",),
    e.ColumnEdited: ("columns",),
    e.TableJoined: ("tables",),
    e.SameSaid: ("same",),
    e.SameDismissed: ("same",),
    e.EarlierSet: ("earlier", "spotlight"),
    e.EarlierRemoved: ("earlier", "spotlight"),
    e.EarlierOrdered: ("earlier",),
    e.FeedbackGiven: ("feedback",),
    e.ActDone: ("acts",),
}
"""Which parts an event changes, for those that are told as parts alone."""


def _public(named: Group | e.Line | e.Event) -> Seen:
    """As it is, without the note that gave it its title."""
    seen: Seen = to_builtins(named)
    seen.pop("words_of", None)
    return seen
