"""Compressed answers: what a browser takes, and made once for what never changes."""

from __future__ import annotations

import gzip

import brotli
from starlette.requests import Request

_BROTLI_KEPT = 9  # 11 saves another fifteenth and takes ten times as long: half a second for the desk's script
_BROTLI_ONCE = 5  # for pages, which are packed for each visit: smaller than gzip's best, in the time of gzip's usual


def coding(request: Request) -> str:
    """The best content coding that the browser takes: "br", "gzip", or "" for none."""
    offered = request.headers.get("accept-encoding", "").replace(" ", "").split(",")
    takes = {name for name, _, weight in (one.partition(";") for one in offered) if weight not in ("q=0", "q=0.0")}
    return next((one for one in ("br", "gzip") if one in takes), "")


def pack(data: bytes, name: str, *, kept: bool) -> bytes:
    """Data in a coding. `kept`: it is sent again and again, so that more work is well spent."""
    if name == "br":
        packed: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=_BROTLI_KEPT if kept else _BROTLI_ONCE)
        return packed
    return gzip.compress(data, 9 if kept else 6, mtime=0) if name == "gzip" else data
