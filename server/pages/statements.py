"""What the law wants said: who answers for the data, for what and until when; and how accessible the service is.

Whoever runs the server gives the names in its settings. Until then both pages stand, and say what is missing.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.settings import Settings, origin_of
from server.site import Site

REVIEWED = date(2026, 11, 28)
"""When the accessibility statement was last held against the pages. It is to be looked at anew with every release."""

BROWSER_STORAGE = (
    ("talkoot", "privacy.cookie_talkoot", "privacy.kept_month"),
    ("lang", "privacy.cookie_lang", "privacy.kept_year"),
    ("place, room, order, same, name", "privacy.store_place", "privacy.kept_cleared"),
    ("draft", "privacy.store_draft", "privacy.kept_tab"),
    ("unsent", "privacy.store_unsent", "privacy.kept_sent"),
)
"""All that a participant's browser keeps: names (of cookies, then of other storage), what for, how long."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def controller(settings: Settings) -> dict[str, Any]:
    """What pages tell of whoever answers for the data. `contact_link`: empty where it is neither address nor mail.

    `blanks`: the settings that are still to be given, by the key of what they say.
    """
    contact = settings.contact.strip()
    mail = f"mailto:{contact}" if _MAIL.fullmatch(contact) else ""
    given = {"controller": settings.controller.strip(), "contact": contact}
    return {
        **given,
        "contact_link": contact if re.match(r"https?://\S+$", contact) else mail,
        "basis": settings.legal_basis.replace("-", "_"),
        "keep_days": settings.keep_days,
        "untie_hours": math.ceil(settings.untie_hours),
        "blanks": {f"privacy.blank_{name}": f"TALKOOT_{name.upper()}" for name, text in given.items() if not text},
    }


def routes(site: Site) -> list[Route]:
    """`/privacy` and `/accessibility`, for everybody."""

    async def privacy(request: Request) -> Response:
        facts = controller(site.settings)
        return site.page(request, "privacy.html", "join", **facts, browser_storage=BROWSER_STORAGE)

    async def accessibility(request: Request) -> Response:
        lang = site.language(request)
        reviewed = format_date(REVIEWED, format="long", locale="en_GB" if lang == "en" else lang)
        address = origin_of(site.settings.public_url()).partition("://")[2]
        facts = controller(site.settings)
        return site.page(request, "accessibility.html", "join", **facts, reviewed=reviewed, address=address)

    return [Route("/privacy", privacy), Route("/accessibility", accessibility)]
