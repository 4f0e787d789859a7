"""What the server said yes to, person by person, and what an export should hold after it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rooms.texts import clean
from server.export.model import ResultPart, RoomPart, RoundPart
from server.rehearse.mirror import Seen

T = TypeVar("T")
Fields = dict[tuple[str, str], tuple[int, str]]


class Ledger:
    """One person's acknowledged wishes, as they stand. A desk has one, too, for what it enters."""

    def __init__(self) -> None:
        self.notes: dict[str, tuple[str, str, str]] = {}
        self.ballots: dict[str, dict[str, int]] = {}
        self.names: dict[str, str] = {}
        self.rounds: dict[str, bool] = {}
        self.papers: dict[str, dict[str, dict[str, int]]] = {}
        self.earlier: dict[str, str] = {}
        self.verdicts: dict[str, tuple[str, str]] = {}
        self.talk: tuple[str, ...] = ()
        self.actions: Fields = {}
        self.accepted: set[str] = set()
        self.taking_part: dict[str, str] = {}
        self.objections: dict[str, str] = {}
        self.feedback: tuple[int, str] | None = None

    def done(self, command: Seen, seq: int) -> None:
        """Take in a command that was acknowledged with this seq; what leaves nothing in an export is passed over."""
        match command["kind"]:
            case "PostNote":
                self.notes[command["note"]] = command["column"], clean(command["text"]), command["lang"]
            case "EditNote":
                column, _, lang = self.notes[command["note"]]
                self.notes[command["note"]] = column, clean(command["text"]), lang
            case "DeleteNote":
                del self.notes[command["note"]]
            case "PlaceDots":
                held = self.ballots.get(command["round"], {}) | command["dots"]
                self.ballots[command["round"]] = {line: dots for line, dots in held.items() if dots}
                self.names[command["round"]] = command.get("name", "")
            case "OpenRound":
                self.rounds[command["round"]] = command.get("practice", False)
            case "EnterPaper":
                self.papers.setdefault(command["round"], {})[command["paper"]] = command["dots"]
            case "SetEarlier":
                self.earlier[command["earlier"]] = clean(command["what"])
            case "JudgeEarlier":
                self.verdicts[command["earlier"]] = command["verdict"], clean(command["comment"])
            case "TalkAbout":
                self.talk = tuple(command["earlier"])
            case "StartAction":
                self.actions[command["action"], "what"] = seq, clean(command["what"])
            case "EditAction":
                self.actions[command["action"], command["field"]] = seq, clean(command["text"])
            case "AcceptAction":
                self.accepted.add(command["action"])
            case "TakePart":
                self.taking_part[command["action"]] = clean(command["name"])
            case "ObjectTo":
                self.objections[command["action"]] = clean(command["text"])
            case "GiveFeedback":
                self.feedback = command["score"], clean(command["text"])


def unlike(ledgers: Iterable[Ledger], room: RoomPart, *, alone: bool) -> list[str]:
    """One plain line for everything in an export that is not as it was acknowledged. `alone`: nobody else was there."""
    ledgers = list(ledgers)
    return [
        *_notes(ledgers, room, alone),
        *_rounds(ledgers, room),
        *_earlier(ledgers, room, alone),
        *_actions(ledgers, room, alone),
        *_feedback(ledgers, room, alone),
    ]


def _notes(ledgers: list[Ledger], room: RoomPart, alone: bool) -> Iterator[str]:
    held = {note.id: (note.column, note.text, note.lang) for note in room.notes}
    if len(held) != len(room.notes):
        yield "a note is there twice"
    asked = {id_: note for ledger in ledgers for id_, note in ledger.notes.items()}
    for id_, note in asked.items():
        if id_ not in held:
            yield f"a note is missing: “{note[1]}”"
        elif held[id_] != note:
            yield f"a note is {held[id_]} and was sent as {note}"
    if alone:
        yield from (f"nobody sent this note: “{held[id_][1]}”" for id_ in held.keys() - asked.keys())


def _rounds(ledgers: list[Ledger], room: RoomPart) -> Iterator[str]:
    held = {round_.id for round_ in room.rounds}
    for id_, practice in ((id_, practice) for ledger in ledgers for id_, practice in ledger.rounds.items()):
        if practice and id_ in held:
            yield "a practice vote is told"
        if not practice and id_ not in held:
            yield "a vote is missing"
    for round_ in room.rounds:
        given = [(ledger.ballots.get(round_.id, {}), ledger.names.get(round_.id, "")) for ledger in ledgers]
        given += [(dots, "") for ledger in ledgers for dots in ledger.papers.get(round_.id, {}).values()]
        whole = round_.budget if round_.must_spend else 1
        counting = [(dots, name) for dots, name in given if sum(dots.values()) >= whole]
        if not counting or round_.results is None:
            continue
        dots = sum(sum(ballot.values()) for ballot, _ in given)
        if (round_.ballots, round_.dots) != (len(counting), dots):
            yield f"a vote has {round_.ballots} ballots and {round_.dots} dots, not {len(counting)} and {dots}"
        yield from _counts(round_, counting)


