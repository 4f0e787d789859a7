"""One round of dot voting: lines, ballots, budget and cap, tallies with equal ranks (RULES V)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from rooms.errors import Changed, Invalid, OverLimit, Unknown
from rooms.events import DotsPlaced, Line, RoundOpened

BUDGET_MAX_DEFAULT = 10  # nobody weighs more than ten choices well; a facilitator may still set more
_TABS_KEPT = 8  # tabs of one ballot whose last change is remembered; more than anybody has open


class Ballot(Struct, frozen=True):
    """One participant's dots in a round: line to dots (none stored for 0), and the last change seen from each tab."""

    dots: dict[str, int]
    tabs: dict[str, int]


_EMPTY = Ballot({}, {})


class Result(Struct, frozen=True):
    """How a line did: dots, different supporters, and the rank that it shares with every line of as many dots."""

    line: str
    dots: int
    supporters: int
    rank: int


class Round(Struct):
    """One vote, from opening to reveal. `state`: open, closed, revealed."""

    id: str
    lines: tuple[Line, ...]
    budget: int
    cap: int
    wanted: int
    state: str = "open"
    ballots: dict[str, Ballot] = {}

    @classmethod
    def opened(cls, event: RoundOpened) -> Round:
        return cls(event.round, event.lines, event.budget, event.cap, event.wanted)

    def copy(self) -> Round:
        """A round that can change without changing this one; ballots themselves never change."""
        return Round(self.id, self.lines, self.budget, self.cap, self.wanted, self.state, dict(self.ballots))

    def place(self, ballot: str, tab: str, change: int, dots: dict[str, int]) -> DotsPlaced | None:
        """Decide a participant's wish to have `dots` on lines, absolute; None for a copy of a wish that was granted.

        A wish that changes no dot is an event all the same: it overtakes the tab's earlier wishes, of which a copy may
        still be on its way. Raises: `Changed` overtaken for such a copy, `Invalid` round-not-open, `Unknown`
        unknown-line, `OverLimit` over-cap or over-budget. Source: RULES V4 to V6.
        """
        before = self.ballots.get(ballot, _EMPTY)
        after = _with(before.dots, dots)
        if change <= before.tabs.get(tab, 0):
            if change == before.tabs[tab] and after == before.dots:
                return None
            raise Changed("overtaken")
        if self.state != "open":
            raise Invalid("round-not-open")
        if not dots.keys() <= {line.id for line in self.lines}:
            raise Unknown("unknown-line")
        if any(count > self.cap for count in dots.values()):
            raise OverLimit("over-cap", cap=self.cap)
        if sum(after.values()) > self.budget:
            raise OverLimit("over-budget", budget=self.budget)
        return DotsPlaced(self.id, ballot, tab, change, dots)

    def placed(self, event: DotsPlaced) -> None:
        """Take in what `place` decided."""
        before = self.ballots.get(event.ballot, _EMPTY)
        tabs = dict(before.tabs)
        tabs.pop(event.tab, None)  # so that the tab used last stands last, and is forgotten last
        tabs[event.tab] = event.change
        while len(tabs) > _TABS_KEPT:
            del tabs[next(iter(tabs))]
        self.ballots[event.ballot] = Ballot(_with(before.dots, event.dots), tabs)

    def turnout(self) -> tuple[int, int]:
        """Ballots that hold a dot, and dots spent: all that may be told while a round is blind (RULES S2)."""
        holding = [sum(ballot.dots.values()) for ballot in self.ballots.values() if ballot.dots]
        return len(holding), sum(holding)

    def results(self) -> list[Result]:
        """Every line with its count, most dots first; equal counts share a rank, in the board's order (RULES V8)."""
        dots = dict.fromkeys((line.id for line in self.lines), 0)
        supporters = dict(dots)
        for ballot in self.ballots.values():
            for line, count in ballot.dots.items():
                dots[line] += count
                supporters[line] += 1
        ordered = sorted(dots, key=lambda line: -dots[line])
        ranks = ranked(dots[line] for line in ordered)
        return [Result(line, dots[line], supporters[line], rank) for line, rank in zip(ordered, ranks, strict=True)]


def _with(dots: dict[str, int], change: dict[str, int]) -> dict[str, int]:
    return {line: count for line, count in (dots | change).items() if count}


def ranked(counts: Iterable[int]) -> list[int]:
    """Ranks of counts that already stand from most to least: 1, 2, 2, 4."""
    ranks: list[int] = []
    last: int | None = None
    for place, count in enumerate(counts, 1):
        ranks.append(ranks[-1] if count == last else place)
        last = count
    return ranks


def default_budget(lines: int) -> int:
    """Dots per participant for this many lines: a quarter of them, at least 1, at most 10 (RULES V3)."""
    return max(1, min(BUDGET_MAX_DEFAULT, -(-lines // 4)))
