"""How many may come at once, and when the others should come again."""

from __future__ import annotations

from server.limits import RETRY_SECONDS_MOST, Admission, come_again


def test_a_burst_gets_in_at_once_and_then_so_many_a_second() -> None:
    door = Admission(0.0, per_second=100, burst=50)
    assert [door.take(0.0) for _ in range(50)] == [None] * 50
    assert door.take(0.0) is not None
    later = [door.take(0.5) for _ in range(60)]
    assert later.count(None) == 50


def test_those_turned_away_are_spread_over_the_time_that_all_of_them_need() -> None:
    door = Admission(0.0, per_second=100, burst=1)
    door.take(0.0)
    told = [door.take(0.0) for _ in range(1000)]
    assert told[0] == 1
    assert {second for second in told if second is not None} == set(range(1, 11))


def test_nobody_is_told_to_stay_away_for_longer_than_the_most() -> None:
    door = Admission(0.0, per_second=1, burst=1)
    door.take(0.0)
    told = [door.take(0.0) or 0 for _ in range(1000)]
    assert max(told) <= RETRY_SECONDS_MOST


def test_asking_why_takes_no_place_and_a_quiet_door_tells_nobody_to_wait() -> None:
    door = Admission(0.0, per_second=10, burst=1)
    assert door.wait(0.0) is None
    assert door.take(0.0) is None
    assert door.take(0.0) is not None
    assert door.wait(0.0) is not None
    assert door.wait(5.0) is None
    assert door.take(5.0) is None


def test_a_second_to_come_again_is_never_this_one() -> None:
    assert {come_again(0.0) for _ in range(20)} == {1}
    assert {come_again(2.5) for _ in range(200)} == {1, 2, 3}
