"""One round of dot voting: lines, ballots, budget and cap, counts with equal ranks, ties across the cut (RULES V).

A later grouping can make lines count together. Which do is known to the board and given here as `keys`: every line's id
to the id of the line that it counts with, its own when alone. Ballots always keep dots on the lines they were put on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from rooms.errors import Changed, Invalid, OverLimit, Unknown
from rooms.events import DotsPlaced, Line, RoundOpened, RoundPrepared

BUDGET_MAX_DEFAULT = 10  # nobody weighs more than ten choices well; a facilitator may still set more
GRACE_MS = 3_000  # a dot that was on its way when the time ran out still counts
_TABS_KEPT = 8  # tabs of one ballot whose last change is remembered; more than anybody has open

Keys = Mapping[str, str]


class Ballot(Struct, frozen=True):
    """One participant's dots in a round: line to dots (none stored for 0), and the last change seen from each tab.

    `name`: who voted, in a named round only. `back`: dots that went back to the voter and were not placed again.
    """

    dots: dict[str, int]
    tabs: dict[str, int]
    name: str = ""
    back: int = 0

    @property
    def given(self) -> int:
        """Dots that the voter has placed, those among them that went back."""
        return sum(self.dots.values()) + self.back


_EMPTY = Ballot({}, {})


class Settled(Struct, frozen=True):
    """How a tie across the cut was ended: the way, the lines that were tied, those taken, and the reason given."""

    way: str
    tied: tuple[str, ...]
    lines: tuple[str, ...]
    reason: str


class Result(Struct, frozen=True):
    """How a line did: dots, different supporters, and the rank that it shares with every line of as many dots.

    `merged`: all lines that are counted in it, its own first.
    """

    line: str
    dots: int
    supporters: int
    rank: int
    merged: tuple[str, ...] = ()


class Cut(Struct, frozen=True):
    """Where the wanted lines end: those surely above, and those tied across it with the seats left for them."""

    above: tuple[str, ...]
    tied: tuple[str, ...] = ()
    seats: int = 0


class Round(Struct):
    """One vote. `state`: draft, open, paused, closed, revealed, accepted, void. Settings as in `commands.OpenRound`."""

    id: str
    lines: tuple[Line, ...]
    budget: int
    cap: int
    wanted: int
    must_spend: bool = False
    live: bool = False
    named: bool = False
    shuffled: bool = False
    hard_end: bool = False
    practice: bool = False
    run_off_of: str = ""
    groups_only: bool = False
    state: str = "open"
    ballots: dict[str, Ballot] = {}
    papers: dict[str, dict[str, int]] = {}
    settled: Settled | None = None
    merged: dict[str, str] | None = None
    merged_lines: dict[str, Line] = {}
    reason: str = ""
    untied: bool = False
    regrouped: bool = False  # notes have changed groups since: lines may count together

    @classmethod
    def frozen(cls, event: RoundPrepared | RoundOpened, state: str) -> Round:
        """The round that an event tells of, without a ballot."""
        settings = {field: getattr(event, field) for field in event.__struct_fields__ if field != "round"}
        return cls(event.round, **settings, state=state)

    @property
    def running(self) -> bool:
        """Whether people vote, or will go on when it is no longer paused."""
        return self.state in ("open", "paused")

    @property
    def shown(self) -> bool:
        """Whether its result is there for everybody to see."""
        return self.state in ("revealed", "accepted")

    @property
    def counted(self) -> bool:
        """Whether counts by line may be told: shown, or live from the start."""
        return self.shown or (self.live and (self.running or self.state == "closed"))

    def copy(self) -> Round:
        """A round that can change without changing this one; ballots themselves never change."""
        return replace(self, ballots=dict(self.ballots), papers=dict(self.papers))

    def place(
        self, ballot: str, tab: str, change: int, dots: dict[str, int], keys: Keys, name: str = ""
    ) -> DotsPlaced | None:
        """Decide a participant's wish to have `dots` on lines, absolute; None for a copy of a wish that was granted.

        A wish that changes no dot is an event all the same: it overtakes the tab's earlier wishes, of which a copy may
        still be on its way. Raises: `Changed` overtaken for such a copy, `Invalid` round-not-open, `Unknown`
        unknown-line, `OverLimit` over-cap or over-budget. Source: RULES V4 to V6.
        """
        if not dots.keys() <= keys.keys():
            raise Unknown("unknown-line")
        before = self.ballots.get(ballot, _EMPTY)
        wish = _on_lines(before.dots, dots, keys, _lines_of(keys))
        after = _with(before.dots, wish)
        if change <= before.tabs.get(tab, 0):
            if change == before.tabs[tab] and after == before.dots:
                return None
            raise Changed("overtaken")
        if self.state == "paused":
            raise Invalid("round-paused")
        if self.state != "open":
            raise Invalid("round-not-open")
        self._check(after, keys, self.ballots[ballot].dots if ballot in self.ballots else {})
        name = name or before.name
        if self.named and after and not name:
            raise Invalid("name-missing")
        return DotsPlaced(self.id, ballot, tab, change, wish, name if self.named else "")

    def check_paper(self, dots: dict[str, int], keys: Keys) -> dict[str, int]:
        """A paper ballot as it is kept, under the rules of every other. Raises: as `place`."""
        if not dots.keys() <= keys.keys():
            raise Unknown("unknown-line")
        held = _with({}, _on_lines({}, dots, keys, _lines_of(keys)))
        if not held:
            raise Invalid("empty-ballot")
        self._check(held, keys, {})
        return held

    def _check(self, after: dict[str, int], keys: Keys, before: dict[str, int]) -> None:
        was = _by_key(before, keys)
        if any(count > self.cap and count > was.get(key, 0) for key, count in _by_key(after, keys).items()):
            raise OverLimit("over-cap", cap=self.cap)
        if sum(after.values()) > self.budget:
            raise OverLimit("over-budget", budget=self.budget)

    def placed(self, event: DotsPlaced) -> None:
        """Take in what `place` decided."""
        before = self.ballots.get(event.ballot, _EMPTY)
        tabs = dict(before.tabs)
        tabs.pop(event.tab, None)  # so that the tab used last stands last, and is forgotten last
        tabs[event.tab] = event.change
        while len(tabs) > _TABS_KEPT:
            del tabs[next(iter(tabs))]
        dots = _with(before.dots, event.dots)
        again = max(0, sum(dots.values()) - sum(before.dots.values()))
        self.ballots[event.ballot] = Ballot(dots, tabs, event.name, max(0, before.back - again))

    def to_return(self, keys: Keys, gone: Iterable[str]) -> dict[str, dict[str, int]]:
        """Dots on lines that are `gone`, or that together now hold more than the cap (RULES V12, V13).

        Ballot to line to the dots that go back; a ballot that keeps all it has is not in it.
        """
        gone = set(gone)
        lines_of = _lines_of(keys)
        found: dict[str, dict[str, int]] = {}
        for id_, ballot in self.ballots.items():
            keeps = {line: 0 for line in ballot.dots if line in gone}
            left = _with(ballot.dots, keeps)
            for key, count in _by_key(left, keys).items():
                if count > self.cap:
                    keeps |= _on_lines(left, {key: self.cap}, keys, lines_of)
            back = {line: ballot.dots[line] - count for line, count in keeps.items() if line in ballot.dots}
            if back := {line: count for line, count in back.items() if count}:
                found[id_] = back
        return found

    def returned(self, ballots: dict[str, dict[str, int]]) -> None:
        """Take in what `to_return` found."""
        for id_, dots in ballots.items():
            before = self.ballots[id_]
            left = {line: before.dots[line] - count for line, count in dots.items()}
            back = before.back + sum(dots.values())
            self.ballots[id_] = replace(before, dots=_with(before.dots, left), back=back)

    def untie(self) -> None:
        """Forget whose each ballot was: they get numbers, in an order that tells nothing (RULES S4)."""
        ballots = sorted(self.ballots.values(), key=lambda one: (sorted(one.dots.items()), one.name, one.back))
        self.ballots = {str(n): replace(ballot, tabs={}) for n, ballot in enumerate(ballots, 1)}
        self.untied = True

    def turnout(self) -> tuple[int, int]:
        """Ballots that count, paper among them, and dots spent: all that is told while a round is blind.

        While it is blind, dots that went back are among them: their number would be that of the withdrawn line (RULES
        S2).
        """
        papers = [sum(dots.values()) for dots in self.papers.values()]
        if self.counted:
            spent = sum(sum(ballot.dots.values()) for ballot in self.ballots.values())
            return sum(1 for _ in self._counting()), spent + sum(papers)
        given = [self.spent(ballot) for ballot in self.ballots] + papers
        return sum(map(self.counts, given)), sum(given)

    def spent(self, ballot: str) -> int:
        """Dots of one ballot as they may be told in a sum: as in `turnout`. 0 when there is no such ballot."""
        held = self.ballots.get(ballot, _EMPTY)
        return sum(held.dots.values()) if self.counted else held.given

    def counts(self, given: int) -> bool:
        """Whether a ballot of so many dots counts: it holds one, and all where all must be spent (RULES V11)."""
        return given == self.budget if self.must_spend else given > 0

    def results(self, keys: Keys) -> list[Result]:
        """Every line with its count, most dots first; equal counts share a rank, in the board's order (RULES V8, V14).

        Lines that count together do so voter by voter: what one voter put on all of them, at most the cap.
        """
        dots = {keys[line.id]: 0 for line in self.lines}
        supporters = dict(dots)
        for ballot in self._counting():
            for key, count in _by_key(ballot, keys).items():
                dots[key] += min(count, self.cap)
                supporters[key] += 1
        ordered = sorted(dots, key=lambda key: -dots[key])
        ranks = ranked(dots[key] for key in ordered)
        merged: dict[str, list[str]] = {key: [key] for key in dots}
        for line in self.lines:
            if line.id != keys[line.id]:
                merged[keys[line.id]].append(line.id)
        return [
            Result(key, dots[key], supporters[key], rank, tuple(merged[key]))
            for key, rank in zip(ordered, ranks, strict=True)
        ]

    def cut(self, results: list[Result]) -> Cut:
        """Where the wanted lines end. A line without a dot is never above, and never tied (RULES V15)."""
        with_dots = [result for result in results if result.dots]
        above = with_dots[: self.wanted]
        if len(with_dots) <= self.wanted or with_dots[self.wanted].dots < above[-1].dots:
            return Cut(tuple(result.line for result in above))
        least = above[-1].dots
        sure = tuple(result.line for result in above if result.dots > least)
        tied = tuple(result.line for result in with_dots if result.dots == least)
        return Cut(sure, tied, self.wanted - len(sure))

    def supporters_by_name(self, keys: Keys) -> dict[str, list[str]]:
        """Line to the names of those who gave it a dot, in a named round; who was forgotten has none (RULES S10)."""
        found: dict[str, list[str]] = {}
        for ballot in self.ballots.values():
            if ballot.name and self.counts(ballot.given):
                for key in _by_key(ballot.dots, keys):
                    found.setdefault(key, []).append(ballot.name)
        return {key: sorted(names) for key, names in found.items()}

    def _counting(self) -> Iterator[dict[str, int]]:
        for ballot in self.ballots.values():
            if ballot.dots and self.counts(ballot.given):
                yield ballot.dots
        for dots in self.papers.values():
            if self.counts(sum(dots.values())):
                yield dots


def _with(dots: Mapping[str, int], change: Mapping[str, int]) -> dict[str, int]:
    return {line: count for line, count in {**dots, **change}.items() if count}


def _by_key(dots: Mapping[str, int], keys: Keys) -> dict[str, int]:
    found: dict[str, int] = {}
    for line, count in dots.items():
        found[keys[line]] = found.get(keys[line], 0) + count
    return found


def _lines_of(keys: Keys) -> dict[str, list[str]]:
    """Keys turned round: every line that counts to all that count with it, in the board's order."""
    found: dict[str, list[str]] = {}
    for line, key in keys.items():
        found.setdefault(key, []).append(line)
    return found


def _on_lines(
    held: Mapping[str, int], wish: Mapping[str, int], keys: Keys, lines_of: Mapping[str, list[str]]
) -> dict[str, int]:
    """A wish for lines as they count together, spread over the lines on which dots are kept; of lines that count
    together, what is said last of one holds for all.

    Dots that come stand on the line that the others count with; dots that go leave the lines that are last on the
    ballot first. Lines without a dot before and after are not named: a wish may say 0 of every line there is.
    """
    spread: dict[str, int] = {}
    for key, count in {keys[line]: count for line, count in wish.items()}.items():
        there = {line: held[line] for line in lines_of[key] if held.get(line)}
        more = count - sum(there.values())
        if more > 0:
            there[key] = there.get(key, 0) + more
        for line in reversed(there):
            if more < 0 and (off := min(there[line], -more)):
                there[line] -= off
                more += off
        spread |= there
    return spread


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
