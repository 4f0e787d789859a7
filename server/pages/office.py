"""The organiser's office: all workshops, making one from a template, and everything that opens its doors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rooms.errors import OverLimit, Refused, Unknown
from rooms.templates import Template, template, template_ids
from rooms.texts import LANGUAGES, TITLE_CHARS, Words, checked, clean, graphemes, in_language, title_from
from rooms.workshop import RoomCard, Workshop
from server.erasing import counted, erase_workshop
from server.export.as_csv import to_csv
from server.export.as_json import to_json
from server.export.reading import read_report
from server.pages.enter import from_elsewhere, small_form
from server.pages.inside import Inside
from server.presence import people_here
from server.site import Site

_FORM_BYTES = 64 * 1024  # eight texts of 120 characters, each of up to eight code points, percent-encoded
_FIRST = "idea-workshop"  # the plain one, offered before those that have a story


@dataclass
class Wish:
    """What an organiser filled in for a workshop to be. `problems`: field to the key of what is wrong with it."""

    most_sites: ClassVar[int] = 6  # more towns at once, and walls could not tell them all

    languages: tuple[str, ...]
    title: Words
    when: Words
    host: str
    sites: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Template, lang: str) -> Wish:
        """The template as it stands, its towns in the page's language."""
        sites = "\n".join(in_language(site, lang) for site in plan.sites)
        return cls(plan.languages, plan.title, plan.when, plan.host, sites)

    @classmethod
    def read(cls, form: dict[str, str], plan: Template) -> Wish:
        """What the form says. The template's first language stays first when it is chosen."""
        order = (*plan.languages, *(lang for lang in LANGUAGES if lang not in plan.languages))
        wish = cls(tuple(lang for lang in order if f"lang-{lang}" in form), {}, {}, "")
        if not wish.languages:
            wish.problems["languages"] = "office.choose_language"
        wish.host = wish._text(form, "host")
        for lang in order:
            wish.title[lang] = wish._text(form, f"title-{lang}")
            wish.when[lang] = wish._text(form, f"when-{lang}")
        wish.sites = "\n".join(wish._towns(form))
        if not any(wish.title[lang] for lang in wish.languages):
            wish.problems.setdefault(f"title-{(wish.languages or order)[0]}", "office.title_missing")
        return wish

    def said(self, texts: Words) -> Words:
        """The texts in the chosen languages, those left empty aside."""
        return {lang: texts[lang] for lang in self.languages if texts.get(lang)}

    def towns(self, plan: Template) -> tuple[Words, ...]:
        """The towns as a workshop keeps them: in all their languages where they are the template's own."""
        known = {name: site for site in plan.sites for name in site.values()}
        return tuple(known.get(name) or dict.fromkeys(self.languages, name) for name in self.sites.split("\n") if name)

    def _towns(self, form: dict[str, str]) -> list[str]:
        """The names typed, one a line; kept as typed, and noted as a problem, where they cannot be used."""
        lines = form.get("sites", "").splitlines()
        names = [name for name in (" ".join(clean(line).split()) for line in lines) if title_from(name)]
        if len(names) == 1 or len(names) > self.most_sites or len(set(names)) < len(names):
            self.problems["sites"] = "office.sites_number"
        elif any(graphemes(name) > TITLE_CHARS for name in names):
            self.problems["sites"] = "office.too_long"
        return names

    def _text(self, form: dict[str, str], name: str) -> str:
        """The field's text, on one line; one that is too long is kept for the page to show, and noted as a problem."""
        text = " ".join(clean(form.get(name, "")).split())
        if text:
            try:
                return checked(text, TITLE_CHARS)
            except OverLimit:
                self.problems[name] = "office.too_long"
            except Refused:
                return ""
        return text


def routes(site: Site) -> list[Route]:
    """Everything under `/office`."""
    office = _Office(site)
    return [
        Route("/office", office.all),
        Route("/office/new/{template}", office.plan),
        Route("/office/new/{template}", office.make, methods=["POST"]),
        Route("/office/{workshop}", office.workshop),
        Route("/office/{workshop}/codes", office.codes),
        Route("/office/{workshop}/renew", office.ask_renew),
        Route("/office/{workshop}/renew", office.renew, methods=["POST"]),
        Route("/office/{workshop}/erase", office.ask_erase),
        Route("/office/{workshop}/erase", office.erase, methods=["POST"]),
        Route("/office/{workshop}/export.{kind}", office.export),
    ]


