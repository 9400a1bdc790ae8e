from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.clock import database_now
from accounts.models import Agency, Membership
from oversight.scale.seed import seed


class Command(BaseCommand):
    help = "Make a caseload of any size to measure with: all invented, many authorities, large and small colleges."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=int, required=True, help="how many young people")
        parser.add_argument(
            "--seed", dest="number", type=int, default=1, help="the same number makes the same caseload"
        )
        parser.add_argument("--weeks", type=int, default=13, help="of attendance for each place")
        parser.add_argument("--into-existing", action="store_true", help="although there are people in the database")

    def handle(self, *args: Any, learners: int, number: int, weeks: int, into_existing: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Invented people do not belong in production.")
        if learners < 1 or weeks < 0:
            raise CommandError("At least one young person, and no negative weeks.")
        if not into_existing and (Agency.objects.exists() or Membership.objects.exists()):
            raise CommandError("There is somebody in this database. Say --into-existing if they may be mixed.")
        made = seed(learners=learners, number=number, weeks=weeks, now=database_now(), say=self.stdout.write)
        for table, rows in sorted(made.rows.items(), key=lambda item: -item[1]):
            self.stdout.write(f"{table:<40}{rows:>12,}")
        total = sum(made.rows.values())
        self.stdout.write(f"{total:,} rows written in {made.writing:.1f} s, access given in {made.access:.1f} s.")
        if made.drift:
            raise CommandError("\n".join(made.drift[:20]))
