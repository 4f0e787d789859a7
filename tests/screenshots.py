"""Draw the pictures of the README: `python -m tests.screenshots [FOLDER]`.

A server on a temporary folder, an afternoon in the culture room of Lappeenranta 2023, and the pages as they then are.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.chromium import launched
from tests.talkoot import ROOT, Talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

PICTURES = ROOT / "deploy" / "pictures"
PUBLIC = "http://tyopaja.lappeenranta.example"
"""What people would type. The browser finds the server behind it; no name is asked for anywhere."""

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1440, "height": 900}
WALL = {"width": 1920, "height": 1080}

_VOTES = 2  # a seed with a clear first and a tie for the last place, which the room then settles

# A zone in which it is now between two and three in the afternoon, whenever the pictures are drawn.
_AFTERNOON = f"Etc/GMT{time.gmtime().tm_hour - 14:+d}"

GROUPS: dict[str, dict[str, list[str]]] = {
    "c1": {
        "Tilat ja kalusto yhteiseen käyttöön": [
            "Bändeille treenitiloja, joihin pääsee myös yöllä",
            "Entinen postin lajittelu kuvataiteilijoiden työhuoneiksi",
            "Äänentoisto ja valot lainaksi yhdellä soitolla",
            "Tanssille sali, jossa on joustava lattia",
            "Kaupungin tyhjät kiinteistöt kartalle, vuokrapyynti näkyviin",
        ],
        "Kaupunki ostaa lähempää": [
            "Kilpailutukset niin pieninä, että kahden hengen yritys ehtii mukaan",
            "Kaupungin juhliin esiintyjät ensin omalta seudulta",
            "Tieto tulevista hankinnoista puoli vuotta ennen",
        ],
        "": [
            "Käsityöläisille yhteinen myymälä kävelykadulle kesäksi",
            "Palkkiosuositus kaupungin tilaamille esityksille",
        ],
    },
    "c2": {
        "Luvat ja ohjeet ovat hajallaan": [
            "Sama tapahtuma ilmoitetaan viiteen eri paikkaan",
            "Kukaan ei osaa sanoa, kuka päättää torin sähköistä",
            "Lupa tulee, kun julisteiden pitäisi olla jo painossa",
            "Meluraja on eri rannassa ja torilla, eikä kumpaakaan löydy verkosta",
        ],
        "": [
            "Viimeinen juna lähtee ennen kuin keikka loppuu",
            "Avustuspäätös tulee toukokuussa, jolloin kesä on jo myyty",
            "Tieto kulkee vain niille, jotka ovat jo listalla",
        ],
    },
    "c3": {
        "Yksi kesäohjelma koko rannalle": [
            "Saimaan rannan kesäohjelma julki tammikuussa",
            "Ohjelma kolmella kielellä myös hotellien auloihin",
            "Iltaviikot, jolloin museot ja kahvilat ovat auki yhtä pitkään",
            "Laivavieraille valmis kahden tunnin kulttuurikierros",
        ],
        "Nuorille polku alalle": [
            "Lukiolaisille kesätöitä festivaalien toimistoihin",
            "Harjoittelupaikat oppilaitoksilta ja yrityksiltä samaan kalenteriin",
            "Kulttuurirahaa, josta nuoret päättävät itse",
        ],
        "": [
            "Kokeillaan vuosi: yksi lomake, vastaus kahdessa viikossa",
            "Uuden koulun työmaa-aita oppilaiden maalattavaksi",
            "Aamukahvit, joilla ala ja päättäjät tapaavat neljä kertaa vuodessa",
        ],
    },
}
OWN = [
    ("c1", "Tanssille sali, jossa on joustava lattia"),
    ("c1", "Tieto tulevista hankinnoista puoli vuotta ennen"),
    ("c1", "Palkkiosuositus kaupungin tilaamille esityksille"),
]
DRAFT = "Nuotit ja puvut talteen yhteen varastoon, josta teatterit ja kuorot"
SLIP = "testi testi"

# How the lines fared: the better a line, the more of its neighbours' dots it drew.
LIKED = {
    "Tilat ja kalusto yhteiseen käyttöön": 9,
    "Luvat ja ohjeet ovat hajallaan": 8,
    "Yksi kesäohjelma koko rannalle": 6,
    "Kaupunki ostaa lähempää": 5,
    "Nuorille polku alalle": 3,
}
PEOPLE = {"hall": 18, "remote": 4}

# How far the other rooms are: people, notes, phase.
OTHERS = [
    (0, 0, "agenda"),
    (7, 12, "sorting"),
    (5, 9, "reading"),
    None,
    (6, 11, "voting"),
    (8, 14, "sorting"),
    (6, 10, "writing"),
]


class Room:
    """One room: its desk and its people, as sockets."""

    def __init__(self, server: Talkoot, facts: dict[str, Any], desk: Viewer, people: list[Viewer]) -> None:
        self._server = server
        self.facts = facts
        self.desk = desk
        self.people = people

    async def do(self, kind: str, **fields: Any) -> None:
        """Ask at the desk and wait until the desk has heard what came of it."""
        answer = await self.desk.done(kind, **fields)
        await self.desk.until(answer["seq"])

    async def go(self, phase: str, left: str = "") -> None:
        """Go to the first step of that phase; `left` is the time that its timer then shows, such as 6:40."""
        board = self.desk.shown()
        step = [one["phase"] for one in board["steps"]].index(phase)
        if board["step"] != step:
            await self.do("ChangePhase", from_step=board["step"], step=step)
        if left:
            minutes, seconds = left.split(":")
            ends_at = int(time.time() * 1000) + (int(minutes) * 60 + int(seconds)) * 1000
            await self.do("SetTimer", version=self.desk.shown()["timer"]["version"], ends_at=ends_at, left_ms=None)

    async def write(self, person: Viewer, column: str, text: str) -> str:
        """A person writes a note: its id."""
        note = new_id()
        answer = await person.done("PostNote", note=note, column=column, text=text, lang="fi")
        await self.desk.until(answer["seq"])
        return note


async def come(server: Talkoot, facts: dict[str, Any], people: dict[str, int], stack: AsyncExitStack) -> Room:
    """A facilitator and so many people come into the room."""

    async def sit(audience: str, cookie: str, **query: Any) -> Viewer:
        return await stack.enter_async_context(viewer(server.url, facts["room"], audience, cookie, **query))

    desk = await sit("desk", await entered(facts["desk_link"]))
    seats = [place for place, count in people.items() for _ in range(count)]
    return Room(
        server,
        facts,
        desk,
        [await sit("phone", await joined(server.url, facts["code"]), place=place) for place in seats],
    )


class Photographer:
    """Takes pictures of the pages of one browser profile."""

    def __init__(self, context: BrowserContext, folder: Path) -> None:
        self.context = context
        self.page: Page
        self._folder = folder

    async def open(self, link: str) -> None:
        self.page = await self.context.new_page()
        await self.page.goto(link)

    async def picture(self, name: str, sign: str) -> None:
        """Take a picture once that is on the page and all its letters and pictures have come."""
        await self.page.locator(sign).first.wait_for()
        await self.page.evaluate("() => document.fonts.ready.then(() => undefined)")
        await self.page.wait_for_function("() => [...document.images].every((image) => image.complete)")
        await self.page.screenshot(path=self._folder / f"{name}.png")

    async def in_the_dark(self, name: str, sign: str) -> None:
        """The same in dark colours."""
        await self.page.emulate_media(color_scheme="dark")
        await self.picture(f"{name}-dark", sign)
        await self.page.emulate_media(color_scheme="light")


async def profile(
    browser: Browser, size: dict[str, int], scale: float, folder: Path, stack: AsyncExitStack
) -> Photographer:
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        device_scale_factor=scale,
        locale="fi-FI",
        timezone_id=_AFTERNOON,
        reduced_motion="reduce",
    )
    stack.push_async_callback(context.close)
    return Photographer(context, folder)


def public(server: Talkoot, link: str) -> str:
    """The link as people would have it."""
    return link.replace(server.url, PUBLIC)


async def go_on_elsewhere(server: Talkoot, rooms: list[dict[str, Any]], stack: AsyncExitStack) -> None:
    """The other rooms, as far as they are when the office's picture is taken."""
    for facts, far in zip(rooms, OTHERS, strict=True):
        if far is None:
            continue
        people, notes, phase = far
        room = await come(server, facts, {"hall": people}, stack)
        await room.go("writing")
        for count in range(notes):
            await room.write(room.people[count % people], f"c{count % 3 + 1}", f"Lappu {count + 1}")
        await room.go(phase)


