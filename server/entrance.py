"""Who comes in by a live line, to which room, as what: asked before the handshake is answered."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs

from starlette.requests import cookie_parser
from websockets.http11 import Request

from rooms.texts import LANGUAGES
from rooms.views import Audience
from rooms.workshop import Workshop
from server.access import COOKIE, ROLE_OF, Session
from server.live_room import LiveRoom

if TYPE_CHECKING:
    from server.live import Live


class Entrance(NamedTuple):
    """What a handshake asks for, and may have. `participant`: of a phone; `stands`: epoch, seq and mark of a viewer
    that comes back."""

    room: LiveRoom
    workshop: Workshop
    session: Session
    audience: Audience
    lang: str
    place: str
    participant: str
    stands: tuple[int, int, int] | None


class Turned(Exception):
    """Away, with that status."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


async def entrance(live: Live, request: Request) -> Entrance:
    """Check Origin, address, cookie and right. Raises: `Turned`; `Refused` for an unknown room; `Unavailable`."""
    origins = request.headers.get_all("Origin")
    if len(origins) != 1 or origins[0].lower() not in live.origins:
        raise Turned(HTTPStatus.FORBIDDEN)
    path, _, asked = request.path.partition("?")
    query = {key: values[-1] for key, values in parse_qs(asked).items()}
    parts = path.split("/")
    if len(parts) != 4 or parts[1] != "rooms" or parts[3] != "live" or query.get("as") not in ROLE_OF:
        raise Turned(HTTPStatus.NOT_FOUND)
    session = live.access.session_of(_cookie(request.headers.get_all("Cookie")))
    if session is None:
        raise Turned(HTTPStatus.UNAUTHORIZED)
    room = await live.hub.room(parts[2])
    workshop = await live.gathering.workshop(room.board.workshop)
    if not live.access.may(session, query["as"], workshop, room.id):
        raise Turned(HTTPStatus.FORBIDDEN)
    audience = Audience(query["as"])
    return Entrance(
        room,
        workshop,
        session,
        audience,
        query["lang"] if query.get("lang") in LANGUAGES else "en",
        _place(query.get("place", ""), workshop),
        live.access.participant(session, workshop.id) if audience is Audience.PHONE else "",
        _stands(query),
    )


def _cookie(headers: list[str]) -> str:
    """The session's cookie, read as pages read it: whatever other cookies stand beside it."""
    return cookie_parser("; ".join(headers)).get(COOKIE, "")


def _place(asked: str, workshop: Workshop) -> str:
    """Where a phone says it is: `remote`, `hall`, or at one of the workshop's sites (`site-0`…)."""
    sites = {f"site-{place}" for place in range(len(workshop.sites))}
    return asked if asked == "remote" or asked in sites else "hall"


def _stands(query: dict[str, str]) -> tuple[int, int, int] | None:
    try:
        return int(query["epoch"]), int(query["seq"]), int(query["mark"])
    except (KeyError, ValueError):
        return None
