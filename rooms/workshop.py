"""A workshop: the gathering around its rooms. Its log holds settings, never notes."""

from __future__ import annotations

from msgspec import Struct

from rooms.errors import Changed, Invalid, Unknown
from rooms.texts import Words

LINKED_ROLES = ("desk", "wall")


class Item(Struct, frozen=True):
    """A line of the day's programme: clock time as people say it there, and what happens."""

    at: str
    title: Words


class WorkshopEvent(Struct, frozen=True, tag_field="kind"):
    """Anything that happened to a workshop as a whole."""


class WorkshopCreated(WorkshopEvent, frozen=True, tag="WorkshopCreated"):
    """`languages`: those that its texts come in, the first one first; `template` is where it began.

    `sites`: the towns or halls that people gather in at the same time, when there is more than one.
    """

    workshop: str
    template: str
    title: Words
    host: str
    when: Words
    languages: tuple[str, ...]
    programme: tuple[Item, ...]
    sites: tuple[Words, ...] = ()


class RoomAdded(WorkshopEvent, frozen=True, tag="RoomAdded"):
    """`code` is what people type; the plenary is the room that all share."""

    room: str
    code: str
    title: Words
    plenary: bool


class LinkRenewed(WorkshopEvent, frozen=True, tag="LinkRenewed"):
    """From now on only links of this `serial` open the room's desk or wall, or (room empty) the office."""

    room: str
    role: str
    serial: int


AnyWorkshopEvent = WorkshopCreated | RoomAdded | LinkRenewed


class RoomCard(Struct, frozen=True):
    """What the workshop knows of a room; the board itself is the room's own."""

    id: str
    code: str
    title: Words
    plenary: bool


class Workshop(Struct):
    """Settings, rooms in the programme's order, and the serial numbers of links that are valid."""

    id: str = ""
    template: str = ""
    title: Words = {}
    host: str = ""
    when: Words = {}
    languages: tuple[str, ...] = ()
    programme: tuple[Item, ...] = ()
    sites: tuple[Words, ...] = ()
    rooms: tuple[RoomCard, ...] = ()
    serials: dict[str, int] = {}

    def room(self, room: str) -> RoomCard:
        """Raises: `Unknown` unknown-room."""
        for card in self.rooms:
            if card.id == room:
                return card
        raise Unknown("unknown-room")

    def serial(self, room: str, role: str) -> int:
        """The number that a valid link to this room and role carries."""
        return self.serials.get(f"{role} {room}", 1)


def apply_workshop(workshop: Workshop, event: WorkshopEvent) -> None:
    """Change the workshop by one event."""
    match event:
        case WorkshopCreated():
            workshop.id, workshop.template, workshop.title = event.workshop, event.template, event.title
            workshop.host, workshop.when = event.host, event.when
            workshop.languages, workshop.programme = event.languages, event.programme
            workshop.sites = event.sites
        case RoomAdded():
            workshop.rooms += (RoomCard(event.room, event.code, event.title, event.plenary),)
        case LinkRenewed():
            workshop.serials[f"{event.role} {event.room}"] = event.serial


def renew_link(workshop: Workshop, room: str, role: str) -> LinkRenewed:
    """Make every link given out so far for this room and role invalid. Raises: `Unknown`, `Invalid`."""
    if role in LINKED_ROLES:
        workshop.room(room)
    elif (role, room) != ("office", ""):
        raise Invalid("unknown-role")
    return LinkRenewed(room, role, workshop.serial(room, role) + 1)


class WorkshopListed(Struct, frozen=True, tag_field="kind", tag="WorkshopListed"):
    """A workshop is ready to be found: the last thing written when one is made. Codes map to rooms."""

    workshop: str
    codes: dict[str, str]


class WorkshopErased(Struct, frozen=True, tag_field="kind", tag="WorkshopErased"):
    """Nobody finds the workshop any more, nor any of its rooms by code."""

    workshop: str


DirectoryEvent = WorkshopListed | WorkshopErased


class Directory(Struct):
    """What the whole server knows: workshops in order of making, and every join code."""

    workshops: tuple[str, ...] = ()
    codes: dict[str, tuple[str, str]] = {}
    erased: set[str] = set()
    """Codes of workshops that were erased: on some sheet of paper they are still to be read."""

    def list(self, workshop: str, codes: dict[str, str]) -> WorkshopListed:
        """Raises: `Changed` code-taken, so that whoever makes codes tries others."""
        if workshop in self.workshops or (self.codes.keys() | self.erased) & codes.keys():
            raise Changed("code-taken")
        return WorkshopListed(workshop, codes)

    def apply(self, event: DirectoryEvent) -> None:
        """Change the directory by one event."""
        match event:
            case WorkshopListed():
                self.workshops += (event.workshop,)
                self.codes = self.codes | {code: (event.workshop, room) for code, room in event.codes.items()}
            case WorkshopErased():
                self.erased |= {code for code, found in self.codes.items() if found[0] == event.workshop}
                self.workshops = tuple(one for one in self.workshops if one != event.workshop)
                self.codes = {code: found for code, found in self.codes.items() if found[0] != event.workshop}
