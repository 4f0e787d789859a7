"""A recorded public conversation (Polis export: comments.csv, votes.csv, summary.csv) as a play.

Every comment that was shown becomes a note of its author, every agreement a dot. Disagreeing, passing and voting on
what was not shown have no counterpart in dot voting; the play's remarks say how many of them there were.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from rooms.templates import ColumnPlan
from rooms.texts import TITLE_CHARS, clean
from server.rehearse.play import Play, Tap, Written, most_held, without_pauses

PAUSE_MS = 2_000  # people wrote for weeks; what matters of their pauses is who came after whom
_SHOWN = "1"


class Unreadable(Exception):
    """The folder holds no such recording; the text is one plain line."""


class Comment(Struct, frozen=True):
    at: int
    id: str
    author: str
    text: str
    shown: bool


class Vote(Struct, frozen=True):
    at: int
    comment: str
    voter: str
    agrees: bool


def read_recording(folder: Path, lang: str = "en") -> Play:
    """The conversation in this folder as a play. Raises: `Unreadable`."""
    comments = [
        Comment(
            int(row["timestamp"]),
            row["comment-id"],
            row["author-id"],
            row["comment-body"],
            row["moderated"] == _SHOWN,
        )
        for row in _rows(folder / "comments.csv", "timestamp", "comment-id", "author-id", "comment-body", "moderated")
    ]
    votes = [
        Vote(int(row["timestamp"]), row["comment-id"], row["voter-id"], row["vote"] == "1")
        for row in _rows(folder / "votes.csv", "timestamp", "comment-id", "voter-id", "vote")
    ]
    comments.sort(key=lambda comment: comment.at)
    votes.sort(key=lambda vote: vote.at)
    shown = [comment for comment in comments if comment.shown]
    if not shown:
        raise Unreadable(f"{folder} holds no comment that was shown")
    topic = _topic(folder) or folder.name
    taps = _taps(votes, {comment.id for comment in shown})
    return Play(
        title={lang: topic},
        lang=lang,
        columns=(ColumnPlan({lang: topic}),),
        notes=tuple(
            Written(comment.id, comment.author, comment.text, 0, at)
            for comment, at in zip(shown, without_pauses((c.at for c in shown), PAUSE_MS), strict=True)
        ),
        groups=(),
        taps=taps,
        budget=max(1, most_held(taps)),
        cap=1,
        watchers=tuple(dict.fromkeys([comment.author for comment in comments] + [vote.voter for vote in votes])),
        remarks=tuple(_remarks(comments, votes)),
    )


def _taps(votes: list[Vote], shown: set[str]) -> tuple[Tap, ...]:
    """The votes that put a dot on a shown comment or take one back, in the order in which they were cast."""
    changing: list[Vote] = []
    agreed: set[tuple[str, str]] = set()
    for vote in votes:
        who_where = (vote.voter, vote.comment)
        if vote.comment in shown and vote.agrees != (who_where in agreed):
            agreed ^= {who_where}
            changing.append(vote)
    told = without_pauses((vote.at for vote in changing), PAUSE_MS)
    return tuple(Tap(vote.voter, vote.comment, int(vote.agrees), at) for vote, at in zip(changing, told, strict=True))


def _remarks(comments: list[Comment], votes: list[Vote]) -> Iterator[str]:
    shown = {comment.id for comment in comments if comment.shown}
    final = {(vote.voter, vote.comment): vote.agrees for vote in votes}
    if unshown := len(comments) - len(shown):
        yield f"{unshown:,} of {len(comments):,} recorded comments were not shown, so they are no notes"
    if lost := sum(agrees and comment not in shown for (_, comment), agrees in final.items()):
        yield f"{lost:,} agreements are with comments that were not shown, so they cannot be dots"
    if others := sum(not agrees for agrees in final.values()):
        yield f"{others:,} votes disagree or pass, so they are no dots"


def _topic(folder: Path) -> str:
    try:
        with (folder / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
            told = {row[0]: row[1] for row in csv.reader(file) if len(row) == 2}
    except (OSError, UnicodeDecodeError):
        return ""
    return clean(told.get("topic", ""))[:TITLE_CHARS]


def _rows(path: Path, *fields: str) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if missing := set(fields) - set(rows.fieldnames or ()):
                raise Unreadable(f"{path} has no field {', '.join(sorted(missing))}")
            yield from rows
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{path} is not such a table: {error}") from error
