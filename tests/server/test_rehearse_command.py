"""`talkoot rehearse` and `talkoot export` as somebody at a keyboard meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.export.as_csv import read_csv
from server.export.as_json import read_json
from tests.servers import free_port
from tests.talkoot import Talkoot


@pytest.fixture
async def server(own_server: Talkoot) -> Talkoot:
    """A server of each test's own: they look at all that there is."""
    return own_server


async def test_a_rehearsal_says_plainly_that_everything_arrived(server: Talkoot) -> None:
    code, out, errors = await server.command("rehearse", "--people", "6", "--lang", "fi", "--url", server.url)
    assert (code, errors) == (0, "")
    assert out.endswith("Everything arrived, once.\n")


async def test_a_rehearsal_at_a_given_speed_keeps_the_times(server: Talkoot) -> None:
    code, out, _ = await server.command("rehearse", "--people", "3", "--speed", "100", "--url", server.url)
    assert code == 0, out
    assert float(out.split(" commands in ")[1].split(" s ")[0]) >= 1.0


async def test_a_rehearsal_in_a_room_of_many_leaves_what_others_wrote(server: Talkoot) -> None:
    made = await server.new("idea-workshop")
    where = ("--workshop", made["workshop"], "--room", made["rooms"][0]["room"], "--url", server.url)
    told = []
    for _ in range(2):
        code, out, errors = await server.command("rehearse", "--lead", "--pace", "max", "--people", "4", *where)
        assert code == 0, out + errors
        code, out, _ = await server.command("export", made["workshop"])
        assert code == 0
        told.append(json.loads(out)["rooms"][0])
    first, second = told
    assert {note["id"] for note in first["notes"]} < {note["id"] for note in second["notes"]}
    assert second["rounds"][: len(first["rounds"])] == first["rounds"]
    assert len(second["rounds"]) > len(first["rounds"])


async def test_a_server_that_is_not_there_is_told_in_one_line(server: Talkoot) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    code, _, errors = await server.command("rehearse", "--people", "2", "--patience", "0", "--url", nobody)
    assert code == 1
    assert errors.startswith(f"Error: {nobody} cannot be reached")
    assert len(errors.splitlines()) == 1


async def test_an_unknown_workshop_or_room_is_told_in_one_line(server: Talkoot) -> None:
    made = await server.new("idea-workshop")
    for arguments, told in (
        (("rehearse", "--workshop", "nowhere"), "there is no such workshop"),
        (("rehearse", "--workshop", made["workshop"], "--room", "nowhere"), "there is no such room"),
        (("export", "nowhere"), "there is no workshop nowhere"),
        (("export", made["workshop"], "--room", "nowhere"), "there is no such room in that workshop"),
    ):
        code, _, errors = await server.command(*arguments)
        assert (code, errors) == (1, f"Error: {told}\n")


async def test_files_are_written_in_the_format_of_their_name(server: Talkoot, tmp_path: Path) -> None:
    made = await server.new("idea-workshop")
    for name, *options in (("notes.json",), ("notes.csv",), ("actions.csv", "--table", "actions")):
        code, out, _ = await server.command("export", made["workshop"], "--out", str(tmp_path / name), *options)
        assert (code, out) == (0, "")
    assert read_json((tmp_path / "notes.json").read_bytes()).workshop.id == made["workshop"]
    assert read_csv((tmp_path / "notes.csv").read_bytes()) == []
    assert read_csv((tmp_path / "actions.csv").read_bytes(), "actions") == []


async def test_json_holds_all_tables_so_none_is_chosen_for_it(server: Talkoot, tmp_path: Path) -> None:
    made = await server.new("idea-workshop")
    code, _, errors = await server.command("export", made["workshop"], "--format", "json", "--table", "actions")
    assert code == 2
    assert "JSON holds notes and actions at once" in errors
