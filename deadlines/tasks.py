"""What the worker does for deadlines. Each task reads the clock once and calls one function."""

from celery import shared_task

from accounts.clock import database_now
from deadlines import services


@shared_task(name="deadlines.sweep_deadlines")
def sweep_deadlines() -> None:
    """Move on every deadline to which something was to happen by now, and write down that it ran."""
    services.run_sweep(now=database_now())


@shared_task(name="deadlines.forget_sweeps")
def forget_sweeps() -> int:
    """Throw away old traces of the sweep; how many."""
    return services.forget_sweeps(now=database_now())
