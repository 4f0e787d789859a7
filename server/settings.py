"""Every setting: name, default, unit, meaning. Each can be given as an environment variable TALKOOT_<NAME>."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import fields

from server.logs import FORMATS

LEGAL_BASES = ("public-task", "consent", "legitimate-interest")


class Settings(Struct, frozen=True):
    """What a server is told at start and never changes."""

    host: str = "0.0.0.0"
    """Address to listen on; the default lets phones on the same network in."""
    port: int = 8000
    """Port to listen on; 0 picks a free one."""
    url: str = ""
    """The address that people open, for links and QR codes; empty: this machine's address on its network."""
    data: str = "data"
    """Folder of the embedded log; not used with Redis."""
    redis_url: str = ""
    """redis://… puts the log into Redis, for any number of nodes; empty: the embedded log.

    A single Redis, or a Cluster: one of its servers or, better, several with commas between them."""
    origins: str = ""
    """Further addresses, separated by commas, whose pages may open live connections, beside `url`."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses of proxies whose X-Forwarded headers are believed, separated by commas."""
    untie_hours: float = 24.0
    """How long after a room was last used its secret ballots lose their voters, when nobody accepted the result."""
    keep_days: int = 0
    """How many days after its last use a workshop is erased by itself; 0: it stays until the organiser erases it."""
    controller: str = ""
    """Who answers for the data and for accessibility, as the law names it: told to everybody before they take part."""
    contact: str = ""
    """How to reach the controller: a mail address, a web address, or words."""
    legal_basis: str = "public-task"
    """Why the controller may use the data (GDPR Article 6): `public-task`, `consent` or `legitimate-interest`."""
    drain_seconds: float = 5.0
    """How long a leaving server spreads the return of its phones over; at most 15."""

    io_uring: str = "auto"
    """Whether one system call may write to all phones of a room: `auto` where Linux allows it, or `off`."""
    disk_free_mb: int = 200
    """Nothing is written to the log when fewer MB are left on its disk: room for what must still be deleted."""
    disk_folder: str = ""
    """Folder whose disk that is; empty: `data`, and none with Redis, whose disk may be elsewhere."""
    metrics_token: str = ""
    """Whoever brings it as `Authorization: Bearer` gets `/metrics`; empty: nobody does."""

    log_format: str = "text"
    """How the server writes lines about itself: `text` for people, `json` for machines."""

    @classmethod
    def read(cls, environ: dict[str, str] | None = None, **given: object) -> Settings:
        """Settings from the environment, then from what was given (None: not given).

        Raises: `ValueError` naming the variable that cannot be read.
        """
        environ = dict(os.environ) if environ is None else environ
        values: dict[str, object] = {}
        for field in fields(cls):
            name = f"TALKOOT_{field.name.upper()}"
            text = environ.get(name)
            if field.name == "redis_url" and not text:
                text = environ.get("REDIS_URL")
            if text is not None:
                try:
                    values[field.name] = type(field.default)(text)
                except ValueError:
                    raise ValueError(f"{name} cannot be {text!r}") from None
        if values.get("log_format", "text") not in FORMATS:
            raise ValueError(f"TALKOOT_LOG_FORMAT is text or json, not {values['log_format']!r}")
        if values.get("legal_basis", "public-task") not in LEGAL_BASES:
            raise ValueError(f"TALKOOT_LEGAL_BASIS is {', '.join(LEGAL_BASES)}, not {values['legal_basis']!r}")
        if values.get("io_uring", "auto") not in ("auto", "off"):
            raise ValueError(f"TALKOOT_IO_URING is auto or off, not {values['io_uring']!r}")
        if int(str(values.get("keep_days", 0))) < 0:
            raise ValueError(f"TALKOOT_KEEP_DAYS is a number of days, or 0, not {values['keep_days']}")
        values |= {name: value for name, value in given.items() if value is not None}
        return cls(**values)  # type: ignore[arg-type]

    @property
    def folder(self) -> Path:
        return Path(self.data)

    def watched_folder(self) -> Path | None:
        """The folder on the log's disk, as far as we know of it."""
        if self.disk_folder:
            return Path(self.disk_folder)
        return None if self.redis_url else self.folder

    def public_url(self) -> str:
        """`url` without a trailing slash."""
        return self.url.rstrip("/")

    def secure(self) -> bool:
        """Whether people come by https, so that cookies must not travel otherwise."""
        return urlsplit(self.url).scheme == "https"

    def allowed_origins(self) -> frozenset[str]:
        """Origins, exact, whose pages may open live connections: other sites' pages would bring the cookies, too."""
        found = {origin_of(self.public_url())}
        found |= {origin_of(origin.strip()) for origin in self.origins.split(",") if origin.strip()}
        if not self.secure():
            found |= {f"http://{name}:{self.port}" for name in ("localhost", "127.0.0.1", "[::1]")}
        return frozenset(found)


def origin_of(url: str) -> str:
    """Scheme, host and port as a browser writes them in an Origin header."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
