"""Exports of a whole workshop: 6 rooms of 80 notes, in every format that `talkoot export` writes."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

import click
from msgspec.structs import replace

from rooms.phases import Phase
from rooms.templates import template
from server.commands.export import export_command
from server.export.reading import read_report
from server.gathering import Gathering
from server.log.open import open_log
from tests.load.servers import PinnedTalkoot
from tests.load.table import Row
from tests.load.workshops import fill

ROOMS = 6
NOTES = 80
ROUNDS = 5


def formats() -> list[str]:
    """What the command line offers now."""
    (option,) = (option for option in export_command.params if option.name == "kind")
    assert isinstance(option.type, click.Choice)
    return list(option.type.choices)


async def rows() -> list[Row]:
    """Seconds of the whole command, from its start to its end, and of reading the log alone."""
    with tempfile.TemporaryDirectory() as folder:
        server = PinnedTalkoot(Path(folder))
        log = await open_log(None, server.data)
        try:
            plan = template("idea-workshop")
            workshop = await Gathering(log).create(replace(plan, rooms=plan.rooms * ROOMS))
            for card in workshop.rooms:
                await fill(log, card.id, NOTES, Phase.SORTING)
            began = time.perf_counter()
            await read_report(log, workshop.id)
            reading = time.perf_counter() - began
        finally:
            await log.close()
        took, sizes = {}, {}
        for kind in formats():
            out = Path(folder) / f"export.{kind}"
            seconds = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                code, _, errors = await server.command("export", workshop.id, "--format", kind, "--out", str(out))
                seconds.append(time.perf_counter() - began)
                if code:
                    raise RuntimeError(f"export to {kind} failed: {errors}")
            took[kind], sizes[kind] = median(seconds), out.stat().st_size
        starts = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            await server.command("--version")
            starts.append(time.perf_counter() - began)
    return [
        Row(
            f"export of {ROOMS} rooms x {NOTES} notes",
            "each format under 1 s",
            ", ".join(f"{kind} {seconds:.2f} s ({sizes[kind] / 1000:.0f} kB)" for kind, seconds in took.items()),
            f"starting the command alone {median(starts):.2f} s; reading the log {reading:.2f} s",
            max(took.values()) < 1,
        )
    ]
