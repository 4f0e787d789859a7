"""Who may do what outside a room's own rules: links and their secrets, the session cookie, rights.

A link's secret is made from the server's key, so nothing that opens a door is stored anywhere. It travels in the
fragment, which no log and no referrer sees; the page trades it for a cookie (`/enter`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

import msgspec
from itsdangerous import BadSignature, URLSafeSerializer
from msgspec import Struct
from starlette.requests import HTTPConnection
from starlette.responses import Response

from rooms.phases import Role
from rooms.workshop import RoomCard, Workshop
from server.log import Log
from server.settings import Settings

SERVER_KEY = "server"  # name of the secret from which all that proves something is made; the same on all nodes
COOKIE = "talkoot"
_COOKIE_SECONDS = 60 * 60 * 24 * 30  # a month: longer than any workshop, short enough to be forgotten
_GRANTS_KEPT = 40  # links one browser has used; keeps the cookie under the 4 kB that browsers take

ROLE_OF = {"phone": Role.PARTICIPANT, "wall": Role.WALL, "desk": Role.FACILITATOR}
"""What each audience may ask for, as a role of `rooms.phases`."""


class Session(Struct, frozen=True):
    """One browser. `grants`: "role target" to the serial of the link it came by; target is a room or a workshop."""

    id: str
    grants: dict[str, int]

    def entered(self, role: str, target: str, serial: int) -> Session:
        """The same session, having come by one more link."""
        grants = {key: value for key, value in self.grants.items() if key != f"{role} {target}"}
        grants[f"{role} {target}"] = serial
        return Session(self.id, dict(list(grants.items())[-_GRANTS_KEPT:]))


class Access:
    """Makes and checks links and sessions."""

    def __init__(self, key: bytes, settings: Settings) -> None:
        self._key = key
        self._settings = settings
        self._cookies = URLSafeSerializer(key, salt="session")

    @classmethod
    async def load(cls, log: Log, settings: Settings) -> Access:
        """With the key that all nodes on this log share."""
        return cls(await log.secret(SERVER_KEY), settings)

    def join_link(self, card: RoomCard) -> str:
        """The address for people who type."""
        return f"{self._settings.public_url()}/{card.code}"

    def qr_link(self, card: RoomCard) -> str:
        """The address in the QR: it vouches for itself, so that a scanning hall is never taken for guessers.

        In capitals: a QR has a shorter code for these, and needs fewer squares, which are larger from afar.
        """
        return f"{self._settings.public_url()}/{card.code}-{self._voucher(card.code)}".upper()

    def vouched(self, code: str, voucher: str) -> bool:
        """Whether a code came by QR."""
        return hmac.compare_digest(self._voucher(code).encode(), voucher.upper().encode())

    def wall_link(self, workshop: Workshop, card: RoomCard) -> str:
        return self._link(f"/rooms/{card.id}/wall", "wall", card.id, workshop.serial(card.id, "wall"))

    def desk_link(self, workshop: Workshop, card: RoomCard) -> str:
        return self._link(f"/rooms/{card.id}/desk", "desk", card.id, workshop.serial(card.id, "desk"))

    def office_link(self, workshop: Workshop | None = None) -> str:
        """To one workshop's office, or to the whole server's."""
        if workshop is None:
            return self._link("/office", "office", "", 1)
        return self._link(f"/office/{workshop.id}", "office", workshop.id, workshop.serial("", "office"))

    def opens(self, secret: str, role: str, target: str, serial: int) -> bool:
        """Whether this secret is that of the valid link."""
        return hmac.compare_digest(self._secret(role, target, serial).encode(), secret.encode())

    def session(self, connection: HTTPConnection) -> Session | None:
        """The browser's session, if its cookie is ours."""
        return self.session_of(connection.cookies.get(COOKIE, ""))

    def session_of(self, cookie: str) -> Session | None:
        """The session in a cookie's value; None when it is not ours."""
        try:
            return msgspec.convert(self._cookies.loads(cookie), Session)
        except (BadSignature, msgspec.ValidationError, UnicodeEncodeError):
            return None

    def new_session(self) -> Session:
        """A browser never seen before."""
        return Session(secrets.token_urlsafe(16), {})

    def remember(self, response: Response, session: Session) -> None:
        """Give the browser its session."""
        response.set_cookie(
            COOKIE,
            self.cookie(session),
            max_age=_COOKIE_SECONDS,
            httponly=True,
            samesite="lax",
            secure=self._settings.secure(),
        )

    def cookie(self, session: Session) -> str:
        """The signed value that `session_of` reads."""
        return self._cookies.dumps(msgspec.to_builtins(session))

    def participant(self, session: Session, workshop: str) -> str:
        """The random id that this browser has in this workshop: the same in all its rooms, another elsewhere."""
        return hmac.digest(self._key, f"participant {session.id} {workshop}".encode(), "sha256").hex()[:20]

    def may(self, session: Session, role: str, workshop: Workshop, room: str = "") -> bool:
        """Whether this session may be a `phone`, `wall` or `desk` of a room, or in the `office` of a workshop.

        Anybody with a session may be a phone: the code was the invitation. The office may be everywhere.
        """
        if role == "phone":
            return True
        if self._granted(session, "office", "", 1):
            return True
        if self._granted(session, "office", workshop.id, workshop.serial("", "office")):
            return True
        return role != "office" and self._granted(session, role, room, workshop.serial(room, role))

    def may_make_workshops(self, session: Session | None) -> bool:
        """Whether this session is the whole server's organiser."""
        return session is not None and self._granted(session, "office", "", 1)

    def _granted(self, session: Session, role: str, target: str, serial: int) -> bool:
        return session.grants.get(f"{role} {target}") == serial

    def _link(self, path: str, role: str, target: str, serial: int) -> str:
        return f"{self._settings.public_url()}{path}#{self._secret(role, target, serial)}"

    def _secret(self, role: str, target: str, serial: int) -> str:
        digest = hmac.digest(self._key, f"link {role} {target} {serial}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")

    def _voucher(self, code: str) -> str:
        digest = hmac.digest(self._key, f"voucher {code}".encode(), hashlib.sha256)
        return base64.b32encode(digest[:5]).decode()


def pseudonym(key: bytes, name: str) -> str:
    """What stands for a participant or a tab in a round whose secret key this is (RULES S4)."""
    return hmac.digest(key, name.encode(), "sha256").hex()[:20]
