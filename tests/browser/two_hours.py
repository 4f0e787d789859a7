"""Two hours of one room, from the lobby to the thanks: one desk, one wall, six phones, by buttons and keys alone.

The test plays it, and the gallery takes its pictures on the way.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from playwright.async_api import Browser, Locator, Page, expect

from server.words import Words
from tests.talkoot import Talkoot

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1440, "height": 900}
WALL = {"width": 1920, "height": 1080}

LAST_YEAR = (
    ("Kevään tapahtumakalenteri verkkoon", "done"),
    ("Harjoitustila entiseen varikkoon", "under_way"),
    ("Yksi lupahakemus kaikille tapahtumille", "not_started"),
)
NOTES = (
    ("Tyhjät liiketilat työhuoneiksi", "Bändeille treenitila, johon pääsee illalla"),
    ("Tyhjiä liiketiloja työhuoneiksi", "Yksi lomake kaikkiin lupiin"),
    ("Treenitiloja bändeille myös iltaisin", "Kesäohjelma julki tammikuussa"),
    ("Lupahakemus yhdellä lomakkeella", "Viimeinen juna lähtee ennen kuin keikka loppuu"),
    ("Kesäohjelma kolmella kielellä", "Nuorille kesätöitä festivaaleilta"),
    ("Äänentoisto lainaksi yhdellä soitolla", "Julisteille oma pylväs torille"),
)
GROUP = "Tilat yhteiseen käyttöön"
ACTION = {
    "why": "Tiloja on tyhjillään, tekijöitä ilman tiloja",
    "who": "Kaupungin tilapalvelut",
    "first_step": "Lista tyhjistä tiloista pöydälle",
    "by_when": "Helmikuun loppu",
}

Shot = Callable[[str, dict[str, Page]], Awaitable[None]]


def drawn(text: str) -> re.Pattern[str]:
    """The text as screens draw it: with soft hyphens anywhere."""
    return re.compile("\u00ad?".join(re.escape(letter) for letter in text))


async def no_picture(name: str, pages: dict[str, Page]) -> None:
    """For those who only play."""


class TwoHours:
    """Everybody's pages, and how they are used."""

    def __init__(self, browser: Browser, stack: AsyncExitStack, lang: str, workshop: str) -> None:
        self._browser = browser
        self._stack = stack
        self.workshop = workshop
        self.words = Words(lang)
        self.lang = lang
        self.desk: Page
        self.wall: Page
        self.phones: list[Page] = []

    async def open(self, size: dict[str, int], link: str, scale: float = 1) -> Page:
        """A browser profile of its own, on this page."""
        context = await self._browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            device_scale_factor=scale,
            locale=self.lang,
            reduced_motion="reduce",
        )
        self._stack.push_async_callback(context.close)
        page = await context.new_page()
        await page.goto(link)
        return page

    def button(self, page: Page | Locator, key: str, *, exact: bool = False, **facts: object) -> Locator:
        """The button that says this."""
        return page.get_by_role("button", name=self.words.t(key, **facts), exact=exact)

    async def next(self, says: str) -> None:
        """Press the one large button, which must say that; answer its question, if it asks one."""
        large = self.desk.locator("nav.time .button.next")
        await expect(large).to_contain_text(self.words.t(says))
        await large.press("Enter")
        asking = self.desk.locator("dialog[open] .button:not(.plain)")
        if says in ("desk.go.closed", "desk.next.accept"):
            await asking.first.press("Enter")

    async def along(self, phone: Page, sign: Locator) -> None:
        """A phone has come to the step where that is on the page; who was just writing is asked, and goes along."""
        go = phone.locator(".asking .button")
        await expect(sign.or_(go).first).to_be_visible()
        if await go.is_visible():
            await go.press("Enter")
        await expect(sign.first).to_be_visible()

    async def all_along(self, key: str) -> None:
        """All phones have come to the step with that heading."""
        for phone in self.phones:
            await self.along(phone, phone.get_by_role("heading", name=self.words.t(key)))

    async def everywhere(self, name: str, shot: Shot) -> None:
        """A picture of phone, wall and desk."""
        await shot(name, {"phone": self.phones[0], "wall": self.wall, "desk": self.desk})


