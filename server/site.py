"""What every page has: its language, its words, its frame, its headers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from rooms.texts import LANGUAGES, in_language
from server import words
from server.access import Access
from server.assets import Assets
from server.counters import Counters
from server.gathering import Gathering
from server.live import Live
from server.log import Log
from server.log.watched import WatchedLog
from server.packing import coding, pack
from server.settings import Settings
from server.words import Words

LANGUAGE_COOKIE = "lang"
_PACKED_VIEWS = frozenset({"join", "phone", "wall"})
"""Pages that hold no link's secret: only those may be compressed without the length telling something (BREACH)."""
_LANGUAGE_SECONDS = 60 * 60 * 24 * 365


class Site:
    """All that pages are made from. One for the whole server."""

    def __init__(self, log: Log, settings: Settings, access: Access) -> None:
        counters = Counters()
        self.log = WatchedLog(
            log,
            folder=settings.watched_folder(),
            free_bytes=settings.disk_free_mb * 1_000_000,
            appended=counters.append_seconds.note,
        )
        self.settings = settings
        self.access = access
        self.gathering = Gathering(self.log)
        self.words = {lang: Words(lang) for lang in LANGUAGES}
        self.assets = Assets()
        self.live = Live(self.log, settings, access, self.gathering, self.words, counters)
        self._jinja = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def language(self, request: Request, offered: Sequence[str] = ()) -> str:
        """The page's language: asked for in the address, else chosen before, else the browser's wish.

        `offered`: the workshop's own languages; the first of them is spoken when nobody wished for anything we have.
        """
        return words.choose(
            request.headers.get("accept-language", ""),
            request.query_params.get("lang"),
            request.cookies.get(LANGUAGE_COOKIE),
            otherwise=offered[0] if offered else "en",
        )

    def page(
        self,
        request: Request,
        template: str,
        view: str,
        *,
        status: int = 200,
        lang: str | None = None,
        data: dict[str, Any] | None = None,
        script: str | None = None,
        live: bool = False,
        preload: Sequence[str] = (),
        **context: Any,
    ) -> Response:
        """A page from its template.

        `view` names its style sheet and its words; `data` is for the page's script; `preload`: addresses of modules
        that the script will soon ask for.
        """
        lang = lang or self.language(request)
        spoken = self.words[lang]
        theme = request.query_params.get("theme")
        filled: dict[str, Any] = {
            "theme": theme if theme in ("light", "dark") else None,
            "lang": lang,
            "languages": words.NAMES,
            "t": spoken.t,
            "tn": spoken.tn,
            "number": spoken.number,
            "words": lambda said: in_language(said, lang),
            "speech": lambda said: words.speech(said, lang),
            "static": self.assets.static,
            "import_map": self.assets.import_map(lang, view),
            "view": view,
            "data": data,
            "script": script,
            "script_of": self.assets.script,
            "sheet_of": self.assets.sheet,
            "words_address": self.assets.words_address(lang, view),
            "early": self.assets.early(view) if live else "",
            "preload": preload,
            "live": live,
            "storage": self.live.health.trouble,
            "path": request.url.path,
        }
        text = self._jinja.get_template(template).render(filled | context)
        packing = coding(request) if view in _PACKED_VIEWS else ""
        response = Response(pack(text.encode(), packing, kept=False), status, media_type="text/html")
        if packing:
            response.headers["Content-Encoding"] = packing
        response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
        response.headers["Content-Security-Policy"] = self.assets.policy(lang, view)
        response.headers["Cache-Control"] = "no-cache"
        if request.query_params.get("lang") in LANGUAGES:
            self.remember_language(response, lang)
        return response

    def remember_language(self, response: Response, lang: str) -> None:
        """Keep the reader's choice of language for a year."""
        response.set_cookie(
            LANGUAGE_COOKIE,
            lang,
            max_age=_LANGUAGE_SECONDS,
            httponly=True,
            samesite="lax",
            secure=self.settings.secure(),
        )
