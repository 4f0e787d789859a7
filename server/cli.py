"""The command line. Every command works beside a running server, on the same data folder or Redis."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import click
import uvloop

from rooms.errors import Refused
from rooms.templates import template, template_ids
from rooms.texts import LANGUAGES, in_language
from rooms.workshop import Workshop
from server.access import Access
from server.commands.backup import backup_command, restore_command
from server.commands.check import check_command
from server.commands.erase import erase_command
from server.commands.export import export_command
from server.commands.options import Plainly, on_log, read_settings, where
from server.commands.rehearse import rehearse_command
from server.gathering import Gathering
from server.log import Log
from server.log.open import LogError
from server.serve import CannotListen, serve
from server.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="talkoot")
def main() -> None:
    """Talkoot: live workshops with notes, dots and decisions, on your own server.

    Settings can also be given as environment variables, such as TALKOOT_URL, TALKOOT_PORT and REDIS_URL.
    """


@main.command("serve")
@where
@click.option("--host", help="Address to listen on.  [default: 0.0.0.0]")
@click.option("--demo", is_flag=True, help="Make a workshop to try, unless there is one already.")
def serve_command(demo: bool, **given: Any) -> None:
    """Serve workshops until stopped.

    \b
    Examples:
      talkoot serve
      talkoot serve --url https://tyopaja.example --port 8080
      talkoot serve --redis redis://localhost:6379/0
    """
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(read_settings(given), demo=demo, say=click.echo))
    except LogError as error:
        raise Plainly(str(error)) from None
    except CannotListen as error:
        raise Plainly(str(error)) from None


@main.command("new")
@click.argument("template_name", metavar="TEMPLATE", required=False)
@where
@click.option("--title", help="Its title, instead of the template's.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of --title and of what is printed.")
@click.option("--json", "as_json", is_flag=True, help="Print ids, codes and links as JSON.")
def new_command(template_name: str | None, title: str | None, lang: str | None, as_json: bool, **given: Any) -> None:
    """Make a workshop from TEMPLATE and print its links. Without TEMPLATE: list the templates.

    \b
    Examples:
      talkoot new
      talkoot new lappeenranta-2023 --json
      talkoot new idea-workshop --title "Kyläilta" --lang fi
    """
    if template_name is None:
        for name in template_ids():
            click.echo(f"{name:34} {in_language(template(name).title, lang or 'en')}")
        return
    try:
        found = template(template_name)
    except Refused:
        raise Plainly(f"there is no template {template_name}; there are {', '.join(template_ids())}") from None
    language = lang or found.languages[0]

    async def make(log: Log, settings: Settings) -> dict[str, Any]:
        workshop = await Gathering(log).create(found, title={language: title} if title else None)
        return links_of(await Access.load(log, settings), workshop, language)

    links = on_log(given, make)
    if as_json:
        click.echo(json.dumps(links, ensure_ascii=False, indent=2))
        return
    click.echo(f"{links['title']}\n  office  {links['office_link']}")
    for room in links["rooms"]:
        click.echo(f"\n{room['title']}\n  code    {room['code']}")
        for role in ("join", "wall", "desk"):
            click.echo(f"  {role:7} {room[f'{role}_link']}")


@main.command("office")
@where
def office_command(**given: Any) -> None:
    """Print the link of the office of the whole server.

    \b
    Example:
      talkoot office --url https://tyopaja.example
    """

    async def link(log: Log, settings: Settings) -> str:
        return (await Access.load(log, settings)).office_link()

    click.echo(on_log(given, link))


def links_of(access: Access, workshop: Workshop, lang: str) -> dict[str, Any]:
    """A workshop's id and, per room, everything that somebody needs to open a door."""
    return {
        "workshop": workshop.id,
        "title": in_language(workshop.title, lang),
        "office_link": access.office_link(workshop),
        "rooms": [
            {
                "room": card.id,
                "title": in_language(card.title, lang),
                "plenary": card.plenary,
                "code": card.code,
                "join_link": access.join_link(card),
                "wall_link": access.wall_link(workshop, card),
                "desk_link": access.desk_link(workshop, card),
            }
            for card in workshop.rooms
        ],
    }


main.add_command(backup_command)
main.add_command(restore_command)
main.add_command(check_command)
main.add_command(erase_command)
main.add_command(export_command)
main.add_command(rehearse_command)

if __name__ == "__main__":
    main()
