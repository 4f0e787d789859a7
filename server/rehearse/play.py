"""What shall happen in a rehearsal, as data: who writes what, what is grouped, who puts dots where. Times are ms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from rooms.templates import ColumnPlan
from rooms.texts import Words


class Written(Struct, frozen=True):
    """A note: `key` names it within the play, `column` is an index."""

    key: str
    person: str
    text: str
    column: int
    at: int


class Tap(Struct, frozen=True):
    """From then on this person has so many dots on the line that holds the note `key`."""

    person: str
    key: str
    dots: int
    at: int


class Play(Struct, frozen=True, dict=True):
    """A room's two hours.

    `groups`: keys of notes that say the same. `budget` 0: the room's default. `watchers` are there, whatever they do.
    """

    title: Words
    lang: str
    columns: tuple[ColumnPlan, ...]
    notes: tuple[Written, ...]
    groups: tuple[tuple[str, ...], ...]
    taps: tuple[Tap, ...]
    budget: int
    cap: int
    watchers: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Everybody, in the order of appearance."""
        doing = [note.person for note in self.notes] + [tap.person for tap in self.taps]
        return tuple(dict.fromkeys([*doing, *self.watchers]))

    def ballots(self) -> dict[str, dict[str, int]]:
        """Each person's dots by key as they stand in the end; nobody who holds none."""
        held: dict[str, dict[str, int]] = {}
        for tap in self.taps:
            held.setdefault(tap.person, {})[tap.key] = tap.dots
        left = {person: {key: dots for key, dots in keys.items() if dots} for person, keys in held.items()}
        return {person: keys for person, keys in left.items() if keys}


def most_held(taps: Iterable[Tap]) -> int:
    """The most dots that anybody holds at any moment: the smallest budget that lets everybody have their way."""
    held: dict[str, Counter[str]] = {}
    most = 0
    for tap in taps:
        mine = held.setdefault(tap.person, Counter())
        mine[tap.key] = tap.dots
        most = max(most, mine.total())
    return most


def without_pauses(times: Iterable[int], longest: int) -> list[int]:
    """The same moments from 0 on, in order, with no pause between two longer than `longest`."""
    told: list[int] = []
    last = None
    for at in times:
        told.append(told[-1] + min(at - last, longest) if last is not None else 0)
        last = at
    return told
