"""What the server writes down about itself, one line each: never what people wrote, who they are or where they are.

Our own lines name rooms and rounds by id. An error is told by its kind and the places in the code that it went
through, not by its message, which may quote what somebody sent.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMATS = ("text", "json")
_ROOT = Path(__file__).parent.parent


def set_up(kind: str) -> None:
    """Write all lines to standard error, as text for people or as JSON for machines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if kind == "json" else TextLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in ("talkoot", "server"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger("talkoot.socket").setLevel(logging.WARNING)  # websockets would tell of every handshake


def tell_errors_of(loop: asyncio.AbstractEventLoop) -> None:
    """Have the event loop tell of errors that nobody caught without showing the tasks they happened in."""
    logger = logging.getLogger("talkoot.loop")

    def tell(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        logger.error(
            "an error that nobody caught: %s", context["message"].split("\n")[0], exc_info=context.get("exception")
        )

    loop.set_exception_handler(tell)


class TextLines(logging.Formatter):
    """`2026-03-01T09:30:00.123Z WARNING talkoot.room: what happened | ValueError at server/socket.py:12 take, …`"""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the record holds."""
        line = f"{_time(record)} {record.levelname} {record.name}: {_one_line(record.getMessage())}"
        return f"{line} | {'; caused by '.join(_errors(record))}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """`{"time", "level", "logger", "text", "errors"}`; `errors` only where there are any, the outermost first."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": _one_line(record.getMessage()),
        }
        if record.exc_info:
            line["errors"] = list(_errors(record))
        return json.dumps(line, ensure_ascii=False)


def _time(record: logging.LogRecord) -> str:
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03}Z"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _errors(record: logging.LogRecord) -> Iterator[str]:
    """Each error of a chain: its kind and the calls that led to it, innermost last; never its message."""
    error = record.exc_info[1] if record.exc_info else None
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        places, trace = [], error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{_place(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        yield f"{type(error).__name__} at {', '.join(places)}" if places else type(error).__name__
        error = error.__cause__ or error.__context__


def _place(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else "/".join(path.parts[-2:])
