"""`talkoot backup` and `talkoot restore`: everything in one file, and back."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from server.backup import End, NotABackup, NotEmpty, put_back, take
from server.commands.options import Plainly, on_log, where

_PIPE = Path("-")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@where
def backup_command(file: Path, **given: Any) -> None:
    """Write all workshops, rooms and the server's key into FILE, which must not exist yet; - writes to a pipe.

    The server may run meanwhile; each room is as it stood at one moment. The file opens every link: keep it as you
    keep a password. It holds no key of a round, so nobody can tell from it whose a ballot was; a round that is open is
    closed when the backup is restored.

    \b
    Examples:
      talkoot backup talkoot-2026-03-01.backup
      talkoot backup - | age -r KEY > talkoot.backup.age
    """

    try:
        with _new_file(file) as out:
            end = on_log(given, lambda log, _: take(log, out))
    except FileExistsError:
        raise Plainly(f"{file} exists already; give another name") from None
    except OSError as error:
        raise Plainly(f"{file} cannot be written: {error.strerror}") from None
    except NotABackup as error:
        raise Plainly(str(error)) from None
    click.echo(f"{_told(end)} in {file}", err=file == _PIPE)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@where
def restore_command(file: Path, **given: Any) -> None:
    """Put a backup into an empty data folder or an empty Redis, from either kind; then start the server.

    Links, codes and cookies work as before. Phones come back by themselves and send what they still hold. A round
    that was open is closed: show what had been given, or make it void and open another.

    \b
    Examples:
      talkoot restore talkoot-2026-03-01.backup --data /var/lib/talkoot
      talkoot restore talkoot-2026-03-01.backup --redis redis://localhost:6379/0
    """

    try:
        with sys.stdin.buffer if file == _PIPE else file.open("rb") as source:
            end = on_log(given, lambda log, _: put_back(log, source))
    except (NotABackup, NotEmpty) as error:
        raise Plainly(str(error)) from None
    except OSError as error:
        raise Plainly(f"{file} cannot be read: {error.strerror}") from None
    click.echo(f"{_told(end)} restored")


@contextmanager
def _new_file(file: Path) -> Iterator[IO[bytes]]:
    """A file that nobody else may read, on the disk when the block ends; none when the block fails."""
    if file == _PIPE:
        yield sys.stdout.buffer
        return
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            file.unlink()
            raise


def _told(end: End) -> str:
    return f"{end.streams:,} rooms and lists with {end.entries:,} entries"
