"""What pages are made of: compressed as the browser likes it, with the headers that it needs, under a strict policy."""

from __future__ import annotations

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import brotli
import httpx2
import pytest

from server.access import Access
from server.app import make_app
from server.assets import STATIC
from server.log.sqlite import SqliteLog
from server.pages.room import FIRST_PHASES
from server.settings import Settings
from server.site import Site


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    log = SqliteLog(tmp_path / "log")
    settings = Settings(url="http://hall.example")
    site = Site(log, settings, await Access.load(log, settings))
    app = make_app(site)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://hall.example") as asking:
        yield asking
    await log.close()


async def _linked(client: httpx2.AsyncClient, pattern: str) -> str:
    page = await client.get("/", headers={"Accept-Encoding": "identity"})
    found = re.search(pattern, page.text)
    assert found, page.text
    return found[1]


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("brotli", None),
        ("", None),
    ],
)
async def test_an_asset_comes_in_the_best_coding_that_the_browser_takes(
    client: httpx2.AsyncClient, asked: str, sent: str | None
) -> None:
    address = await _linked(client, r'href="(/static/\w+/join\.joined\.css)"')
    async with client.stream("GET", address, headers={"Accept-Encoding": asked}) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == sent
    plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(sent or "", bytes)(raw)
    assert b"@font-face" in plain
    assert b"/*" not in plain


async def test_an_asset_has_no_header_that_it_does_not_need(client: httpx2.AsyncClient) -> None:
    address = await _linked(client, r'href="(/static/\w+/join\.joined\.css)"')
    answer = await client.get(address, headers={"Accept-Encoding": "gzip"})
    assert sorted(answer.headers) == [
        "cache-control",
        "content-encoding",
        "content-length",
        "content-type",
        "vary",
        "x-content-type-options",
    ]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_a_page_has_every_header_that_guards_it(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    policy = answer.headers["content-security-policy"]
    assert re.search(r"script-src 'self'( 'sha256-[\w+/=]{44}')+;", policy)
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'; trusted-types lit-html" in policy


async def test_a_page_of_another_version_gets_no_later_script_that_may_not_fit(client: httpx2.AsyncClient) -> None:
    root = await _linked(client, r'href="(/static/\w+)/join\.joined\.css"')
    assert (await client.get(f"{root}/phone-later.joined.js")).status_code == 200
    assert (await client.get("/static/0123456789ab/phone-later.joined.js")).status_code == 404
    assert (await client.get("/static/0123456789ab/phone.joined.js")).headers["cache-control"] == "no-store"


async def test_modules_are_served_as_they_were_written_too(client: httpx2.AsyncClient) -> None:
    root = await _linked(client, r'href="(/static/\w+)/join\.joined\.css"')
    answer = await client.get(f"{root}/phone/ui.js")
    assert answer.text == (STATIC / "phone" / "ui.js").read_text(encoding="utf-8")


def test_the_server_knows_which_views_a_phone_has_at_once() -> None:
    script = (STATIC / "phone.js").read_text(encoding="utf-8")
    views = re.search(r"const FIRST_VIEWS = \{(.*?)\}", script, re.DOTALL)
    assert views
    assert set(re.findall(r"(\w+):", views[1])) == {phase.value for phase in FIRST_PHASES}
