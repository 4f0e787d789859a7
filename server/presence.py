"""Who is here: counted per room, over all nodes, told at most once a second."""

from __future__ import annotations

import contextlib

from msgspec import msgpack

from rooms.views import Audience, Seen
from server import wire
from server.hub import Hub
from server.live_room import LiveRoom
from server.log import Log, Unavailable

_PIN_SECONDS = 12.0  # a node that died is missed after this long
_REFRESH_TURNS = 4  # how often, in seconds, other nodes' counts are asked for while nothing changes here


def people_here(room: LiveRoom) -> dict[str, int]:
    """Who is connected to this node: participants by place, however many tabs they have open; desks and walls.

    With what those who are `remote` have given: notes, and dots of the current round, all of them together.
    """
    viewers = room.out.viewers
    places = {who: next(iter(tabs)).place for who, tabs in viewers.participants.items()}
    remote = {who for who, place in places.items() if place == "remote"}
    sites = [place for place in places.values() if place.startswith("site-")]
    return {
        "hall": len(places) - len(remote),
        "remote": len(remote),
        **{site: sites.count(site) for site in sorted(set(sites))},
        "desks": viewers.count(Audience.DESK),
        "walls": viewers.count(Audience.WALL),
        "remote_notes": sum(note.author in remote and note.on_board for note in room.board.notes.values())
        if remote
        else 0,
        "remote_dots": room.own.dots_of(remote),
    }


class Presence:
    """Counts of people by room. `turn` is called once a second."""

    def __init__(self, hub: Hub, log: Log, node: str) -> None:
        self._hub = hub
        self._log = log
        self._node = node
        self._turn = 0
        self._changed: set[str] = set()
        self._others: dict[str, dict[str, int]] = {}
        self._told: dict[str, dict[Audience, Seen]] = {}

    def changed(self, room: LiveRoom) -> None:
        """Somebody came to a room or left it."""
        self._changed.add(room.id)

    def counted(self, room: LiveRoom) -> bool:
        """Whether the other nodes have been asked who is in this room, so that `people` counts everybody."""
        return room.id in self._others

    def people(self, room: LiveRoom) -> dict[str, int]:
        """The counts of `people_here` over all nodes."""
        here, others = people_here(room), self._others.get(room.id, {})
        return {key: here.get(key, 0) + others.get(key, 0) for key in {**here, **others}}

    def told(self, room: LiveRoom, audience: Audience) -> Seen:
        """The same as an audience is told of it: on-site people by town, when the workshop has several, and to desks
        what people from afar have given."""
        people = self.people(room)
        seen: Seen = {key: people[key] for key in ("hall", "remote", "desks", "walls")}
        sites = {key.removeprefix("site-"): count for key, count in people.items() if key.startswith("site-")}
        if sites:
            seen["sites"] = sites
        if audience is Audience.DESK:
            seen |= {key: people[key] for key in ("remote_notes", "remote_dots")}
        return seen

    async def turn(self) -> None:
        """Exchange counts with the other nodes and tell every room whose people have changed."""
        self._turn += 1
        changed, self._changed = self._changed, set()
        for room in self._hub.rooms:
            if room.id in changed or self._turn % _REFRESH_TURNS == 0:
                with contextlib.suppress(Unavailable):
                    await self._exchange(room)
            for audience in Audience:
                if room.out.viewers.count(audience):
                    self._tell(room, audience)
        live = {room.id for room in self._hub.rooms}
        for kept in (self._told, self._others):
            for gone in kept.keys() - live:
                del kept[gone]

    async def _exchange(self, room: LiveRoom) -> None:
        topic = f"people/{room.id}"
        await self._log.pin(topic, self._node, msgpack.encode(people_here(room)), _PIN_SECONDS)
        total: dict[str, int] = {}
        for node, note in (await self._log.pinned(topic)).items():
            if node != self._node:
                for key, count in msgpack.decode(note, type=dict[str, int]).items():
                    total[key] = total.get(key, 0) + count
        self._others[room.id] = total

    def _tell(self, room: LiveRoom, audience: Audience) -> None:
        told = self._told.setdefault(room.id, {})
        seen = self.told(room, audience)
        if told.get(audience) == seen:
            return
        told[audience] = seen
        room.out.say(audience, wire.pack({"kind": "people", **seen}))
