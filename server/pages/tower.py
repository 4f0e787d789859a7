"""The control tower: every room of a workshop at a glance, kept up to date, and a word to one of them or to all."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rooms.commands import SendMessage
from rooms.errors import Refused
from rooms.texts import NOTE_CHARS, Words, in_language
from rooms.workshop import RoomCard, Workshop
from server import words
from server.gathering import new_id
from server.live_room import LiveRoom
from server.log import Unavailable
from server.more_time import lengthen, take_back
from server.pages.enter import from_elsewhere, small_form
from server.pages.inside import Inside
from server.site import Site
from server.standing import Standing, present, standing

Row = dict[str, Any]

_FORM_BYTES = 16 * 1024  # a message of 280 characters, each of up to eight code points, percent-encoded
_READ_AGAIN_MS = 2_000
_MORE_TIME_MS = 5 * 60_000


def routes(site: Site) -> list[Route]:
    """`/office/{workshop}/tower` and what is done there."""
    tower = _Tower(site)
    return [
        Route("/office/{workshop}/tower", tower.show),
        Route("/office/{workshop}/tower.json", tower.figures),
        Route("/office/{workshop}/tower/message", tower.tell, methods=["POST"]),
        Route("/office/{workshop}/tower/time", tower.more_time, methods=["POST"]),
    ]


class _Tower(Inside):
    async def show(self, request: Request) -> Response:
        """The table as it is now; the page's script keeps it so."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop):
            return self._closed(request)
        return await self._shown(request, workshop)

    async def figures(self, request: Request) -> Response:
        """The table's words and figures alone; 304 when the asker has them, 503 when nobody can say how it is now."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop):
            return Response(status_code=403)
        try:
            await self._site.log.position(f"workshop/{workshop.id}")  # boards are kept in sight also without the log
            rows = await self._rows(request, workshop)
        except Unavailable:
            return Response(status_code=503, headers={"Cache-Control": "no-store"})
        body = json.dumps(self._told(request, rows), ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"',
            "Cache-Control": "no-store",
            "Talkoot-Now": str(_now()),
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/json", headers=headers)

    async def tell(self, request: Request) -> Response:
        """Put a message on every screen of one room or of all; an empty text takes that message away."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop) or from_elsewhere(request):
            return self._closed(request)
        form = await small_form(request, _FORM_BYTES)
        text, message, lang = form.get("text", ""), form.get("message", ""), form.get("lang", "")
        to = workshop.rooms if form.get("room", "") == "all" else (workshop.room(form.get("room", "")),)
        away = "away" in form
        if not away and not text.strip():
            return await self._shown(request, workshop, status=422, problem="office.message_empty")
        asked = {"kind": "SendMessage", "message": message, "text": "" if away else text, "lang": lang}
        try:
            command = msgspec.convert(asked, SendMessage)
            await asyncio.gather(*[self._tell_one(card, command) for card in to])
        except Unavailable:
            return await self._shown(request, workshop, status=503, problem="office.not_saved", draft=text)
        except (Refused, msgspec.ValidationError) as error:
            too_long = isinstance(error, Refused) and error.code == "text-too-long"
            problem = "office.too_long" if too_long else "office.message_refused"
            return await self._shown(request, workshop, status=422, problem=problem, draft=text)
        done = "away" if away else str(len(to))
        return RedirectResponse(f"/office/{workshop.id}/tower?told={done}#message", 303)

    async def more_time(self, request: Request) -> Response:
        """Give every room that has a timer five minutes more, or with `back` take those from the rooms named in it."""
        workshop = await self._workshop(request)
        if not self._may(request, workshop) or from_elsewhere(request):
            return self._closed(request)
        form = await small_form(request, _FORM_BYTES)
        rooms = await asyncio.gather(*[self._site.live.hub.room(card.id) for card in workshop.rooms])
        try:
            if "back" in form:
                versions = _given(form["back"])
                known = [room for room in rooms if room.id in versions]
                taken = await asyncio.gather(*[take_back(room, _MORE_TIME_MS, versions[room.id]) for room in known])
                told = "taken" if any(taken) else "kept"
            else:
                now = _now()
                since = await asyncio.gather(*[lengthen(room, _MORE_TIME_MS, now) for room in rooms])
                given = [f"{room.id}-{version}" for room, version in zip(rooms, since, strict=True) if version]
                told = ".".join(given) or "none"
        except Unavailable:
            return await self._shown(request, workshop, status=503, time_problem="office.not_saved")
        return RedirectResponse(f"/office/{workshop.id}/tower?time={told}", 303)

    async def _tell_one(self, card: RoomCard, command: SendMessage) -> None:
        live = await self._site.live.hub.room(card.id)
        standing_ = live.board.message
        if not command.text and (standing_ is None or standing_.id != command.message):
            return  # another message stands there by now: it is not ours to take away
        await live.do(command)

    async def _shown(
        self,
        request: Request,
        workshop: Workshop,
        *,
        status: int = 200,
        problem: str = "",
        draft: str = "",
        time_problem: str = "",
    ) -> Response:
        rows = await self._rows(request, workshop)
        lang = self._site.language(request)
        told = request.query_params.get("told", "")
        return self._page(
            request,
            "tower.html",
            workshop,
            status=status,
            script="tower.js",
            data={
                "address": f"/office/{workshop.id}/tower.json?lang={lang}",
                "readAgainMs": _READ_AGAIN_MS,
                "now": _now(),
                "words": self._script_words(lang),
                **self._told(request, rows),
            },
            rows=rows,
            clocks={row["id"]: self._clock(row, lang) for row in rows},
            summary=self._told(request, rows)["summary"],
            standing=await self._messages(workshop),
            message=new_id(20),
            message_chars=NOTE_CHARS,
            problem=problem,
            draft=draft,
            time_problem=time_problem,
            time=request.query_params.get("time", "") if status == 200 else "",
            given=_given(request.query_params.get("time", "")),
            told=told if told == "away" else int(told) if told.isdecimal() and len(told) < 4 else None,
        )

    async def _rows(self, request: Request, workshop: Workshop) -> list[Row]:
        lang = self._site.language(request)
        rooms = await asyncio.gather(*[self._site.live.hub.room(card.id) for card in workshop.rooms])
        return [
            self._row(card, workshop, standing(live.board, self._people(live), _now()), lang)
            for card, live in zip(workshop.rooms, rooms, strict=True)
        ]

    def _people(self, live: LiveRoom) -> dict[str, int] | None:
        """Who is in a room; None until other nodes have been asked, which then happens within a second."""
        presence = self._site.live.presence
        if presence.counted(live):
            return presence.people(live)
        presence.changed(live)
        return None

    def _row(self, card: RoomCard, workshop: Workshop, now: Standing, lang: str) -> Row:
        """What the table says of a room, in words; times alone are for the page to count."""
        spoken = self._site.words[lang]
        return {
            "id": card.id,
            "name": in_language(card.title, lang),
            "name_lang": words.speech(card.title, lang),
            "plenary": card.plenary,
            "phase": in_language(now.title, lang) if now.title else spoken.t(f"phase.{now.phase}"),
            "phase_lang": words.speech(now.title, lang) if now.title else lang,
            "step": now.step,
            "steps": now.steps,
            "pace": self._pace(now, lang),
            "ends_at": now.ends_at,
            "left_ms": now.left_ms,
            "people": "–" if now.people is None else spoken.number(present(now.people)),
            "places": self._places(now, workshop.sites, lang),
            "screens": self._screens(now, lang),
            "notes": spoken.number(now.notes),
            **self._vote(now, lang),
            "needs": [
                spoken.tn("office.need_late", (now.late or 0) // 60_000)
                if need == "late"
                else spoken.t(f"office.need_{need}")
                for need in now.needs
            ],
            "count": 0 if now.people is None else present(now.people),
        }

    def _pace(self, now: Standing, lang: str) -> str:
        spoken = self._site.words[lang]
        place = f"{now.step + 1}/{now.steps}"
        if not now.begun:
            return f"{place}, {spoken.t('office.not_begun')}"
        if now.late is None:
            return place
        minutes = now.late // 60_000
        return f"{place}, {spoken.tn('office.minutes_late', minutes) if minutes else spoken.t('office.on_time')}"

    def _places(self, now: Standing, sites: tuple[Words, ...], lang: str) -> str:
        spoken = self._site.words[lang]
        if now.people is None:
            return spoken.t("office.counting")
        if not present(now.people):
            return ""
        remote = now.people.get("remote", 0)
        if not sites:
            return spoken.tn("office.remote", remote) if remote else spoken.t("office.all_here")
        towns = [
            f"{in_language(site, lang)} {spoken.number(now.people.get(f'site-{place}', 0))}"
            for place, site in enumerate(sites)
        ]
        return ", ".join([*towns, spoken.tn("office.remote", remote)])

    def _screens(self, now: Standing, lang: str) -> str:
        if now.people is None:
            return ""
        tn = self._site.words[lang].tn
        desks, walls = now.people.get("desks", 0), now.people.get("walls", 0)
        return f"{tn('office.desks_open', desks)} · {tn('office.walls_open', walls)}"

    def _clock(self, row: Row, lang: str) -> tuple[str, str]:
        """A room's time as it is at this moment, and what that is; the page's script then lets it run."""
        spoken = self._site.words[lang]
        left = row["left_ms"] if row["ends_at"] is None else max(0, row["ends_at"] - _now())
        if left is None:
            return "–", spoken.t("office.no_timer")
        seconds = -(-left // 1000)
        says = "paused" if row["ends_at"] is None else "left" if left else "over"
        return f"{seconds // 60}:{seconds % 60:02}", spoken.t(f"office.time_{says}")

    def _vote(self, now: Standing, lang: str) -> Row:
        spoken, vote = self._site.words[lang], now.turnout
        if vote is None:
            return {"dots": "", "given": "", "voters": spoken.t("office.no_vote_yet")}
        voters = spoken.tn("office.voters", vote.people, ballots=vote.ballots)
        if vote.practice:
            voters = f"{spoken.t('office.practice')}: {voters}"
        elif vote.state not in ("open", "paused"):
            voters = spoken.tn("office.voted", vote.ballots)
        return {"dots": spoken.number(vote.dots), "given": f"/{spoken.number(vote.given)}", "voters": voters}

    def _told(self, request: Request, rows: list[Row]) -> dict[str, Any]:
        spoken = self._site.words[self._site.language(request)]
        summary = f"{spoken.tn('office.people_count', sum(row['count'] for row in rows))}, "
        summary += spoken.tn("office.room_count", len(rows))
        asking = sum(bool(row["needs"]) for row in rows)
        if asking:
            summary += f". {spoken.tn('office.rooms_need', asking)}"
        return {"summary": f"{summary}.", "rows": rows}

    def _script_words(self, lang: str) -> dict[str, str]:
        """What the page's script says by itself."""
        spoken = self._site.words[lang]
        return {
            "left": spoken.t("office.time_left"),
            "over": spoken.t("office.time_over"),
            "paused": spoken.t("office.time_paused"),
            "none": spoken.t("office.no_timer"),
            "log_away": spoken.t("office.log_away", time="{time}"),
            "no_line": spoken.t("office.no_line", time="{time}"),
            "closed": spoken.t("office.tower_closed"),
            "back": spoken.t("office.back_again"),
        }

    async def _messages(self, workshop: Workshop) -> list[Row]:
        """Messages that stand on screens now, each with its rooms."""
        found: dict[str, Row] = {}
        for card in workshop.rooms:
            said = (await self._site.live.hub.room(card.id)).board.message
            if said is None or not said.text:
                continue
            message = found.setdefault(said.id, {"id": said.id, "text": said.text, "lang": said.lang, "rooms": []})
            message["rooms"].append(card)
        return list(found.values())


def _given(told: str) -> dict[str, int]:
    """Rooms that were given time, with the versions of their timers since; empty: nobody can read it."""
    pairs = [one.rpartition("-") for one in told.split(".")]
    return {room: int(version) for room, _, version in pairs if room and version.isdecimal() and len(version) < 12}


def _now() -> int:
    """The server's clock, ms."""
    return time.time_ns() // 1_000_000
