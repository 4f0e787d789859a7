"""The gathering around the rooms: RULES W."""

from __future__ import annotations

import msgspec
import pytest

from rooms.errors import Changed, Invalid, Unknown
from rooms.workshop import (
    AnyWorkshopEvent,
    Directory,
    Item,
    LinkRenewed,
    RoomAdded,
    Workshop,
    WorkshopCreated,
    WorkshopErased,
    WorkshopEvent,
    apply_workshop,
    renew_link,
)
from tests.rooms.making import replay_workshop

EVENTS: list[WorkshopEvent] = [
    WorkshopCreated("day", "t", {"fi": "Päivä"}, "City", {"fi": "13"}, ("fi", "en"), (Item("13:00", {"fi": "Alku"}),)),
    RoomAdded("hall", "K7PM3XHT", {"fi": "Sali"}, plenary=True),
    RoomAdded("harbour", "W4NR8QVC", {"fi": "Satama"}, plenary=False),
]


def day() -> Workshop:
    return replay_workshop(EVENTS)


def test_a_workshops_rooms_are_in_the_order_added() -> None:
    workshop = day()
    assert [(room.id, room.code, room.plenary) for room in workshop.rooms] == [
        ("hall", "K7PM3XHT", True),
        ("harbour", "W4NR8QVC", False),
    ]  # W1
    assert workshop.room("harbour").title == {"fi": "Satama"}
    with pytest.raises(Unknown, match="unknown-room"):
        workshop.room("attic")


@pytest.mark.parametrize(("room", "role"), [("hall", "desk"), ("hall", "wall"), ("", "office")])
def test_renewing_a_link_ends_the_earlier_ones_of_that_role_alone(room: str, role: str) -> None:
    workshop = day()
    before = {(r, k): workshop.serial(r, k) for r in ("hall", "harbour", "") for k in ("desk", "wall", "office")}
    for serial in (2, 3):
        apply_workshop(workshop, renew_link(workshop, room, role))
        assert workshop.serial(room, role) == serial  # W2
    after = {key: workshop.serial(*key) for key in before}
    assert {key for key in before if before[key] != after[key]} == {(room, role)}


@pytest.mark.parametrize(("room", "role"), [("hall", "office"), ("hall", "participant"), ("", "phone")])
def test_there_are_no_links_for_other_roles(room: str, role: str) -> None:
    with pytest.raises(Invalid, match="unknown-role"):
        renew_link(day(), room, role)


@pytest.mark.parametrize(("room", "role"), [("attic", "desk"), ("", "desk"), ("", "wall")])
def test_a_desk_or_wall_link_needs_a_room_that_there_is(room: str, role: str) -> None:
    with pytest.raises(Unknown, match="unknown-room"):
        renew_link(day(), room, role)


def test_a_join_code_is_given_once_on_the_whole_server() -> None:
    directory = Directory()
    directory.apply(directory.list("day", {"K7PM3XHT": "hall"}))
    with pytest.raises(Changed, match="code-taken"):
        directory.list("other", {"K7PM3XHT": "hall", "NEWCODE2": "attic"})  # W3
    with pytest.raises(Changed, match="code-taken"):
        directory.list("day", {"NEWCODE2": "attic"})
    directory.apply(directory.list("other", {"NEWCODE2": "attic"}))
    assert directory.workshops == ("day", "other")
    assert directory.codes == {"K7PM3XHT": ("day", "hall"), "NEWCODE2": ("other", "attic")}


def test_an_erased_workshop_is_found_no_more_and_its_codes_are_given_to_nobody() -> None:
    directory = Directory()
    directory.apply(directory.list("day", {"K7PM3XHT": "hall"}))
    directory.apply(directory.list("other", {"NEWCODE2": "attic"}))
    directory.apply(WorkshopErased("day"))
    assert directory.workshops == ("other",)
    assert directory.codes == {"NEWCODE2": ("other", "attic")}  # W4
    with pytest.raises(Changed, match="code-taken"):
        directory.list("third", {"K7PM3XHT": "hall"})  # W3


def test_a_workshop_comes_back_from_its_log() -> None:
    data = msgspec.msgpack.encode([*EVENTS, LinkRenewed("hall", "desk", 2)])
    workshop = replay_workshop(msgspec.msgpack.decode(data, type=list[AnyWorkshopEvent]))
    assert workshop.serial("hall", "desk") == 2
    assert msgspec.structs.replace(workshop, serials={}) == day()
