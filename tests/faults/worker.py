"""A real worker of Celery's in a process of its own, with a broker in a folder, whose clock may be wrong."""

import warnings
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import signals
from celery.platforms import SecurityWarning
from celery.worker import state

from config.celery import app
from tests.faults.jobs import with_clock
from tests.faults.points import Watch

#: As the one worker of one-command mode.
QUEUES = ("celery", "clock")


def publish(watch: Watch, folder: Path, task: str, options: Mapping[str, Any]) -> None:
    """What the beat does at its tick."""
    _use(folder)
    app.send_task(task, **options)


def work_off(watch: Watch, folder: Path, task: str, ahead: timedelta) -> str:
    """Work until one such task was met; whether it was done, or dropped because it had expired."""
    _use(folder)
    warnings.simplefilter("ignore", SecurityWarning)  # Celery's, about root
    fates: list[str] = []

    def note(name: str, fate: str) -> None:
        if name == task:
            fates.append(fate)
            state.should_stop = 0

    signals.task_postrun.connect(lambda sender, **_: note(sender.name, "done"), weak=False)
    signals.task_revoked.connect(lambda sender, **_: note(sender.name, "dropped"), weak=False)
    with with_clock(ahead):
        app.Worker(
            pool="solo", without_gossip=True, without_mingle=True, without_heartbeat=True, quiet=True, queues=QUEUES
        ).start()
    return fates[0]


def _use(folder: Path) -> None:
    app.conf.update(
        broker_url="filesystem://",
        broker_transport_options={
            "data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder / "control"),
        },
    )  # fmt: skip
