"""What each event does to a board. Nothing else ever changes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from rooms import events as e
from rooms.board import Board, same_key
from rooms.history import Act, restore
from rooms.things import Action, Earlier, Feedback, Group, Judgement, Message, Note, Same, Timer, WallLook
from rooms.voting import Round, Settled


def apply(board: Board, event: e.Event) -> None:
    """Change the board by one event. Never refuses: what is in the log has been decided."""
    _APPLY[type(event)](board, event)


def _change_notes(board: Board, ids: Iterable[str], **change: Any) -> None:
    """Change notes, and drop the groups that this empties. A hidden note still holds its group, to come back to."""
    left: set[str] = set()
    regrouped = False
    for id_ in ids:
        before = board.notes[id_]
        after = board.notes[id_] = replace(before, **change)
        if before.group != after.group:
            left.add(before.group)
            regrouped = True
    if regrouped:
        _regrouped(board)
    if left := left & board.groups.keys():
        for gone in left - {note.group for note in board.notes.values()}:
            del board.groups[gone]


def _regrouped(board: Board) -> None:
    for round_ in board.rounds.values():
        round_.regrouped = True


def _room_opened(board: Board, event: e.RoomOpened) -> None:
    board.room, board.workshop, board.title = event.room, event.workshop, event.title
    board.columns, board.steps = event.columns, event.steps


def _note_posted(board: Board, event: e.NotePosted) -> None:
    board.notes[event.note] = Note(
        event.note, event.column, event.text, event.lang, event.author, event.order, origin=event.origin
    )
    board.posted = max(board.posted, event.order)
    if event.author:
        board.posted_by[event.author] = board.posted_by.get(event.author, 0) + 1


def _note_edited(board: Board, event: e.NoteEdited) -> None:
    _change_notes(board, [event.note], text=event.text, version=event.version)


def _note_deleted(board: Board, event: e.NoteDeleted) -> None:
    _change_notes(board, [event.note], text="", deleted=True, group="")


def _notes_moved(board: Board, event: e.NotesMoved) -> None:
    _change_notes(board, event.notes, column=event.column, group="")


def _group_moved(board: Board, event: e.GroupMoved) -> None:
    board.groups[event.group] = replace(board.groups[event.group], column=event.column)


def _notes_grouped(board: Board, event: e.NotesGrouped) -> None:
    existing = board.groups.get(event.group)
    order = existing.order if existing else min(board.notes[note].order for note in event.notes)
    board.groups[event.group] = Group(event.group, event.title, event.column, order, event.words_of)
    _change_notes(board, event.notes, group=event.group)


def _notes_ungrouped(board: Board, event: e.NotesUngrouped) -> None:
    _change_notes(board, event.notes, group="")


def _group_renamed(board: Board, event: e.GroupRenamed) -> None:
    board.groups[event.group] = replace(board.groups[event.group], title=event.title, words_of=event.words_of)


def _notes_hidden(board: Board, event: e.NotesHidden) -> None:
    _change_notes(board, event.notes, hidden=True)


def _notes_shown(board: Board, event: e.NotesShown) -> None:
    _change_notes(board, event.notes, hidden=False)


def _phase_changed(board: Board, event: e.PhaseChanged) -> None:
    if board.step == 0:
        board.began_at = event.at
    board.step, board.step_at = event.step, event.at


def _timer_set(board: Board, event: e.TimerSet) -> None:
    board.timer = Timer(event.version, event.ends_at, event.left_ms)


def _column_edited(board: Board, event: e.ColumnEdited) -> None:
    board.columns = tuple(
        replace(column, title=event.title, prompt=event.prompt) if column.id == event.column else column
        for column in board.columns
    )


def _spotlight_set(board: Board, event: e.SpotlightSet) -> None:
    board.spotlight = event.target


def _wall_set(board: Board, event: e.WallSet) -> None:
    board.wall = WallLook(event.theme, event.languages, event.paused, event.page)


def _message_sent(board: Board, event: e.MessageSent) -> None:
    board.message = Message(event.message, event.text, event.lang, event.at)


def _table_joined(board: Board, event: e.TableJoined) -> None:
    if event.table:
        board.tables[event.author] = event.table
    else:
        board.tables.pop(event.author, None)


def _note_picked(board: Board, event: e.NotePicked) -> None:
    _change_notes(board, [event.note], table=event.table)


def _same_said(board: Board, event: e.SameSaid) -> None:
    key = same_key(event.a, event.b)
    before = board.same.get(key, Same(event.a, event.b))
    others = tuple(author for author in before.authors if author != event.author)
    _say_of_pair(board, key, replace(before, authors=(*others, event.author) if event.same else others))


def _same_dismissed(board: Board, event: e.SameDismissed) -> None:
    key = same_key(event.a, event.b)
    _say_of_pair(board, key, replace(board.same.get(key, Same(event.a, event.b)), dismissed=event.dismissed))


def _say_of_pair(board: Board, key: str, same: Same) -> None:
    """Keep what is said of two notes; of which nothing is said any more, nothing is kept."""
    if same.authors or same.dismissed:
        board.same[key] = same
    else:
        board.same.pop(key, None)


def _round_prepared(board: Board, event: e.RoundPrepared) -> None:
    _put_away_draft(board)
    board.rounds[event.round] = Round.frozen(event, "draft")


def _round_opened(board: Board, event: e.RoundOpened) -> None:
    if not event.practice or event.round in board.rounds:
        _put_away_draft(board)
    board.rounds[event.round] = Round.frozen(event, "open")


def _put_away_draft(board: Board) -> None:
    if board.draft is not None:
        del board.rounds[board.draft.id]


def _dots_placed(board: Board, event: e.DotsPlaced) -> None:
    board.rounds[event.round].placed(event)


def _dots_returned(board: Board, event: e.DotsReturned) -> None:
    board.rounds[event.round].returned(event.ballots)


def _paper_entered(board: Board, event: e.PaperEntered) -> None:
    board.rounds[event.round].papers[event.paper] = event.dots


def _paper_removed(board: Board, event: e.PaperRemoved) -> None:
    del board.rounds[event.round].papers[event.paper]


def _line_reworded(board: Board, event: e.LineReworded) -> None:
    round_ = board.rounds[event.round]
    round_.lines = tuple(
        replace(line, title=event.title, words_of="") if line.id == event.line else line for line in round_.lines
    )


def _round_paused(board: Board, event: e.RoundPaused) -> None:
    board.rounds[event.round].state = "paused" if event.paused else "open"


def _round_closed(board: Board, event: e.RoundClosed) -> None:
    board.rounds[event.round].state = "closed"


def _round_revealed(board: Board, event: e.RoundRevealed) -> None:
    board.rounds[event.round].state = "revealed"


def _tie_settled(board: Board, event: e.TieSettled) -> None:
    board.rounds[event.round].settled = Settled(event.way, event.tied, event.lines, event.reason)


def _round_accepted(board: Board, event: e.RoundAccepted) -> None:
    round_ = board.rounds[event.round]
    round_.state, round_.merged, round_.merged_lines = "accepted", event.merged, {line.id: line for line in event.lines}
    round_.untie()


def _round_voided(board: Board, event: e.RoundVoided) -> None:
    round_ = board.rounds[event.round]
    if round_.state == "draft":
        del board.rounds[event.round]
        return
    round_.state, round_.reason, round_.ballots, round_.papers = "void", event.reason, {}, {}
    round_.untie()


def _ballots_untied(board: Board, event: e.BallotsUntied) -> None:
    board.rounds[event.round].untie()


def _earlier_set(board: Board, event: e.EarlierSet) -> None:
    board.earlier[event.earlier] = Earlier(
        event.earlier, event.order, event.lang, event.what, event.who, event.status, event.why
    )


def _earlier_removed(board: Board, event: e.EarlierRemoved) -> None:
    board.earlier[event.earlier] = replace(board.earlier[event.earlier], removed=True)


def _earlier_judged(board: Board, event: e.EarlierJudged) -> None:
    judged = board.judgements.get(event.author, {}) | {event.earlier: Judgement(event.verdict, event.comment)}
    board.judgements[event.author] = judged


def _talk_asked(board: Board, event: e.TalkAsked) -> None:
    board.talk[event.author] = event.earlier


def _earlier_ordered(board: Board, event: e.EarlierOrdered) -> None:
    board.earlier_by_votes = event.by_votes


def _action_started(board: Board, event: e.ActionStarted) -> None:
    board.actions[event.action] = Action(event.action, event.order, event.source, event.lang, event.what)
    if event.author:
        board.started_by[event.author] = board.started_by.get(event.author, 0) + 1


def _action_edited(board: Board, event: e.ActionEdited) -> None:
    _change_action(board, event.action, **{event.field: event.text})


def _action_removed(board: Board, event: e.ActionRemoved) -> None:
    _change_action(board, event.action, removed=True)


def _action_moved(board: Board, event: e.ActionMoved) -> None:
    was = board.actions[event.action].order
    by = 1 if event.order < was else -1
    for one in list(board.actions.values()):
        if min(was, event.order) <= one.order <= max(was, event.order):
            _change_action(board, one.id, order=event.order if one.id == event.action else one.order + by)


def _part_taken(board: Board, event: e.PartTaken) -> None:
    taking = {
        author: name for author, name in board.actions[event.action].taking_part.items() if author != event.author
    }
    _change_action(board, event.action, taking_part=taking | ({event.author: event.name} if event.name else {}))


def _objection_made(board: Board, event: e.ObjectionMade) -> None:
    objections = {
        author: text for author, text in board.actions[event.action].objections.items() if author != event.author
    }
    _change_action(board, event.action, objections=objections | ({event.author: event.text} if event.text else {}))


def _action_accepted(board: Board, event: e.ActionAccepted) -> None:
    _change_action(board, event.action, accepted=event.accepted)


def _change_action(board: Board, action: str, **change: Any) -> None:
    board.actions[action] = replace(board.actions[action], **change)


def _feedback_given(board: Board, event: e.FeedbackGiven) -> None:
    board.feedback[event.author] = Feedback(event.score, event.text)


ACTS_KEPT = 100  # how far back a desk can undo
ACTS_KNOWN = 500  # how long a late copy is known; most of what a desk does is leading, of which nothing is undone


def _act_done(board: Board, event: e.ActDone) -> None:
    board.done = (*board.done, event.act)[-ACTS_KNOWN:]
    act = Act(event.act, event.what, event.before, event.after, at=event.at)
    if act.undoable:
        board.acts[act.id] = act
    while len(board.acts) > ACTS_KEPT:
        del board.acts[next(iter(board.acts))]


def _act_undone(board: Board, event: e.ActUndone) -> None:
    _restore(board, event.act, undone=True)


def _act_redone(board: Board, event: e.ActRedone) -> None:
    _restore(board, event.act, undone=False)


def _restore(board: Board, act: str, undone: bool) -> None:
    done = board.acts[act]
    restore(board, done.before if undone else done.after)
    board.acts[act] = replace(done, undone=undone)
    _regrouped(board)
    held = {note.group for note in board.notes.values()}
    for group in board.groups.keys() - held:
        del board.groups[group]


_APPLY: dict[type[e.Event], Callable[[Board, Any], None]] = {
    e.RoomOpened: _room_opened,
    e.NotePosted: _note_posted,
    e.NoteEdited: _note_edited,
    e.NoteDeleted: _note_deleted,
    e.NotesMoved: _notes_moved,
    e.GroupMoved: _group_moved,
    e.NotesGrouped: _notes_grouped,
    e.NotesUngrouped: _notes_ungrouped,
    e.GroupRenamed: _group_renamed,
    e.NotesHidden: _notes_hidden,
    e.NotesShown: _notes_shown,
    e.PhaseChanged: _phase_changed,
    e.TimerSet: _timer_set,
    e.RoundPrepared: _round_prepared,
    e.RoundOpened: _round_opened,
    e.DotsPlaced: _dots_placed,
    e.DotsReturned: _dots_returned,
    e.PaperEntered: _paper_entered,
    e.PaperRemoved: _paper_removed,
    e.LineReworded: _line_reworded,
    e.RoundPaused: _round_paused,
    e.RoundClosed: _round_closed,
    e.RoundRevealed: _round_revealed,
    e.TieSettled: _tie_settled,
    e.RoundAccepted: _round_accepted,
    e.RoundVoided: _round_voided,
    e.BallotsUntied: _ballots_untied,
    e.SpotlightSet: _spotlight_set,
    e.WallSet: _wall_set,
    e.MessageSent: _message_sent,
    e.ColumnEdited: _column_edited,
    e.TableJoined: _table_joined,
    e.NotePicked: _note_picked,
    e.SameSaid: _same_said,
    e.SameDismissed: _same_dismissed,
    e.EarlierSet: _earlier_set,
    e.EarlierRemoved: _earlier_removed,
    e.EarlierJudged: _earlier_judged,
    e.TalkAsked: _talk_asked,
    e.EarlierOrdered: _earlier_ordered,
    e.ActionStarted: _action_started,
    e.ActionEdited: _action_edited,
    e.ActionRemoved: _action_removed,
    e.ActionMoved: _action_moved,
    e.PartTaken: _part_taken,
    e.ObjectionMade: _objection_made,
    e.ActionAccepted: _action_accepted,
    e.FeedbackGiven: _feedback_given,
    e.ActDone: _act_done,
    e.ActUndone: _act_undone,
    e.ActRedone: _act_redone,
}
