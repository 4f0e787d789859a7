"""Marks: which entry a viewer stands on, and that it heard so from a server."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.marks import Marks

KEY = bytes(range(32))
numbers = st.integers(1, 2**53)


@given(numbers, numbers, st.binary(min_size=1))
def test_a_mark_is_a_number_that_browsers_hold_and_is_genuine_at_its_own_place_on_every_node(
    epoch: int, seq: int, entry: bytes
) -> None:
    mark = Marks(KEY, "room").of(epoch, seq, entry)
    assert 0 <= mark < 2**53
    assert Marks(KEY, "room").genuine(epoch, seq, mark)


def test_another_entry_in_the_same_place_has_another_mark() -> None:
    marks = Marks(KEY, "room")
    assert len({marks.of(1, 7, entry) for entry in (b"one", b"two", b"three", None)}) == 4


def test_a_mark_proves_nothing_of_another_place_room_or_server() -> None:
    mark = Marks(KEY, "room").of(1, 7, b"entry")
    assert not Marks(KEY, "room").genuine(1, 8, mark)
    assert not Marks(KEY, "room").genuine(2, 7, mark)
    assert not Marks(KEY, "other").genuine(1, 7, mark)
    assert not Marks(bytes(32), "room").genuine(1, 7, mark)


@given(st.integers())
def test_no_number_that_is_not_a_mark_is_genuine_or_breaks_anything(made_up: int) -> None:
    assert not Marks(KEY, "room").genuine(1, 7, made_up)


@given(st.integers(0, 51))
def test_a_mark_with_one_bit_changed_is_not_genuine(bit: int) -> None:
    marks = Marks(KEY, "room")
    assert not marks.genuine(1, 7, marks.of(1, 7, b"entry") ^ 1 << bit)
