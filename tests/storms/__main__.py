"""Play seeds: `python -m tests.storms 1-1000 --mode quick`. README.md here says what the modes are."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.storms import on_redis, quick, whole
from tests.storms.ground import Outcome

MODES = {"quick": quick.run, "redis": on_redis.run, "whole": whole.run}


def seeds_of(text: str) -> list[int]:
    """`7`, `1-100` or `1-10,17`: the seeds meant."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def play(mode: str, seed: int) -> Outcome:
    """Play a seed; a storm that breaks off has failed like any other."""
    try:
        return MODES[mode](seed)
    except Exception:  # noqa: BLE001 - the next seeds are played all the same
        return Outcome(seed, mode, [f"the storm broke off: {traceback.format_exc()[-1500:]}"], {}, 0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.storms", description=__doc__)
    parser.add_argument("seeds", type=seeds_of, help="for example 1-1000 or 17")
    parser.add_argument("--jobs", type=int, default=1, help="processes at the same time (default 1)")
    parser.add_argument("--mode", choices=MODES, default="quick", help="(default quick)")
    asked = parser.parse_args()
    began = time.monotonic()
    faults: Counter[str] = Counter()
    failed: list[int] = []
    entries = 0
    with ProcessPoolExecutor(asked.jobs) as pool:
        for outcome in pool.map(partial(play, asked.mode), asked.seeds):
            faults.update(outcome.faults)
            entries += outcome.entries
            tell(outcome)
            if outcome.broken:
                failed.append(outcome.seed)
    for what, times in faults.most_common():
        print(f"{times:8} times {what}")
    print(f"{len(asked.seeds)} seeds, {entries} entries, {time.monotonic() - began:.0f} s; failed: {failed or 'none'}")
    return 1 if failed else 0


def tell(outcome: Outcome) -> None:
    """One line for a seed, and what was broken."""
    print(f"seed {outcome.seed}: {outcome.entries} entries in {outcome.seconds:.0f} s of the storm's time", flush=True)
    for sentence in outcome.broken[:20]:
        print(f"    BROKEN {sentence[:1500]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
