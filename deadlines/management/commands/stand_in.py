"""`manage.py stand_in`: moves deadlines on and sends e-mails while the broker, the beat or the sweeper is away."""

import logging
import signal
import threading
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from accounts.clock import database_now
from deadlines.rules import HEARTBEAT_LATE, SWEEP_EVERY
from deadlines.services import StandIn

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Look whether the beat's rounds come, and sweep and send while they do not. Runs until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every", type=float, default=SWEEP_EVERY.total_seconds(), help="Seconds between two looks."
        )
        parser.add_argument(
            "--after", type=float, default=HEARTBEAT_LATE.total_seconds(), help="Seconds without a round of the beat."
        )
        parser.add_argument(
            "--touch", type=Path, help="A file to touch at each look, for whoever asks whether it runs."
        )

    def handle(self, *args: Any, every: float, after: float, touch: Path | None, **options: Any) -> None:
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        stand_in = StandIn(silent_for=timedelta(seconds=after))
        while not stopped.wait(every):
            close_old_connections()
            try:
                stand_in.look(now_source=database_now)
            except Exception:
                logger.exception("Standing in failed; it is tried again at the next look.")
            if touch is not None:
                touch.touch()
