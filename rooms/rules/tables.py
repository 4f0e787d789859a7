"""Tables: people who sit together see each other's notes and pick the best of them (RULES B)."""

from __future__ import annotations

from rooms import commands as c
from rooms import events as e
from rooms.board import Board
from rooms.errors import Invalid, OverLimit, Unknown
from rooms.rules.finding import Actor, Rule

PICKS_PER_TABLE = 3  # pairs, fours, then the best three of a table


def _join_table(board: Board, command: c.JoinTable, actor: Actor, now: int) -> list[e.Event]:
    left = board.tables.get(actor.id, 0)
    if left == command.table:
        return []
    picked = [note.id for note in board.notes.values() if note.author == actor.id and note.table]
    return [e.TableJoined(actor.id, command.table, left), *(e.NotePicked(note, 0) for note in picked)]


def _pick_note(board: Board, command: c.PickNote, actor: Actor, now: int) -> list[e.Event]:
    note = board.notes.get(command.note)
    table = board.tables.get(actor.id, 0)
    if not table:
        raise Invalid("no-table")
    if note is None or not note.on_board or board.tables.get(note.author) != table:
        raise Unknown("unknown-note")
    if bool(note.table) == command.picked:
        return []
    picks = sum(other.table == table and other.on_board for other in board.notes.values())
    if command.picked and picks >= PICKS_PER_TABLE:
        raise OverLimit("too-many-picks", limit=PICKS_PER_TABLE)
    return [e.NotePicked(note.id, table if command.picked else 0)]


RULES: dict[type[c.Command], Rule] = {c.JoinTable: _join_table, c.PickNote: _pick_note}