async def play(
    server: Talkoot, browser: Browser, stack: AsyncExitStack, lang: str, shot: Shot = no_picture, small: bool = False
) -> TwoHours:
    """Play all of it; the room is then closed, and everything as it was left. `small`: pictures less than life."""
    made = await server.new("two-hours", lang)
    card = made["rooms"][0]
    day = TwoHours(browser, stack, lang, made["workshop"])
    day.desk = await day.open(DESK, card["desk_link"], 1 / 2 if small else 1)
    day.wall = await day.open(WALL, card["wall_link"], 3 / 8 if small else 1)
    for _ in range(6):
        phone = await day.open(PHONE, card["join_link"])
        await phone.locator("form[action='/join'] button").press("Enter")
        day.phones.append(phone)
    await expect(day.desk.locator("header.bar")).to_contain_text("6")
    for part in (lobby_and_review, question_and_writing, tables_and_reading, sorting, vote, result, actions, close):
        await part(day, shot)
    return day


async def lobby_and_review(day: TwoHours, shot: Shot) -> None:
    await day.everywhere("01-lobby", shot)
    await day.next("desk.go.agenda")
    await day.all_along("phase.agenda")
    await day.everywhere("02-agenda", shot)
    await day.next("desk.go.review")
    await day.desk.locator(".earlier .add").press("Enter")
    dialog = day.desk.locator("dialog[open]")
    for what, status in LAST_YEAR:
        await dialog.get_by_label(day.words.t("desk.earlier_what")).fill(what)
        await dialog.get_by_label(day.words.t(f"common.status.{status}"), exact=True).press(" ")
        await day.button(dialog, "desk.earlier_add").press("Enter")
        await expect(day.desk.get_by_role("heading", name=what)).to_be_attached()
    await day.desk.keyboard.press("Escape")
    for number, phone in enumerate(day.phones):
        item = phone.locator(".earlier > li").nth(number % 2)
        await day.button(item, f"common.verdict.{('keep', 'change', 'drop')[number % 3]}").click()
        await day.button(item, "phone.talk").click()
        await expect(day.button(item, "phone.talk")).to_have_attribute("aria-pressed", "true")
    await day.desk.get_by_label(day.words.t("desk.earlier_order")).press(" ")
    await expect(day.wall.get_by_text(drawn(LAST_YEAR[0][0])).first).to_be_visible()
    await expect(day.phones[0].locator(".tally").first).to_be_visible()
    await day.everywhere("03-review", shot)


async def question_and_writing(day: TwoHours, shot: Shot) -> None:
    await day.next("desk.go.question")
    await day.all_along("phase.question")
    await day.everywhere("04-question", shot)
    await day.next("desk.go.writing")
    for phone, texts in zip(day.phones, NOTES, strict=True):
        for tab, text in zip((0, 2), texts, strict=True):
            chosen = phone.locator(".tab").nth(tab)
            await chosen.press("Enter")
            await expect(chosen).to_have_attribute("aria-current", "true")
            await phone.locator("#text").fill(text)
            await day.button(phone, "phone.send").press("Enter")
            note = phone.get_by_role("article").filter(has_text=text)
            await expect(note).to_contain_text(day.words.t("phone.saved"))
        await phone.locator(".tab").first.press("Enter")
    await expect(day.wall.get_by_text("12", exact=True).first).to_be_visible()
    await expect(day.wall.get_by_text(drawn(NOTES[0][0]))).to_have_count(0)
    await day.everywhere("05-writing", shot)


