"""The plenary: what each room chose is brought there side by side, to be voted on once more by everybody."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rooms.board import Board
from rooms.bringing import brought, decisive
from rooms.commands import BringNotes, Brought
from rooms.errors import Refused
from rooms.things import Note
from rooms.workshop import RoomCard, Workshop
from server.log import Unavailable
from server.pages.enter import from_elsewhere, small_form
from server.pages.inside import Inside
from server.site import Site

MOST_WANTED = 10
"""Of one room: with more, a wall of seven rooms could not be read."""


def routes(site: Site) -> list[Route]:
    """`/office/{workshop}/plenary` and the bringing there."""
    pages = _Plenary(site)
    return [
        Route("/office/{workshop}/plenary", pages.show),
        Route("/office/{workshop}/plenary", pages.bring, methods=["POST"]),
    ]


@dataclass(frozen=True)
class Offer:
    """What a room can bring. `lines` empty: nothing yet, and `why` is the key of the reason."""

    card: RoomCard
    lines: tuple[Brought, ...]
    why: str

    @classmethod
    def of(cls, card: RoomCard, board: Board, wanted: int) -> Offer:
        lines = brought(board, wanted) or ()
        if lines:
            return cls(card, lines, "")
        voted = decisive(board)
        why = "no_result" if voted is None else "open_tie" if board.chosen(voted) is None else "nothing_chosen"
        return cls(card, (), f"office.plenary_{why}")


class _Plenary(Inside):
    async def show(self, request: Request) -> Response:
        """What the rooms would bring, and what stands in the plenary already."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop):
            return self._closed(request)
        return await self._shown(request, workshop)

    async def bring(self, request: Request) -> Response:
        """Bring what the chosen rooms chose under a column of the plenary; what is there already stays as it is."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop) or from_elsewhere(request):
            return self._closed(request)
        hall = _hall(workshop)
        form = await small_form(request)
        wanted = _wanted(form.get("wanted", ""))
        rooms = {card.id for card in workshop.rooms if f"room-{card.id}" in form}
        notes = tuple(
            line for offer in await self._offers(workshop, wanted) if offer.card.id in rooms for line in offer.lines
        )
        if hall is None or not notes:
            return await self._shown(request, workshop, status=422, wanted=wanted, problem="office.plenary_choose")
        live = await self._site.live.hub.room(hall.id)
        new = sum(note.note not in live.board.notes for note in notes)
        try:
            await live.do(BringNotes(column=form.get("column", ""), notes=notes))
        except Unavailable:
            return await self._shown(request, workshop, status=503, wanted=wanted, problem="office.not_saved")
        except Refused:
            return await self._shown(request, workshop, status=422, wanted=wanted, problem="office.plenary_refused")
        return RedirectResponse(f"/office/{workshop.id}/plenary?brought={new}&wanted={wanted}#there", 303)

    async def _shown(
        self, request: Request, workshop: Workshop, *, status: int = 200, wanted: int | None = None, problem: str = ""
    ) -> Response:
        query = request.query_params
        hall = _hall(workshop)
        board = (await self._site.live.hub.room(hall.id)).board if hall else None
        if wanted is None:
            wanted = _wanted(query.get("wanted", ""))
        there = _there(workshop, board)
        done = query.get("brought", "")
        return self._page(
            request,
            "plenary.html",
            workshop,
            status=status,
            hall=hall,
            columns=board.columns if board else (),
            wanted=wanted,
            most=MOST_WANTED,
            offers=await self._offers(workshop, wanted) if hall else [],
            known=set(board.notes) if board else set(),
            there=there,
            problem=problem,
            done=int(done) if done.isdecimal() and len(done) < 5 else None,
        )

    async def _offers(self, workshop: Workshop, wanted: int) -> list[Offer]:
        cards = [card for card in workshop.rooms if not card.plenary]
        rooms = await asyncio.gather(*[self._site.live.hub.room(card.id) for card in cards])
        return [Offer.of(card, live.board, wanted) for card, live in zip(cards, rooms, strict=True)]


def _hall(workshop: Workshop) -> RoomCard | None:
    """The room that all share; None when the workshop has none."""
    return next((card for card in workshop.rooms if card.plenary), None)


def _there(workshop: Workshop, board: Board | None) -> list[tuple[RoomCard, list[Note]]]:
    """The notes that stand in the plenary for each room, those that a desk has hidden left out."""
    if board is None:
        return []
    found: dict[str, list[Note]] = {}
    for note in board.notes.values():
        if note.origin is not None and note.on_board:
            found.setdefault(note.origin.room, []).append(note)
    return [(card, found[card.id]) for card in workshop.rooms if card.id in found]


def _wanted(text: str) -> int:
    """How many of each room; 0: as many as it chose."""
    return min(int(text), MOST_WANTED) if text.isdecimal() and len(text) < 3 else 0
