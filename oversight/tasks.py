"""What the worker does for oversight. Each task reads the clock and calls services."""

from celery import shared_task

from accounts.clock import database_now
from oversight.services import drift, exchange, exports, measure_snapshots, packs, strategy_imports


@shared_task(name="oversight.make_lists")
def make_lists() -> int:
    """Make the lists that wait, and those whose worker has died; how many."""
    return exports.make_waiting_lists(now_source=database_now)


@shared_task(name="oversight.ask_for_monthly_lists")
def ask_for_monthly_lists() -> int:
    """Ask for the lists of this month that nobody has made yet; how many."""
    return exchange.ask_for_monthly_lists(now=database_now())


@shared_task(name="oversight.throw_lists_away")
def throw_lists_away() -> int:
    """Delete the files of lists that have been kept long enough; how many."""
    return exports.throw_lists_away(now=database_now())


@shared_task(name="oversight.throw_documents_away")
def throw_documents_away() -> int:
    """Delete what was read in documents that nobody brought in; how many."""
    return strategy_imports.throw_documents_away(now=database_now())


@shared_task(name="oversight.ask_for_nightly_checks")
def ask_for_nightly_checks() -> int:
    """Ask for the checks for drift of this night; how many."""
    return drift.ask_for_nightly_checks(now=database_now())


@shared_task(name="oversight.run_drift_checks")
def run_drift_checks() -> int:
    """Do the checks for drift that wait; how many."""
    return drift.run_drift_checks(now_source=database_now)


@shared_task(name="oversight.take_snapshots")
def take_snapshots() -> int:
    """Keep what measures were in the months that are over; how many rows."""
    return measure_snapshots.take_snapshots(now=database_now())


@shared_task(name="oversight.make_packs")
def make_packs() -> int:
    """Make the board packs that wait, and those whose worker has died; how many."""
    return packs.make_waiting_packs(now_source=database_now)
