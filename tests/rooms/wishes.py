"""What people might ask of a room as it stands: every command, mostly sensible, at times absurd."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from random import Random

from rooms import commands as c
from rooms.board import Board
from rooms.phases import Phase
from rooms.room import Actor
from rooms.things import ACTION_FIELDS, STATUSES, VERDICTS, Origin
from tests.rooms.making import COLUMNS, DESK, NOON, SERVER, STEP, participant

PEOPLE = [participant(name, tab) for name in ("aino", "bine", "cilla", "dagny") for tab in ("tab1", "tab2")]
NAMES = {actor.id: f"{actor.id.removeprefix('author-').title()} Oy" for actor in PEOPLE}

Wish = tuple[Actor, c.Command]


class Wishes:
    """Makes wishes for one room. `random` decides; the room's board makes them sensible."""

    def __init__(self, board: Callable[[], Board]) -> None:
        self._board = board
        self._count = 0
        self._changes: Counter[tuple[str, str]] = Counter()
        self.random = Random(0)

    def wish(self, kind: type[c.Command], random: Random) -> Wish:
        """Somebody's wish for this kind of command."""
        self.random = random
        self._count += 1
        actor, command = getattr(self, re.sub("(?=[A-Z])", "_", kind.__name__).lower())()
        if actor is DESK and kind not in (c.Undo, c.Redo) and random.random() < 0.8:
            command = _with_act(command, f"act-{self._count}")
        return actor, command

    def about_a_group(self, random: Random) -> Wish:
        """A wish about what one of the groups is called by: what its notes say, and which of them is first."""
        kinds: list[type[c.Command]] = [*[c.EditNote] * 3, c.HideNotes, c.DeleteNote, c.Undo, c.Redo]
        kind = random.choice(kinds)
        group = next(reversed(self.board.groups), "")
        members = self.board.members(group) if group else []
        if kind in (c.Undo, c.Redo) or not members:
            return self.wish(kind, random)
        self._count += 1
        note = random.choice(members)
        author = next((actor for actor in PEOPLE if actor.id == note.author), DESK)
        if kind is c.HideNotes:
            hide_or_show = c.ShowNotes if note.hidden else c.HideNotes
            return DESK, hide_or_show((note.id,), act=f"act-{self._count}")
        if kind is c.DeleteNote:
            return author, c.DeleteNote(note.id)
        act = f"act-{self._count}" if author is DESK else ""
        return author, c.EditNote(note.id, self._words(), note.version, act=act)

    # What wishes name

    @property
    def board(self) -> Board:
        return self._board()

    def _words(self, what: str = "words") -> str:
        return f"{what} {self._count}."  # the full stop, so that no text is the beginning of another

    def _somebody(self) -> Actor:
        return self.random.choice([*PEOPLE, *PEOPLE, DESK])

    def _person(self) -> Actor:
        return self.random.choice(PEOPLE)

    def _one(self, things: object, none: str = "nothing") -> str:
        known = list(things)  # type: ignore[call-overload]
        found: str = self.random.choice(known) if known and self.random.random() < 0.95 else none
        return found

    def _note(self) -> str:
        return self._one(self.board.notes)

    def _notes(self) -> tuple[str, ...]:
        """Some notes, those of a group, or those of a line."""
        notes = [self._note() for _ in range(self.random.randint(1, 4))]
        note = self.board.notes.get(notes[0])
        if note and note.group and self.random.random() < 0.4:
            return tuple(member.id for member in self.board.members(note.group))
        if (round_ := self.board.round) and self.random.random() < (0.8 if round_.running else 0.2):
            lines = self.random.choices(round_.lines, k=self.random.randint(1, 2))
            return tuple(id_ for line in lines for id_ in line.notes) or tuple(notes)
        return tuple(notes)

    def _group(self) -> str:
        return f"group-{self.random.randint(1, 4)}"

    def _column(self) -> str:
        return self._one([column.id for column in COLUMNS])

    def _author(self, note: str) -> Actor:
        found = self.board.notes.get(note)
        author = next((actor for actor in PEOPLE if found and actor.id == found.author), DESK)
        return self.random.choice([author, author, author, self._somebody()])

    def _round(self) -> str:
        now = [self.board.round.id] * 20 if self.board.round else []
        return self._one([*now, *self.board.rounds])

    def _lines(self, round_: str) -> list[str]:
        known = self.board.rounds.get(round_)
        return [line.id for line in known.lines] if known else ["nothing"]

    def _dots(self, round_: str) -> dict[str, int]:
        lines = self._lines(round_)
        pairs = range(self.random.choice([1, 1, 1, 2, 3]))
        return {self._one(lines): self.random.choice([0, 1, 1, 1, 1, 2, 3]) for _ in pairs}

    def _action(self) -> str:
        return self._one(self.board.actions)

    def _earlier(self) -> str:
        return self._one(self.board.earlier)

    # One for every command

    def _post_note(self) -> Wish:
        return self._somebody(), c.PostNote(f"note-{self.random.randint(1, 30)}", self._column(), self._words())

    def _edit_note(self) -> Wish:
        note = self._note()
        known = self.board.notes.get(note)
        version = (known.version if known else 1) - self.random.choice([0, 0, 0, 0, 1])
        return self._author(note), c.EditNote(note, self._words(), max(0, version))

    def _delete_note(self) -> Wish:
        note = self._note()
        return self._author(note), c.DeleteNote(note)

    def _hide_notes(self) -> Wish:
        return DESK, c.HideNotes(self._notes())

    def _show_notes(self) -> Wish:
        hidden = [note.id for note in self.board.notes.values() if note.hidden]
        return DESK, c.ShowNotes((self._one(hidden), *self._notes()) if self.random.random() < 0.3 else self._notes())

    def _group_notes(self) -> Wish:
        title = self.random.choice(["", "", "", self._words("title"), "a title again"])
        return DESK, c.GroupNotes(self._group(), self._notes(), title, forced=self.random.random() < 0.5)

    def _form_groups(self) -> Wish:
        notes = {*self._notes(), *self._notes(), *(self._note() for _ in range(3))}
        return DESK, c.FormGroups({note: self._group() for note in sorted(notes)})

    def _ungroup_notes(self) -> Wish:
        return DESK, c.UngroupNotes(self._notes())

    def _rename_group(self) -> Wish:
        return DESK, c.RenameGroup(self._group(), self._words("title"))

    def _move_notes(self) -> Wish:
        return DESK, c.MoveNotes(self._notes(), self._column())

    def _move_group(self) -> Wish:
        return DESK, c.MoveGroup(self._group(), self._column())

    def _say_same(self) -> Wish:
        return self._person(), c.SaySame(self._note(), self._note(), self.random.random() < 0.8)

    def _dismiss_same(self) -> Wish:
        return DESK, c.DismissSame(self._note(), self._note(), self.random.random() < 0.8)

    def _join_table(self) -> Wish:
        return self._person(), c.JoinTable(self.random.choice([0, 1, 1, 2]))

    def _pick_note(self) -> Wish:
        person = self._person()
        mates = self.board.table(self.board.tables.get(person.id, 0))
        theirs = [note.id for note in self.board.notes.values() if note.author in mates]
        return person, c.PickNote(self._one(theirs), self.random.random() < 0.8)

    def _settings(self) -> dict[str, object]:
        """Of a round: about one in four has a setting of each kind."""
        random = self.random
        found: dict[str, object] = {
            name: random.random() < 0.2 for name in ("must_spend", "live", "named", "hard_end", "practice")
        }
        found |= {
            "columns": random.choice([(), (), (), (self._column(),)]),
            "budget": random.choice([0, 2, 2, 3, 4]),
            "cap": random.randint(1, 2),
            "wanted": random.randint(1, 3),
            "shuffled": random.random() < 0.5,
        }
        shown = [round_.id for round_ in self.board.rounds.values() if round_.shown]
        if shown and random.random() < 0.5:
            found |= {"run_off_of": random.choice(shown), "columns": (), "budget": 1, "cap": 1, "practice": False}
        if found["practice"]:
            found["texts"] = tuple(f"practice {n}" for n in range(random.randint(1, 3)))
        elif random.random() < 0.1:
            found["lines"] = tuple(line.id for line in self.board.lines())[: random.randint(1, 4)]
        elif random.random() < 0.05:
            found["groups_only"] = True
        return found

    def _prepare_round(self) -> Wish:
        return DESK, c.PrepareRound(f"round-{self.random.randint(1, 60)}", **self._settings())  # type: ignore[arg-type]

    def _open_round(self) -> Wish:
        draft = self.board.draft
        name = draft.id if draft and self.random.random() < 0.7 else f"round-{self.random.randint(1, 60)}"
        return DESK, c.OpenRound(name, **self._settings())  # type: ignore[arg-type]

    def _place_dots(self) -> Wish:
        round_, voter = self._round(), self._person()
        self._changes[round_, voter.tab] += 1
        change = max(1, self._changes[round_, voter.tab] - self.random.choice([0, 0, 0, 0, 1, 2]))
        name = NAMES[voter.id] if self.random.random() < 0.8 else ""
        return voter, c.PlaceDots(round_, self._dots(round_), "tab", change, name)

    def _enter_paper(self) -> Wish:
        round_ = self._round()
        return DESK, c.EnterPaper(round_, f"paper-{self.random.randint(1, 4)}", self._dots(round_))

    def _remove_paper(self) -> Wish:
        round_ = self._round()
        known = self.board.rounds.get(round_)
        return DESK, c.RemovePaper(round_, self._one(known.papers if known else ()))

    def _reword_line(self) -> Wish:
        round_ = self._round()
        return DESK, c.RewordLine(round_, self._one(self._lines(round_)), self._words("reworded"))

    def _pause_round(self) -> Wish:
        return DESK, c.PauseRound(self._round(), self.random.random() < 0.3)

    def _close_round(self) -> Wish:
        return DESK, c.CloseRound(self._round())

    def _reveal_round(self) -> Wish:
        return DESK, c.RevealRound(self._round())

    def _settle_tie(self) -> Wish:
        shown = [one for one in self.board.rounds.values() if one.state == "revealed"]
        round_ = self.random.choice(shown) if shown else None
        way = self.random.choice(["all", "breadth", "decided", "decided"])
        cut = round_.cut(self.board.results(round_)) if round_ else None
        lines = cut.tied[: cut.seats] if cut else ()
        reason = self.random.choice(["", "talked it over", "talked it over"])
        return DESK, c.SettleTie(round_.id if round_ else "nothing", way, lines, reason)  # type: ignore[arg-type]

    def _accept_round(self) -> Wish:
        return DESK, c.AcceptRound(self._round())

    def _void_round(self) -> Wish:
        return DESK, c.VoidRound(self._round(), self.random.choice(["", "the wrong lines", "the wrong lines"]))

    def _untie_ballots(self) -> Wish:
        return SERVER, c.UntieBallots(self._round())

    def _set_earlier(self) -> Wish:
        status = self.random.choice(STATUSES)
        earlier = f"earlier-{self.random.randint(1, 5)}"
        who = self.random.choice([DESK, DESK, SERVER])
        return who, c.SetEarlier(earlier, self._words("earlier"), "City", status, "why not")  # type: ignore[arg-type]

    def _remove_earlier(self) -> Wish:
        return DESK, c.RemoveEarlier(self._earlier())

    def _judge_earlier(self) -> Wish:
        verdict = self.random.choice([*VERDICTS, ""])
        comment = self.random.choice(["", self._words("comment")])
        return self._person(), c.JudgeEarlier(self._earlier(), verdict, comment)  # type: ignore[arg-type]

    def _talk_about(self) -> Wish:
        wanted = {self._earlier() for _ in range(self.random.randint(0, 3))}
        return self._person(), c.TalkAbout(tuple(sorted(wanted)))

    def _order_earlier(self) -> Wish:
        return DESK, c.OrderEarlier(self.random.random() < 0.5)

    def _start_action(self) -> Wish:
        source = self.random.choice(["", self._note(), self._group()])
        return self._somebody(), c.StartAction(f"action-{self.random.randint(1, 6)}", self._words("action"), source)

    def _edit_action(self) -> Wish:
        action, field = self._action(), self.random.choice(ACTION_FIELDS)
        text = self.random.choice(["act", "lobby", ""]) if field == "lever" else self._words(field)
        was = getattr(self.board.actions.get(action), field, "")
        wrong = self.random.random() < 0.1
        return self._somebody(), c.EditAction(action, field, text, "something else" if wrong else was)  # type: ignore[arg-type]

    def _remove_action(self) -> Wish:
        return DESK, c.RemoveAction(self._action())

    def _move_action(self) -> Wish:
        return DESK, c.MoveAction(self._action(), self.random.choice([self._action(), self._action(), ""]))

    def _take_part(self) -> Wish:
        person = self._person()
        return person, c.TakePart(self._action(), self.random.choice([NAMES[person.id], NAMES[person.id], ""]))

    def _object_to(self) -> Wish:
        return self._person(), c.ObjectTo(self._action(), self.random.choice([self._words("objection"), ""]))

    def _accept_action(self) -> Wish:
        return DESK, c.AcceptAction(self._action(), self.random.random() < 0.6)

    def _give_feedback(self) -> Wish:
        return self._person(), c.GiveFeedback(self.random.randint(1, 5), self._words("feedback"))

    def _edit_column(self) -> Wish:
        return DESK, c.EditColumn(self._column(), {"en": self._words("heading")}, {"en": self._words("prompt")})

    def _set_timer(self) -> Wish:
        version = self.board.timer.version - self.random.choice([0, 0, 0, 1])
        ends_at = self.random.choice([None, NOON + self._count, NOON - 10_000])
        left_ms = self.random.choice([None, None, self._count])
        return DESK, c.SetTimer(max(0, version), ends_at, left_ms)

    def _spotlight(self) -> Wish:
        targets = [*self.board.notes, *self.board.groups, *self.board.actions, *self.board.earlier, ""]
        return DESK, c.Spotlight(self._one(targets))

    def _set_wall(self) -> Wish:
        theme = self.random.choice(["auto", "light", "dark"])
        return DESK, c.SetWall(theme, self.random.choice([(), ("fi", "sv")]), self.random.random() < 0.5, 1)  # type: ignore[arg-type]

    def _send_message(self) -> Wish:
        text = self.random.choice([self._words("message"), ""])
        return self.random.choice([DESK, SERVER]), c.SendMessage(f"message-{self.random.randint(1, 3)}", text)

    def _bring_notes(self) -> Wish:
        origin = Origin("north", {"en": "North"}, 1, 7, 5, 9)
        notes = tuple(
            c.Brought(f"brought-{self.random.randint(1, 4)}", f"{self._words('brought')}{n}.", "en", origin)
            for n in (1, 2)
        )
        return SERVER, c.BringNotes(self._column(), notes)

    def _change_phase(self) -> Wish:
        likely = [self.board.step + 1] * 3 + [STEP[phase] for phase in (Phase.SORTING, Phase.VOTING, Phase.RESULTS)]
        step = self.random.choice([*likely, self.random.randrange(len(STEP) + 1)])
        return DESK, c.ChangePhase(self.board.step + self.random.choice([0] * 9 + [1]), step)

    def _undo(self) -> Wish:
        return DESK, c.Undo(self._one([*self.board.acts][-4:] + [*self.board.done][-1:]))

    def _redo(self) -> Wish:
        return DESK, c.Redo(self._one([act.id for act in self.board.acts.values() if act.undone][-4:]))


def _with_act(command: c.Command, act: str) -> c.Command:
    """The same command under an id of its own."""
    fields = {field: getattr(command, field) for field in command.__struct_fields__}
    return type(command)(**fields | {"act": act})
