"""A room of two full hours with a desk, phones and walls, played through its whole day: for tests of walls."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.talkoot import Talkoot
from tests.viewer import Viewer, entered, joined, new_id, viewer

Plain = dict[str, Any]

expect.set_options(timeout=20_000)  # several walls are drawn by as few cores as there are

LONG = {
    "fi": "Kaupunginosayhdistysten tapahtumanjärjestäjäyhteistyöneuvottelukunnan toimintaedellytysten parantaminen",
    "sl": "Najneodgovornejšim raziskovalno-razvojnim dejavnostim prilagojeno lokalnoskupnostno sofinanciranje",
}

NOTES = {
    "c1": [
        "Edullisia harjoitustiloja myös iltaisin ja viikonloppuisin",
        "Esitystekniikka yhteiskäyttöön: äänentoisto, valot ja siirrettävä lava",
        "Koulujen salit käyttöön kesäkuukausiksi",
        "Tapahtumanjärjestäjälle nimetty yhteyshenkilö",
        LONG["fi"],
    ],
    "c2": [
        "Kellaritilojen äänieristys on retuperällä",
        "Ulkoilmatapahtuman meluilmoitusta ei ymmärrä kukaan",
        LONG["sl"],
    ],
    "c3": ["Yksi lomake kaikkiin tapahtumalupiin", "W" * 280, "a\n" * 130 + "a"],
}

EARLIER = [
    ("Avataan kaupungin tyhjät tilat harjoituskäyttöön", "Tilapalvelut", "done", "Kolme tilaa auki syyskuusta alkaen"),
    ("Yksi lupalomake kaikkiin tapahtumiin", "Kaupunkitekniikka", "under_way", "Lomake valmis, päätösvalta hajallaan"),
    (LONG["fi"], "Kulttuuripalvelut", "under_way", "Kokous pidetty, odotetaan avustuspäätöstä"),
    ("Yömyöhäinen juna viikonloppuihin", "Liikenne", "dropped", "Operaattori ei lähtenyt mukaan"),
    ("Palkkiosuositus kaupungin tilaamille esityksille", "Hankinnat", "not_started", ""),
    ("Kesätyöseteli myös kulttuuriyrityksille", "", "done", ""),
]

# What lies outside the picture, what is cut off, what lies on something else, and whether anything scrolls.
# Two lines of texture may end in "…".
FAULTS = """() => {
  const found = [];
  const texts = [];
  for (const part of document.querySelectorAll('#page *')) {
    if (part.closest('svg, .sr')) continue;
    const box = part.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const name = `${part.tagName}.${part.className} ${(part.textContent ?? '').trim().slice(0, 30)}`;
    if (box.right > innerWidth + 1 || box.left < -1 || box.bottom > innerHeight + 1 || box.top < -1) {
      found.push(`outside: ${name}`);
    }
    const clips = getComputedStyle(part).overflow !== 'visible' && !part.closest('.texture');
    if (clips && (part.scrollHeight > part.clientHeight + 2 || part.scrollWidth > part.clientWidth + 2)) {
      found.push(`cut: ${name}`);
    }
    const own = [...part.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    if (own.length && !part.closest('.texture') && getComputedStyle(part).visibility === 'visible') {
      for (const node of own) {
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const line of range.getClientRects()) {
          // A line's box is taller than its letters.
          const rect = new DOMRect(line.x, line.y + 0.13 * line.height, line.width, 0.74 * line.height);
          texts.push({rect, node, part, name});
        }
      }
    }
  }
  const pictures = [...document.querySelectorAll('#page img, #page svg.dotrow, #page svg.dot-field, #page svg.marks')]
    .map((part) => ({rect: part.getBoundingClientRect(), part, name: `picture ${part.outerHTML.slice(0, 40)}`}));
  const all = [...texts, ...pictures];
  for (let i = 0; i < all.length; i += 1) {
    for (let j = i + 1; j < all.length; j += 1) {
      const [a, b] = [all[i], all[j]];
      if (a.part === b.part || a.part.contains(b.part) || b.part.contains(a.part)) continue;
      const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
      const tall = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
      if (wide > 2 && tall > 0.1 * Math.min(a.rect.height, b.rect.height)) found.push(`overlap: ${a.name} / ${b.name}`);
    }
  }
  const clear = document.querySelector('.strip')?.getBoundingClientRect();
  for (const {rect, part, name} of clear ? all : []) {
    if (!part.closest('.strip, .margin') && rect.bottom > clear.top + 2) found.push(`under the strip: ${name}`);
  }
  const sheet = document.scrollingElement;
  if (sheet.scrollWidth > innerWidth || sheet.scrollHeight > innerHeight) found.push('the page scrolls');
  return found;
}"""


@dataclass
class Hall:
    """A room with a desk, phones, and a link for walls."""

    desk: Viewer
    phones: list[Viewer]
    room: str
    code: str
    wall_link: str
    browser: Browser
    left: AsyncExitStack
    actions: list[str] = field(default_factory=list)

    async def wall(
        self, size: tuple[int, int] = (1920, 1080), query: str = "", lang: str = "fi", **options: Any
    ) -> Page:
        """A wall of that size that shows the room."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="fi-FI", **options
        )
        self.left.push_async_callback(context.close)
        page = await context.new_page()
        address, secret = self.wall_link.split("#")
        await page.goto(f"{address}?lang={lang}{query}#{secret}")
        await page.wait_for_selector("#page:not([data-phase=opening])")
        return page

    async def do(self, kind: str, **fields: Any) -> int:
        """The desk does it: the seq after which it is so."""
        answer = await self.desk.done(kind, **fields)
        await self.desk.until(answer["seq"])
        return int(answer["seq"])

    async def go(self, phase: str, *walls: Page) -> None:
        """Go to the first step of that phase, and wait until these walls show it."""
        board = self.desk.shown()
        step = next(place for place, one in enumerate(board["steps"]) if one["phase"] == phase)
        await self.do("ChangePhase", from_step=board["step"], step=step)
        for wall in walls:
            await wall.wait_for_selector(f"#page[data-phase={phase}]")

    async def clock(self, minutes: float) -> None:
        """Have so much time on the timer, standing."""
        version = self.desk.shown()["timer"]["version"]
        await self.do("SetTimer", version=version, left_ms=int(minutes * 60_000))

    async def post(self, notes: dict[str, list[str]]) -> list[str]:
        """Post these notes by column: their ids."""
        ids = []
        for column, texts in notes.items():
            for text in texts:
                ids.append(new_id())
                lang = "sl" if text == LONG["sl"] else "fi"
                await self.desk.done("PostNote", note=ids[-1], column=column, text=text, lang=lang)
        return ids

    async def last_year(self) -> list[str]:
        """Put last year's actions on the list: their ids."""
        ids = []
        for what, who, status, why in EARLIER:
            ids.append(new_id())
            await self.do("SetEarlier", earlier=ids[-1], what=what, who=who, status=status, why=why, lang="fi")
        return ids

    async def open(self, *, budget: int = 3, cap: int = 2, wanted: int = 2, **settings: Any) -> tuple[str, list[str]]:
        """Open a round: its id and its lines."""
        round_ = new_id()
        await self.do("OpenRound", round=round_, budget=budget, cap=cap, wanted=wanted, **settings)
        return round_, [line["id"] for line in self.desk.shown()["round"]["lines"]]

    async def vote(self, **settings: Any) -> tuple[str, list[str]]:
        """Open a round and let the phones vote: two share the place across the cut."""
        round_, lines = await self.open(**settings)
        wishes = [{lines[0]: 2, lines[1]: 1}, {lines[0]: 1, lines[2]: 1}]
        for phone, dots in zip(self.phones, wishes, strict=True):
            await phone.done("PlaceDots", round=round_, dots=dots, tab="firsttab", change=1)
        return round_, lines

    async def close_and_reveal(self, round_: str) -> None:
        await self.do("CloseRound", round=round_)
        await self.do("RevealRound", round=round_)

    async def act(self, what: str, **said: str) -> str:
        """An action with these fields: its id."""
        action = new_id()
        await self.do("StartAction", action=action, what=what, source="", lang="fi")
        for name, text in said.items():
            await self.do("EditAction", action=action, field=name, text=text, was="")
        self.actions.append(action)
        return action


