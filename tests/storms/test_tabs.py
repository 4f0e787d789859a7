"""One participant in two tabs: whichever of them closes, the other goes on."""

from __future__ import annotations

import pytest

from tests.storms.test_two_nodes import to_phase
from tests.talkoot import Talkoot
from tests.viewer import entered, joined, viewer


@pytest.mark.parametrize("closes", [0, 1], ids=["older", "newer"])
async def test_a_tab_hears_on_when_the_persons_other_tab_closes(server: Talkoot, closes: int) -> None:
    room = (await server.new("idea-workshop"))["rooms"][0]
    cookie = await joined(server.url, room["code"])
    async with (
        viewer(server.url, room["room"], "desk", await entered(room["desk_link"])) as desk,
        viewer(server.url, room["room"], "phone", cookie) as older,
        viewer(server.url, room["room"], "phone", cookie) as newer,
    ):
        await to_phase(desk, "reading")
        tabs = [older, newer]
        for tab in tabs:
            await tab.until(desk.seq)
        stays, goes = tabs[1 - closes], tabs[closes]
        said = await goes.done("PostNote", note="before00", column="c1", text="Said in the tab that goes", lang="en")
        await stays.until(said["seq"])
        assert [note["id"] for note in stays.yours["notes"]] == ["before00"]
        await goes.close()
        said = await desk.done("PostNote", note="after000", column="c1", text="Said after it went", lang="en")
        await stays.until(said["seq"])
        assert list(stays.shown()["notes"]) == ["before00", "after000"]
        mine = await stays.done("PostNote", note="mine0000", column="c1", text="And I still write", lang="en")
        assert [note["id"] for note in mine["notes"]] == ["mine0000"]
        people = await desk.until_heard(lambda frame: frame["kind"] == "people" and frame["hall"] == 1)
        assert people["remote"] == 0
