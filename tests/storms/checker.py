"""Hold a history to the promises: every sentence that comes out is one that was broken.

Nothing here asks the rules of the room what is allowed. Effects are looked for in the log, dots are added up anew, and
only what a board looks like to an audience is worked out with `rooms.views`, to compare it with what screens have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

import msgspec

from rooms import events as e
from rooms import own, views
from rooms.applying import apply
from rooms.board import Board
from rooms.phases import NOTES_OF_OTHERS_ARE_HIDDEN
from rooms.views import Audience
from server.access import pseudonym
from server.rehearse.mirror import keyed
from tests.rooms.seen_board import over_the_wire
from tests.storms.history import Answered, Asked, Ended, Entry, History, Life, Plain, Saw, Told

_packed = msgspec.json.Encoder(order="deterministic").encode


def digest(plain: Plain) -> bytes:
    """Equal for equal boards, whatever the order of their keys. `plain`: as a client gets it."""
    return blake2b(_packed(plain), digest_size=12).digest()


def violations(history: History) -> list[str]:
    """What was broken, a sentence each; empty when every promise was kept."""
    chronicles = {life.epoch: Chronicle(life, history.keys) for life in history.lives}
    if not chronicles:
        return ["there is no log"]
    found = [f"epoch {epoch}: {what}" for epoch, one in chronicles.items() for what in one.wrong]
    found += _answers(history, chronicles)
    found += _sights(history, chronicles)
    found += _leaks(history, chronicles)
    found += _ends(history, chronicles)
    return found


class Chronicle:
    """One life of the log, read once: where each effect stands, what the board was, what was secret how long."""

    def __init__(self, life: Life, keys: dict[str, bytes]) -> None:
        self.life = life
        self.keys = keys
        self.last = len(life.entries)
        self.effects: dict[tuple[Any, ...], int] = {}
        self.dots_of_wish: dict[tuple[str, str, int], e.DotsPlaced] = {}
        self.held_before: dict[tuple[str, str, int], Mapping[str, int]] = {}
        self.public_from: dict[str, int] = {}
        self.shown_from: dict[str, int] = {}
        self.authors: dict[str, str] = {}
        self.ids: set[str] = set()
        self.boards: dict[int, Board] = {}
        self.wrong = list(self._read())

    def board(self, seq: int) -> Board:
        """The board as it stood at `seq`."""
        return self.boards[seq]

    def _read(self) -> Iterator[str]:
        for what, times in Counter(entry.id for entry in self.life.entries).items():
            if times > 1:
                yield f"entry {what} stands {times} times in the log"
        board, count = Board(), Count()
        for place, entry in enumerate(self.life.entries, 1):
            if entry.seq != place:
                yield f"the log has entry {entry.seq} in place {place}"
            for event in entry.events:
                for effect in effects(event):
                    if effect in self.effects:
                        yield f"{effect} happened at {self.effects[effect]} and again at {place}"
                    self.effects.setdefault(effect, place)
                self._note(board, event, place)
                yield from (f"at {place}: {what}" for what in count.take(event))
                apply(board, event)
                yield from (f"at {place}: {what}" for what in count.compared(board, event))
                self._publish(board, place)
            self.boards[place] = board.copy()

    def _note(self, board: Board, event: e.Event, place: int) -> None:
        match event:
            case e.NotePosted():
                self.authors[event.text] = event.author
                self.ids |= {event.author} - {""}
            case e.NoteEdited() if event.note in board.notes:
                self.authors[event.text] = board.notes[event.note].author
            case e.DotsPlaced():
                wish = event.ballot, event.tab, event.change
                self.dots_of_wish[wish] = event
                held = board.rounds[event.round].ballots.get(event.ballot)
                self.held_before[wish] = held.dots if held else {}
                self.ids |= {event.ballot, event.tab}
            case e.RoundOpened() if event.live:
                self.shown_from.setdefault(event.round, place)
            case e.RoundRevealed():
                self.shown_from.setdefault(event.round, place)
            case _:
                pass

    def _publish(self, board: Board, place: int) -> None:
        if board.phase not in NOTES_OF_OTHERS_ARE_HIDDEN:
            for note in board.notes.values():
                if note.on_board:
                    self.public_from.setdefault(note.text, place)


class Count:
    """Dots added up from the events alone, with budgets and caps, and without a look at how the board does it."""

    def __init__(self) -> None:
        self.rounds: dict[str, e.RoundOpened] = {}
        self.dots: dict[str, dict[str, Counter[str]]] = {}
        self.unsure: set[str] = set()  # rounds whose result is more than a sum

    def take(self, event: e.Event) -> Iterator[str]:
        match event:
            case e.RoundOpened():
                self.rounds[event.round] = event
                self.dots[event.round] = {}
            case e.DotsPlaced():
                held = self.dots[event.round].setdefault(event.ballot, Counter())
                for line, dots in event.dots.items():
                    held[line] = dots
                yield from self._limits(event.round, held, "a ballot")
            case e.DotsReturned():
                if self.rounds[event.round].must_spend:
                    self.unsure.add(event.round)  # a ballot whose dots went back still counts (RULES V11)
                for ballot, back in event.ballots.items():
                    self.dots[event.round][ballot].subtract(back)
                    if min(self.dots[event.round][ballot].values()) < 0:
                        yield "more dots went back than were there"
            case e.PaperEntered():
                held = Counter(event.dots)
                self.dots[event.round][f"paper {event.paper}"] = held
                yield from self._limits(event.round, held, "a paper ballot")
            case e.PaperRemoved():
                self.dots[event.round].pop(f"paper {event.paper}", None)
            case e.NotesGrouped() | e.NotesUngrouped() | e.NotesMoved() | e.ActUndone() | e.ActRedone():
                self.unsure |= self.rounds.keys()  # lines may count together from here on

    def compared(self, board: Board, event: e.Event) -> Iterator[str]:
        """When a result is shown, every line has the dots that were given to it."""
        if not isinstance(event, e.RoundRevealed):
            return
        round_ = board.rounds[event.round]
        given: Counter[str] = Counter()
        for ballot in self.dots[event.round].values():
            if not round_.must_spend or ballot.total() == round_.budget:
                given.update(ballot)
        counted = {result.line: result.dots for result in board.results(round_)}
        if event.round not in self.unsure and +given != +Counter(counted):
            yield f"the result of {event.round} is {dict(+Counter(counted))}, and given were {dict(+given)}"

    def _limits(self, round_: str, held: Counter[str], whose: str) -> Iterator[str]:
        opened = self.rounds[round_]
        if held.total() > opened.budget:
            yield f"{whose} of {round_} holds {held.total()} dots, more than its budget of {opened.budget}"
        if max(held.values(), default=0) > opened.cap:
            yield f"{whose} of {round_} has {max(held.values())} dots on one line, more than the cap of {opened.cap}"


def effects(event: e.Event) -> Iterator[tuple[Any, ...]]:
    """Names of what an event did and nobody may do twice; `wanted` names the same for a wish."""
    match event:
        case e.NotePosted():
            yield "post", event.note
        case e.NoteEdited():
            yield "edit", event.note, event.text
        case e.NoteDeleted():
            yield "delete", event.note
        case e.DotsPlaced():
            yield "dots", event.round, event.ballot, event.tab, event.change
        case e.RoundOpened():
            yield "open", event.round
        case e.RoundClosed():
            yield "close", event.round
        case e.RoundRevealed():
            yield "reveal", event.round
        case e.ActDone():
            yield "act", event.act


def wanted(command: Plain, participant: str, keys: dict[str, bytes]) -> tuple[Any, ...] | None:
    """The effect that a wish has when it is done; None: it is not to be told from others'."""
    match command:
        case {"kind": "PostNote", "note": note}:
            return "post", note
        case {"kind": "EditNote", "note": note, "text": text}:
            return "edit", note, text
        case {"kind": "DeleteNote", "note": note}:
            return "delete", note
        case {"kind": "PlaceDots", "round": round_, "tab": tab, "change": change}:
            key = keys.get(round_, b"")
            return "dots", round_, pseudonym(key, participant), pseudonym(key, f"tab {tab}"), change
        case {"act": act}:
            return "act", act
    return None


