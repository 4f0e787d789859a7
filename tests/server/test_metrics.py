"""`/metrics`: for whoever brings the token, true figures, and nothing that names a room, a person or a text."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import AsyncExitStack
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.scrape import TOKEN, get, scraped, scraped_when
from tests.storms.test_two_nodes import enter, to_phase
from tests.talkoot import ROOT, Talkoot, talkoot
from tests.viewer import entered, joined, new_id


async def test_without_a_token_in_the_settings_there_is_no_such_page(server: Talkoot) -> None:
    assert (await asyncio.to_thread(get, f"{server.url}/metrics"))[0] == 404
    assert (await asyncio.to_thread(get, f"{server.url}/metrics", Authorization="Bearer "))[0] == 404


async def test_without_the_right_token_nobody_sees_figures_not_even_from_this_machine(tmp_path: Path) -> None:
    async with talkoot(tmp_path, TALKOOT_METRICS_TOKEN=TOKEN) as server:
        for given in ({}, {"Authorization": "Bearer"}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": "é"}):
            status, text = await asyncio.to_thread(get, f"{server.url}/metrics", **given)
            assert status == 401
            assert "talkoot_" not in text
        assert (await asyncio.to_thread(get, f"{server.url}/metrics", Authorization=f"Bearer {TOKEN}"))[0] == 200


async def test_the_figures_are_those_of_what_happened(tmp_path: Path) -> None:
    async with talkoot(tmp_path, TALKOOT_METRICS_TOKEN=TOKEN) as server:
        room = (await server.new("idea-workshop"))["rooms"][0]
        async with AsyncExitStack() as stack:
            desk = await enter(stack, server, room, "desk", await entered(room["desk_link"]))
            await enter(stack, server, room, "wall", await entered(room["wall_link"]))
            one = await joined(server.url, room["code"])
            phone = await enter(stack, server, room, "phone", one)
            await enter(stack, server, room, "phone", one)
            await enter(stack, server, room, "phone", await joined(server.url, room["code"]))
            await to_phase(desk, "writing")
            await phone.until(desk.seq)
            for _ in range(3):
                await phone.done("PostNote", note=new_id(), column="c1", text="Said in the room", lang="en")
            assert (await phone.ask("PostNote", note=new_id(), column="c9", text="?", lang="en"))["kind"] == "refused"
            await desk.until(phone.seq)
            found = await scraped_when(server.url, lambda found: found["talkoot_event_loop_lag_seconds_count"] > 0)
    assert found['talkoot_people{audience="phone"}'] == 2, "two tabs of one browser are one person"
    assert found['talkoot_people{audience="desk"}'] == found['talkoot_people{audience="wall"}'] == 1
    assert found["talkoot_sockets"] == 5
    assert found["talkoot_rooms_live"] == 1
    assert found["talkoot_slow_readers"] == 0
    assert found['talkoot_commands_total{kind="PostNote"}'] == 4
    assert found['talkoot_refusals_total{code="unknown-column"}'] == 1
    assert found['talkoot_handshakes_total{status="101"}'] == 5
    assert found["talkoot_log_writable"] == 1
    assert found["talkoot_log_unavailable_seconds_total"] == 0
    assert found["talkoot_disk_free_bytes"] > 0
    heard = sum(one.bytes_heard for one in (desk, phone))
    assert found["talkoot_sent_bytes_total"] > heard
    appended = found["talkoot_append_seconds_count"]
    assert 4 <= appended == found['talkoot_append_seconds_bucket{le="+Inf"}']
    assert 0 < found["talkoot_fan_out_seconds_count"] <= found["talkoot_fan_out_entries_sum"]
    assert 4 <= found["talkoot_fan_out_entries_sum"] <= appended
    assert found["talkoot_batch_commands_sum"] >= 5
    assert found["process_open_fds"] > 5


async def test_figures_name_no_room_no_person_and_no_text(tmp_path: Path) -> None:
    async with talkoot(tmp_path, TALKOOT_METRICS_TOKEN=TOKEN) as server:
        made = await server.new("idea-workshop")
        room = made["rooms"][0]
        async with AsyncExitStack() as stack:
            phone = await enter(stack, server, room, "phone", await joined(server.url, room["code"]))
            await phone.ask("PostNote", note="canary-note", column="c1", text="canary text", lang="en")
            await phone.ask("CanaryKind")
        _, text = await asyncio.to_thread(get, f"{server.url}/metrics", Authorization=f"Bearer {TOKEN}")
    for secret in ("canary", "Canary", room["room"], room["code"], made["workshop"], "127.0.0.1"):
        assert secret not in text


async def test_every_metric_that_the_dashboard_draws_is_there(tmp_path: Path) -> None:
    async with talkoot(tmp_path, TALKOOT_METRICS_TOKEN=TOKEN) as server:
        _, text = await asyncio.to_thread(get, f"{server.url}/metrics", Authorization=f"Bearer {TOKEN}")
    there: set[str] = set()
    for family in text_string_to_metric_families(text):
        ends = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(family.type, ("",))
        there |= {family.name + end for end in ends}
    dashboard = json.loads((ROOT / "deploy" / "grafana.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    drawn = set(re.findall(r"\b(?:talkoot|process)_\w+", " ".join(asked)))
    assert len(drawn) > 20
    assert drawn <= there, drawn - there


async def test_handshakes_that_are_turned_away_are_counted_by_status(tmp_path: Path) -> None:
    async with talkoot(tmp_path, TALKOOT_METRICS_TOKEN=TOKEN) as server:
        room = (await server.new("idea-workshop"))["rooms"][0]
        upgrade = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec_WebSocket_Version": "13",
            "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        }
        address = f"{server.url}/rooms/{room['room']}/live"
        assert (await asyncio.to_thread(get, address, Origin="http://elsewhere.example", **upgrade))[0] == 403
        assert (await asyncio.to_thread(get, address, Origin=server.url, **upgrade))[0] == 404
        found = await scraped(server.url)
    assert found['talkoot_handshakes_total{status="403"}'] == 1
    assert found['talkoot_handshakes_total{status="404"}'] == 1
