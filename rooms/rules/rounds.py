"""Rounds: prepared, opened, voted in, closed, revealed, settled, accepted or void (RULES V)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rooms import commands as c
from rooms import events as e
from rooms.board import Board
from rooms.errors import Invalid, OverLimit, Unknown
from rooms.rules.finding import Actor, Rule, column, known_round
from rooms.texts import NOTE_CHARS, TITLE_CHARS, checked, clean
from rooms.voting import GRACE_MS, Cut, Result, Round, default_budget

NAME_CHARS = 80
PAPERS_PER_ROUND = 1_000


def _prepare_round(board: Board, command: c.PrepareRound, actor: Actor, now: int) -> list[e.Event]:
    known = board.rounds.get(command.round)
    if known is not None and known.state != "draft":
        return []
    prepared = e.RoundPrepared(**_frozen(board, command))
    return [prepared] if known is None or known != Round.frozen(prepared, "draft") else []


def _open_round(board: Board, command: c.OpenRound, actor: Actor, now: int) -> list[e.Event]:
    known = board.rounds.get(command.round)
    if known is not None and known.state != "draft":
        return []
    _none_running(board)
    if known is None:
        return [e.RoundOpened(**_frozen(board, command))]
    if known.run_off_of:
        _tie(board, known.run_off_of)
    lines = tuple(line for line in board.counted_lines(known) if not board.withdrawn(line))
    if len(lines) < 2:
        raise Invalid("too-few-lines")
    fields = {field: getattr(known, field) for field in e.RoundOpened.__struct_fields__ if field != "round"}
    budget = min(known.budget, len(lines) * known.cap)
    return [
        e.RoundOpened(known.id, **fields | {"lines": lines, "budget": budget, "wanted": min(known.wanted, len(lines))})
    ]


def _frozen(board: Board, command: c.PrepareRound | c.OpenRound) -> dict[str, Any]:
    """The fields of a round that can be voted in as it is now. Raises: `Invalid`, `Unknown`."""
    lines = _lines(board, command)
    if len(lines) < 2:
        raise Invalid("too-few-lines")
    budget = command.budget or default_budget(len(lines))
    if command.cap > budget:
        raise Invalid("cap-over-budget", budget=budget)
    if budget > len(lines) * command.cap:
        raise Invalid("budget-over-lines", limit=len(lines) * command.cap)
    run_off_of = "" if command.practice else command.run_off_of
    wanted = _tie(board, run_off_of)[1].seats if run_off_of else command.wanted
    return {
        "round": command.round,
        "lines": lines,
        "budget": budget,
        "cap": command.cap,
        "wanted": min(wanted, len(lines)),
        "must_spend": command.must_spend,
        "live": command.live,
        "named": command.named,
        "shuffled": command.shuffled,
        "hard_end": command.hard_end,
        "practice": command.practice,
        "run_off_of": run_off_of,
        "groups_only": command.groups_only and not command.practice and not run_off_of,
    }


def _lines(board: Board, command: c.PrepareRound | c.OpenRound) -> tuple[e.Line, ...]:
    if command.practice:
        color = board.columns[0].color
        texts = [checked(text, TITLE_CHARS) for text in command.texts]
        return tuple(e.Line(f"practice-{n}", text, (), color, "") for n, text in enumerate(texts, 1))
    if command.texts:
        raise Invalid("not-practice")
    if command.run_off_of:
        return _tied_lines(board, command)
    for wanted in command.columns:
        column(board, wanted)
    lines = board.lines(command.columns)
    if command.groups_only:
        lines = tuple(line for line in lines if line.id in board.groups)
        if not lines:
            raise Invalid("no-groups")
    if not command.lines:
        return lines
    if not set(command.lines) <= {line.id for line in lines}:
        raise Unknown("unknown-line")
    return tuple(line for line in lines if line.id in command.lines)


def _tied_lines(board: Board, command: c.PrepareRound | c.OpenRound) -> tuple[e.Line, ...]:
    """The lines that a run-off is about, as they were voted on."""
    first, cut = _tie(board, command.run_off_of)
    tied = tuple(line for line in board.counted_lines(first) if line.id in cut.tied and not board.withdrawn(line))
    if command.lines and not set(command.lines) <= {line.id for line in tied}:
        raise Unknown("unknown-line")
    return tied


def _tie(board: Board, round_: str) -> tuple[Round, Cut]:
    """A shown round and its cut, across which there is a tie. Raises: `Unknown` unknown-round, `Invalid` no-tie."""
    found = known_round(board, round_)
    if found.state != "revealed":
        raise Invalid("no-tie")
    cut = found.cut(board.results(found))
    if not cut.tied:
        raise Invalid("no-tie")
    return found, cut


def _place_dots(board: Board, command: c.PlaceDots, actor: Actor, now: int) -> list[e.Event]:
    round_ = board.rounds.get(command.round)
    if round_ is None or round_ is not board.round:
        raise Unknown("unknown-round")
    keys = board.keys(round_)
    name = checked(command.name, NAME_CHARS) if round_.named and clean(command.name) else ""
    placed = round_.place(actor.ballot, actor.tab, command.change, command.dots, keys, name)
    if placed is None:
        return []
    if round_.hard_end and board.timer.ends_at is not None and now > board.timer.ends_at + GRACE_MS:
        raise Invalid("time-is-up")
    held = round_.ballots[actor.ballot].dots if actor.ballot in round_.ballots else {}
    _nothing_on_withdrawn(board, round_, keys, held, placed.dots)
    return [placed]


def _enter_paper(board: Board, command: c.EnterPaper, actor: Actor, now: int) -> list[e.Event]:
    round_ = _with_papers(board, command.round)
    keys = board.keys(round_)
    dots = round_.check_paper(command.dots, keys)
    before = round_.papers.get(command.paper)
    if before == dots:
        return []
    if round_.named:
        raise Invalid("no-paper-by-name")
    if before is None and len(round_.papers) >= PAPERS_PER_ROUND:
        raise OverLimit("too-many-papers", limit=PAPERS_PER_ROUND)
    _nothing_on_withdrawn(board, round_, keys, before or {}, dots)
    return [e.PaperEntered(round_.id, command.paper, dots)]


def _remove_paper(board: Board, command: c.RemovePaper, actor: Actor, now: int) -> list[e.Event]:
    round_ = known_round(board, command.round)
    if command.paper not in round_.papers:
        return []
    _with_papers(board, command.round)
    return [e.PaperRemoved(round_.id, command.paper)]


def _with_papers(board: Board, round_: str) -> Round:
    """A round into which paper ballots can be entered: until its result is shown."""
    found = known_round(board, round_)
    if found.state not in ("open", "paused", "closed") or found.untied:
        raise Invalid("round-not-open")
    return found


def _nothing_on_withdrawn(
    board: Board, round_: Round, keys: Mapping[str, str], held: Mapping[str, int], dots: Mapping[str, int]
) -> None:
    more = {keys[line] for line, count in dots.items() if count > held.get(line, 0)}
    if more and board.gone(round_, {line: key for line, key in keys.items() if key in more}):
        raise Unknown("line-withdrawn")


def _reword_line(board: Board, command: c.RewordLine, actor: Actor, now: int) -> list[e.Event]:
    round_ = known_round(board, command.round)
    line = next((line for line in round_.lines if line.id == command.line), None)
    if line is None or list(board.keys(round_).values()).count(command.line) != 1:
        raise Unknown("unknown-line")  # lines that have come together are called as their group is
    title = checked(command.title, NOTE_CHARS)
    if line.title == title:
        return []
    if not round_.running:
        raise Invalid("round-not-open")
    return [e.LineReworded(round_.id, line.id, title)]


def _pause_round(board: Board, command: c.PauseRound, actor: Actor, now: int) -> list[e.Event]:
    round_ = known_round(board, command.round)
    if (round_.state == "paused") == command.paused:
        return []
    if not round_.running:
        raise Invalid("round-not-open")
    return [e.RoundPaused(round_.id, command.paused)]


def _close_round(board: Board, command: c.CloseRound, actor: Actor, now: int) -> list[e.Event]:
    round_ = known_round(board, command.round)
    if round_.state == "draft":
        raise Invalid("round-not-open")
    return [e.RoundClosed(round_.id)] if round_.running else []


def _reveal_round(board: Board, command: c.RevealRound, actor: Actor, now: int) -> list[e.Event]:
    round_ = board.rounds.get(command.round)
    if round_ is None or round_.state == "draft" or (round_ is not board.round and not round_.shown):
        raise Unknown("unknown-round")
    if round_.running:
        raise Invalid("round-still-open")
    if round_.state == "void":
        raise Invalid("round-void")
    return [e.RoundRevealed(round_.id)] if round_.state == "closed" else []


def _settle_tie(board: Board, command: c.SettleTie, actor: Actor, now: int) -> list[e.Event]:
    round_ = known_round(board, command.round)
    results = board.results(round_)
    cut = round_.cut(results)
    reason = checked(command.reason, NOTE_CHARS) if clean(command.reason) else ""
    taken: tuple[str, ...]
    match command.way:
        case "all":
            taken = cut.tied
        case "breadth":
            taken = _broadest(results, cut.tied, cut.seats)
        case _:
            taken = tuple(line for line in cut.tied if line in command.lines)
    settled = e.TieSettled(round_.id, command.way, cut.tied, taken, reason)
    before = round_.settled
    if before and (before.way, before.tied, before.lines, before.reason) == (command.way, cut.tied, taken, reason):
        return []
    if round_.state != "revealed" or not cut.tied:
        raise Invalid("no-tie")
    if command.way == "decided":
        if not set(command.lines) <= set(cut.tied):
            raise Unknown("unknown-line")
        if len(taken) != cut.seats:
            raise Invalid("wrong-seats", seats=cut.seats)
        if not reason:
            raise Invalid("reason-missing")
    if command.way == "breadth" and len(taken) != cut.seats:
        raise Invalid("still-tied")
    return [settled]


def _broadest(results: list[Result], tied: tuple[str, ...], seats: int) -> tuple[str, ...]:
    """The tied lines that most different people support; all that share the last seat, which may be too many."""
    ordered = sorted((one for one in results if one.line in tied), key=lambda one: -one.supporters)
    least = ordered[seats - 1].supporters if 0 < seats <= len(ordered) else 0
    return tuple(one.line for one in ordered if one.supporters >= least)


def _accept_round(board: Board, command: c.AcceptRound, actor: Actor, now: int) -> list[e.Event]:
    round_ = known_round(board, command.round)
    if round_.state == "accepted":
        return []
    if round_.practice:
        raise Invalid("practice-round")
    if round_.state != "revealed":
        raise Invalid("round-not-revealed")
    if board.chosen(round_) is None:
        raise Invalid("tie-not-settled")
    return _accepted(board, round_)


def _accepted(board: Board, round_: Round) -> list[e.Event]:
    """A round made final, and with it every run-off that was held for its tie: nobody's ballot stays tied to them."""
    chosen = board.chosen(round_)
    merged = {line: key for line, key in board.keys(round_).items() if line != key}
    lines = tuple(line for line in board.counted_lines(round_) if line.id in merged.values())
    accepted: list[e.Event] = [e.RoundAccepted(round_.id, merged, lines)]
    cut = round_.cut(board.results(round_))
    if (
        chosen is not None and cut.tied and board.settled(round_, cut) is None
    ):  # what becomes of the run-off later changes nothing here
        taken = tuple(line for line in chosen if line in cut.tied)
        accepted.insert(0, e.TieSettled(round_.id, "run_off", cut.tied, taken, ""))
    for other in board.rounds.values():
        if other.run_off_of == round_.id and other.state == "revealed":
            accepted += _accepted(board, other)
    return accepted


