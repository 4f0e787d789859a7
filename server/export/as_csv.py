"""An export as a table for a spreadsheet: one row a note, or one row an action, room by room as on the board.

`;` between fields and a byte order mark, because Excel in Finland, Sweden and Slovenia opens that by a double click.
RFC 4180 otherwise. No cell can be taken for a formula: what could be is written with an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from rooms.texts import in_language
from server.export.model import ActionPart, Report, RoomPart
from server.words import Words

MEDIA_TYPE = "text/csv; charset=utf-8"

Table = Literal["notes", "actions"]
_WORKED_OUT = ("what", "why", "who", "partners", "lever", "first_step", "by_when", "measure")
FIELDS: dict[Table, tuple[str, ...]] = {
    "notes": ("workshop", "room", "column", "group", "note", "lang", "dots", "supporters", "rank", "id"),
    "actions": ("workshop", "room", *_WORKED_OUT, "taking_part", "objections", "accepted", "id"),
}
"""Names of each table's fields, in order."""
_BETWEEN = "; "  # of several names, or objections, in one cell

# Spreadsheets take a cell that begins so for a formula, some also behind white space or in full-width forms.
_FORMULA = re.compile(r"'*[\s\0]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]")


def to_csv(report: Report, lang: str, table: Table = "notes") -> bytes:
    """The table, with headings and the workshop's own words in `lang`, as UTF-8 with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    words = Words(lang)
    writer.writerow([words.t(_heading(field)) for field in FIELDS[table]])
    for room in report.rooms:
        before = in_language(report.workshop.title, lang), in_language(room.title, lang)
        rows: Iterable[tuple[str, ...]] = (
            _notes(room, lang) if table == "notes" else (_action(one, words) for one in room.actions)
        )
        for row in rows:
            writer.writerow([_safe(cell) for cell in (*before, *row)])
    return out.getvalue().encode("utf-8-sig")


def read_csv(data: bytes, table: Table = "notes") -> list[dict[str, str]]:
    """The rows of such a table by field, texts as they were before they were made safe. Raises: `ValueError`."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    fields = FIELDS[table]
    if not rows or any(len(row) != len(fields) for row in rows):
        raise ValueError(f"not a table of {table}")
    return [dict(zip(fields, map(_as_written, row), strict=True)) for row in rows[1:]]


def _heading(field: str) -> str:
    """Key of a field's heading; what is worked out of an action is called as on its card."""
    return f"common.action.{field}" if field in _WORKED_OUT else f"export.{field}"


def _action(action: ActionPart, words: Words) -> tuple[str, ...]:
    return (
        action.what,
        action.why,
        action.who,
        action.partners,
        words.t(f"common.lever.{action.lever}") if action.lever else "",
        action.first_step,
        action.by_when,
        action.measure,
        _BETWEEN.join(action.taking_part),
        _BETWEEN.join(action.objections),
        words.t("export.yes" if action.accepted else "export.no"),
        action.id,
    )


def _notes(room: RoomPart, lang: str) -> Iterator[tuple[str, ...]]:
    titles = {column.id: in_language(column.title, lang) for column in room.columns}
    groups = {group.id: group for group in room.groups}
    round_ = room.revealed
    results = {line: one for one in (round_.results or ()) for line in one.merged} if round_ else {}
    line_of = {note: line.id for line in round_.lines for note in line.notes} if round_ else {}
    for note in room.notes:
        group = groups[note.group] if note.group else None
        result = results.get(line_of.get(note.id, ""))
        yield (
            titles[group.column if group else note.column],
            group.title if group else "",
            note.text,
            note.lang,
            *((str(result.dots), str(result.supporters), str(result.rank)) if result else ("", "", "")),
            note.id,
        )


def _safe(cell: str) -> str:
    """A cell that no spreadsheet computes; an apostrophe that it had already gets another, so that it reads back."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _as_written(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
