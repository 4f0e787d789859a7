"""Joining: the page that asks for a code, the page that a code opens, the form between them and the phone."""

from __future__ import annotations

import re
import time
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rooms.texts import LANGUAGES
from rooms.workshop import RoomCard, Workshop
from server.gathering import CODE_CHARS, CODE_LETTERS, normal_code
from server.limits import Credits
from server.pages.enter import from_elsewhere, small_form
from server.pages.statements import controller
from server.site import Site

WRONG_CODES_PER_SECOND = 5.0
WRONG_CODES_BURST = 100.0
"""For the whole server: a hall mistypes less, and guessing takes years (`CODE_CHARS`)."""


def places(workshop: Workshop) -> tuple[str, ...]:
    """Where one can be, as the live socket names it: at one of the workshop's sites, or in the hall; or afar."""
    return (*(f"site-{n}" for n in range(len(workshop.sites))), "remote") if workshop.sites else ("hall", "remote")


# Letters that no code has, and what somebody who read one of them off a wall may have seen there.
_MISREAD = {"0": "QD", "O": "QD", "1": "JT", "I": "JT", "L": "JE"}

_TYPED_MAX = 300  # a pasted address with a code in it fits; more is nobody's code


class Guesses:
    """How many wrong codes this server still hears. Counted together: a hall is one address, an attacker many."""

    def __init__(self, per_second: float = WRONG_CODES_PER_SECOND, burst: float = WRONG_CODES_BURST) -> None:
        self._credits = Credits(per_second, burst, time.monotonic())
        self._deaf_until = 0.0

    def wait_seconds(self) -> float:
        """Seconds until another code is heard; 0 when it may be now."""
        return max(0.0, self._deaf_until - time.monotonic())

    def wrong(self) -> None:
        """Count one that opened nothing."""
        now = time.monotonic()
        self._deaf_until = max(self._deaf_until, now + self._credits.take(now))


@dataclass(frozen=True)
class Found:
    """What a code opened."""

    workshop: Workshop
    card: RoomCard


def typed_code(text: str) -> tuple[str, str]:
    """The code in what was typed or pasted, and the voucher that a QR adds: `k7pm 3xht`, `https://…/K7PM3XHT-AB12CD34`."""
    text = unicodedata.normalize("NFKC", text.strip()[:_TYPED_MAX])
    if "/" in text:
        text = unquote(re.split("[?#]", text, maxsplit=1)[0].rstrip("/").rpartition("/")[2])
    head, _, tail = text.replace("–", "-").rpartition("-")
    if len(normal_code(head)) == CODE_CHARS:
        return normal_code(head), tail.upper()
    return normal_code(text), ""


def readings(code: str) -> list[str]:
    """The code itself and, when it has one letter that no code has, what that letter may have been."""
    odd = [place for place, letter in enumerate(code) if letter not in CODE_LETTERS]
    if len(odd) != 1 or len(code) != CODE_CHARS:
        return [code]
    place = odd[0]
    return [code[:place] + letter + code[place + 1 :] for letter in _MISREAD.get(code[place], "")] or [code]


def routes(site: Site, guesses: Guesses | None = None) -> list[Route]:
    """`/`, `/join` and, last of all a server's routes, `/{code}`."""
    heard = guesses or Guesses()

    async def find(typed: str) -> Found | None:
        code, voucher = typed_code(typed)
        if len(code) != CODE_CHARS:
            return None
        vouched = bool(voucher) and site.access.vouched(code, voucher)
        if not vouched and heard.wait_seconds():
            return None
        for reading in readings(code):
            if found := await site.gathering.find(reading):
                return Found(*found)
        if not vouched:
            heard.wrong()
        return None

    def refuse(request: Request, typed: str) -> Response:
        """The code page again, saying what is wrong with what was typed."""
        wait = heard.wait_seconds()
        problem = "join.too_many" if wait else "join.wrong_code"
        answer = site.page(
            request, "enter_code.html", "join", status=429 if wait else 404, typed=typed[:40], problem=problem
        )
        if wait:
            answer.headers["Retry-After"] = str(int(wait) + 1)
        return answer

    async def start(request: Request) -> Response:
        typed = request.query_params.get("code", "")
        if not typed.strip():
            return site.page(request, "enter_code.html", "join", typed="", problem=None)
        found = await find(typed)
        return RedirectResponse(f"/{found.card.code}", 303) if found else refuse(request, typed)

    async def opened(request: Request) -> Response:
        typed = request.path_params["code"]
        if not re.fullmatch(r"[\w\s–-]{1,40}", typed):
            raise HTTPException(404)
        found = await find(typed)
        if found is None:
            return refuse(request, typed)
        return join_page(request, found)

    def join_page(request: Request, found: Found) -> Response:
        place = request.query_params.get("place", "")
        there = places(found.workshop)
        return site.page(
            request,
            "join.html",
            "join",
            lang=site.language(request, found.workshop.languages),
            workshop=found.workshop,
            card=found.card,
            ticket=lambda card: site.access.qr_link(card).rpartition("/")[2],
            places=there,
            place=place if place in there else there[0],
            **controller(site.settings),
        )

    async def join(request: Request) -> Response:
        form = await small_form(request)
        typed, lang = form.get("code", ""), form.get("lang", "")
        found = await find(typed)
        if found is None:
            return refuse(request, typed)
        if from_elsewhere(request):
            return RedirectResponse(f"/{found.card.code}", 303)  # a new session would take away one's notes and rights
        session = site.access.session(request) or site.access.new_session()
        answer = RedirectResponse(f"/rooms/{found.card.id}", 303)
        site.access.remember(answer, session)
        if lang in LANGUAGES:
            site.remember_language(answer, lang)
        return answer

    return [
        Route("/", start),
        Route("/join", join, methods=["POST"]),
        Route("/{code}", opened),
    ]