def _counts(round_: RoundPart, ballots: list[tuple[dict[str, int], str]]) -> Iterator[str]:
    for first in round_.first_counts or ():
        on_it = [ballot[first.line] for ballot, _ in ballots if first.line in ballot]
        if (first.dots, first.supporters) != (sum(on_it), len(on_it)):
            yield f"a line was first counted with {first.dots} dots, and was given {sum(on_it)}"
    for result in round_.results or ():
        by_voter = [(sum(ballot.get(line, 0) for line in result.merged), name) for ballot, name in ballots]
        due = [(min(dots, round_.cap), name) for dots, name in by_voter if dots]
        if (result.dots, result.supporters) != (sum(dots for dots, _ in due), len(due)):
            yield f"“{result.title}” has {result.dots} dots of {result.supporters} people, not as they were given"
        if result.names is not None and sorted(result.names) != sorted(name for _, name in due):
            yield f"“{result.title}” does not name those who voted for it"
    if _ranks(round_.results or ()) != [result.rank for result in round_.results or ()]:
        yield "the ranks of a vote do not follow from its dots"


def _ranks(results: Iterable[ResultPart]) -> list[int]:
    dots = [result.dots for result in results]
    return [1 + sum(more > mine for more in dots) for mine in dots]


def _earlier(ledgers: list[Ledger], room: RoomPart, alone: bool) -> Iterator[str]:
    held = {one.id: one.what for one in room.earlier}
    for id_, what in ((id_, what) for ledger in ledgers for id_, what in ledger.earlier.items()):
        if held.get(id_) != what:
            yield f"last year’s action “{what}” is missing"
    for one in room.earlier:
        judged = [ledger.verdicts[one.id] for ledger in ledgers if one.id in ledger.verdicts]
        verdicts = Counter(verdict for verdict, _ in judged)
        talk = sum(one.id in ledger.talk for ledger in ledgers)
        comments = Counter(comment for _, comment in judged if comment)
        if _less(Counter(one.verdicts), verdicts, alone) or _less(Counter(one.comments), comments, alone):
            yield f"“{one.what}” was not judged as it is told"
        if one.talk < talk or (alone and one.talk != talk):
            yield f"“{one.what}” has {one.talk} dots “talk about this”, and was given {talk}"


def _actions(ledgers: list[Ledger], room: RoomPart, alone: bool) -> Iterator[str]:
    held = {action.id: action for action in room.actions}
    due: Fields = {}
    for ledger in ledgers:
        for key, told in ledger.actions.items():
            due[key] = max(due.get(key, told), told)
    for (id_, field), (_, text) in due.items():
        if id_ not in held:
            yield f"an action is missing, with its {field}: “{text}”"
        elif getattr(held[id_], field) != text:
            yield f"an action’s {field} reads “{getattr(held[id_], field)}” and was sent as “{text}”"
    for id_, action in held.items():
        parts = Counter(ledger.taking_part[id_] for ledger in ledgers if ledger.taking_part.get(id_))
        objections = Counter(ledger.objections[id_] for ledger in ledgers if ledger.objections.get(id_))
        if _less(Counter(action.taking_part), parts, alone):
            yield f"“{action.what}”: those who take part are not those who said so"
        if _less(Counter(action.objections), objections, alone):
            yield f"“{action.what}”: the objections are not those that were made"
        if not action.accepted and any(id_ in ledger.accepted for ledger in ledgers):
            yield f"“{action.what}” was accepted, and is not"
    if alone and (more := held.keys() - {id_ for id_, _ in due}):
        yield f"{len(more)} actions are there that nobody began"


def _feedback(ledgers: list[Ledger], room: RoomPart, alone: bool) -> Iterator[str]:
    given = [ledger.feedback for ledger in ledgers if ledger.feedback]
    scores = Counter(score for score, _ in given)
    held = Counter({score: people for score, people in enumerate(room.feedback.scores, 1) if people})
    texts = Counter(text for _, text in given if text)
    if _less(held, scores, alone) or _less(Counter(room.feedback.texts), texts, alone):
        yield "the answers to the closing question are not those that were given"


def _less(held: Counter[T], due: Counter[T], alone: bool) -> bool:
    """Whether something is missing; among strangers more may be there, alone it may not."""
    return held != due if alone else not due <= held