async def tables_and_reading(day: TwoHours, shot: Shot) -> None:
    await day.next("desk.go.tables")
    await day.all_along("phone.which_table")
    for number, phone in enumerate(day.phones):
        await phone.locator(".numbers button").nth(number // 3).press("Enter")
    ours, theirs = NOTES[1][0], NOTES[4][0]
    await expect(day.phones[0].get_by_role("article").filter(has_text=ours)).to_be_visible()
    await expect(day.phones[0].get_by_text(theirs)).to_have_count(0)
    await day.button(day.phones[0].get_by_role("article").filter(has_text=ours), "phone.pick").click()
    await day.everywhere("06-tables", shot)
    await day.next("desk.go.reading")
    for phone in day.phones:
        await day.along(phone, phone.get_by_role("article").filter(has_text=theirs))
    await day.desk.get_by_role("checkbox", name=drawn(NOTES[3][1])).focus()
    await day.desk.keyboard.press("s")
    await expect(day.wall.get_by_text(drawn(NOTES[3][1]))).to_be_visible()
    await day.everywhere("07-reading", shot)


async def sorting(day: TwoHours, shot: Shot) -> None:
    await day.next("desk.go.sorting")
    for text in (NOTES[0][0], NOTES[0][1]):
        await day.desk.get_by_role("checkbox", name=drawn(text)).focus()
        await day.desk.keyboard.press("x")
    await day.button(day.desk, "desk.group_together").press("Enter")
    await day.button(day.desk, "desk.name_group").press("Enter")
    await day.desk.get_by_label(day.words.t("desk.group_title")).fill(GROUP)
    await day.desk.keyboard.press("Enter")
    group = day.desk.get_by_role("region", name=day.words.t("desk.group", group=GROUP))
    await expect(group).to_be_visible()
    regions = day.desk.locator("section.group")
    await day.desk.keyboard.press("Control+z")
    await expect(group).to_have_count(0)
    await day.desk.keyboard.press("Control+z")
    await expect(regions).to_have_count(0)
    await day.desk.keyboard.press("Control+Shift+z")
    await expect(regions).to_have_count(1)
    await day.desk.keyboard.press("Control+Shift+z")
    await expect(group).to_be_visible()
    await day.everywhere("08-sorting", shot)
    await day.desk.keyboard.press("t")
    pair = day.desk.locator(".same li").first
    await expect(pair).to_be_visible()
    await shot("08-sorting-twins", {"desk": day.desk})
    await day.button(pair, "desk.twins.group").press("Enter")


async def vote(day: TwoHours, shot: Shot) -> None:
    await day.next("desk.go.freeze")
    await day.button(day.desk, "desk.practice").press("Enter")
    for phone in day.phones:
        await day.button(phone, "phone.give").first.click()
    await expect(day.desk.locator(".turnout .big")).to_contain_text("6")
    await shot("09-practice", {"phone": day.phones[0], "wall": day.wall, "desk": day.desk})
    await day.next("desk.next.close_practice")
    await day.next("desk.next.reveal_practice")
    await day.next("desk.next.put_away")
    await day.next("desk.next.prepare")
    await expect(day.phones[0].get_by_role("heading", name=day.words.t("phone.on_the_ballot"))).to_be_visible()
    await day.everywhere("10-freeze", shot)
    await day.next("desk.next.open")
    for phone, lines in zip(day.phones, DOTS, strict=True):
        for line in lines:
            item = phone.locator("ol.ballot > li").filter(has_text=drawn(line))
            await day.button(item, "phone.give").click()
            await expect(day.button(item, "phone.given")).to_be_visible()
    await expect(day.desk.locator(".turnout .big")).to_contain_text("6")
    await day.button(day.desk, "desk.pause_round").press("Enter")
    await expect(day.phones[1].get_by_text(day.words.t("phone.paused"))).to_be_visible()
    await day.next("desk.next.resume")
    await day.button(day.desk, "desk.paper").press("Enter")
    await day.desk.get_by_label(day.words.t("desk.paper_label")).fill("1")
    await day.desk.keyboard.press("Enter")
    await expect(day.desk.locator("dialog[open]")).to_contain_text(day.words.tn("desk.paper_entered", 1))
    await shot("11-voting-paper", {"desk": day.desk})
    await day.desk.keyboard.press("Escape")
    await day.everywhere("11-voting", shot)
    await day.next("desk.next.close")


DOTS = (
    (GROUP, NOTES[1][1], NOTES[2][1]),
    (GROUP, NOTES[1][1], NOTES[3][1]),
    (GROUP, NOTES[1][1], NOTES[2][1]),
    (GROUP, NOTES[1][1], NOTES[3][1]),
    (GROUP, NOTES[1][1], NOTES[4][1]),
    (GROUP, NOTES[1][1], NOTES[4][1]),
)
"""What each phone votes for: two lines are clear, three share the third place."""


async def result(day: TwoHours, shot: Shot) -> None:
    await day.next("desk.next.reveal")
    await expect(day.wall.get_by_text(drawn(GROUP)).first).to_be_visible()
    await day.everywhere("12-tie", shot)
    await day.desk.locator("input[name=way][value=run_off]").press(" ")
    await day.button(day.desk, "desk.tie.go_run_off").press("Enter")
    for number, phone in enumerate(day.phones):
        item = phone.locator("ol.ballot > li").filter(has_text=drawn(NOTES[2 + (number > 3)][1]))
        await day.button(item, "phone.give").click()
        await expect(day.button(item, "phone.given")).to_be_visible()
    await expect(day.desk.locator(".turnout .big")).to_contain_text("6")
    await day.everywhere("13-run-off", shot)
    await day.next("desk.next.close_runoff")
    await day.next("desk.next.reveal_runoff")
    await expect(day.phones[0].get_by_text(drawn(NOTES[2][1])).first).to_be_visible()
    await day.everywhere("14-result", shot)
    await day.next("desk.next.accept")
    await expect(day.desk.locator(".panel")).to_contain_text(day.words.t("desk.round_accepted"))


async def actions(day: TwoHours, shot: Shot) -> None:
    await day.next("desk.go.actions")
    for place, line in enumerate((GROUP, NOTES[1][1], NOTES[2][1])):
        await day.button(day.desk.locator(".sources li").filter(has_text=line), "desk.make_action").press("Enter")
        await expect(day.desk.locator("article.card").nth(place).locator(":focus")).to_be_attached()
    writer = day.phones[1]
    await (
        writer.locator("main")
        .get_by_role("button", name=drawn(GROUP))
        .or_(writer.locator("main").get_by_role("link", name=drawn(GROUP)))
        .first.click()
    )
    for field, text in ACTION.items():
        await writer.locator(f"#deed-{field}").fill(text)
        await writer.keyboard.press("Tab")
    await writer.get_by_label(day.words.t("common.lever.act")).press(" ")
    card = day.desk.locator("article.card").first
    await expect(card.locator("[data-field=by_when] :is(input, textarea)")).to_have_value(ACTION["by_when"])
    await shot("15-actions", {"phone": writer, "wall": day.wall, "desk": day.desk})


async def close(day: TwoHours, shot: Shot) -> None:
    await day.next("desk.go.commitments")
    first = day.phones[0]
    await day.button(first, "phone.take_part").click()
    await first.locator("#part-name").fill("Rytmi ry")
    await first.keyboard.press("Enter")
    await expect(first.get_by_text("Rytmi ry").first).to_be_visible()
    other = day.phones[2]
    await day.button(other, "phone.object").first.click()
    await other.locator("textarea").first.fill("Myös kylille, ei vain keskustaan")
    await day.button(other, "phone.object_send").press("Enter")
    await expect(day.desk.locator("article.reading")).to_contain_text("Myös kylille")
    await day.button(day.desk, "desk.on_wall").first.press("Enter")
    await expect(day.wall.get_by_text("Rytmi ry").first).to_be_visible()
    await day.everywhere("16-commitments", shot)
    cards = day.desk.get_by_role("list", name=day.words.t("desk.actions")).get_by_role("button")
    for place in range(3):
        await cards.nth(place).press("Enter")
        await day.button(day.desk, "desk.accept_action", exact=True).press("Enter")
        await expect(day.desk.locator(".progress")).to_contain_text(
            day.words.t("desk.accepted_of", part=place + 1, whole=3)
        )
    await day.next("desk.go.closed")
    for number, phone in enumerate(day.phones):
        await phone.get_by_role("radio", name=re.compile(rf"\b{3 + number % 3}\b")).first.press(" ")
        await day.button(phone, "phone.feedback_send").press("Enter")
        await expect(phone.locator("main").get_by_text(day.words.t("phone.feedback_thanks"))).to_be_visible()
    await expect(day.desk.get_by_text(day.words.tn("desk.feedback_answers", 6)).first).to_be_visible()
    await day.everywhere("17-closed", shot)
