"""Looks at what this machine has and was told: Python, open files, the disk, the clock, who answers for the data."""

from __future__ import annotations

import asyncio
import os
import platform
import resource
import time

import uvloop

from server import io_uring
from server.check import Finding, good, hint, problem
from server.settings import Settings

SPARE_FILES = 200  # the log, Redis, pages being fetched, and what Python itself holds
OLDEST = 1_735_689_600  # 2025: an earlier clock is one that was never set


def python() -> Finding:
    """Which Python runs, and whether with the fast event loop."""
    runs = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if isinstance(asyncio.get_running_loop(), uvloop.Loop):
        return good("python", f"{runs}, with uvloop.")
    return hint("python", f"{runs}, without uvloop: fewer phones fit on this machine.", "Install uvloop.")


def open_files(phones: int) -> Finding:
    """Every phone is two open files, and as many stay free for those who still come; `serve` takes what it may."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 4 * phones + SPARE_FILES
    if most == resource.RLIM_INFINITY or most >= needed:
        return good("files", f"{_files(most)} files may be open at once, and {phones:,} phones need {needed:,}.")
    return problem(
        "files",
        f"Only {most:,} files may be open at once here, and {phones:,} phones need {needed:,}.",
        f"Set LimitNOFILE={needed} in the service, --ulimit nofile={needed} for a container, or nofile in limits.conf.",
    )


def sending(settings: Settings) -> Finding:
    """Whether a fan-out is one system call, or one for each phone."""
    off = settings.io_uring == "off"
    ring = None if off else io_uring.opened()
    if ring is not None:
        ring.close()
        return good("sending", "One system call writes to all phones of a room (io_uring).")
    why = "TALKOOT_IO_URING is off" if off else "this machine or container does not allow io_uring"
    return hint(
        "sending",
        f"Each phone of a room is written to by a system call of its own: {why}.",
        "Nothing, for a day of some hundred phones. For thousands allow it: deploy/README.md tells how.",
    )


def disk(settings: Settings) -> Finding:
    """Room on the log's disk, against the watermark below which commands are refused."""
    folder, keep = settings.watched_folder(), settings.disk_free_mb
    if folder is None:
        return hint(
            "disk",
            "Redis keeps the log, and its disk cannot be seen from here. A full one ends Redis.",
            "Watch its free space. If Redis runs on this machine, set TALKOOT_DISK_FOLDER to its folder.",
        )
    try:
        found = os.statvfs(folder)
    except OSError as error:
        return problem(
            "disk", f"The disk of {folder} cannot be seen: {error.strerror}.", "Make the folder, or mend it."
        )
    free = found.f_bavail * found.f_frsize // 1_000_000
    if free < keep:
        return problem(
            "disk",
            f"{free:,} MB are left on the disk of {folder}, and below {keep:,} MB commands are refused.",
            "Make room, or set TALKOOT_DISK_FREE_MB lower.",
        )
    if free < 2 * keep:
        return hint(
            "disk", f"Only {free:,} MB are left on the disk of {folder}; at {keep:,} MB it stops.", "Make room."
        )
    return good("disk", f"{free:,} MB are left on the disk of {folder}; at {keep:,} MB commands would be refused.")


def clock() -> Finding:
    """A clock that was never set would end timers at once and sort everything wrongly."""
    now = time.time()
    here = f"{time.strftime('%Y-%m-%d %H:%M', time.localtime(now))} {time.strftime('%Z', time.localtime(now))}"
    if now < OLDEST:
        return problem("clock", f"This machine's clock says {here}.", "Set it, and let it follow a time server.")
    return good("clock", f"This machine's clock says {here}. Pages show each reader's own time zone.")


def said_of_data(settings: Settings) -> Finding:
    """What the law wants told to people before they take part, and only the operator knows."""
    blank = [name for name in ("controller", "contact") if not getattr(settings, name).strip()]
    if not blank:
        return good("privacy", f"People are told that {settings.controller.strip()} answers for their data.")
    return hint(
        "privacy",
        "Nobody is told who answers for their data: the pages /privacy and /accessibility have blanks.",
        f"Set {' and '.join(f'TALKOOT_{name.upper()}' for name in blank)}, and read both pages before the day.",
    )


def _files(most: int) -> str:
    return "Any number of" if most == resource.RLIM_INFINITY else f"{most:,}"
