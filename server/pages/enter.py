"""Trade a link's secret for a cookie."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms.errors import Refused
from server.settings import origin_of
from server.site import Site

_FORM_BYTES = 4096


def routes(site: Site) -> list[Route]:
    """`POST /enter` with the form fields `secret` and `to`, the path of the page that the link leads to."""

    async def enter(request: Request) -> Response:
        if request.headers.get("origin", origin_of(str(request.base_url))) not in site.live.origins:
            return Response(status_code=403)
        form = await small_form(request)
        door = await _door(site, form.get("to", ""))
        if door is None:
            return Response(status_code=403)
        role, target, serial = door
        if not site.access.opens(form.get("secret", ""), role, target, serial):
            return Response(status_code=403)
        session = site.access.session(request) or site.access.new_session()
        response = Response(status_code=204)
        site.access.remember(response, session.entered(role, target, serial))
        return response

    return [Route("/enter", enter, methods=["POST"])]


async def _door(site: Site, path: str) -> tuple[str, str, int] | None:
    """Role, target and valid serial of the link that leads to a path; None when no link leads there."""
    match path.strip("/").split("/"):
        case ["office"]:
            return "office", "", 1
        case ["office", workshop, *_]:
            try:
                found = await site.gathering.workshop(workshop)
            except Refused:
                return None
            return "office", found.id, found.serial("", "office")
        case ["rooms", room, ("wall" | "desk") as role]:
            try:
                live = await site.live.hub.room(room)
                found = await site.gathering.workshop(live.board.workshop)
            except Refused:
                return None
            return role, room, found.serial(room, role)
    return None


def from_elsewhere(request: Request) -> bool:
    """Whether a page of somebody else's sent this form; our cookie would not have come along either (SameSite).

    Our pages send no referrer, so browsers give the origin of their forms as "null".
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    return origin != "null" and origin.partition("://")[2] != request.headers.get("host", "")


async def small_form(request: Request, most: int = _FORM_BYTES) -> dict[str, str]:
    """The fields of a small form; empty when it is of more than `most` bytes or not a form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return {}
    try:
        return {key: values[-1] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    except UnicodeDecodeError:
        return {}
