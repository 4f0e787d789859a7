"""`talkoot rehearse`: simulated people in a workshop on a running server, led from its desks or by themselves."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from rooms.errors import Unknown
from rooms.templates import RoomPlan, Template, template
from rooms.texts import LANGUAGES, in_language
from rooms.workshop import RoomCard, Workshop
from server.access import Access
from server.commands.options import Plainly, on_log, read_settings, where
from server.export.as_json import NotAnExport
from server.gathering import Gathering
from server.log import Log
from server.rehearse.client import Denied
from server.rehearse.door import Door, Shut
from server.rehearse.people import made_up
from server.rehearse.play import Play
from server.rehearse.recording import Unreadable, read_recording
from server.rehearse.rehearsal import Count, NotReady, Outcome, Rehearsal
from server.rehearse.visit import Left, Visit
from server.settings import Settings

_DIFFERENCES_TOLD = 20
_TO_LEAD = "two-hours"  # has every phase


class _Speed(click.ParamType[float]):
    name = "speed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Times as fast as in life; 0 for as fast as possible."""
        if value == "max":
            return 0.0
        try:
            speed = float(value)
        except ValueError:
            speed = -1.0
        if not 0 <= speed <= 1_000_000:
            self.fail("give a number, such as 10 for ten times as fast as in life, or max", param, ctx)
        return speed


class _Wanted(Struct, frozen=True):
    """What was asked for, as the options below say it."""

    people: int
    lang: str | None
    recording: Path | None
    speed: float
    workshop: str | None
    room: str | None
    patience: float
    lead: bool
    pace: float
    seed: int


