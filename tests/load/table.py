"""Rows of the one table, and how it is printed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import NamedTuple

_WIDTHS = (34, 30, 44, 44)
_HEADS = ("what", "target", "ours", "limit and peers, same run", "met")


class Row(NamedTuple):
    """One target and how it went. `met` None: nothing to be met, only told."""

    what: str
    target: str
    ours: str
    beside: str = ""
    met: bool | None = None


def printed(rows: Iterable[Row]) -> str:
    """The table as text."""
    lines = [_line(_HEADS), _rule()]
    for row in rows:
        met = "" if row.met is None else "yes" if row.met else "NO"
        cells = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row[:4], _WIDTHS, strict=True)]
        cells.append([met])
        height = max(len(cell) for cell in cells)
        lines += [_line(tuple(cell[at] if at < len(cell) else "" for cell in cells)) for at in range(height)]
        lines.append(_rule())
    return "\n".join(lines)


def _line(cells: tuple[str, ...]) -> str:
    padded = [f"{cell:{width}}" for cell, width in zip(cells, (*_WIDTHS, 3), strict=True)]
    return "| " + " | ".join(padded) + " |"


def _rule() -> str:
    return "|" + "|".join("-" * (width + 2) for width in (*_WIDTHS, 3)) + "|"


def waits(figures: dict[str, float]) -> str:
    """p50 and p99 of a wait."""
    return f"p50 {ms(figures['p50'])}, p99 {ms(figures['p99'])} ms"


def ms(value: float) -> str:
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def thousands(value: float) -> str:
    return f"{value:,.0f}"
