"""What commands share: the options that say which log they work on, and how they tell of trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import click

from server.log import Home, Unavailable
from server.log.open import LogError, open_log
from server.serve import with_address
from server.settings import Settings

T = TypeVar("T")


class Plainly(click.ClickException):
    """Something that the person at the keyboard can mend, said in one line."""


def where(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say which log a command works on and how people reach the server."""
    options = (
        click.option("--data", metavar="FOLDER", help="Folder of the embedded log.  [default: data]"),
        click.option("--redis", "redis_url", metavar="URL", help="Keep the log in Redis instead, for several nodes."),
        click.option("--url", metavar="URL", help="The address that people open.  [default: this machine's]"),
        click.option("--port", type=click.IntRange(0, 65535), help="Port of the server.  [default: 8000]"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def on_log(given: dict[str, Any], work: Callable[[Home, Settings], Awaitable[T]]) -> T:
    """Open the log that the options name, do the work, close it; troubles in one plain line."""

    async def run() -> T:
        settings = with_address(read_settings(given))
        log = await open_log(settings.redis_url or None, settings.folder)
        try:
            return await work(log, settings)
        finally:
            await log.close()

    try:
        return asyncio.run(run())
    except (LogError, Unavailable) as error:
        raise Plainly(str(error)) from None


def read_settings(given: dict[str, Any]) -> Settings:
    """The settings that the environment and these options make."""
    try:
        return Settings.read(**given)
    except ValueError as error:
        raise Plainly(str(error)) from None
