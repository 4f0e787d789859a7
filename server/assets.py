"""What browsers fetch beside pages: one script and one style sheet a page, fonts, the words of each view.

Everything here has a name that changes with its content, so browsers may keep it for ever, and carries no header that
it does not need. What `static/` holds is served as it was written, too.
"""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms.texts import LANGUAGES
from server import words
from server.bundle import Bundle
from server.javascript import stripped, tokens
from server.packing import coding, pack

STATIC = Path(__file__).parent.parent / "static"

SCRIPTS = ("desk.js", "enter.js", "join.js", "office.js", "phone.js", "tower.js", "wall.js")
"""What a page may begin with."""
LATER = {"phone.js": "phone/later.js"}
"""What such a script fetches when it has time, by itself."""
_CLASSIC = dict.fromkeys(("desk.js", "phone.js", "wall.js"), ("vendor/msgpack/msgpack.min.js",))
_PLACES = {"lit-html": "vendor/lit-html/lit-html.js", "lit-html/": "vendor/lit-html/", "idb": "vendor/idb/index.js"}
_EARLY = {"phone": "early.js"}
_EVERYWHERE = ("tokens.css", "base.css")

_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}  # systems' tables differ on these
_SERVED = frozenset({".js", ".css", ".woff2", ".svg", ".txt", ".md", ".png"})
_PACKED = frozenset({".js", ".css", ".svg", ".txt", ".md"})
_REMARK = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/|\s*\n\s*""", re.DOTALL)


class Asset:
    """One file as it is sent."""

    def __init__(self, data: bytes, content_type: str, packed: bool = True) -> None:
        self.data = data
        self._headers = {"Cache-Control": _FOREVER, "X-Content-Type-Options": "nosniff"}
        if packed:
            self._headers["Vary"] = "Accept-Encoding"
        self._content_type = content_type
        self._codings = {} if packed else {"br": data, "gzip": data}

    def response(self, request: Request) -> Response:
        """Compressed for whoever takes that; that is done for the first of them, and kept."""
        name = coding(request)
        if name not in self._codings:
            self._codings[name] = pack(self.data, name, kept=True)
        sent = self._codings[name]
        headers = self._headers if sent is self.data else self._headers | {"Content-Encoding": name}
        return Response(sent, headers=headers, media_type=self._content_type)


class Assets:
    """All of `static/` as it was at start, and what is made from it."""

    def __init__(self, folder: Path = STATIC) -> None:
        """Raises: `Unjoinable`, when a page's modules cannot become one script."""
        sources = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.suffix in _SERVED and path.is_file()
        }
        sources |= _scripts(sources) | _sheets(sources)
        self._early = {view: _short(sources[name]) for view, name in _EARLY.items()}
        self._files = {name: _asset(name, data) for name, data in sources.items()}
        tree = hashlib.sha256()
        for name, data in sources.items():
            tree.update(f"{name} {len(data)} ".encode() + data)
        self.root = f"/static/{tree.hexdigest()[:12]}"
        self._words: dict[str, Asset] = {}
        self._maps: dict[tuple[str, str], str] = {}

    def static(self, name: str) -> str:
        """The address of a file of `static/`. Raises: `KeyError` when there is none."""
        if name not in self._files:
            raise KeyError(name)
        return f"{self.root}/{name}"

    def script(self, entry: str) -> str:
        """The address of a module joined with all that it leads to. Raises: `KeyError`."""
        return self.static(_joined(entry))

    def sheet(self, name: str) -> str:
        """The address of a page's style sheet, joined with those that every page has. Raises: `KeyError`."""
        return self.static(_joined(name))

    def words_address(self, lang: str, view: str) -> str:
        """The address of the words of a view."""
        address, source = words.script(lang, view)
        if address not in self._words:
            self._words[address] = Asset(source, "text/javascript")
        return address

    def import_map(self, lang: str, view: str) -> str:
        """Where `words` leads on a page of this view and language, as the page carries it."""
        if (lang, view) not in self._maps:
            imports = {"words": self.words_address(lang, view)}
            self._maps[lang, view] = json.dumps({"imports": imports}, separators=(",", ":"))
        return self._maps[lang, view]

    def early(self, view: str) -> str:
        """The script that stands in the page itself; "" for none."""
        return self._early.get(view, "")

    def policy(self, lang: str, view: str) -> str:
        """The page's Content-Security-Policy: nothing but our own origin; in the page, what we know by its sum."""
        known = " ".join(map(_sum, filter(None, (self.import_map(lang, view), self.early(view)))))
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src 'self' {known}",
                "style-src 'self'",
                "font-src 'self'",
                "img-src 'self'",
                "connect-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types lit-html",
            )
        )

    def routes(self) -> list[Route]:
        """The addresses of all assets."""
        return [
            Route("/static/{tree}/{name:path}", self._static),
            Route("/words/{lang}/{name}", self._words_of),
        ]

    async def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        found = self._files.get(name)
        foreign = not request.url.path.startswith(f"{self.root}/")
        # What goes on top of a script that the page has already must fit to it.
        if found is None or (foreign and name in map(_joined, LATER.values())):
            return Response("Not found\n", 404, media_type="text/plain")
        response = found.response(request)
        if foreign:
            # A page of a node that runs another version: good enough now, but not under that name for a year.
            response.headers["Cache-Control"] = "no-store"
        return response

    async def _words_of(self, request: Request) -> Response:
        lang, name = request.path_params["lang"], request.path_params["name"]
        view = name.split(".")[0]
        if lang in LANGUAGES and view in words.VIEWS:
            self.words_address(lang, view)  # another node, or this one before a restart, may have made the page
        found = self._words.get(f"/words/{lang}/{name}")
        if found is None:
            return Response("Not found\n", 404, media_type="text/plain")
        return found.response(request)


def _joined(name: str) -> str:
    """What a joined file is called: it lies beside all of `static/`, so that a style sheet finds its fonts."""
    stem, _, ending = name.rpartition(".")
    return f"{stem.replace('/', '-')}.joined.{ending}"


def _asset(name: str, data: bytes) -> Asset:
    ending = Path(name).suffix
    kind = _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(data, kind, ending in _PACKED)


def _short(source: bytes) -> str:
    return "".join(piece.text for piece in stripped(tokens(source.decode())))


def _sum(script: str) -> str:
    """How a policy names a script that stands in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _scripts(sources: dict[str, bytes]) -> dict[str, bytes]:
    def source(name: str) -> str:
        return sources[name].decode()

    made: dict[str, bytes] = {}
    for entry in SCRIPTS:
        first = Bundle(entry, source, _PLACES, classic=_CLASSIC.get(entry, ()))
        lent: list[str] = []
        if entry in LATER:
            above = Bundle(LATER[entry], source, _PLACES, beneath=first)
            made[_joined(LATER[entry])] = above.text(beneath_at=f"./{_joined(entry)}").encode()
            lent = list(above.borrowed)
        made[_joined(entry)] = first.text(lent=lent).encode()
    return made


def _sheets(sources: dict[str, bytes]) -> dict[str, bytes]:
    """One sheet for each view, without remarks and indentation."""

    def short(found: re.Match[str]) -> str:
        return found[1] or ("\n" if found[0].isspace() else " ")

    def plain(name: str) -> str:
        return _REMARK.sub(short, sources[name].decode())

    shared = "".join(map(plain, _EVERYWHERE))
    own = [name for name in sources if name.endswith(".css") and "/" not in name and name not in _EVERYWHERE]
    return {_joined(name): (shared + plain(name)).encode() for name in own}
