"""`manage.py sweep_deadlines`: what the beat does every twenty seconds, by hand."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.clock import database_now
from deadlines.services import SweepResult, run_sweep, sweep


class Command(BaseCommand):
    help = "Move on every deadline to which something was to happen by now: reminders, breaches, escalation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=_instant, help="Another moment than now: 2026-10-25T08:00:00+00:00.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would happen and leave everything as it is."
        )

    def handle(self, *args: Any, now: datetime | None, dry_run: bool, **options: Any) -> None:
        if now and not dry_run and settings.PRODUCTION:
            raise CommandError("In production --now needs --dry-run: a wrong moment would send real messages.")
        moment = now or database_now()
        if dry_run:
            words = _in_words(_rehearse(moment))
        elif now:
            words = _in_words(sweep(now=moment))  # no trace: it did not run then
        else:
            run = run_sweep(now=moment)
            words = _in_words(SweepResult(run.moved_on, run.steps, run.breaches, run.messages, run.set_aside))
        self.stdout.write(f"{'Would be: ' if dry_run else ''}{words}")


def _in_words(result: SweepResult) -> str:
    return ", ".join(f"{number} {name}" for name, number in vars(result).items())


def _rehearse(now: datetime) -> SweepResult:
    """The sweep itself in a transaction that is rolled back: what it says is what would happen."""
    with transaction.atomic():
        result = sweep(now=now)
        transaction.set_rollback(True)
    return result


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise CommandError("--now needs a time zone, for example +00:00.")
    return moment
