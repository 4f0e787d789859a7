"""What is read as a command at all, and what is not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from rooms import commands as c


def read(**fields: Any) -> c.Command:
    command: c.Command = msgspec.convert(fields, c.AnyCommand)
    return command


def test_a_command_is_known_by_its_kind() -> None:
    assert read(kind="DeleteNote", note="abcdefgh") == c.DeleteNote("abcdefgh")
    named = {kind for kind in vars(c).values() if isinstance(kind, type) and issubclass(kind, c.Command)}
    assert {kind for kind in named if kind is not c.Command and not kind.__name__.startswith("_")} == set(c.ASKABLE)


@pytest.mark.parametrize("id_", ["", "x" * 33, "Abcdefgh", "a b", "abcdefgh\n", "\nabcdefgh", "å", "../etc", 7, None])
def test_an_id_is_short_and_plain_to_its_last_character(id_: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(kind="DeleteNote", note=id_)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "Nothing"},
        {"kind": "DeleteNote"},
        {"kind": "DeleteNote", "note": "a", "author": "b"},
        {"kind": "PostNote", "note": "a", "column": "c1", "text": "x" * 4097},
        {"kind": "PostNote", "note": "a", "column": "c1", "text": "x", "lang": "fi\n"},
        {"kind": "HideNotes", "notes": []},
        {"kind": "HideNotes", "notes": ["a"] * 501},
        {"kind": "FormGroups", "into": {}},
        {"kind": "FormGroups", "into": {f"n{number}": "g" for number in range(501)}},
        {"kind": "FormGroups", "into": {"a": ""}},
        {"kind": "PlaceDots", "round": "r", "dots": {"a": -1}, "tab": "t", "change": 1},
        {"kind": "PlaceDots", "round": "r", "dots": {"a": 1.5}, "tab": "t", "change": 1},
        {"kind": "PlaceDots", "round": "r", "dots": {"a": True}, "tab": "t", "change": 1},
        {"kind": "PlaceDots", "round": "r", "dots": {"a\n": 1}, "tab": "t", "change": 1},
        {"kind": "PlaceDots", "round": "r", "dots": {"a": 1}, "tab": "t", "change": 0},
        {"kind": "OpenRound", "round": "r", "cap": 0},
        {"kind": "SetTimer", "version": 0, "ends_at": 2**53},
        {"kind": "ChangePhase", "from_step": 0, "step": -1},
    ],
    ids=str,
)
def test_a_command_with_wrong_fields_is_not_read(fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(**fields)
