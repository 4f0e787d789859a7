"""What browsers fetch beside pages: `static/` under the hash of all of it, the words of each view, and the import map.

Everything here has a name that changes with its content, so browsers may keep it for ever; it is compressed once, at
start.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mimetypes
import posixpath
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms.texts import LANGUAGES
from server import words

STATIC = Path(__file__).parent.parent / "static"

_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}  # systems' tables differ on these
_SERVED = frozenset({".js", ".css", ".woff2", ".svg", ".txt", ".md", ".png"})
_IMPORT = re.compile(r"""(?:^|[;\s])(?:import|export)\s*(?:[\w*{}$,\s]+?\s*from\s*)?["']([^"']+)["']""")
_PACKED = frozenset({".js", ".css", ".svg", ".txt", ".md"})


class Asset:
    """One file as it is sent."""

    def __init__(self, data: bytes, content_type: str, pack: bool) -> None:
        self.data = data
        self.content_type = content_type
        self.packed = gzip.compress(data, 9, mtime=0) if pack else None

    def response(self, request: Request) -> Response:
        """Compressed for whoever takes that."""
        headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
        if self.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(self.packed, headers=headers, media_type=self.content_type)
        return Response(self.data, headers=headers, media_type=self.content_type)


class Assets:
    """All of `static/` as it was at start, and what is made from it."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._files: dict[str, Asset] = {}
        tree = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            if path.suffix not in _SERVED or not path.is_file():
                continue
            name = path.relative_to(folder).as_posix()
            data = path.read_bytes()
            tree.update(f"{name} {len(data)} ".encode() + data)
            kind = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            self._files[name] = Asset(data, kind, path.suffix in _PACKED)
        self.root = f"/static/{tree.hexdigest()[:12]}"
        self._words: dict[str, Asset] = {}
        self._maps: dict[tuple[str, str], str] = {}
        self._modules: dict[tuple[str, str, str], list[str]] = {}

    def static(self, name: str) -> str:
        """The address of a file of `static/`. Raises: `KeyError` when there is none."""
        if name not in self._files:
            raise KeyError(name)
        return f"{self.root}/{name}"

    def modules(self, entry: str, lang: str, view: str) -> list[str]:
        """Addresses of every module that a page's script leads to, so that it is fetched in one go and not in steps."""
        if (entry, lang, view) not in self._modules:
            self._modules[entry, lang, view] = self._reached(entry, lang, view)
        return self._modules[entry, lang, view]

    def _reached(self, entry: str, lang: str, view: str) -> list[str]:
        """Read what imports what: a few milliseconds, as much as all the rest of a page."""
        imports: dict[str, str] = json.loads(self.import_map(lang, view))["imports"]
        found: dict[str, None] = {}
        waiting = [self.static(entry)]
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            found[address] = None
            name = address.removeprefix(f"{self.root}/")
            if name not in self._files:
                continue  # the words, which lead nowhere
            for named in _IMPORT.findall(self._files[name].data.decode()):
                if named.startswith("."):
                    waiting.append(posixpath.normpath(posixpath.join(posixpath.dirname(address), named)))
                elif named in imports:
                    waiting.append(imports[named])
                elif (start := f"{named.split('/')[0]}/") in imports:
                    waiting.append(imports[start] + named.removeprefix(start))
        return list(found)

    def import_map(self, lang: str, view: str) -> str:
        """Where bare module names lead on a page of this view and language, as the page carries it."""
        if (lang, view) not in self._maps:
            address, source = words.script(lang, view)
            self._words[address] = Asset(source, "text/javascript", True)
            imports = {
                "lit-html": self.static("vendor/lit-html/lit-html.js"),
                "lit-html/": f"{self.root}/vendor/lit-html/",
                "idb": self.static("vendor/idb/index.js"),
                "words": address,
            }
            self._maps[lang, view] = json.dumps({"imports": imports}, separators=(",", ":"))
        return self._maps[lang, view]

    def policy(self, lang: str, view: str) -> str:
        """The page's Content-Security-Policy: nothing but our own origin, no script in the page but the import map."""
        digest = hashlib.sha256(self.import_map(lang, view).encode()).digest()
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src 'self' 'sha256-{base64.b64encode(digest).decode()}'",
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
        found = self._files.get(request.path_params["name"])
        if found is None:
            return Response("Not found\n", 404, media_type="text/plain")
        response = found.response(request)
        if not request.url.path.startswith(f"{self.root}/"):
            # A page of a node that runs another version: good enough now, but not under that name for a year.
            response.headers["Cache-Control"] = "no-store"
        return response

    async def _words_of(self, request: Request) -> Response:
        lang, name = request.path_params["lang"], request.path_params["name"]
        view = name.split(".")[0]
        if lang in LANGUAGES and view in words.VIEWS:
            self.import_map(lang, view)  # another node, or this one before a restart, may have made the page
        found = self._words.get(f"/words/{lang}/{name}")
        if found is None:
            return Response("Not found\n", 404, media_type="text/plain")
        return found.response(request)