SURE = ("post", "edit", "delete", "dots")
"""Effects that an acknowledged wish must have. An act has one only where it changed something."""

LATER_WISHES = {
    "unknown-note",
    "note-hidden",
    "note-changed",
    "unknown-round",
    "wrong-phase",
    "phase-changed",
    "overtaken",
}
"""Codes with which a copy may be refused whose first answer was lost, because somebody went on from there."""


def _wished(asked: Asked, history: History) -> tuple[Any, ...] | None:
    return wanted(asked.command, history.screens[asked.screen].participant, history.keys)


def _answers(history: History, chronicles: dict[int, Chronicle]) -> Iterator[str]:
    """Nothing acknowledged is missing, nothing refused is there, and wishes took effect in their order."""
    wishes: dict[int, Asked] = {}
    floors: dict[int, dict[int, int]] = {}  # wish → epoch → what was acknowledged to anybody before it was wished
    acknowledged: dict[int, int] = {}
    seen: dict[int, int] = {}
    refused_copies: set[int] = set()
    for record in history.records:
        if isinstance(record, Asked):
            wishes[record.wish] = record
            floors[record.wish] = dict(acknowledged)
        elif isinstance(record, Answered):
            chronicle = chronicles.get(record.epoch)
            if chronicle is None:
                yield f"{record.screen} was answered in epoch {record.epoch}, which the log never had"
                continue
            if record.code and record.sent > 1:
                refused_copies.add(record.wish)
            if not record.code:
                acknowledged[record.epoch] = max(acknowledged.get(record.epoch, 0), record.seq)
            known = max(acknowledged.get(record.epoch, 0), seen.get(record.epoch, 0))
            yield from _answer(record, wishes[record.wish], history, chronicle, known)
        elif isinstance(record, Saw):
            seen[record.epoch] = max(seen.get(record.epoch, 0), record.seq)
    # What was undone by a restored log may be wished again: then it is not known which of the wishes took effect.
    times = Counter(_wished(asked, history) for asked in wishes.values())
    for epoch, chronicle in chronicles.items():
        reached: dict[str, int] = {}
        for wish, asked in wishes.items():
            effect = _wished(asked, history)
            place = chronicle.effects.get(effect) if effect and times[effect] == 1 else None
            if place is None or _was_lost(effect, epoch, chronicles):
                continue  # what is put back after a loss has no order with what came meanwhile
            if wish in refused_copies:
                continue  # nobody remembers refusals: its first copy may come later, and be done then
            if place < reached.get(asked.screen, 0):
                yield f"{asked.screen} wished {asked.command['kind']} later, and it happened before an earlier wish"
            reached[asked.screen] = place
            if place <= floors[wish].get(epoch, 0):
                yield f"{effect} stands at {place}, before what was acknowledged when it was wished"


