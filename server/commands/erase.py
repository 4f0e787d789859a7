"""`talkoot erase`: a workshop is gone for good, and it is said what was erased and what was not."""

from __future__ import annotations

import json
from typing import Any

import click
import msgspec

from rooms.errors import Unknown
from rooms.texts import in_language
from server.commands.options import Plainly, on_log, where
from server.erasing import Erased, authors_of, counted, erase_workshop, forget_participant
from server.gathering import Gathering
from server.log import Log
from server.settings import Settings

_STAYS = """Not erased by this:
  files that somebody exported
  older backups, which hold it until you delete them
  actions that were brought from it into another workshop
  on a phone, texts that were never sent; they cannot be sent any more"""

_PERSON_STAYS = "Their dots, actions, exported files and older backups stay."


@click.command("erase")
@click.argument("workshop")
@where
@click.option("--person", metavar="WORDS", help="Only what the writer of the note with these words wrote and answered.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print what was erased as JSON; needs --yes.")
def erase_command(workshop: str, person: str | None, yes: bool, as_json: bool, **given: Any) -> None:
    """Erase WORKSHOP for good: notes, votes, actions, settings, codes and links, and the keys of its rounds.

    The server may run meanwhile: phones, walls and desks lose the room within seconds, and codes and links stop
    working. With Redis, the bytes leave the disk once Redis has rewritten its append-only file, which is begun at
    once. When this breaks off, erase once more. Only the workshop's random id and its codes stay on record, so that
    no code is ever given twice.

    With --person only one participant is forgotten: notes, comments, answers and typed names go from every room and
    from its past in the log, and from the shared hall what was brought there in their words. Nobody knows people here
    by name, so say some words that stand in one of their notes. Their dots stay counted, and actions stay, as several
    write on them. Open screens begin again with what is left, so do it before or after the day rather than in it.

    \b
    Examples:
      talkoot erase k7pm3xht
      talkoot erase k7pm3xht --person "the bus to the harbour"
      talkoot erase k7pm3xht --yes --json
    """
    if as_json and not yes:
        raise click.UsageError("--json cannot ask: give --yes, too.")
    if person is not None:
        _forget(workshop, person, yes, as_json, given)
        return

    async def look(log: Log, settings: Settings) -> tuple[str, Erased]:
        gathering = Gathering(log)
        found = await gathering.workshop(workshop)
        return in_language(found.title, found.languages[0]), await counted(log, gathering, workshop)

    async def erase(log: Log, settings: Settings) -> Erased:
        return await erase_workshop(log, Gathering(log), workshop)

    try:
        if not yes:
            title, there = on_log(given, look)
            click.echo(f"{title}: {_told(there)}.\n{_STAYS}")
            click.confirm("Erase it for good?", abort=True)
        erased = on_log(given, erase)
    except Unknown:
        raise Plainly(f"there is no workshop {workshop}; its id is in the address of its office") from None
    if as_json:
        click.echo(json.dumps({"workshop": workshop, "erased": msgspec.to_builtins(erased)}))
    else:
        click.echo(f"Erased: {_told(erased)}." + (f"\n{_STAYS}" if yes else ""))


def _forget(workshop: str, words: str, yes: bool, as_json: bool, given: dict[str, Any]) -> None:
    async def find(log: Log, settings: Settings) -> set[str]:
        return await authors_of(log, Gathering(log), workshop, words)

    async def forget(log: Log, settings: Settings) -> int:
        (author,) = await authors_of(log, Gathering(log), workshop, words)
        return await forget_participant(log, Gathering(log), workshop, author)

    try:
        authors = on_log(given, find)
        if len(authors) != 1:
            several = f"notes of {len(authors)} people have these words; give more of them"
            raise Plainly(several if authors else "no note has these words")
        if authors == {""}:
            raise Plainly("that note was entered at the desk, not by a participant; hide it there")
        if not yes:
            click.confirm(f"Erase all that the writer of this note wrote? {_PERSON_STAYS}", abort=True)
        notes = on_log(given, forget)
    except Unknown:
        raise Plainly(f"there is no workshop {workshop}; its id is in the address of its office") from None
    if as_json:
        click.echo(json.dumps({"workshop": workshop, "erased": {"participants": 1, "notes": notes}}))
    else:
        click.echo(f"Erased: 1 participant, {notes:,} note{'' if notes == 1 else 's'}. {_PERSON_STAYS}")


def _told(erased: Erased) -> str:
    counts = msgspec.to_builtins(erased)
    return ", ".join(f"{count:,} {name[:-1] if count == 1 else name}" for name, count in counts.items())
