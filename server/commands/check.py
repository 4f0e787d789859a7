"""`talkoot check`: what is wrong with a setup, before the day."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from typing import Any

import click
import msgspec
import uvloop

from server.access import Access
from server.check import Finding, address, machine, problem, storage
from server.commands.options import read_settings, where
from server.gathering import Gathering
from server.log import Log, Unavailable
from server.log.open import FILE_NAME, LogError, open_log
from server.serve import with_address
from server.settings import Settings

_MARKS = {"good": "✓", "hint": "!", "problem": "✗"}


@click.command("check")
@where
@click.option("--phones", type=click.IntRange(1), default=1000, show_default=True, help="How many are expected.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def check_command(phones: int, as_json: bool, **given: Any) -> None:
    """Look whether this setup will carry a day: the machine, the log, and the address that people open.

    Run it on the server's machine, with the server's settings, while the server runs. It opens one live connection as
    a wall does. Ends with 1 when there is a problem.

    \b
    Examples:
      talkoot check
      talkoot check --url https://workshop.example --phones 3000
      talkoot check --json
    """
    settings = read_settings(given)
    logging.getLogger("server.log").setLevel(logging.ERROR)  # what it would warn of is among the findings
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        findings = runner.run(look(settings, phones))
    wrong = sum(finding.state == "problem" for finding in findings)
    if as_json:
        click.echo(
            json.dumps({"ok": not wrong, "findings": msgspec.to_builtins(findings)}, ensure_ascii=False, indent=2)
        )
    else:
        for finding in findings:
            click.echo(f"{_MARKS[finding.state]} {finding.text}")
            if finding.do:
                click.echo(f"    {finding.do}")
        click.echo(f"Problems: {wrong}." if wrong else "No problem found.")
    sys.exit(1 if wrong else 0)


async def look(given: Settings, phones: int) -> list[Finding]:
    """Every look that can be had; one that needs what another did not find is left out."""
    settings = with_address(given)
    found = [
        machine.python(),
        machine.clock(),
        machine.open_files(phones),
        machine.sending(settings),
        machine.said_of_data(settings),
    ]
    if not settings.redis_url and not (settings.folder / FILE_NAME).exists():
        text = f"There is no log in {settings.folder.resolve()}."
        found.append(problem("log", text, "Look with the server's own settings; it makes one when it starts."))
        return [*found, *await _from_outside(settings, bool(given.url), None)]
    try:
        log = await open_log(settings.redis_url or None, settings.folder)
    except LogError as error:
        found.append(problem("log", f"The log cannot be opened: {error}.", "Without it there is no server."))
        return [*found, machine.disk(settings), *await _from_outside(settings, bool(given.url), None)]
    try:
        found += [await storage.written(log, settings), *await storage.redis_settings(log), machine.disk(settings)]
        return [*found, *await _from_outside(settings, bool(given.url), log)]
    finally:
        await log.close()


async def _from_outside(settings: Settings, given: bool, log: Log | None) -> list[Finding]:
    found = [address.named(settings, given), address.secure(settings)]
    reached, page = await asyncio.to_thread(address.reached, settings)
    found.append(reached)
    if page is None:
        return found
    found += [address.same_clock(page), await asyncio.to_thread(address.takes_work, settings)]
    if log is not None:
        try:
            workshops = await Gathering(log).workshops()
            access = await Access.load(log, settings)
        except Unavailable:
            return found  # the log's own look has told it
        found += await address.live(settings, access, workshops[0] if workshops else None)
    return [*found, address.silence()]
