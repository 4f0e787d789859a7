"""Both nodes behind the real proxy are restarted one after the other while a hall writes, and nobody notices much."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from server.limits import HANDSHAKES_PER_SECOND
from tests.load.rolling import rolling

PHONES = 100


@pytest.mark.storm
@pytest.mark.redis
async def test_a_rolling_restart_loses_nothing_and_has_everybody_back_within_ten_seconds(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    rolled = await rolling(tmp_path, PHONES, room=25, every=1.0, drain_seconds=2.0)
    record_property("figures", rolled.line())
    assert rolled.codes == (0, 0)
    assert len(rolled.away_seconds) >= PHONES, "hardly anybody had to come back: this storm did nothing"
    assert rolled.acknowledged > PHONES
    assert rolled.missing == 0
    assert rolled.unasked == 0
    assert rolled.forgotten == 0
    assert max(rolled.away_seconds) < 10
    assert rolled.most_in_a_second <= HANDSHAKES_PER_SECOND
