"""`talkoot erase`: a workshop is gone for good, and it is said what was erased and what was not."""

from __future__ import annotations

import json
from typing import Any

import click
import msgspec

from rooms.errors import Unknown
from rooms.texts import in_language
from server.commands.options import Plainly, on_log, where
from server.erasing import Erased, Forgotten, authors_of, counted, erase_workshop, forget_participant
from server.gathering import Gathering
from server.log import Log
from server.settings import Settings

_STAYS = """Not erased by this:
  files that somebody exported
  older backups, which hold it until you delete them
  actions that were brought from it into another workshop
  on a phone, texts that were never sent; they cannot be sent any more"""

_PERSON_STAYS = "Their dots, the words of actions, exported files and older backups stay."
_NAME_STAYS = "Dots, the words of actions, exported files and older backups stay."


@click.command("erase")
@click.argument("workshop")
@where
@click.option("--person", metavar="WORDS", help="Only what the writer of the note with these words wrote and answered.")
@click.option(
    "--name", "names", metavar="NAME", multiple=True, help="Only this name, in votes by name and as taking part."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print what was erased as JSON; needs --yes.")
def erase_command(
    workshop: str, person: str | None, names: tuple[str, ...], yes: bool, as_json: bool, **given: Any
) -> None:
    """Erase WORKSHOP for good: notes, votes, actions, settings, codes and links, and the keys of its rounds.

    The server may run meanwhile: phones, walls and desks lose the room within seconds, and codes and links stop
    working. With Redis, the bytes leave the disk once Redis has rewritten its append-only file, which is begun at
    once. When this breaks off, erase once more. Only the workshop's random id and its codes stay on record, so that
    no code is ever given twice.

    With --person only one participant is forgotten: notes, comments, answers and typed names go from every room and
    from its past in the log, and from the shared hall what was brought there in their words. Nobody knows people here
    by name, so say some words that stand in one of their notes. Their dots stay counted, and actions stay, as several
    write on them. Open screens begin again with what is left, so do it before or after the day rather than in it.

    A vote by name loses their name, too. Once it is final (accepted, or a day after the room was last used), nobody
    knows whose a ballot is: then every ballot loses its name that bears one which they typed elsewhere, for an action
    or in another vote. A name that they typed only there stays until it is given with --name, with or without
    --person. It then goes from every vote and from who takes part in actions, whoever typed it.

    \b
    Examples:
      talkoot erase k7pm3xht
      talkoot erase k7pm3xht --person "the bus to the harbour"
      talkoot erase k7pm3xht --name "Aino Virtanen"
      talkoot erase k7pm3xht --yes --json
    """
    if as_json and not yes:
        raise click.UsageError("--json cannot ask: give --yes, too.")
    if person is not None or names:
        _forget(workshop, person, names, yes, as_json, given)
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


def _forget(
    workshop: str, words: str | None, names: tuple[str, ...], yes: bool, as_json: bool, given: dict[str, Any]
) -> None:
    async def find(log: Log, settings: Settings) -> set[str]:
        return await authors_of(log, Gathering(log), workshop, words) if words is not None else set()

    async def forget(log: Log, settings: Settings) -> Forgotten:
        author = next(iter(await find(log, settings)), "")
        return await forget_participant(log, Gathering(log), workshop, author, names)

    stays = _NAME_STAYS if words is None else _PERSON_STAYS
    try:
        authors = on_log(given, find)
        if words is not None and len(authors) != 1:
            several = f"notes of {len(authors)} people have these words; give more of them"
            raise Plainly(several if authors else "no note has these words")
        if authors == {""}:
            raise Plainly("that note was entered at the desk, not by a participant; hide it there")
        if not yes:
            what = "this name" if words is None else "all that the writer of this note wrote"
            click.confirm(f"Erase {what}? {stays}", abort=True)
        erased = on_log(given, forget)
    except Unknown:
        raise Plainly(f"there is no workshop {workshop}; its id is in the address of its office") from None
    if words is None and not erased.names:
        raise Plainly("nobody votes or takes part under this name; give it as it was typed")
    if as_json:
        counts = {"participants": len(authors), "notes": erased.notes, "names": erased.names}
        click.echo(json.dumps({"workshop": workshop, "erased": counts, "names_left": erased.left}))
        return
    told = [(len(authors), "participant"), (erased.notes, "note"), (erased.names, "name")]
    counted_ = ", ".join(_so_many(count, name) for count, name in told if count or name == "name")
    click.echo(f"Erased: {counted_}. {stays}")
    if words is not None and erased.left:
        click.echo(
            f"In votes by name that are final, {_so_many(erased.left, 'name')} may stand that they typed nowhere else. "
            "Nobody knows any more who typed which: if one is theirs, erase it with --name."
        )


def _so_many(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def _told(erased: Erased) -> str:
    counts = msgspec.to_builtins(erased)
    return ", ".join(_so_many(count, name.removesuffix("s")) for name, count in counts.items())
