"""`talkoot export`: a workshop as a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from rooms.errors import Unknown
from rooms.texts import LANGUAGES
from server.commands.options import Plainly, on_log, where
from server.export.as_csv import FIELDS, Table, to_csv
from server.export.as_json import schema, to_json
from server.export.model import Report
from server.export.reading import read_report
from server.log import Log
from server.settings import Settings


@click.command("export")
@click.argument("workshop", required=False)
@where
@click.option("--room", "rooms", multiple=True, metavar="ID", help="Only this room; may be given several times.")
@click.option("--format", "kind", type=click.Choice(["json", "csv"]), help="[default: by the name of --out, else json]")
@click.option("--table", type=click.Choice(list(FIELDS)), help="Which table; makes it CSV.  [default: notes]")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of a table.  [default: the workshop's first]")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.  [default: print it]")
@click.option("--schema", "only_schema", is_flag=True, help="Print the JSON Schema of an export instead.")
def export_command(
    workshop: str | None,
    rooms: tuple[str, ...],
    kind: str | None,
    table: Table | None,
    lang: str | None,
    out: Path | None,
    only_schema: bool,
    **given: Any,
) -> None:
    """Write everything that WORKSHOP came to: notes, groups, revealed votes, actions. Never who wrote them.

    What its files hold is told in server/export/SCHEMA.md. The server may run meanwhile.

    \b
    Examples:
      talkoot export k7pm3xht --out notes.json
      talkoot export k7pm3xht --out notes.csv --lang fi
      talkoot export k7pm3xht --out actions.csv --table actions
      talkoot export --schema
    """
    if only_schema:
        click.echo(json.dumps(schema(), indent=1))
        return
    if workshop is None:
        raise click.UsageError("Which workshop? Give its id, as in the address of its office.")
    wanted = workshop

    async def read(log: Log, settings: Settings) -> Report:
        return await read_report(log, wanted, rooms)

    try:
        report = on_log(given, read)
    except Unknown as unknown:
        what = "such room in that workshop" if unknown.code == "unknown-room" else f"workshop {workshop}"
        raise Plainly(f"there is no {what}") from None
    suffix = out.suffix[1:] if out else ""
    kind = kind or ("csv" if suffix == "csv" or table else "json")
    if kind == "json" and table:
        raise click.UsageError("JSON holds notes and actions at once: leave --table out, or ask for --format csv.")
    lang = lang or (*report.workshop.languages, "en")[0]
    data = to_json(report) if kind == "json" else to_csv(report, lang, table or "notes")
    if out is None:
        sys.stdout.buffer.write(data)
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise Plainly(f"{out} cannot be written: {error.strerror}") from None
