"""Two thousand notes, written on phones, come home in every format as they were written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from server.export.as_csv import read_csv
from server.export.as_json import read_json
from tests.organiser import organiser
from tests.storms.test_two_nodes import to_phase
from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

PEOPLE = 40
NOTES_EACH = 50
AWKWARD = [
    '=HYPERLINK("http://evil.example";"win")',
    "=1+1",
    "+358 40 and so on",
    "-5 % of traffic",
    "@everybody",
    "Lähijuna Lappeenrannan ja Imatran välille, joka tunti",
    "Första raden\nandra raden\n\nfjärde raden",
    "\n=2+3 after a new line",
    'A "quoted"; word, with; separators',
    "'apostrophe first",
    "Žličniki s češnjami 🍒 in več",
    "ends in a backslash \\",
]


async def test_two_thousand_notes_come_home_as_they_were_written(
    server: Talkoot, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    made = await server.new("idea-workshop")
    room = made["rooms"][0]
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(
            viewer(server.url, room["room"], "desk", await entered(room["desk_link"]))
        )
        await to_phase(desk, "writing")

        async def write(person: int) -> dict[str, str]:
            """Post everything at once, as an outbox does; the texts by id, as they are kept."""
            phone: Viewer = await stack.enter_async_context(
                viewer(server.url, room["room"], "phone", await joined(server.url, room["code"]))
            )
            texts = {
                new_id(): f"{AWKWARD[(person + number) % len(AWKWARD)]} ({person}.{number})"
                for number in range(NOTES_EACH)
            }
            answers = [
                await phone.start_asking("PostNote", note=note, column="c1", text=text, lang="fi")
                for note, text in texts.items()
            ]
            assert {answer["kind"] for answer in await asyncio.gather(*answers)} == {"ack"}
            return {note: text.strip() for note, text in texts.items()}

        written: dict[str, str] = {}
        for texts in await asyncio.gather(*(write(person) for person in range(PEOPLE))):
            written |= texts
        assert len(written) == PEOPLE * NOTES_EACH
        async with organiser(made, server.url) as office:
            began = time.perf_counter()
            table = await office.client.get(f"{office.office}/export.csv")
            csv_seconds = time.perf_counter() - began
            report = read_json((await office.client.get(f"{office.office}/export.json")).content)
        record_property(
            "figures", f" a table of {len(written)} notes: {csv_seconds:.2f} s, {len(table.content) / 1000:.0f} kB"
        )
    assert {note.id: note.text for part in report.rooms for note in part.notes} == written
    assert table.content.startswith("\N{BOM}".encode()), "else Excel garbles ä and ö"
    assert sorted(row["note"] for row in read_csv(table.content)) == sorted(written.values())
    out = tmp_path / "notes.csv"
    code, _, errors = await server.command("export", made["workshop"], "--lang", "en", "--out", str(out))
    assert code == 0, errors
    assert out.read_bytes() == table.content, "the command line takes home what the office does"
