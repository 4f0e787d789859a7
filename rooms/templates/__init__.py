"""Built-in workshops. Each is one TOML file beside this one; `README.md` there says what the fields mean."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from rooms.errors import Unknown
from rooms.events import Column, Step
from rooms.phases import Phase
from rooms.texts import LANGUAGES, Words
from rooms.workshop import Item

COLORS = ("yellow", "blue", "green", "violet", "orange", "pink")

_FOLDER = Path(__file__).parent


class RoomPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """A room to be: its own columns and steps, or the template's where empty."""

    title: Words
    plenary: bool = False
    columns: tuple[ColumnPlan, ...] = ()
    steps: tuple[Step, ...] = ()


class ColumnPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """A column to be; without `prompt` the title asks the question. Colours go round when not given."""

    title: Words
    prompt: Words = {}
    color: str = ""


class Template(Struct, frozen=True, forbid_unknown_fields=True):
    """A workshop to be. `languages`: what its texts come in, the first one first."""

    title: Words
    about: Words
    languages: Annotated[tuple[str, ...], Meta(min_length=1)]
    rooms: Annotated[tuple[RoomPlan, ...], Meta(min_length=1)]
    host: str = ""
    when: Words = {}
    programme: tuple[Item, ...] = ()
    sites: tuple[Words, ...] = ()
    columns: tuple[ColumnPlan, ...] = ()
    steps: tuple[Step, ...] = ()
    id: str = ""

    def columns_of(self, room: RoomPlan) -> tuple[Column, ...]:
        """The room's columns with ids `c1`, `c2`… and their colours."""
        return tuple(
            Column(f"c{place + 1}", plan.title, plan.prompt or plan.title, plan.color or COLORS[place % len(COLORS)])
            for place, plan in enumerate(room.columns or self.columns)
        )

    def steps_of(self, room: RoomPlan) -> tuple[Step, ...]:
        """The room's run sheet; every phase once when the template says nothing."""
        return room.steps or self.steps or DEFAULT_STEPS


DEFAULT_STEPS = (
    Step(Phase.LOBBY),
    Step(Phase.WRITING, minutes=7),
    Step(Phase.READING, minutes=8),
    Step(Phase.SORTING, minutes=12),
    Step(Phase.VOTING, minutes=7),
    Step(Phase.RESULTS),
    Step(Phase.CLOSED),
)


def template_ids() -> list[str]:
    """Names of all built-in templates, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


@cache
def template(name: str) -> Template:
    """The template of that name. Raises: `Unknown` unknown-template; `ValueError` when the file is wrong."""
    if name not in template_ids():
        raise Unknown("unknown-template")
    found = msgspec.toml.decode((_FOLDER / f"{name}.toml").read_bytes(), type=Template)
    return check(msgspec.structs.replace(found, id=name))


def check(found: Template) -> Template:
    """The template itself, if it could be run. Raises: `ValueError`."""
    if unknown := set(found.languages) - set(LANGUAGES):
        raise ValueError(f"unknown languages {sorted(unknown)}")
    for room in found.rooms:
        if not found.columns_of(room):
            raise ValueError(f"room {room.title} has no columns")
        for step in found.steps_of(room):
            Phase(step.phase)
        if any(column.color not in COLORS for column in found.columns_of(room)):
            raise ValueError(f"room {room.title} has a colour that no note has")
    return found


__all__ = ["COLORS", "DEFAULT_STEPS", "ColumnPlan", "RoomPlan", "Template", "check", "template", "template_ids"]