def _was_lost(effect: tuple[Any, ...] | None, epoch: int, chronicles: dict[int, Chronicle]) -> bool:
    """Whether an earlier life of the log had this, and the one after it did not."""
    earlier = [one for one in chronicles.values() if one.life.epoch < epoch and one.life.kept is not None]
    return any(effect in one.effects and one.effects[effect] > (one.life.kept or 0) for one in earlier if effect)


def _answer(answered: Answered, asked: Asked, history: History, chronicle: Chronicle, known: int) -> Iterator[str]:
    """`known`: the last entry that anybody had been told of when this answer came."""
    effect = _wished(asked, history)
    place = chronicle.effects.get(effect) if effect else None
    who = f"{asked.screen}: {asked.command['kind']}"
    if answered.code:
        # A copy on another line may come when what stood in its way is gone; then it is done after all.
        late = answered.sent > 1 and place is not None and place > known
        if place is not None and answered.code not in LATER_WISHES and not late:
            yield f"{who} was refused as {answered.code}, and stands at {place}"
        return
    if answered.seq > chronicle.last:
        yield f"{who} was acknowledged at {answered.seq}, and the log ends at {chronicle.last}"
    if effect and effect[0] in SURE and place is None:
        yield f"{who} was acknowledged at {answered.seq} and is not in the log: {effect}"
    for kind, effect_of_many in (("OpenRound", "open"), ("RevealRound", "reveal")):
        if asked.command["kind"] == kind and (effect_of_many, asked.command["round"]) not in chronicle.effects:
            yield f"{who} was acknowledged at {answered.seq}, and it did not happen"
    if place is not None and place > answered.seq:
        yield f"{who} was acknowledged at {answered.seq}, before it stood at {place}"
    if effect and place and effect[0] == "dots":
        placed = chronicle.dots_of_wish[effect[2:]]
        regrouped = chronicle.board(place).rounds[placed.round].regrouped
        held = chronicle.held_before[effect[2:]]
        wish = {line: dots for line, dots in asked.command["dots"].items() if dots or held.get(line)}  # RULES V5
        if not regrouped and placed.dots != wish:
            yield f"{who} asked for {asked.command['dots']} and was given {placed.dots}"


def _sights(history: History, chronicles: dict[int, Chronicle]) -> Iterator[str]:
    """Every screen goes from seq to seq without a hole, and has at each the board that the log makes."""
    at: dict[str, Saw] = {}
    truths: dict[tuple[int, int, str], bytes] = {}
    for saw in history.records:
        if not isinstance(saw, Saw):
            continue
        before = at.get(saw.screen)
        at[saw.screen] = saw
        chronicle = chronicles.get(saw.epoch)
        who = f"{saw.screen} ({history.screens[saw.screen].audience})"
        if chronicle is None or saw.seq > chronicle.last:
            yield f"{who} saw {saw.seq} of epoch {saw.epoch}, which the log never held"
            continue
        # On another line, so perhaps on another node, one may find it a little behind.
        if before is not None and before.line == saw.line and (saw.epoch, saw.seq) < (before.epoch, before.seq):
            yield f"{who} went back from {before.seq} of {before.epoch} to {saw.seq} of {saw.epoch}"
        if before is not None and before.epoch == saw.epoch:
            if saw.after is not None and saw.after != before.seq:
                yield f"{who} stood at {before.seq} and heard what comes after {saw.after}: a hole"
        elif saw.after is not None:
            yield f"{who} heard what comes after {saw.after} of epoch {saw.epoch} without a board of it"
        if saw.digest is not None:
            audience = history.screens[saw.screen].audience
            key = (saw.epoch, saw.seq, audience)
            if key not in truths:
                truths[key] = truth(chronicle.board(saw.seq), audience)
            if saw.digest != truths[key]:
                yield f"{who} has another board at {saw.seq} than the log makes"