async def hall_of(server: Talkoot, browser: Browser, stack: AsyncExitStack, template: str = "two-hours") -> Hall:
    """The first room of a workshop made from that template, with a desk, one person on site and one remote."""
    made = (await server.new(template))["rooms"][0]
    cookie = await entered(made["desk_link"])
    desk = await stack.enter_async_context(viewer(server.url, made["room"], "desk", cookie))
    phones = []
    for place in ("hall", "remote"):
        cookie = await joined(server.url, made["code"])
        phones.append(await stack.enter_async_context(viewer(server.url, made["room"], "phone", cookie, place=place)))
    return Hall(desk, phones, made["room"], made["code"], made["wall_link"], browser, stack)


async def whole_day(hall: Hall, *walls: Page) -> AsyncIterator[str]:
    """The whole life of a room on these walls; yields a word for each state when every one of them shows it."""

    async def seen(selector: str, text: str | None = None) -> None:
        for wall in walls:
            found = wall.locator(selector).first
            await expect(found).to_be_attached()
            if text is not None:
                await expect(found).to_contain_text(text)

    async def all_come() -> None:
        """Until the first line of a result has come, which is the last to do so."""
        for wall in walls:
            await expect(wall.locator(".rank-list li").first.locator(".rank")).to_have_text(re.compile(r"(^|\s)=?1$"))
            await expect(wall.locator(".rank-list .unseen")).to_have_count(0)

    yield "lobby"
    earlier = await hall.last_year()
    await hall.go("agenda", *walls)
    yield "agenda"
    await hall.go("review", *walls)
    await hall.clock(15)
    await seen(".score")
    yield "review"
    for phone, wanted in zip(hall.phones, ([earlier[1], earlier[2]], [earlier[1], earlier[3]]), strict=True):
        await phone.done("TalkAbout", earlier=wanted)
        for one in earlier:
            await phone.done("JudgeEarlier", earlier=one, verdict="keep", comment="Salainen mielipide")
    await hall.do("OrderEarlier", by_votes=True)
    await seen(".earlier .sum")
    yield "review by votes"
    await hall.do("Spotlight", target=earlier[1])
    await seen(".of-earlier h1")
    yield "an action of last year in the spotlight"
    await hall.go("question", *walls)
    yield "question"
    await hall.go("writing", *walls)
    await hall.clock(7)
    ids = await hall.post(NOTES)
    await seen(".figures > :last-child .figure", str(len(ids)))
    yield "writing"
    await hall.go("tables", *walls)
    await hall.clock(12)
    own = new_id()
    await hall.phones[0].done("PostNote", note=own, column="c1", text="Pöydän paras ajatus", lang="fi")
    await hall.phones[0].done("JoinTable", table=3)
    await hall.phones[0].done("PickNote", note=own, picked=True)
    await seen(".figure", "12:00")
    yield "tables"
    await hall.go("reading", *walls)
    await seen(".from")
    yield "reading"
    await hall.do("Spotlight", target=own)
    await seen(".spot .note")
    yield "a note in the spotlight"
    await hall.do("Spotlight", target=ids[4])
    await seen(".spot .note", "Kaupungin")
    yield "a long note in the spotlight"
    await hall.do("Spotlight", target=ids[-2])
    await seen(".spot .note", "WWW")
    yield "the widest note in the spotlight"
    await hall.go("sorting", *walls)
    group = new_id()
    await hall.do("GroupNotes", group=group, notes=ids[:4], title="Tilat ja välineet yhteiskäyttöön")
    await hall.do("GroupNotes", group=new_id(), notes=ids[5:7], title="Hyvin pitkä otsikko, joka " * 4)
    for wall in walls:
        await expect(wall.locator(".groups > li")).to_have_count(2)
    yield "sorting"
    await hall.do("Spotlight", target=group)
    await seen(".reading h1", "Tilat")
    yield "a group in the spotlight"
    message = new_id()
    await hall.do("SendMessage", message=message, text="Kahvi on valmiina aulassa. Jatketaan kello 14.15.", lang="fi")
    await hall.do("Spotlight", target="")
    await seen(".strip")
    yield "sorting above a message"
    await hall.go("freeze", *walls)
    await hall.do("PrepareRound", round=new_id(), budget=3, cap=2, wanted=2)
    await seen(".terms li:nth-child(3)")
    yield "freeze above a message"
    await hall.do("SendMessage", message=message, text="", lang="fi")
    for wall in walls:
        await expect(wall.locator(".strip")).to_have_count(0)
    yield "freeze"
    practice, _ = await hall.open(practice=True, texts=["Kissa", "Koira"], budget=1, cap=1, wanted=1)
    await seen(".given")
    yield "practice"
    await hall.close_and_reveal(practice)
    await hall.go("voting", *walls)
    await seen(".before")
    yield "before the vote"
    round_, lines = await hall.vote()
    await seen(".sum b", "5")
    yield "voting"
    await hall.do("PauseRound", round=round_, paused=True)
    await hall.do("EnterPaper", round=round_, paper=new_id(), dots={lines[0]: 1})
    await seen(".sum b", "6")
    yield "paused"
    await hall.do("CloseRound", round=round_)
    await seen(".note-line .icon")
    yield "closed round"
    await hall.do("RevealRound", round=round_)
    await hall.go("results", *walls)
    await all_come()
    yield "results with a tie"
    run_off, tied = await hall.open(budget=1, cap=1, wanted=1, run_off_of=round_)
    await seen(".tie .which")
    yield "run-off"
    await hall.phones[0].done("PlaceDots", round=run_off, dots={tied[1]: 1}, tab="firsttab", change=1)
    await hall.close_and_reveal(run_off)
    await all_come()
    yield "results of the run-off"
    live, more = await hall.open(live=True, wanted=1)
    await hall.phones[0].done("PlaceDots", round=live, dots={more[3]: 2}, tab="firsttab", change=1)
    await seen(".rank-list .sum")
    yield "live"
    await hall.do("CloseRound", round=live)
    await hall.do(
        "VoidRound", round=live, reason="Kaksi puuttui vielä, kun äänestys suljettiin. Äänestetään uudelleen."
    )
    await seen(".quiet-page p")
    yield "void"
    await hall.go("actions", *walls)
    yield "no actions"
    await hall.act(
        "Tyhjät liiketilat ja esitystekniikka samaan varauskalenteriin", who="Kulttuuripalvelut", lever="act"
    )
    await hall.act(
        LONG["fi"] + ", ja vielä: " + LONG["fi"],
        who="Kaupunkitekniikka ja kulttuuripalvelut yhdessä",
        first_step="Nykyiset lomakkeet listalle ja läpi jokaisen kaupunginosayhdistyksen kanssa",
        by_when="30.4.2027",
        measure="Lupapäätös tulee kahdessa viikossa yhdeksässä tapauksessa kymmenestä",
        why="Lupa tulee nyt, kun julisteiden pitäisi olla jo painossa",
        partners="Poliisi, pelastuslaitos, kaupunginosayhdistykset",
        lever="lobby",
    )
    await hall.act(
        "Kulttuurihyvinvointilähete kokeiluun kahdella terveysasemalla", first_step="Tapaaminen", by_when="15.9.2027"
    )
    for phone, name in zip(hall.phones, ("Aino Ääninen, Kaiku ry", "Björn Åkerö"), strict=True):
        await phone.done("TakePart", action=hall.actions[1], name=name)
    await hall.do("AcceptAction", action=hall.actions[0], accepted=True)
    await seen(".deeds .accepted")
    yield "actions"
    await hall.go("commitments", *walls)
    await hall.phones[0].done("ObjectTo", action=hall.actions[1], text="Salainen vastaväite")
    await seen(".deed h1")
    yield "commitments"
    await hall.do("Spotlight", target=hall.actions[1])
    await seen(".objections")
    yield "an action in the spotlight"
    await hall.go("closed", *walls)
    await hall.phones[0].done("GiveFeedback", score=4, text="Salainen palaute")
    yield "closed"


async def every_page(wall: Page) -> list[str]:
    """Faults on each page of what the wall shows now."""
    found: list[str] = await wall.evaluate(FAULTS)
    pager = wall.locator(".pager p [aria-hidden]")
    if await pager.count() == 0:
        return found
    here, pages = (int(figure) for figure in (await pager.inner_text()).split("/"))
    for _ in range(pages):
        await wall.keyboard.press("ArrowRight")
        here = here % pages + 1
        await expect(pager).to_have_text(f"{here}/{pages}")
        found += await wall.evaluate(FAULTS)
    return found
