"""What one screen knows of its room, made of frames alone, exactly as PROTOCOL.md says. Pure."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import msgpack

Seen = dict[str, Any]

OWN = ("ballot", "table", "judgements", "talk", "taking_part", "objections", "feedback")
"""What is one's own beside notes; each comes whole, and only when it says something new; a table's changes alone."""


class Gap(Exception):
    """An `events` frame does not follow what is here: connect again with what you have."""


class Mirror:
    """A seen board. `notes` and `groups` in `board` are maps by id; it is empty until the first welcome.

    `notes`: one's own; `own`: everything else that is one's own, by its key in PROTOCOL.md's *Yours*.
    """

    def __init__(self) -> None:
        self.board: Seen = {}
        self.epoch = 0
        self.seq = 0
        self.mark = 0
        self.notes: dict[str, Seen] = {}
        self.own: Seen = {}
        self.people: dict[str, int] = {}

    def take(self, frame: Seen) -> None:
        """Take in one frame of the server, whichever it is. Raises: `Gap`, and then nothing of it is taken."""
        match frame["kind"]:
            case "welcome":
                self._welcome(frame)
            case "events":
                self._events(frame)
            case "board":
                self.board, self.seq, self.mark = unpacked(frame["board"]), frame["seq"], frame["mark"]
            case "yours" | "ack":
                self._yours(frame)
            case "people":
                self.people = {key: count for key, count in frame.items() if key != "kind"}

    @property
    def ballot(self) -> Seen | None:
        """One's ballot in the current round, if there is a round."""
        found: Seen | None = self.own.get("ballot")
        return found

    def round(self, id_: str) -> Seen | None:
        """The current round, if it is this one."""
        found: Seen | None = self.board.get("round")
        return found if found is not None and found["id"] == id_ else None

    def _welcome(self, frame: Seen) -> None:
        if "board" in frame:
            self.board, self.seq = unpacked(frame["board"]), frame["seq"]
        else:
            for missed in frame["events"]:
                self._events(missed)
            if self.seq != frame["seq"]:
                raise Gap
        self.epoch, self.mark = frame["epoch"], frame["mark"]
        self.people = frame["people"]
        if "yours" in frame:
            self.notes = {note["id"]: note for note in frame["yours"]["notes"]}
            self.own = _others(frame["yours"])

    def _events(self, frame: Seen) -> None:
        if not self.board or frame["after"] != self.seq:
            raise Gap
        for event in frame["events"]:
            apply(self.board, event)
        self.seq, self.mark = frame["seq"], frame["mark"]

    @property
    def stands(self) -> dict[str, int]:
        """What a line that resumes says of where it is."""
        return {"epoch": self.epoch, "seq": self.seq, "mark": self.mark}

    def _yours(self, frame: Seen) -> None:
        self.notes |= {note["id"]: note for note in frame.get("notes", ())}
        for gone in frame.get("gone", ()):
            self.notes.pop(gone, None)
        self.own |= _others(frame)
        if "at_table" in frame:
            self._at_table(frame["at_table"])

    def _at_table(self, changed: Seen) -> None:
        table = self.own["table"]
        notes = {note["id"]: note for note in (*table["notes"], *changed["notes"])}
        kept = [note for id_, note in notes.items() if id_ not in changed["gone"]]
        self.own["table"] = table | {
            "people": changed.get("people", table["people"]),
            "notes": sorted(kept, key=lambda note: int(note["order"])),
        }


def _others(told: Seen) -> Seen:
    return {key: told[key] for key in OWN if key in told}


def whole(data: bytes) -> Seen:
    """A binary frame as it came over the line, with what travelled packed in its place."""
    frame: Seen = msgpack.unpackb(data)
    for part in (frame, *(frame.get("events", ()) if frame.get("kind") == "welcome" else ())):
        if "packed" in part:
            part |= msgpack.unpackb(gzip.decompress(part.pop("packed")))
    return frame


def unpacked(data: bytes) -> Seen:
    """A snapshot as it stands in a frame."""
    return keyed(msgpack.unpackb(gzip.decompress(data)))


def keyed(snapshot: Seen) -> Seen:
    """A snapshot with notes and groups by id, so that boards can be compared whatever their order of arrival."""
    return snapshot | {
        "notes": {note["id"]: note for note in snapshot["notes"]},
        "groups": {group["id"]: group for group in snapshot["groups"]},
    }


