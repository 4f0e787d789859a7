"""An export as JSON: the whole model, to be read by programs and by the next year's workshop."""

from __future__ import annotations

from typing import Any

import msgspec

from server.export.model import Report

MEDIA_TYPE = "application/json"
_decoder = msgspec.json.Decoder(Report)


class NotAnExport(ValueError):
    """Not JSON, not an export of this version, or one with fields missing or too many; the text says where."""


def to_json(report: Report) -> bytes:
    """The export as UTF-8 JSON, indented so that a person can look into it."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def read_json(data: bytes) -> Report:
    """The export in such a file, exactly. Raises: `NotAnExport`."""
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError as error:
        raise NotAnExport(str(error)) from error


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the export, made from the very types that write it."""
    return msgspec.json.schema(Report)
