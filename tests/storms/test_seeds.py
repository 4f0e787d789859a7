"""A few seeds of the storms; `python -m tests.storms 1-1000` plays as many as one likes."""

from __future__ import annotations

import pytest

from tests.storms import on_redis, quick, whole


@pytest.mark.storm
@pytest.mark.parametrize("seed", [1, 4, 8, 9])
def test_whatever_goes_wrong_every_promise_is_kept(seed: int) -> None:
    outcome = quick.run(seed)
    assert outcome.broken == []
    assert outcome.faults["lost on the way to the log"] > 0, "nothing went astray: this storm did nothing"
    assert outcome.entries > 50, "hardly anything happened: this storm did nothing"


@pytest.mark.storm
@pytest.mark.redis
@pytest.mark.parametrize("seed", [2, 5])
def test_whatever_goes_wrong_with_redis_every_promise_is_kept(seed: int) -> None:
    outcome = on_redis.run(seed)
    assert outcome.broken == []
    assert len(outcome.faults) > 2, "nothing went wrong: this storm did nothing"
    assert outcome.entries > 50, "hardly anything happened: this storm did nothing"


@pytest.mark.storm
@pytest.mark.redis
@pytest.mark.parametrize("seed", [1, 2], ids=["two nodes on Redis", "one node on SQLite"])
def test_whatever_happens_to_whole_processes_every_promise_is_kept(seed: int) -> None:
    outcome = whole.run(seed)
    assert outcome.broken == []
    assert len(outcome.faults) > 2, "nothing went wrong: this storm did nothing"
    assert outcome.entries > 50, "hardly anything happened: this storm did nothing"
