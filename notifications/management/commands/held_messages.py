"""`manage.py held_messages`: what a restored backup had still to send, and what becomes of it."""

from argparse import ArgumentParser
from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.clock import database_now, end_of_day, local_date
from notifications.enums import MessageKind
from notifications.models import Message, MessageQuerySet
from notifications.services import NoReason, hold_undelivered, release, throw_away


class Command(BaseCommand):
    help = (
        "List the e-mails that a restored backup holds back, by kind and day; send them after all (--release) or throw "
        "them away (--throw-away --reason …). Narrow both by --kind and by days, or say --all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--hold", action="store_true", help="put everything that waits on hold, as a restore does")
        act.add_argument("--release", action="store_true", help="they are sent after all")
        act.add_argument("--throw-away", action="store_true", help="they are never sent")
        parser.add_argument("--reason", default="", help="why they are thrown away; kept with each message")
        parser.add_argument("--kind", action="append", choices=MessageKind.values, default=[], help="may be repeated")
        parser.add_argument("--queued-from", type=date.fromisoformat, help="first day, in London: 2026-10-25")
        parser.add_argument("--queued-until", type=date.fromisoformat, help="last day, in London")
        parser.add_argument("--all", action="store_true", help="of every kind and day")

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()
        chosen = _chosen(options)
        if options["hold"]:
            self.stdout.write(f"{hold_undelivered(now=now)} e-mails are put on hold.")
        elif options["release"] or options["throw_away"]:
            narrowed = options["kind"] or options["queued_from"] or options["queued_until"]
            if not narrowed and not options["all"]:
                raise CommandError("Say which: --kind, --queued-from, --queued-until, or --all.")
            if options["release"]:
                self.stdout.write(f"{release(chosen)} e-mails are released.")
            else:
                try:
                    thrown = throw_away(chosen, reason=options["reason"], now=now)
                except NoReason as error:
                    raise CommandError(f"{error} (--reason)") from error
                self.stdout.write(f"{thrown} e-mails are thrown away.")
        self._list(chosen)

    def _list(self, chosen: MessageQuerySet) -> None:
        found = Counter(
            (local_date(queued_at), kind)
            for queued_at, kind in chosen.on_hold().values_list("queued_at", "kind").iterator()
        )
        if not found:
            self.stdout.write("Nothing is on hold.")
            return
        self.stdout.write(f"{'queued on':<12}{'kind':<22}{'e-mails':>8}")
        for (day, kind), number in sorted(found.items()):
            self.stdout.write(f"{day.isoformat():<12}{kind:<22}{number:>8}")
        self.stdout.write(f"{'all':<34}{found.total():>8}")


def _chosen(options: dict[str, Any]) -> MessageQuerySet:
    chosen = Message.objects.all()
    if options["kind"]:
        chosen = chosen.filter(kind__in=options["kind"])
    if options["queued_from"]:
        chosen = chosen.filter(queued_at__gte=end_of_day(options["queued_from"] - timedelta(days=1)))
    if options["queued_until"]:
        chosen = chosen.filter(queued_at__lt=end_of_day(options["queued_until"]))
    return chosen
