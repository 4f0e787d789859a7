"""A storm that would not notice a broken protection tests nothing: each is broken, and a storm says so."""

from __future__ import annotations

import pytest

from tests.storms.breakages import BREAKAGES, Breakage
from tests.storms.broken import found

OTHER_SEEDS = range(1, 61)  # tried when the known one finds nothing any more, because the product has changed


@pytest.mark.storm
@pytest.mark.parametrize("breakage", BREAKAGES, ids=[breakage.what for breakage in BREAKAGES])
def test_a_storm_finds_every_protection_that_is_broken(breakage: Breakage) -> None:
    assert any(found(breakage, seed) for seed in (breakage.seed, *OTHER_SEEDS)), breakage.what
