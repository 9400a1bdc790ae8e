"""Web requests watch over the sweep: it has nobody else to watch it that would not stop for the same reason."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse

from accounts.clock import database_now
from oversight.models import Alarm
from oversight.services.watchdog import watch

logger = logging.getLogger(__name__)


class WatchdogMiddleware:
    """Once in `MAINSTAY_WATCHDOG_SECONDS` one request of each process looks whether the sweep runs (three small queries); what
    it found is kept in between, for the banner that operators see (`request.alarm`). It never breaks a request.

    Stands inside of WhiteNoise, whose files ask nothing. None seconds: not used.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.MAINSTAY_WATCHDOG_SECONDS is None:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._turn = threading.Lock()
        self._next_look = 0.0
        self._watching_since: datetime | None = None
        self._alarm: Alarm | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if time.monotonic() >= self._next_look and self._turn.acquire(blocking=False):
            try:
                self._look()
            except Error as error:
                logger.warning("The watchdog could not look (%s).", type(error).__name__)
            finally:
                self._next_look = time.monotonic() + settings.MAINSTAY_WATCHDOG_SECONDS
                self._turn.release()
        request.alarm = self._alarm  # type: ignore[attr-defined]
        return self.get_response(request)

    def _look(self) -> None:
        now = database_now()
        self._watching_since = self._watching_since or now
        self._alarm = watch(watching_since=self._watching_since, now=now)