@click.command("rehearse")
@where
@click.option(
    "--people", type=click.IntRange(1, 5_000), default=30, show_default=True, help="How many phones, in each room."
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of their notes.  [default: the workshop's, or en]")
@click.option(
    "--recording",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Play a recorded Polis conversation instead: a folder with comments.csv and votes.csv.",
)
@click.option(
    "--speed", type=_Speed(), default="max", show_default=True, help="Of a play: times as fast as in life, or max."
)
@click.option("--workshop", metavar="ID", help="Come into this workshop.  [default: a new one for practice]")
@click.option("--room", metavar="ID", help="Come into this room only.  [default: every room; a play: the first]")
@click.option("--lead", is_flag=True, help="Lead them, too, through every step; then compare.")
@click.option(
    "--pace", type=_Speed(), default=1.0, show_default=True, help="Of people who are led: times as in life, or max."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same people.")
@click.option(
    "--patience",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    help="Seconds to wait for a server that is away.",
)
def rehearse_command(**given: Any) -> None:
    """Rehearse on a running server, with simulated people.

    With --workshop they come into its rooms and do in each phase what people do, while you lead from the real desk.
    They stay until the room is closed, or until Ctrl+C; what they gave stays. With --lead they are led as well, through
    every step. Otherwise a play is played in a workshop for practice: phones write and vote, a desk leads them.

    What was led or played here is compared in the end with the organiser's export, and all screens with each other.
    Ends with 1 when anything is missing, double or different.

    \b
    Examples:
      talkoot rehearse --workshop k7pm3xht --people 40
      talkoot rehearse --workshop k7pm3xht --room q4z8mdn2aa --pace 4
      talkoot rehearse --lead --pace max --people 40
      talkoot rehearse --people 200 --lang sl --speed 4
      talkoot rehearse --recording bg2050
    """
    wanted = _Wanted(**{field: given.pop(field) for field in _Wanted.__struct_fields__})
    if wanted.recording is None and (wanted.lead or wanted.workshop):
        _visit(wanted, given)
        return
    if wanted.lead:
        raise click.UsageError("A recording leads itself: leave --lead out.")
    _play(wanted, given)


def _play(wanted: _Wanted, given: dict[str, Any]) -> None:
    """Play a play in a room, tell how it went, and end with 1 when the comparison found anything."""

    async def run(log: Log, settings: Settings) -> tuple[Play, Outcome]:
        gathering = Gathering(log)
        door = Door(_address(settings, given), wanted.patience)
        found = await gathering.workshop(wanted.workshop) if wanted.workshop else None
        language = wanted.lang or (found.languages[0] if found and found.languages else "en")
        play = read_recording(wanted.recording, language) if wanted.recording else made_up(wanted.people, language)
        found = found or await gathering.create(practice(play))
        card = found.room(wanted.room) if wanted.room else _first_room(found)
        access = await Access.load(log, settings)
        titles = dict.fromkeys(in_language(words, language) for words in (found.title, card.title))
        click.echo(f"{' · '.join(titles)}, at {_address(settings, given)}")
        click.echo(f"  {len(play.people):,} people, {len(play.notes):,} notes, {len(play.taps):,} taps on dots")
        alone = wanted.workshop is None
        rehearsal = Rehearsal(play, log, access, door, found, card, speed=wanted.speed, alone=alone, progress=_progress)
        return play, await rehearsal.run()

    with _plainly():
        play, outcome = on_log(given, run)
    _tell(play, outcome)
    sys.exit(1 if outcome.differences else 0)


def _visit(wanted: _Wanted, given: dict[str, Any]) -> None:
    """Let people come into rooms, led or not, tell what they do, and end with 1 when a comparison found anything."""

    async def run(log: Log, settings: Settings) -> list[Left]:
        gathering = Gathering(log)
        door = Door(_address(settings, given), wanted.patience)
        found = await (gathering.workshop(wanted.workshop) if wanted.workshop else gathering.create(template(_TO_LEAD)))
        cards = [found.room(wanted.room)] if wanted.room else list(found.rooms)
        spoken = wanted.lang or (*found.languages, "en")[0]
        access = await Access.load(log, settings)
        click.echo(f"{in_language(found.title, spoken)}, at {_address(settings, given)}")
        visits = [
            Visit(
                *(log, access, door, found, card),
                people=wanted.people,
                lang=spoken,
                seed=wanted.seed,
                pace=wanted.pace,
                tell=click.echo,
            )
            for card in cards
        ]
        if wanted.lead:
            return [await visit.lead() for visit in visits]
        click.echo(f"  {access.office_link(found)}\n  Lead from the desks. Ctrl+C: they leave, what they gave stays.")
        stop = asyncio.Event()
        for signal_ in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(signal_, stop.set)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(visit.follow(stop)) for visit in visits]
        return [task.result() for task in tasks]

    with _plainly():
        lefts = on_log(given, run)
    for left in lefts:
        _tell_left(left)
    sys.exit(1 if any(left.differences for left in lefts) else 0)


def _address(settings: Settings, given: dict[str, Any]) -> str:
    """Where the server is: as it was said, else on this machine."""
    return settings.url if read_settings(given).url else f"http://127.0.0.1:{settings.port}"


@contextmanager
def _plainly() -> Iterator[None]:
    """Troubles that a person can mend, in one plain line."""
    try:
        yield
    except Unknown as unknown:
        raise Plainly(f"there is no such {unknown.code.removeprefix('unknown-')}") from None
    except (Shut, NotReady, Denied, Unreadable, NotAnExport) as error:
        raise Plainly(str(error)) from None
    except BaseExceptionGroup as group:
        plain = _plain(group)
        if plain is None:
            raise
        raise Plainly(str(plain)) from None


def practice(play: Play) -> Template:
    """A workshop of one room, with this play's columns and every phase once."""
    room = RoomPlan(play.title, columns=play.columns)
    return Template(title=play.title, about={}, languages=(play.lang,), rooms=(room,), id="rehearsal")


def _first_room(workshop: Workshop) -> RoomCard:
    return next((card for card in workshop.rooms if not card.plenary), workshop.rooms[0])


@contextmanager
def _progress(what: str, length: int) -> Iterator[Count]:
    """A bar on a terminal; nothing where nobody looks."""
    bar = click.progressbar(
        length=length, label=f"{what:10}", file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=True
    )
    with bar as shown:
        yield shown


def _plain(group: BaseExceptionGroup[BaseException]) -> BaseException | None:
    """The trouble that a person can be told of, when that is all there was."""
    found, others = group.split((Shut, NotReady, Denied, NotAnExport))
    if found is None or others is not None:
        return None
    first: BaseException = found
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first


def _tell(play: Play, outcome: Outcome) -> None:
    """The verdict, as somebody who leads workshops would want to read it."""
    rate = outcome.commands / outcome.seconds if outcome.seconds else 0
    click.echo(
        f"  {outcome.commands:,} commands in {outcome.seconds:.1f} s ({rate:,.0f} a second), "
        f"answered in {outcome.median_ms:.0f} ms as a rule, {outcome.slowest_ms:,.0f} ms at the slowest"
    )
    if outcome.lost or outcome.repeats:
        click.echo(f"  {outcome.lost:,} connections were lost, {outcome.repeats:,} commands were sent again")
    for remark in play.remarks:
        click.echo(f"  {remark}")
    if outcome.differences:
        _tell_differences(outcome.differences)
        return
    click.echo(f"  ✓ {outcome.notes:,} notes are in the organiser's export, each once and word for word")
    if outcome.groups:
        click.echo(f"  ✓ {outcome.groups:,} groups hold the notes they were made of")
    click.echo(
        f"  ✓ {outcome.dots:,} dots of {outcome.ballots:,} people are counted on {outcome.lines:,} lines, all right"
    )
    click.echo(f"  ✓ {outcome.screens:,} screens hold the very same board")
    click.echo("Everything arrived, once.")


def _tell_left(left: Left) -> None:
    """What people did in a room, and, where they were led, whether all of it is in the export."""
    click.echo(
        f"{left.title}: {left.people:,} people, {left.commands:,} commands in {left.seconds:.1f} s; "
        f"{left.refused:,} came too late or were refused, {left.lost:,} connections were lost, "
        f"{left.repeats:,} commands were sent again"
    )
    click.echo(
        f"  {left.notes:,} notes, {left.dots:,} dots on {left.ballots:,} ballots, {left.fields:,} fields of actions, "
        f"{left.taking_part:,} times taking part, {left.feedback:,} answers in the end"
    )
    if left.differences is None:
        return
    if left.differences:
        _tell_differences(left.differences)
        return
    click.echo(f"  ✓ the organiser's export holds all of it, and {left.screens:,} screens hold the very same board")


def _tell_differences(differences: tuple[str, ...]) -> None:
    for difference in differences[:_DIFFERENCES_TOLD]:
        click.echo(f"  ✗ {difference}")
    if (more := len(differences) - _DIFFERENCES_TOLD) > 0:
        click.echo(f"  and {more:,} more")
    click.echo(f"Not as it was sent: {len(differences):,} differences.")
