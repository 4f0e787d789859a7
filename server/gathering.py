"""All workshops of this server, over the log: made, found by code, read."""

from __future__ import annotations

import contextlib
import secrets
import time

from rooms.errors import Changed, Unknown
from rooms.room import open_room
from rooms.templates import Template
from rooms.texts import Words
from rooms.workshop import (
    AnyWorkshopEvent,
    Directory,
    DirectoryEvent,
    RoomAdded,
    RoomCard,
    Workshop,
    WorkshopCreated,
    WorkshopErased,
    WorkshopEvent,
    apply_workshop,
    renew_link,
)
from server.boards import ROOM_EVENTS, room_stream
from server.kept import Kept
from server.log import Log, Position, Unavailable
from server.log.entries import EntryCodec

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 1 I L O: they are mistaken for each other on a wall
CODE_CHARS = 8
"""31^8, that is 8.5e11 codes: at five wrong tries a second (`pages/join.py`) thousands of years to find the one of a
room, and five to find any of a thousand rooms. With six characters, these five would be two days."""

_ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"

_WORKSHOP_EVENTS: EntryCodec[WorkshopEvent] = EntryCodec(AnyWorkshopEvent)
_DIRECTORY_EVENTS: EntryCodec[DirectoryEvent] = EntryCodec(DirectoryEvent)


def new_id(chars: int = 10) -> str:
    """A random id for a room or a workshop."""
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(chars))


def new_code() -> str:
    """A random join code."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_CHARS))


def normal_code(text: str) -> str:
    """What somebody typed, as codes are written: upper case, without spaces and dashes."""
    return "".join(c for c in text.upper() if c.isalnum())[: CODE_CHARS * 2]


class Gathering:
    """Workshops and the directory of their codes. What another process wrote is found when it is asked for."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._directory: Kept[Directory, DirectoryEvent] = Kept(
            log, "directory", _DIRECTORY_EVENTS, Directory, Directory.apply
        )
        self._workshops: dict[str, Kept[Workshop, WorkshopEvent]] = {}

    async def create(
        self,
        template: Template,
        *,
        title: Words | None = None,
        host: str | None = None,
        when: Words | None = None,
        languages: tuple[str, ...] | None = None,
        sites: tuple[Words, ...] | None = None,
    ) -> Workshop:
        """Make a workshop with its rooms and codes. Nobody can find it before everything of it is durable."""
        workshop = new_id(8)
        cards = [RoomCard(new_id(), new_code(), plan.title, plan.plenary) for plan in template.rooms]
        for card, plan in zip(cards, template.rooms, strict=True):
            opened = open_room(card.id, workshop, card.title, template.columns_of(plan), template.steps_of(plan))
            entry = ROOM_EVENTS.pack([opened], int(time.time() * 1000))
            await self._log.append(room_stream(card.id), Position(int(time.time()), 0), entry)
        created = WorkshopCreated(
            workshop,
            template.id,
            template.title if title is None else title,
            template.host if host is None else host,
            template.when if when is None else when,
            languages or template.languages,
            template.programme,
            template.sites if sites is None else sites,
        )
        added = [RoomAdded(card.id, card.code, card.title, card.plenary) for card in cards]
        kept = self._kept(workshop)
        await kept.change(lambda _: [created, *added])
        await self._list(workshop, cards)
        return kept.state

    async def workshop(self, workshop: str) -> Workshop:
        """As it is now; while the log cannot be read, as it was last seen here.

        Raises: `Unknown` unknown-workshop; `Unavailable` when it has never been seen here.
        """
        kept = self._kept(workshop)
        try:
            await kept.refresh()
        except Unavailable:
            if not kept.exists:
                self._forget(workshop)
                raise
        if not kept.exists:
            self._forget(workshop)
            raise Unknown("unknown-workshop")
        return kept.state

    def known(self, workshop: str) -> Workshop | None:
        """The workshop as last read here, without asking the log."""
        kept = self._workshops.get(workshop)
        return kept.state if kept and kept.exists else None

    async def workshops(self) -> list[Workshop]:
        """Every workshop, newest first."""
        await self._directory.refresh()
        found = []
        for workshop in reversed(self._directory.state.workshops):
            with contextlib.suppress(Unknown):  # erased since
                found.append(await self.workshop(workshop))
        return found

    async def find(self, code: str) -> tuple[Workshop, RoomCard] | None:
        """The room that a join code opens, however it was typed; None when there is none."""
        code = normal_code(code)
        if len(code) != CODE_CHARS:
            return None
        if code not in self._directory.state.codes:
            await self._directory.refresh()
        found = self._directory.state.codes.get(code)
        if found is None:
            return None
        try:
            workshop = await self.workshop(found[0])
        except Unknown:
            return None  # erased since the directory was read
        return workshop, workshop.room(found[1])

    async def renew(self, workshop: str, room: str, role: str) -> None:
        """Make the links given out so far for this room and role (`desk`, `wall`; `office` without room) invalid."""
        await self.workshop(workshop)
        await self._kept(workshop).change(lambda state: [renew_link(state, room, role)])

    async def forget(self, workshop: str) -> None:
        """The last of erasing a workshop: nobody finds it, and its settings are gone. Raises: `Unavailable`."""

        def erase(directory: Directory) -> list[DirectoryEvent]:
            return [WorkshopErased(workshop)] if workshop in directory.workshops else []

        await self._directory.change(erase)
        await self._log.delete(self._stream(workshop))
        self._forget(workshop)

    async def _list(self, workshop: str, cards: list[RoomCard]) -> None:
        """Put the workshop into the directory; a code that is taken (never, but for bad luck) is an error of ours."""
        try:
            codes = {card.code: card.id for card in cards}
            await self._directory.change(lambda directory: [directory.list(workshop, codes)])
        except Changed:
            raise RuntimeError("two rooms were given the same code; make the workshop again") from None

    def _forget(self, workshop: str) -> None:
        """Keep nothing of what is not there; several may have asked for it at the same time."""
        self._workshops.pop(workshop, None)

    def _kept(self, workshop: str) -> Kept[Workshop, WorkshopEvent]:
        if workshop not in self._workshops:
            stream = self._stream(workshop)
            self._workshops[workshop] = Kept(self._log, stream, _WORKSHOP_EVENTS, Workshop, apply_workshop)
        return self._workshops[workshop]

    def _stream(self, workshop: str) -> str:
        return f"workshop/{workshop}"
