"""Break each protection in turn and see a storm notice: `python -m tests.storms.broken [SEEDS]`.

Exit code 1 when something was broken and no storm of so many seeds (default 40) said so.
"""

from __future__ import annotations

import sys

from tests.storms.breakages import BREAKAGES, Breakage
from tests.storms.quick import run


def found(breakage: Breakage, seed: int) -> list[str]:
    """What a storm says of a product that is broken in this way; empty: it did not notice."""
    try:
        return run(seed, breakage.make_log, breakage.patch() if breakage.patch else None).broken
    except Exception as error:  # noqa: BLE001 - what is so broken that the storm itself cannot read it, is found
        return [f"the storm broke off: {error!r}"]


def main(seeds: int) -> int:
    missed = 0
    for breakage in BREAKAGES:
        for seed in range(1, seeds + 1):
            if broken := found(breakage, seed):
                print(
                    f"{breakage.what}: found by seed {seed}, in {len(broken)} sentences\n    {broken[0][:200]}",
                    flush=True,
                )
                break
        else:
            missed += 1
            print(f"{breakage.what}: not found by {seeds} seeds", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
