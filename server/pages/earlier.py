"""Last year's actions brought into rooms: from a workshop on this server, from an exported file, or typed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import msgspec
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rooms.board import Board
from rooms.commands import RemoveEarlier, SetEarlier
from rooms.errors import Refused
from rooms.phases import Phase, Role
from rooms.things import STATUSES, Earlier
from rooms.workshop import RoomCard, Workshop
from server.boards import read_board
from server.last_year import Found, NotAnExport, from_boards, from_export, from_lines, room_of_same_name
from server.log import Unavailable
from server.pages.enter import from_elsewhere, small_form
from server.pages.inside import Inside
from server.site import Site

_FILE_BYTES = 32 * 1024 * 1024  # ten times the largest export that a day of seven rooms makes
_FORM_BYTES = 8 * 1024 * 1024  # 500 actions of 400 characters, percent-encoded


def routes(site: Site) -> list[Route]:
    """`/office/{workshop}/earlier` and what is done there."""
    pages = _EarlierPages(site)
    return [
        Route("/office/{workshop}/earlier", pages.show),
        Route("/office/{workshop}/earlier", pages.bring, methods=["POST"]),
        Route("/office/{workshop}/earlier/look", pages.look, methods=["POST"]),
        Route("/office/{workshop}/earlier/remove", pages.remove, methods=["POST"]),
    ]


@dataclass(frozen=True)
class Listed:
    """What stands in a room. `says`: the key of what became of its review, empty while it lies ahead."""

    card: RoomCard
    items: list[Earlier]
    says: str

    @classmethod
    def of(cls, card: RoomCard, board: Board) -> Listed:
        reviews = [place for place, step in enumerate(board.steps) if step.phase == Phase.REVIEW]
        says = "" if reviews and board.step <= reviews[-1] else "over" if reviews else "none"
        items = [one for one in board.earlier.values() if not one.removed]
        return cls(card, items, f"office.review_{says}" if says else "")


class _EarlierPages(Inside):
    async def show(self, request: Request) -> Response:
        """What stands in the rooms, and where more could come from; with `from`, what a workshop has."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop):
            return self._closed(request)
        source = request.query_params.get("from", "")
        if not source:
            return await self._shown(request, workshop)
        other = await self._site.gathering.workshop(source)
        if not self._may(request, other):
            return self._closed(request)
        boards = {card.id: (await read_board(self._site.log, card.id))[0] for card in other.rooms}
        return await self._offered(request, workshop, from_boards(other, boards))

    async def look(self, request: Request) -> Response:
        """Show what a file or typed lines hold, before anything is brought."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop) or from_elsewhere(request):
            return self._closed(request)
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > _FILE_BYTES:
            return await self._shown(request, workshop, status=413, problem="office.file_too_big")
        try:
            async with request.form(max_files=1, max_fields=4) as form:
                file, text, lang = form.get("file"), form.get("lines", ""), form.get("lang", "")
                if isinstance(file, UploadFile) and file.filename:
                    return await self._offered(request, workshop, from_export(await file.read()))
                typed = text if isinstance(text, str) else ""
                found = from_lines(typed, lang if isinstance(lang, str) else "")
        except (NotAnExport, MultiPartException):
            return await self._shown(request, workshop, status=422, problem="office.not_an_export")
        return await self._offered(request, workshop, found)

    async def bring(self, request: Request) -> Response:
        """Put the ticked actions on the lists of the chosen rooms; what stands there already stays as it is."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop) or from_elsewhere(request):
            return self._closed(request)
        form = await small_form(request, _FORM_BYTES)
        to = form.get("to", "")
        try:
            ticked = {
                key.removeprefix("item-"): msgspec.json.decode(value, type=Found)
                for key, value in form.items()
                if key.startswith("item-")
            }
            asked = [
                (card, msgspec.convert(_wish(one, form.get(f"status-{place}", "")), SetEarlier))
                for place, one in ticked.items()
                for card in _rooms_for(one, to, workshop)
            ]
        except msgspec.MsgspecError:
            return await self._shown(request, workshop, status=422, problem="office.earlier_refused")
        if not asked:
            return await self._shown(request, workshop, status=422, problem="office.earlier_choose")
        answers = await asyncio.gather(*[self._set(card, wish) for card, wish in asked], return_exceptions=True)
        for answer in answers:
            if isinstance(answer, Unavailable):
                return await self._shown(request, workshop, status=503, problem="office.not_saved")
            if isinstance(answer, Refused):
                full = answer.code == "too-many-earlier"
                problem = "office.earlier_full" if full else "office.earlier_refused"
                return await self._shown(request, workshop, status=422, problem=problem)
            if isinstance(answer, BaseException):
                raise answer
        new = sum(answer is True for answer in answers)
        return RedirectResponse(f"/office/{workshop.id}/earlier?brought={new}", 303)

    async def remove(self, request: Request) -> Response:
        """Take everything off one room's list, as its desk could."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop) or from_elsewhere(request):
            return self._closed(request)
        card = workshop.room((await small_form(request)).get("room", ""))
        live = await self._site.live.hub.room(card.id)
        items = [one.id for one in live.board.earlier.values() if not one.removed]
        try:
            await asyncio.gather(*[live.do(RemoveEarlier(earlier=one), Role.FACILITATOR) for one in items])
        except Unavailable:
            return await self._shown(request, workshop, status=503, problem="office.not_saved")
        except Refused:
            return await self._shown(request, workshop, status=422, problem="office.review_was")
        return RedirectResponse(f"/office/{workshop.id}/earlier?removed=1", 303)

    async def _set(self, card: RoomCard, wish: SetEarlier) -> bool:
        """Whether it is new there."""
        live = await self._site.live.hub.room(card.id)
        known = live.board.earlier.get(wish.earlier)
        if known is not None and not known.removed:
            return False  # a desk may have said more of it since
        await live.do(wish)
        return True

    async def _offered(self, request: Request, workshop: Workshop, found: tuple[Found, ...]) -> Response:
        if not found:
            return await self._shown(request, workshop, status=422, problem="office.earlier_nothing")
        return await self._shown(request, workshop, found=found)

    async def _shown(
        self,
        request: Request,
        workshop: Workshop,
        *,
        status: int = 200,
        problem: str = "",
        found: tuple[Found, ...] = (),
    ) -> Response:
        lives = await asyncio.gather(*[self._site.live.hub.room(card.id) for card in workshop.rooms])
        listed = [Listed.of(card, live.board) for card, live in zip(workshop.rooms, lives, strict=True)]
        done = request.query_params.get("brought", "")
        return self._page(
            request,
            "earlier.html",
            workshop,
            status=status,
            listed=listed,
            sources=[] if found else await self._sources(request, workshop),
            found=found,
            values=[msgspec.json.encode(one).decode() for one in found],
            there={one.id: [room.card for room in listed if one.id in {i.id for i in room.items}] for one in found},
            by_name=any(room_of_same_name(one.room, workshop.rooms) for one in found),
            statuses=STATUSES,
            problem=problem,
            done=int(done) if done.isdecimal() and len(done) < 6 else None,
            removed="removed" in request.query_params,
        )

    async def _sources(self, request: Request, workshop: Workshop) -> list[Workshop]:
        """The other workshops that whoever asks may see, newest first."""
        every = await self._site.gathering.workshops()
        return [other for other in every if other.id != workshop.id and self._may(request, other)]


def _wish(one: Found, status: str) -> dict[str, str]:
    wish = {"earlier": one.id, "what": one.what, "who": one.who, "lang": one.lang}
    return {"kind": "SetEarlier", "status": status or "not_started", **wish}


def _rooms_for(one: Found, to: str, workshop: Workshop) -> tuple[RoomCard, ...]:
    """Where an action goes: to one room, to all but the plenary, or (`name`) to the one called as its own was, else to
    all."""
    if to not in ("all", "name"):
        return (workshop.room(to),)
    same = room_of_same_name(one.room, workshop.rooms) if to == "name" else None
    own = tuple(card for card in workshop.rooms if not card.plenary) or workshop.rooms
    return (same,) if same else own
