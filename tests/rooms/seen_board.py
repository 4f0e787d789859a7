"""A client's board, written from server/PROTOCOL.md alone: what the events make of the last snapshot."""

from __future__ import annotations

from typing import Any

import msgpack

Plain = dict[str, Any]


def over_the_wire(value: Any) -> Any:
    """The value as a client gets it."""
    return msgpack.unpackb(msgpack.packb(value))


class SeenBoard:
    """One audience's board. `hear` takes the contents of an `events` frame."""

    def __init__(self, snapshot: Plain) -> None:
        plain: Plain = over_the_wire(snapshot)
        self.notes: dict[str, Plain] = {note["id"]: note for note in plain.pop("notes")}
        self.groups: dict[str, Plain] = {group["id"]: group for group in plain.pop("groups")}
        self.rest = plain

    def hear(self, events: list[Plain]) -> None:
        for event in over_the_wire(events):
            self._apply(event)
            held = {note["group"] for note in self.notes.values()}
            self.groups = {id_: group for id_, group in self.groups.items() if id_ in held}

    def plain(self) -> Plain:
        """The same shape as a snapshot; notes and groups by id, for their order is in `order`."""
        return self.rest | {"notes": self.notes, "groups": self.groups}

    def _apply(self, event: Plain) -> None:
        match event.pop("kind"), event:
            case "NotePosted", {"note": note}:
                self.notes[note["id"]] = note
            case "NoteEdited", {"note": note, "text": text, "version": version}:
                self._change([note], text=text, version=version)
            case "NotesRemoved", {"notes": notes}:
                for note in notes:
                    self.notes.pop(note, None)
            case "NotesMoved", {"notes": notes, "column": column}:
                self._change(notes, column=column, group="")
            case "NotesHidden", {"notes": notes}:
                self._change(notes, hidden=True)
            case "NotesShown", {"notes": notes}:
                self._change(notes, hidden=False)
            case "NotesGrouped", {"group": group, "notes": notes, "title": title, "column": column}:
                known = self.groups.get(group)
                orders = [self.notes[note]["order"] for note in notes if note in self.notes]
                if known or orders:
                    order = known["order"] if known else min(orders)
                    self.groups[group] = {"id": group, "title": title, "column": column, "order": order}
                    self._change(notes, group=group)
            case "NotesUngrouped", {"notes": notes}:
                self._change(notes, group="")
            case (("GroupRenamed" | "GroupMoved"), {"group": group, **change}):
                if group in self.groups:
                    self.groups[group] |= change
            case "NotesCounted", {"counts": counts}:
                self.rest["counts"] = counts
            case "NotePicked", {"note": note, "table": table}:
                self._change([note], table=table)
                if not table:
                    self.notes.get(note, {}).pop("table", None)
            case "PhaseChanged", {"step": step, "step_at": step_at, "began_at": began_at}:
                self.rest |= {"step": step, "step_at": step_at, "began_at": began_at}
            case "TimerSet", timer:
                self.rest["timer"] = timer
            case "TurnoutChanged", {"round": round_, "ballots": ballots, "dots": dots}:
                self._round(round_, ballots=ballots, dots=dots)
            case "ActionsOrdered", {"orders": orders}:
                self._order_actions(orders)
            case "Replaced", {"part": "actions", "id": action, "value": value}:
                self._replace_action(action, value)
            case "Replaced", {"part": part, "value": value}:
                self.rest[part] = value
            case unknown, _:
                raise ValueError(f"PROTOCOL.md says nothing of {unknown}")

    def _change(self, notes: list[str], **change: Any) -> None:
        for note in notes:
            if note in self.notes:
                self.notes[note] |= change

    def _round(self, round_: str, **change: Any) -> None:
        if self.rest["round"] and self.rest["round"]["id"] == round_:
            self.rest["round"] |= change

    def _replace_action(self, action: str, value: Plain | None) -> None:
        known: list[Plain] = self.rest["actions"]
        if value is None:
            self.rest["actions"] = [one for one in known if one["id"] != action]
        elif any(one["id"] == action for one in known):
            self.rest["actions"] = [value if one["id"] == action else one for one in known]
        else:
            self.rest["actions"] = sorted([*known, value], key=lambda one: one["order"])

    def _order_actions(self, orders: dict[str, int]) -> None:
        known: list[Plain] = self.rest["actions"]
        moved = [one | {"order": orders.get(one["id"], one["order"])} for one in known]
        self.rest["actions"] = sorted(moved, key=lambda one: one["order"])


def table_after(table: Plain, changed: Plain) -> Plain:
    """One's table after what `at_table` tells of it."""
    notes = {note["id"]: note for note in (*table["notes"], *changed["notes"]) if note["id"] not in changed["gone"]}
    people = changed.get("people", table["people"])
    return table | {"people": people, "notes": sorted(notes.values(), key=lambda note: int(note["order"]))}


class OwnThings:
    """What is a participant's own. `hear` takes a `yours` frame, or the keys of one in an answer."""

    def __init__(self, yours: Plain) -> None:
        plain: Plain = over_the_wire(yours)
        self.notes: dict[str, Plain] = {note["id"]: note for note in plain.pop("notes")}
        self.rest = plain

    def hear(self, yours: Plain) -> None:
        plain: Plain = over_the_wire(yours)
        for note in plain.pop("notes", []):
            self.notes[note["id"]] = note
        for id_ in plain.pop("gone", []):
            self.notes.pop(id_, None)
        (plain.get("ballot") or {}).pop("returned", None)  # a notice, not a state
        changed = plain.pop("at_table", None)
        self.rest |= plain
        if changed:
            self.rest["table"] = table_after(self.rest["table"], changed)

    def plain(self) -> Plain:
        """The same shape however it came about."""
        return self.rest | {"notes": self.notes}