def apply(board: Seen, event: Seen) -> None:
    """Change a seen board by one event, passing over names that it does not have."""
    _APPLY[event["kind"]](board, event)
    if board["groups"]:
        held = {note["group"] for note in board["notes"].values()}
        for gone in board["groups"].keys() - held:
            del board["groups"][gone]


def _change(board: Seen, notes: list[str], **change: Any) -> None:
    for note in notes:
        if note in board["notes"]:
            board["notes"][note] = board["notes"][note] | change


def _note_posted(board: Seen, event: Seen) -> None:
    board["notes"][event["note"]["id"]] = event["note"]


def _note_edited(board: Seen, event: Seen) -> None:
    _change(board, [event["note"]], text=event["text"], version=event["version"])


def _notes_removed(board: Seen, event: Seen) -> None:
    for note in event["notes"]:
        board["notes"].pop(note, None)


def _notes_moved(board: Seen, event: Seen) -> None:
    _change(board, event["notes"], column=event["column"], group="")


def _notes_hidden(board: Seen, event: Seen) -> None:
    _change(board, event["notes"], hidden=True)


def _notes_shown(board: Seen, event: Seen) -> None:
    _change(board, event["notes"], hidden=False)


def _notes_grouped(board: Seen, event: Seen) -> None:
    known = [note for note in event["notes"] if note in board["notes"]]
    group = board["groups"].get(event["group"])
    if group is None:
        if not known:
            return
        group = {"id": event["group"], "order": min(board["notes"][note]["order"] for note in known)}
    board["groups"][event["group"]] = group | {"title": event["title"], "column": event["column"]}
    _change(board, known, group=event["group"])


def _notes_ungrouped(board: Seen, event: Seen) -> None:
    _change(board, event["notes"], group="")


def _group_changed(board: Seen, event: Seen) -> None:
    if event["group"] in board["groups"]:
        change = {key: event[key] for key in ("title", "column") if key in event}
        board["groups"][event["group"]] = board["groups"][event["group"]] | change


def _notes_counted(board: Seen, event: Seen) -> None:
    board["counts"] = event["counts"]


def _note_picked(board: Seen, event: Seen) -> None:
    note = board["notes"].get(event["note"])
    if note is not None:
        kept = {key: value for key, value in note.items() if key != "table"}
        board["notes"][event["note"]] = kept | ({"table": event["table"]} if event["table"] else {})


def _phase_changed(board: Seen, event: Seen) -> None:
    board |= {key: event[key] for key in ("step", "step_at", "began_at")}


def _timer_set(board: Seen, event: Seen) -> None:
    board["timer"] = {key: event[key] for key in ("version", "ends_at", "left_ms")}


def _turnout_changed(board: Seen, event: Seen) -> None:
    if board["round"] is not None and board["round"]["id"] == event["round"]:
        board["round"] = board["round"] | {key: event[key] for key in ("ballots", "dots")}


def _actions_ordered(board: Seen, event: Seen) -> None:
    moved = [one | {"order": event["orders"].get(one["id"], one["order"])} for one in board["actions"]]
    board["actions"] = sorted(moved, key=lambda action: int(action["order"]))


def _replaced(board: Seen, event: Seen) -> None:
    value = event["value"]
    if event["part"] == "actions":
        actions = {action["id"]: action for action in board["actions"]}
        actions[event["id"]] = value
        value = sorted((action for action in actions.values() if action), key=lambda action: int(action["order"]))
    board[event["part"]] = value


_APPLY: dict[str, Callable[[Seen, Seen], None]] = {
    "NotePosted": _note_posted,
    "NoteEdited": _note_edited,
    "NotesRemoved": _notes_removed,
    "NotesMoved": _notes_moved,
    "NotesHidden": _notes_hidden,
    "NotesShown": _notes_shown,
    "NotesGrouped": _notes_grouped,
    "NotesUngrouped": _notes_ungrouped,
    "GroupRenamed": _group_changed,
    "GroupMoved": _group_changed,
    "NotesCounted": _notes_counted,
    "NotePicked": _note_picked,
    "PhaseChanged": _phase_changed,
    "TimerSet": _timer_set,
    "TurnoutChanged": _turnout_changed,
    "ActionsOrdered": _actions_ordered,
    "Replaced": _replaced,
}