def truth(board: Board, audience: str) -> bytes:
    """The digest of what an audience should have of a board."""
    return digest(keyed(over_the_wire(views.snapshot(board, Audience(audience)))))


def own_truth(board: Board, participant: str, keys: dict[str, bytes]) -> bytes:
    """The digest of what a participant should have of their own."""
    round_ = board.round
    key = keys.get(round_.id) if round_ is not None and not round_.untied else None
    return digest(own_plain(over_the_wire(own.yours(board, participant, pseudonym(key, participant) if key else ""))))


def own_plain(yours: Plain) -> Plain:
    """What is one's own, with notes by id, and without the notice that dots came back."""
    ballot = yours.get("ballot")
    kept = {key: count for key, count in ballot.items() if key != "returned"} if ballot else None
    return yours | {"notes": {note["id"]: note for note in yours["notes"]}, "ballot": kept}


def _leaks(history: History, chronicles: dict[int, Chronicle]) -> Iterator[str]:
    """Blind is blind: no text before it is everybody's, no count before it is shown, nobody's id ever."""
    epochs = sorted(chronicles)
    authors = {text: author for one in chronicles.values() for text, author in one.authors.items()}
    ids = {id_ for one in chronicles.values() for id_ in one.ids}
    for record in history.records:
        if not isinstance(record, Saw | Told):
            continue
        screen = history.screens[record.screen]
        who = f"{screen.name} ({screen.audience})"
        if told := ids & record.texts:
            yield f"{who} was told the ids {sorted(told)}"
        if screen.audience != "desk":
            foreign = {text for text in record.texts & authors.keys() if authors[text] != (screen.participant or None)}
            if isinstance(record, Told) and foreign:
                yield f"{who} was told as its own what others wrote: {sorted(foreign)}"
            elif isinstance(record, Saw):
                until = [chronicles[epoch] for epoch in epochs if epoch <= record.epoch]
                yield from (
                    f"{who} read at {record.seq} what was not shown yet: {text}"
                    for text in sorted(foreign)
                    if not any(_public(one, text, record) for one in until)
                )
        if isinstance(record, Saw):
            until = [chronicles[epoch] for epoch in epochs if epoch <= record.epoch]
            for round_ in sorted(record.counted):
                if not any(_shown(one, round_, record) for one in until):
                    yield f"{who} saw at {record.seq} the counts of {round_}, which was blind"


def _public(chronicle: Chronicle, text: str, saw: Saw) -> bool:
    since = chronicle.public_from.get(text)
    return since is not None and (since <= saw.seq or chronicle.life.epoch < saw.epoch)


def _shown(chronicle: Chronicle, round_: str, saw: Saw) -> bool:
    since = chronicle.shown_from.get(round_)
    return since is not None and (since <= saw.seq or chronicle.life.epoch < saw.epoch)


def _ends(history: History, chronicles: dict[int, Chronicle]) -> Iterator[str]:
    """When all is calm, every screen stands at the end of the log, with its board and with what is its own."""
    last = chronicles[history.lives[-1].epoch]
    ended = {record.screen: record for record in history.records if isinstance(record, Ended)}
    for name, screen in history.screens.items():
        end = ended.get(name)
        if end is None:
            yield f"{name} ({screen.audience}) did not come to the end"
            continue
        if (end.epoch, end.seq) != (last.life.epoch, last.last):
            yield f"{name} ended at {end.seq} of {end.epoch}, the log at {last.last} of {last.life.epoch}"
            continue
        board = last.board(last.last)
        if end.digest != truth(board, screen.audience):
            yield f"{name} ({screen.audience}) ended with another board than the log makes"
        if end.own is not None and end.own != own_truth(board, screen.participant, history.keys):
            yield f"{name} ended with something else as its own than the log has"


def lives_of(epoch: int, entries: Iterable[Iterable[e.Event]]) -> Life:
    """A life of the log of these entries, for histories made by hand."""
    return Life(epoch, [Entry(seq, f"entry-{seq}", tuple(events)) for seq, events in enumerate(entries, 1)])
