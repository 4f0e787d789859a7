"""Pages of one room: phone, wall and desk, its QR picture, and the answer to "may I come in?"."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from rooms.phases import Phase
from rooms.texts import LANGUAGES
from rooms.views import Audience, sees_notes
from rooms.workshop import RoomCard, Workshop
from server.access import ROLE_OF
from server.site import Site
from server.words import script


def routes(site: Site) -> list[Route]:
    """Everything under `/rooms/{room}`."""
    pages = _RoomPages(site)
    return [
        Route("/rooms/{room}", pages.phone),
        Route("/rooms/{room}/wall", pages.wall),
        Route("/rooms/{room}/desk", pages.desk),
        Route("/rooms/{room}/qr.svg", pages.qr),
        Route("/rooms/{room}/access", pages.access),
        Route("/rooms/{room}/twins", pages.twins),
    ]


FIRST_PHASES = frozenset({Phase.LOBBY, Phase.AGENDA, Phase.QUESTION, Phase.WRITING})
"""Phases whose views a phone's first script has; mirrors `FIRST_VIEWS` in `static/phone.js`."""


class _RoomPages:
    def __init__(self, site: Site) -> None:
        self._site = site

    async def phone(self, request: Request) -> Response:
        """The participant's page; without a session, the way in."""
        workshop, card = await self._room(request)
        if self._site.access.session(request) is None:
            return RedirectResponse(f"/{card.code}", 303)
        board = (await self._site.live.hub.room(card.id)).board
        later = self._site.assets.script("phone/later.js")
        rooms = [{"id": one.id, "code": one.code, "title": one.title, "plenary": one.plenary} for one in workshop.rooms]
        needed = [] if board.phase in FIRST_PHASES else [later]
        return self._page(request, workshop, card, "phone", {"rooms": rooms, "later": later}, preload=needed)

    async def wall(self, request: Request) -> Response:
        """The projected page; without the right, the page that trades a link for it."""
        workshop, card = await self._room(request)
        if not self._may(request, "wall", workshop, card):
            return self._site.page(request, "enter.html", "join", status=403, script="enter.js")
        # A wall speaks one or two languages at once, as the desk says, and other ones without being loaded anew.
        return self._page(
            request, workshop, card, "wall", {"words": {lang: script(lang, "wall")[0] for lang in LANGUAGES}}
        )

    async def desk(self, request: Request) -> Response:
        """The facilitator's page; without the right, the page that trades a link for it."""
        workshop, card = await self._room(request)
        if not self._may(request, "desk", workshop, card):
            return self._site.page(request, "enter.html", "join", status=403, script="enter.js")
        access = self._site.access
        links = {"join": access.join_link(card), "wall": access.wall_link(workshop, card)}
        answer = self._page(request, workshop, card, "desk", {"links": links})
        answer.headers["Cache-Control"] = "no-store"  # it holds a link that opens a door
        return answer

    async def qr(self, request: Request) -> Response:
        """The QR of the join link, dark on white with its quiet zone."""
        _, card = await self._room(request)
        out = io.BytesIO()
        segno.make(self._site.access.qr_link(card), error="m", micro=False).save(
            out, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, xmldecl=False
        )
        return Response(out.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "max-age=300"})

    async def access(self, request: Request) -> Response:
        """The answer a live handshake would get, for browsers, which cannot see it: 204 when all is well."""
        if (wait := self._site.live.busy()) is not None:
            return Response(status_code=503, headers={"Retry-After": str(wait)})
        audience = request.query_params.get("as", "")
        workshop, card = await self._room(request)
        session = self._site.access.session(request)
        if audience not in ROLE_OF:
            return Response(status_code=404)
        if session is None:
            return Response(status_code=401)
        allowed = self._site.access.may(session, audience, workshop, card.id)
        return Response(status_code=204 if allowed else 403)

    async def twins(self, request: Request) -> Response:
        """Notes that may say the same, for desks, and for phones as soon as they see everybody's notes."""
        workshop, card = await self._room(request)
        live = await self._site.live.hub.room(card.id)
        session = self._site.access.session(request)
        if session is None:
            return Response(status_code=401)
        leads = self._site.access.may(session, "desk", workshop, card.id)
        if not leads and not sees_notes(live.board, Audience.PHONE):
            return Response(status_code=403)
        found = await self._site.live.twins.of(card.id, live.board)
        pairs = [{"a": twin.a, "b": twin.b, "likeness": round(twin.likeness, 2)} for twin in found]
        return JSONResponse({"twins": pairs}, headers={"Cache-Control": "no-store"})

    async def _room(self, request: Request) -> tuple[Workshop, RoomCard]:
        """Raises: `Unknown`, which the site answers with 404; `Unavailable`."""
        room = await self._site.live.hub.room(request.path_params["room"])
        workshop = await self._site.gathering.workshop(room.board.workshop)
        return workshop, workshop.room(room.id)

    def _may(self, request: Request, role: str, workshop: Workshop, card: RoomCard) -> bool:
        session = self._site.access.session(request)
        return session is not None and self._site.access.may(session, role, workshop, card.id)

    def _page(
        self,
        request: Request,
        workshop: Workshop,
        card: RoomCard,
        audience: str,
        more: dict[str, Any],
        preload: Sequence[str] = (),
    ) -> Response:
        site = self._site
        lang = site.language(request, workshop.languages)
        data = {
            "room": card.id,
            "workshop": workshop.id,
            "workshop_title": workshop.title,
            "title": card.title,
            "host": workshop.host,
            "code": card.code,
            "join_url": site.access.join_link(card),
            "address": urlsplit(site.settings.public_url()).netloc,
            "audience": audience,
            "lang": lang,
            "languages": workshop.languages,
            "sites": workshop.sites,
            **more,
        }
        return site.page(
            request,
            f"{audience}.html",
            audience,
            lang=lang,
            data=data,
            script=f"{audience}.js",
            live=True,
            preload=preload,
            workshop=workshop,
            card=card,
        )