async def afternoon(server: Talkoot, browser: Browser, folder: Path) -> None:
    """The culture room from the lobby to its result, with a picture at every stop."""
    made = await server.new("lappeenranta-2023", "fi")
    culture = next(room for room in made["rooms"] if room["title"].startswith("Kulttuuri"))
    async with AsyncExitStack() as stack:
        room = await come(server, culture, PEOPLE, stack)
        await go_on_elsewhere(server, made["rooms"], stack)
        phone = await profile(browser, PHONE, 1.25, folder, stack)
        wall = await profile(browser, WALL, 2 / 3, folder, stack)
        desk = await profile(browser, DESK, 5 / 6, folder, stack)
        office = await profile(browser, DESK, 5 / 6, folder, stack)

        await phone.open(public(server, culture["join_link"]))
        await phone.picture("join", "form")
        await phone.page.locator("form[action='/join'] button").click()
        await wall.open(public(server, culture["wall_link"]))
        await wall.page.locator(".here", has_text="23").wait_for()
        await wall.page.locator("html[data-rest]").wait_for()  # a wall that nobody touches shows no buttons
        await wall.picture("wall-lobby", "img.qr")
        await desk.open(public(server, culture["desk_link"]))

        await room.go("writing", "4:12")
        ids = await write_all(server, room, phone)
        await phone.page.locator("#text").fill(DRAFT)
        await phone.picture("phone-writing", ".note")
        await wall.page.locator(".figure", has_text=str(len(ids) + 1)).first.wait_for()
        await wall.picture("wall-writing", ".figure")

        slip = next(note for note, text in texts_of(room).items() if text == SLIP)
        await room.do("HideNotes", notes=[slip])
        await room.go("reading", "7:05")
        await phone.page.get_by_role("button", name="Siirry lukemaan").click()  # somebody who writes is asked first
        await phone.picture("phone-board", ".note")

        await room.go("sorting", "6:40")
        for groups in GROUPS.values():
            for title, texts in groups.items():
                if title:
                    await room.do("GroupNotes", group=new_id(), notes=[ids[text] for text in texts], title=title)
        await wall.picture("wall-board", ".groups h2")
        for text in ("Viimeinen juna", "Avustuspäätös"):
            await desk.page.locator("[data-do=pick]", has_text=text).click()
        await desk.picture("desk-sorting", ".group")
        await desk.in_the_dark("desk-sorting", ".group")
        await desk.page.keyboard.press("Escape")

        await vote(room, phone)
        await wall.picture("wall-voting", ".sum b")
        await desk.picture("desk-voting", ".turnout")
        await phone.picture("phone-voting", ".plus")
        await phone.in_the_dark("phone-voting", ".plus")
        link = re.search(r"http\S+/office#\S+", server.printed())
        assert link is not None
        await office.open(link[0])
        await office.page.locator(f"a[href$='/office/{made['workshop']}']").first.click()
        await office.picture("office", "li.room")

        round_ = room.desk.shown()["round"]["id"]
        await room.do("CloseRound", round=round_)
        await room.do("RevealRound", round=round_)
        await room.go("results")
        await wall.picture("wall-results", ".rank-list li")
        await wall.in_the_dark("wall-results", ".rank-list li")
        await desk.picture("desk-results", ".tally")
        await phone.picture("phone-results", ".dotrow")


