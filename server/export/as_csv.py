"""An export as a table for a spreadsheet: one row a note, rooms and columns as on the board.

`;` between fields and a byte order mark, because Excel in Finland, Sweden and Slovenia opens that by a double click.
RFC 4180 otherwise. No cell can be taken for a formula: what could be is written with an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from rooms.texts import in_language
from server.export.model import Report, RoomPart
from server.words import Words

MEDIA_TYPE = "text/csv; charset=utf-8"
FIELDS = ("workshop", "room", "column", "group", "note", "lang", "dots", "supporters", "rank", "id")
"""Names of the fields, in order; their headings are `export.<field>` in the catalogues."""

# Spreadsheets take a cell that begins so for a formula, some also behind white space or in full-width forms.
_FORMULA = re.compile(r"'*[\s\0]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]")


def to_csv(report: Report, lang: str) -> bytes:
    """The table, with headings and the workshop's own words in `lang`, as UTF-8 with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    words = Words(lang)
    writer.writerow([words.t(f"export.{field}") for field in FIELDS])
    for room in report.rooms:
        for row in _rows(report, room, lang):
            writer.writerow([_safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def read_csv(data: bytes) -> list[dict[str, str]]:
    """The rows of such a table by field, texts as they were before they were made safe. Raises: `ValueError`."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    if not rows or any(len(row) != len(FIELDS) for row in rows):
        raise ValueError("not a table of notes")
    return [dict(zip(FIELDS, map(_as_written, row), strict=True)) for row in rows[1:]]


def _rows(report: Report, room: RoomPart, lang: str) -> Iterator[tuple[str, ...]]:
    workshop = in_language(report.workshop.title, lang)
    titles = {column.id: in_language(column.title, lang) for column in room.columns}
    groups = {group.id: group for group in room.groups}
    round_ = room.revealed
    results = {line: one for one in (round_.results or ()) for line in one.merged} if round_ else {}
    line_of = {note: line.id for line in round_.lines for note in line.notes} if round_ else {}
    for note in room.notes:
        group = groups[note.group] if note.group else None
        result = results.get(line_of.get(note.id, ""))
        yield (
            workshop,
            in_language(room.title, lang),
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
