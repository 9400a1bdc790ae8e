"""`manage.py check_ledger`: is every deadline what the records say it should be?"""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.clock import database_now
from deadlines.selectors import drift


class Command(BaseCommand):
    help = "Compute afresh what every deadline should be and report drift. Ends with status 1 if there is any."

    def handle(self, *args: Any, **options: Any) -> None:
        found = drift.find(now=database_now())
        for one in found:
            self.stdout.write(str(one))
        self.stdout.write("No drift." if not found else f"{len(found)} deadlines are not what the records say.")
        if found:
            raise SystemExit(1)
