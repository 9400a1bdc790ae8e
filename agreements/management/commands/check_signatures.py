"""`manage.py check_signatures`: is everything that was signed still what was signed?"""

from typing import Any

from django.core.management.base import BaseCommand

from agreements.selectors.signing_check import altered


class Command(BaseCommand):
    help = (
        "Work out every digest again: of wordings, of the texts that were signed, under each signature, and of the files "
        "that are kept. Reports what differs and ends with status 1 if anything does."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for one in altered():
            found += 1
            self.stdout.write(str(one))
        self.stdout.write("Nothing was altered." if not found else f"{found} things are not what they were.")
        if found:
            raise SystemExit(1)
