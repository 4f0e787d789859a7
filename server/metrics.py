"""`/metrics`: this node's figures for Prometheus, put together when they are asked for.

Labels come from our own short lists (audiences, commands, refusal codes, HTTP statuses): never a room, a person, a
text or an address.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms.views import Audience
from server.counters import Spread
from server.site import Site


class NodeCollector(Collector):
    """What one node counts, and how it stands now."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[Metric]:
        """Every figure of this node."""
        yield from self._standing()
        yield from self._work()
        yield from self._storage()

    def _standing(self) -> Iterator[Metric]:
        live = self._site.live
        rooms, sockets = live.hub.rooms, list(live.sockets)
        people: Counter[str] = Counter(dict.fromkeys(Audience, 0))
        for room in rooms:
            people["phone"] += len(room.out.viewers.participants)
            people["desk"] += room.out.viewers.count(Audience.DESK)
            people["wall"] += room.out.viewers.count(Audience.WALL)
        family = GaugeMetricFamily(
            "talkoot_people", "Who is connected here: participants, each once; desks; walls.", labels=["audience"]
        )
        for audience, count in people.items():
            family.add_metric([str(audience)], count)
        yield family
        yield _gauge("talkoot_rooms_live", "Rooms that this node holds in memory.", len(rooms))
        yield _gauge("talkoot_sockets", "Open live sockets, those that shake hands among them.", len(sockets))
        slow = sum(not socket.writable for socket in sockets)
        yield _gauge("talkoot_slow_readers", "Live sockets that do not read what waits for them.", slow)
        yield _gauge("talkoot_leaving", "1 while this node is leaving.", live.leaving)

    def _work(self) -> Iterator[Metric]:
        counted = self._site.live.counters
        kinds = {str(command.__struct_config__.tag): times for command, times in counted.commands.copy().items()}
        yield _counters("talkoot_commands", "Commands taken from live sockets.", "kind", kinds)
        yield _counters("talkoot_refusals", "Refusals sent, by their code.", "code", counted.refusals.copy())
        handshakes = {str(int(status)): times for status, times in counted.handshakes.copy().items()}
        yield _counters("talkoot_handshakes", "Handshakes by HTTP status; 101 was accepted.", "status", handshakes)
        yield _counter("talkoot_slow_readers_closed", "Connections cut for not reading for long.", counted.slow_closed)
        yield _counter("talkoot_sent_bytes", "Bytes written to live sockets.", counted.bytes_out)
        yield _counter(
            "talkoot_epoch_changes", "Times that a room found another log than it knew.", counted.epoch_changes
        )
        put_back, lost = counted.entries_put_back, counted.entries_lost
        yield _counter("talkoot_entries_put_back", "Entries that the log had lost and this node gave back.", put_back)
        yield _counter("talkoot_entries_lost", "Acknowledged entries that the log lost for good.", lost)
        too_new = counted.entries_too_new
        yield _counter("talkoot_entries_too_new", "Times that this node met what a newer version wrote.", too_new)
        yield _histogram("talkoot_batch_commands", "Commands decided together.", counted.batch_commands)
        yield _histogram("talkoot_fan_out_seconds", "Time of one fan-out to a room.", counted.fan_out_seconds)
        yield _histogram("talkoot_fan_out_entries", "Entries told in one fan-out.", counted.fan_out_entries)
        yield _histogram(
            "talkoot_event_loop_lag_seconds", "How late the event loop came back.", counted.loop_lag_seconds
        )

    def _storage(self) -> Iterator[Metric]:
        log, counted = self._site.log, self._site.live.counters
        yield _histogram("talkoot_append_seconds", "Time until an append was durable.", counted.append_seconds)
        yield _gauge("talkoot_log_writable", "1 while the log takes what is written.", not log.trouble)
        yield _counter(
            "talkoot_log_unavailable_seconds", "For how long the log could not be written.", log.away_seconds()
        )
        if log.free is not None:
            yield _gauge("talkoot_disk_free_bytes", "Room left on the log's disk.", log.free)


def routes(site: Site) -> list[Route]:
    """`/metrics`, for whoever brings the token of the settings; without one in the settings there is no such page.

    No exception for the machine itself: a proxy on it looks just like it, and would show the page to everybody.
    """
    registry = CollectorRegistry()
    registry.register(NodeCollector(site))
    ProcessCollector(registry=registry)
    token = site.settings.metrics_token.encode()

    async def metrics(request: Request) -> Response:
        if not token:
            raise HTTPException(404)
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if not hmac.compare_digest(given.encode(), token):
            return Response("Bring the token of TALKOOT_METRICS_TOKEN.\n", 401, {"WWW-Authenticate": "Bearer"})
        return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [Route("/metrics", metrics)]


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _counter(name: str, what: str, value: float) -> Metric:
    return CounterMetricFamily(name, what, value=value)


def _counters(name: str, what: str, label: str, values: dict[str, int]) -> Metric:
    family = CounterMetricFamily(name, what, labels=[label])
    for value, times in sorted(values.items()):
        family.add_metric([value], times)
    return family


def _histogram(name: str, what: str, spread: Spread) -> Metric:
    bounds: Iterable[str] = [*map(str, spread.bounds), "+Inf"]
    buckets = list(zip(bounds, accumulate(spread.counts), strict=True))
    return HistogramMetricFamily(name, what, buckets=buckets, sum_value=spread.total)
