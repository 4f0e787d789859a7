"""Why Redis cannot serve us now, in plain words."""

from __future__ import annotations

from redis import exceptions

from server.log import Full, Unavailable

REASONS: dict[type[Exception], str] = {
    exceptions.AuthenticationError: "refuses our user or password",
    exceptions.NoPermissionError: "forbids us a command that we need",
    exceptions.BusyLoadingError: "is still loading its data",
    exceptions.OutOfMemoryError: "is out of memory",
    exceptions.ReadOnlyError: "is a read-only replica",
    exceptions.ClusterDownError: "is a Cluster that lacks a master",
    exceptions.TryAgainError: "is moving these rooms to another master",
    exceptions.AskError: "is moving these rooms to another master",
    exceptions.ConnectionError: "cannot be reached",
    OSError: "cannot be reached",
}


def unavailable(name: str, error: Exception) -> Unavailable:
    """What to tell about the Redis called `name`."""
    kind = Full if isinstance(error, exceptions.OutOfMemoryError) else Unavailable
    return kind(_reason(name, error))


def _reason(name: str, error: Exception) -> str:
    if isinstance(error, exceptions.TimeoutError | TimeoutError):
        return f"{name} does not answer"
    for kind, words in REASONS.items():
        if isinstance(error, kind):
            return f"{name} {words}"
    return f"{name} refused: {error}"