class _Office(Inside):
    async def all(self, request: Request) -> Response:
        """Every workshop, and the templates to make another from."""
        if not self._organiser(request):
            return self._closed(request)
        plans = [template(name) for name in sorted(template_ids(), key=lambda name: (name != _FIRST, name))]
        return self._page(request, "office.html", None, workshops=await self._site.gathering.workshops(), plans=plans)

    async def plan(self, request: Request) -> Response:
        """The form for a workshop to be."""
        if not self._organiser(request):
            return self._closed(request)
        found = template(request.path_params["template"])
        return self._page(
            request, "office_new.html", None, plan=found, wish=Wish.of(found, self._site.language(request))
        )

    async def make(self, request: Request) -> Response:
        """Make the workshop and go to its page; or show what is missing."""
        if not self._organiser(request) or from_elsewhere(request):
            return self._closed(request)
        found = template(request.path_params["template"])
        wish = Wish.read(await small_form(request, _FORM_BYTES), found)
        if wish.problems:
            return self._page(request, "office_new.html", None, status=422, plan=found, wish=wish)
        made = await self._site.gathering.create(
            found,
            title=wish.said(wish.title),
            host=wish.host,
            when=wish.said(wish.when),
            languages=wish.languages,
            sites=wish.towns(found),
        )
        return RedirectResponse(f"/office/{made.id}", 303)

    async def workshop(self, request: Request) -> Response:
        """One workshop: its rooms with their codes and links, its programme, its files."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop):
            return self._closed(request)
        access = self._site.access
        return self._page(
            request,
            "office_workshop.html",
            workshop,
            rooms=[seen for card in workshop.rooms if (seen := await self._seen(card, workshop))],
            keep_days=self._site.settings.keep_days,
            office_link=access.office_link(workshop),
            renewed=request.query_params.get("renewed", ""),
            renewed_room=request.query_params.get("room", ""),
        )

    async def codes(self, request: Request) -> Response:
        """A sheet of paper for each room's door, with its QR and code."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop):
            return self._closed(request)
        address = urlsplit(self._site.settings.public_url()).netloc
        return self._page(request, "office_codes.html", workshop, address=address)

    async def ask_renew(self, request: Request) -> Response:
        """Ask whether links given out so far shall stop working."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop):
            return self._closed(request)
        role, room = request.query_params.get("role", ""), request.query_params.get("room", "")
        return self._page(request, "office_renew.html", workshop, role=role, room=self._linked(workshop, role, room))

    async def renew(self, request: Request) -> Response:
        """Make new links for a room's desk or wall, or for the office; the old ones stop working at once."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop) or from_elsewhere(request):
            return self._closed(request)
        form = await small_form(request)
        role = form.get("role", "")
        room = self._linked(workshop, role, form.get("room", ""))
        await self._site.gathering.renew(workshop.id, room.id if room else "", role)
        where = f"&room={room.id}#{room.id}" if room else ""
        answer = RedirectResponse(f"/office/{workshop.id}?renewed={role}{where}", 303)
        session = self._site.access.session(request)
        if role == "office" and session is not None:  # whoever renews it stays inside
            serial = (await self._site.gathering.workshop(workshop.id)).serial("", "office")
            self._site.access.remember(answer, session.entered("office", workshop.id, serial))
        return answer

    async def ask_erase(self, request: Request) -> Response:
        """Ask whether the workshop shall be gone for good, and say what that means."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop):
            return self._closed(request)
        return await self._ask_erase(request, workshop)

    async def _ask_erase(self, request: Request, workshop: Workshop, *, unsure: bool = False) -> Response:
        found = await counted(self._site.log, self._site.gathering, workshop.id)
        status = 422 if unsure else 200
        return self._page(request, "office_erase.html", workshop, status=status, found=found, unsure=unsure)

    async def erase(self, request: Request) -> Response:
        """Erase the workshop and say what there was."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop) or from_elsewhere(request):
            return self._closed(request)
        if "sure" not in await small_form(request):
            return await self._ask_erase(request, workshop, unsure=True)
        found = await erase_workshop(self._site.log, self._site.gathering, workshop.id)
        return self._page(request, "office_erased.html", None, found=found, title=workshop.title)

    async def export(self, request: Request) -> Response:
        """The workshop's results as a file."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop):
            return self._closed(request)
        kind = request.path_params["kind"]
        if kind not in ("json", "csv", "actions.csv"):
            raise HTTPException(404)
        report = await read_report(self._site.log, workshop.id)
        lang = self._site.language(request, workshop.languages)
        name = f"{in_language(workshop.title, lang)}.{kind}"
        plain = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-")
        return Response(
            to_json(report) if kind == "json" else to_csv(report, lang, "notes" if kind == "csv" else "actions"),
            media_type="application/json" if kind == "json" else "text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
                "Cache-Control": "no-store",
            },
        )

    async def _seen(self, card: RoomCard, workshop: Workshop) -> dict[str, Any] | None:
        """What the page tells of one room: its links, and how far it is; None when erasing broke off after it."""
        try:
            live = await self._site.live.hub.room(card.id)
        except Unknown:
            return None
        board, access = live.board, self._site.access
        people = people_here(live)
        return {
            "card": card,
            "phase": board.phase,
            "step": board.step,
            "steps": len(board.steps),
            "columns": board.columns,
            "notes": sum(note.on_board for note in board.notes.values()),
            "people": people.get("hall", 0) + people.get("remote", 0),
            "links": {
                "join": access.join_link(card),
                "desk": access.desk_link(workshop, card),
                "wall": access.wall_link(workshop, card),
            },
        }

    def _linked(self, workshop: Workshop, role: str, room: str) -> RoomCard | None:
        """The room whose link is meant; None for the office. Raises: `Unknown`, HTTP 404."""
        if role == "office" and not room:
            return None
        if role not in ("desk", "wall"):
            raise HTTPException(404)
        return workshop.room(room)
