"""Pages follow what people have set on their devices: less motion, colours of their own (duty A15)."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.browser.phones import facilitator, phone
from tests.talkoot import Talkoot

MOVING = """() => [...document.querySelectorAll('*')].flatMap((found) => ['', '::before', '::after'].map((part) => {
  const {transitionDuration, animationDuration, animationName} = getComputedStyle(found, part || null);
  const seconds = [transitionDuration, animationName === 'none' ? '0s' : animationDuration].join(', ');
  return seconds.split(', ').some((one) => parseFloat(one) > 0) ? `${found.outerHTML.slice(0, 90)} ${seconds}` : '';
})).filter(Boolean)"""

LOOK = """(found) => { const {backgroundColor, outlineStyle, borderColor} = getComputedStyle(found);
  return [backgroundColor, outlineStyle, borderColor].join(' '); }"""


async def test_nothing_moves_for_those_who_asked_for_less_motion(server: Talkoot, browser: Browser) -> None:
    room = (await server.new())["rooms"][0]
    still = await browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    async with facilitator(server, room) as leading:
        await leading.go("writing")
        await leading.post("Linja-auto illalla", "Valot rantaan")
        await leading.go("voting")
        await leading.open_round(budget=2, cap=2)
        page = await phone(still, room)
        await expect(page.locator(".plus").first).to_be_visible()
        assert await page.evaluate(MOVING) == []
        for door, sign in (("wall", ".sum b"), ("desk", ".turnout")):
            await page.goto(room[f"{door}_link"])
            await expect(page.locator(sign).first).to_be_visible()
            assert await page.evaluate(MOVING) == [], door
    await still.close()


async def test_what_is_chosen_is_seen_also_where_the_device_sets_all_colours(server: Talkoot, browser: Browser) -> None:
    room = (await server.new())["rooms"][0]
    forced = await browser.new_context(viewport={"width": 360, "height": 780}, forced_colors="active")
    page = await forced.new_page()
    await page.goto(f"{room['join_link']}?lang=fi")
    chosen = await page.locator(".tongues [aria-current]").evaluate(LOOK)
    assert chosen != await page.locator(".tongues a:not([aria-current])").first.evaluate(LOOK)
    await page.close()
    async with facilitator(server, room) as leading:
        await leading.go("writing")
        await leading.post("Linja-auto illalla", "Valot rantaan")
        await leading.go("voting")
        await leading.open_round(budget=2, cap=2)
        page = await phone(forced, room)
        await page.locator(".plus").first.click()
        given = page.locator(".dots i.on").first
        await expect(given).to_be_visible()
        assert await given.evaluate(LOOK) != await page.locator(".dots i:not(.on)").first.evaluate(LOOK)
    await forced.close()
