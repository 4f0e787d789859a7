"""What the pages of the office share: who may see them, and the frame that they stand in."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from rooms.workshop import Workshop
from server.site import Site


class Inside:
    """Pages for organisers: of the whole server, or of one workshop."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def _workshop(self, request: Request) -> Workshop:
        """Raises: `Unknown`, which the site answers with 404; `Unavailable`."""
        return await self._site.gathering.workshop(request.path_params["workshop"])

    def _organiser(self, request: Request) -> bool:
        return self._site.access.may_make_workshops(self._site.access.session(request))

    def _may(self, request: Request, workshop: Workshop) -> bool:
        session = self._site.access.session(request)
        return session is not None and self._site.access.may(session, "office", workshop)

    def _closed(self, request: Request) -> Response:
        """The page that trades a link for the right; for whoever sends a form without it, the same."""
        return self._site.page(request, "enter.html", "join", status=403, script="enter.js")

    def _page(
        self,
        request: Request,
        name: str,
        workshop: Workshop | None,
        *,
        status: int = 200,
        script: str = "office.js",
        data: dict[str, Any] | None = None,
        **facts: Any,
    ) -> Response:
        answer = self._site.page(
            request,
            name,
            "office",
            status=status,
            script=script,
            data=data,
            workshop=workshop,
            organiser=self._organiser(request),
            **facts,
        )
        answer.headers["Cache-Control"] = "no-store"  # it holds links that open doors
        return answer
