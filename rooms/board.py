"""A room's board: all that is known of one room, as the events so far have made it (`applying.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from rooms import events as e
from rooms.history import Act
from rooms.phases import NOTES_OF_OTHERS_ARE_HIDDEN, Phase
from rooms.texts import Words, title_from
from rooms.things import Action, Earlier, Feedback, Group, Judgement, Message, Note, Same, Timer, WallLook
from rooms.voting import Cut, Result, Round, Settled


class Board(Struct):
    """Everything about one room. Its values are frozen, so that a copy of the dicts is a copy of the board.

    `acts`: what desks did last and can undo; `done`: ids of all that they did last, undoable or not.
    """

    room: str = ""
    workshop: str = ""
    title: Words = {}
    columns: tuple[e.Column, ...] = ()
    steps: tuple[e.Step, ...] = ()
    step: int = 0
    timer: Timer = Timer()
    notes: dict[str, Note] = {}
    groups: dict[str, Group] = {}
    rounds: dict[str, Round] = {}
    posted: int = 0
    posted_by: dict[str, int] = {}
    began_at: int = 0
    step_at: int = 0
    spotlight: str = ""
    wall: WallLook = WallLook()
    message: Message | None = None
    tables: dict[str, int] = {}
    same: dict[str, Same] = {}
    earlier: dict[str, Earlier] = {}
    judgements: dict[str, dict[str, Judgement]] = {}
    talk: dict[str, tuple[str, ...]] = {}
    earlier_by_votes: bool = False
    actions: dict[str, Action] = {}
    started_by: dict[str, int] = {}
    feedback: dict[str, Feedback] = {}
    acts: dict[str, Act] = {}
    done: tuple[str, ...] = ()

    def copy(self) -> Board:
        """A board that can change without changing this one; costs a few microseconds per hundred notes."""
        return replace(
            self,
            notes=dict(self.notes),
            posted_by=dict(self.posted_by),
            groups=dict(self.groups),
            rounds={key: round.copy() for key, round in self.rounds.items()},
            tables=dict(self.tables),
            same=dict(self.same),
            earlier=dict(self.earlier),
            judgements=dict(self.judgements),
            talk=dict(self.talk),
            actions=dict(self.actions),
            started_by=dict(self.started_by),
            feedback=dict(self.feedback),
            acts=dict(self.acts),
        )

    @property
    def phase(self) -> Phase:
        return Phase(self.steps[self.step].phase) if self.steps else Phase.LOBBY

    @property
    def round(self) -> Round | None:
        """The round that matters now: the last one opened."""
        return next((round for round in reversed(self.rounds.values()) if round.state != "draft"), None)

    @property
    def draft(self) -> Round | None:
        """The round that is prepared and not open yet."""
        return next((round for round in reversed(self.rounds.values()) if round.state == "draft"), None)

    @property
    def blind(self) -> bool:
        """Whether people see none but their own notes now (RULES S1)."""
        return self.phase in NOTES_OF_OTHERS_ARE_HIDDEN

    def knows_act(self, act: str) -> bool:
        """Whether a desk did something under this id, as far back as the board remembers (RULES U1, U3)."""
        return act in self.acts or act in self.done

    def unread(self, note: Note) -> bool:
        """Whether none but its author and the desks can read a note now."""
        return self.blind or not note.on_board

    def table(self, table: int) -> list[str]:
        """The participants at a table."""
        return [author for author, at in self.tables.items() if at == table] if table else []

    def knows(self, target: str) -> bool:
        """Whether a note, group, line or action of that id is or was here."""
        lines = (line.id for round_ in self.rounds.values() for line in round_.lines)
        return target in self.notes or target in self.groups or target in self.actions or target in lines

    def may_light(self, target: str) -> bool:
        """Whether this can stand on the wall by itself: nothing that has left the screens (RULES L1)."""
        if target in self.notes:
            return self.notes[target].on_board
        if target in self.groups:
            return any(note.on_board for note in self.members(target))
        thing = self.actions.get(target) or self.earlier.get(target)
        return thing is not None and not thing.removed

    def listed_actions(self) -> list[Action]:
        """The actions that have not been removed, in their order (RULES A8)."""
        return sorted((one for one in self.actions.values() if not one.removed), key=lambda one: one.order)

    def members(self, group: str) -> list[Note]:
        """The notes of a group, hidden ones too, in posting order."""
        return [note for note in self.notes.values() if note.group == group]

    def withdrawn(self, line: e.Line) -> bool:
        """Whether every note of a line that was put to the vote has since been hidden or deleted (RULES V9)."""
        return bool(line.notes) and not any(self.notes[note].on_board for note in line.notes)

    def gone(self, round_: Round, keys: Mapping[str, str]) -> set[str]:
        """Those of these lines of a round that are withdrawn, together with all that they count with."""
        there = {keys[line.id] for line in round_.lines if line.id in keys and not self.withdrawn(line)}
        return {line for line, key in keys.items() if key not in there}

    def keys(self, round_: Round) -> dict[str, str]:
        """Every line of a round to the line that it counts with: lines whose notes have all come into one group since.

        The line that was that group when people voted stands for them, else the first of them (RULES V13, V14).
        """
        if round_.merged is not None:
            return {line.id: round_.merged.get(line.id, line.id) for line in round_.lines}
        if not round_.regrouped:
            return {line.id: line.id for line in round_.lines}
        group_of = {line.id: self._group_of(line) for line in round_.lines}
        stands: dict[str, str] = {}
        for line, group in group_of.items():
            if group and (group not in stands or line == group):
                stands[group] = line
        return {line: stands.get(group, line) for line, group in group_of.items()}

    def _group_of(self, line: e.Line) -> str:
        """The one group that holds every note of a line now, else empty."""
        groups = {self.notes[note].group for note in line.notes if not self.notes[note].deleted}
        return groups.pop() if len(groups) == 1 else ""

    def counted_lines(self, round_: Round) -> list[e.Line]:
        """The lines of a round as they count now; lines that count together are one, called as their group is."""
        keys = self.keys(round_)
        together: dict[str, list[e.Line]] = {}
        for line in round_.lines:
            together.setdefault(keys[line.id], []).append(line)
        by_id = {line.id: line for line in round_.lines}
        found: list[e.Line] = []
        for key in dict.fromkeys(keys.values()):
            line, lines = by_id[key], together[key]
            if len(lines) > 1 and round_.merged is None:
                group = self.groups[self._group_of(line)]
                notes = tuple(note for one in lines for note in one.notes)
                line = replace(line, title=group.title, notes=notes, words_of=group.words_of)
            found.append(round_.merged_lines.get(key, line))
        return found

    def results(self, round_: Round) -> list[Result]:
        """How the lines of a round did, as they count now. Best first."""
        return round_.results(self.keys(round_))

    def settled(self, round_: Round, cut: Cut) -> Settled | None:
        """How a tie was ended, when it is still this tie."""
        settled = round_.settled
        if settled is None or set(settled.tied) != set(cut.tied):
            return None
        return settled if settled.way == "all" or len(settled.lines) == cut.seats else None

    def run_off(self, round_: Round) -> Round | None:
        """The last run-off that was held for a round's tie."""
        return next(
            (
                one
                for one in reversed(self.rounds.values())
                if one.run_off_of == round_.id and one.state not in ("draft", "void")
            ),
            None,
        )

    def chosen(self, round_: Round) -> tuple[str, ...] | None:
        """The lines that a shown round chose, best first; None while a tie across the cut is open (RULES V15)."""
        cut = round_.cut(self.results(round_))
        if not cut.tied:
            return cut.above
        if settled := self.settled(round_, cut):
            return cut.above + settled.lines
        run_off = self.run_off(round_)
        if run_off is None or not run_off.shown:
            return None
        taken = self.chosen(run_off)
        if taken is None or len(taken) != cut.seats or not set(cut.tied).issuperset(taken):
            return None
        return cut.above + taken

    def screen_title(self, line: e.Line) -> str:
        """A line's wording as voted on, but in nobody's words that have left the board since (RULES S3, V9).

        Then it is in those of its first note still there; empty once the line is withdrawn, and while people may not
        read what that note says by now (RULES S1).
        """
        if self.withdrawn(line):
            return ""
        if not line.words_of or self.notes[line.words_of].on_board:
            return line.title
        shown = [note for note in map(self.notes.__getitem__, line.notes) if note.on_board]
        return "" if self.blind else title_from(shown[0].text)

    def screen_lines(self, round_: Round) -> list[e.Line]:
        """The lines of a round as they count now, in the words that screens may show.

        Lines that count together are called as they were voted on while people may not read what their group is called
        by: its note may say by now what nobody has read (RULES S1).
        """
        lines = self.counted_lines(round_)
        if self.blind and round_.merged is None:
            voted = {line.id: line for line in round_.lines}
            lines = [
                replace(line, title=voted[line.id].title, words_of=voted[line.id].words_of) if line.words_of else line
                for line in lines
            ]
        return [replace(line, title=self.screen_title(line)) for line in lines]

    def lines(self, columns: Iterable[str] = ()) -> tuple[e.Line, ...]:
        """What could be voted on now, in board order: groups and ungrouped notes of these columns (none: all).

        Board order: by column, then by `order`; of a note and a group with the same, the note comes first (RULES V1).
        """
        wanted = set(columns) or {column.id for column in self.columns}
        alone: dict[str, list[Note]] = {}
        grouped: dict[str, list[Note]] = {}
        for note in self.notes.values():
            if note.on_board and note.group:
                grouped.setdefault(note.group, []).append(note)
            elif note.on_board:
                alone.setdefault(note.column, []).append(note)
        lines: list[e.Line] = []
        for column in self.columns:
            if column.id not in wanted:
                continue
            found = [
                (note.order, e.Line(note.id, note.text, (note.id,), column.color, note.lang, note.id))
                for note in alone.get(column.id, ())
            ]
            for id_, members in grouped.items():
                if (group := self.groups[id_]).column == column.id:
                    ids = tuple(note.id for note in members)
                    line = e.Line(id_, group.title, ids, column.color, members[0].lang, group.words_of)
                    found.append((group.order, line))
            lines += [line for _, line in sorted(found, key=lambda item: item[0])]
        return tuple(lines)


def same_key(a: str, b: str) -> str:
    """What two notes that may be the same are known by, whichever was named first."""
    return f"{min(a, b)} {max(a, b)}"