def _void_round(board: Board, command: c.VoidRound, actor: Actor, now: int) -> list[e.Event]:
    round_ = board.rounds.get(command.round)
    if round_ is None or round_.state == "void":
        return []
    if round_.state == "accepted":
        raise Invalid("round-accepted")
    reason = checked(command.reason, NOTE_CHARS) if clean(command.reason) else ""
    if not reason and round_.state != "draft" and not round_.practice:
        raise Invalid("reason-missing")
    return [e.RoundVoided(round_.id, reason)]


def _untie_ballots(board: Board, command: c.UntieBallots, actor: Actor, now: int) -> list[e.Event]:
    round_ = known_round(board, command.round)
    if round_.untied or round_.state == "draft":
        return []
    closed: list[e.Event] = [e.RoundClosed(round_.id)] if round_.running else []
    return [*closed, e.BallotsUntied(round_.id)]


def _none_running(board: Board) -> None:
    if board.round is not None and board.round.running:
        raise Invalid("round-still-open")


def dots_to_return(board: Board) -> list[e.Event]:
    """What voters get back as their line has left the screens, or come together with another (RULES V12, V13)."""
    round_ = board.round
    if round_ is None or not round_.running or not round_.ballots:
        return []
    keys = board.keys(round_)
    back = round_.to_return(keys, board.gone(round_, keys))
    return [e.DotsReturned(round_.id, back)] if back else []


RULES: dict[type[c.Command], Rule] = {
    c.PrepareRound: _prepare_round,
    c.OpenRound: _open_round,
    c.PlaceDots: _place_dots,
    c.EnterPaper: _enter_paper,
    c.RemovePaper: _remove_paper,
    c.RewordLine: _reword_line,
    c.PauseRound: _pause_round,
    c.CloseRound: _close_round,
    c.RevealRound: _reveal_round,
    c.SettleTie: _settle_tie,
    c.AcceptRound: _accept_round,
    c.VoidRound: _void_round,
    c.UntieBallots: _untie_ballots,
}
