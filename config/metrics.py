"""Metrics for Prometheus, on a port of their own that is off unless METRICS_BIND names it (`config.gunicorn` opens it).

Every web process measures its own requests and keeps the sums in files of a folder that all of them share. Whichever process
is asked adds them up, and asks the database how far the sweep and the outbox are. No label names a record or a person.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.exposition import ThreadingWSGIServer, make_wsgi_app
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from accounts.clock import database_now
from oversight.selectors.operations import VitalSigns, vital_signs

logger = logging.getLogger(__name__)

#: The folder that the web processes share, as the library asks for it: named before the library is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
#: Seconds. A page should take well under one of them.
BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Histogram(
    "mainstay_request_seconds",
    "How long requests took, by the pattern of the address and the class of the answer.",
    ["route", "status"],
    buckets=BUCKETS,
    registry=None,
)


class LatencyMiddleware:
    """Measures each request until its answer is there; the body of a stream comes later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        REQUESTS.labels(_route(request, response), f"{response.status_code // 100}xx").observe(
            time.perf_counter() - began
        )
        return response


def _route(request: HttpRequest, response: HttpResponse) -> str:
    """The pattern, with the names of its parts and never their values."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    is_file = response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
    return "a file" if is_file else "no such address"


class VitalSignsCollector(Collector):
    """What only the database knows, asked at each scrape. Without the database it says so and nothing else."""

    def collect(self) -> Iterator[Metric]:
        try:
            signs = vital_signs(database_now())
        except Error as error:
            logger.warning("No vital signs (%s).", type(error).__name__)
            signs = None
        finally:
            connection.close()  # each scrape has a thread of its own
        yield GaugeMetricFamily("mainstay_database_up", "Whether the database answers.", value=int(signs is not None))
        if signs is not None:
            yield from _families(signs)


def _families(signs: VitalSigns) -> Iterator[Metric]:
    beat = signs.heartbeat_age
    if beat is not None:
        yield _gauge("sweep_heartbeat_age_seconds", "Since the sweep last showed that it runs.", beat.total_seconds())
    yield _gauge("sweep_lag_seconds", "How long the first deadline has waited.", signs.sweep_lag.total_seconds())
    yield _gauge("outbox_age_seconds", "How long the oldest e-mail has waited.", signs.outbox_age.total_seconds())
    yield _gauge("dead_letters", "E-mails that did not arrive and that nobody has decided about.", signs.dead_letters)
    yield _gauge("deadlines_set_aside", "Deadlines that the sweep could not handle.", signs.set_aside)
    yield _by("messages", "Messages that wait or did not arrive.", "state", signs.messages)
    yield _by("delivery_attempts_last_hour", "Attempts to deliver in the last hour.", "outcome", signs.attempts)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"mainstay_{name}", words, value=value)


def _by(name: str, words: str, label: str, numbers: Any) -> Metric:
    family = GaugeMetricFamily(f"mainstay_{name}", words, labels=[label])
    for value, number in numbers.items():
        family.add_metric([str(value)], number)
    return family


def registry() -> CollectorRegistry:
    """Everything that is told: of all web processes if they share a folder, else of this one."""
    told = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(told)
    else:
        told.register(REQUESTS)
    told.register(VitalSignsCollector())
    return told


def serve(listening: socket.socket) -> None:
    """Answer scrapes on this open port beside the work of the process, until it ends. Several processes may share it."""
    listening.setblocking(False)  # of the processes that wake up for one scrape all but one find nothing
    server = ThreadingWSGIServer(listening.getsockname()[:2], _Silent, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.server_name, server.server_port = "metrics", listening.getsockname()[1]
    server.setup_environ()
    server.set_app(make_wsgi_app(registry()))
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()


class _Silent(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """Scrapes are no news."""