def texts_of(room: Room) -> dict[str, str]:
    return {note: facts["text"] for note, facts in room.desk.shown()["notes"].items()}


async def write_all(server: Talkoot, room: Room, phone: Photographer) -> dict[str, str]:
    """All write what they have on their minds, the photographed phone too: the notes' ids by text."""
    await phone.page.wait_for_url("**/rooms/*")
    (cookie,) = [one.get("value") for one in await phone.context.cookies() if one.get("name") == "talkoot"]
    async with viewer(server.url, room.facts["room"], "phone", f"talkoot={cookie}") as own:
        ids = {text: await room.write(own, column, text) for column, text in OWN}
    others = [
        (column, text)
        for column, groups in GROUPS.items()
        for texts in groups.values()
        for text in texts
        if text not in ids
    ]
    random.Random(2023).shuffle(others)
    for place, (column, text) in enumerate(others):
        ids[text] = await room.write(room.people[place % len(room.people)], column, text)
    await room.write(room.people[0], "c1", SLIP)
    return ids


async def vote(room: Room, phone: Photographer) -> None:
    """Open a round; nearly everybody votes, and the photographed phone has a dot left."""
    await room.go("voting", "5:18")
    # Every phone has an order of its own for every round: one is chosen that has a line of this phone's dots in sight.
    in_sight: list[str] = []
    while not {"Tilat ja kalusto yhteiseen käyttöön", "Luvat ja ohjeet ovat hajallaan"} & set(in_sight):
        if in_sight:
            await room.do("CloseRound", round=room.desk.shown()["round"]["id"])
            await phone.page.locator(".plus").first.wait_for(state="detached")
        await room.do("OpenRound", round=new_id(), columns=[], budget=3, cap=2, wanted=3)
        await phone.page.locator(".plus").first.wait_for()
        in_sight = (await phone.page.locator("main h3").all_inner_texts())[:2]
    round_ = room.desk.shown()["round"]
    lines = {line["title"]: line["id"] for line in round_["lines"]}
    await phone.page.get_by_role("button", name=re.compile("Lisää täplä: Tilat ja")).click()
    await phone.page.get_by_role("button", name=re.compile("Lisää täplä: Luvat ja")).click()
    chance = random.Random(_VOTES)
    given = 2
    for person in room.people[:-2]:
        dots: dict[str, int] = {}
        for _ in range(chance.choice([2, 3, 3, 3])):
            open_lines = [title for title in lines if dots.get(lines[title], 0) < 2]
            (title,) = chance.choices(open_lines, [LIKED.get(title, 1) for title in open_lines])
            dots[lines[title]] = dots.get(lines[title], 0) + 1
        await person.done("PlaceDots", round=round_["id"], dots=dots, tab=new_id(), change=1)
        given += sum(dots.values())
    await phone.page.locator("main h1").click()
    await room.desk.until_heard(
        lambda frame: frame["kind"] == "events" and any(event.get("dots") == given for event in frame["events"])
    )


async def main(folder: Path) -> None:
    """Draw all pictures into the folder."""
    with tempfile.TemporaryDirectory() as scratch:
        server = Talkoot(Path(scratch))
        server.environ["TALKOOT_URL"] = PUBLIC
        flags = [
            "--no-proxy-server",
            f"--host-resolver-rules=MAP {PUBLIC.removeprefix('http://')}:80 127.0.0.1:{server.port}",
            f"--unsafely-treat-insecure-origin-as-secure={PUBLIC}",
        ]
        try:
            await server.start()
            async with async_playwright() as playwright:
                browser = await launched(playwright, *flags)
                await afternoon(server, browser, folder)
                await browser.close()
        finally:
            await server.stop()


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    place.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(place))
    for picture in sorted(place.glob("*.png")):
        print(f"{picture.stat().st_size / 1024:6.0f} KB  {picture}")
