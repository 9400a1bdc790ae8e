"""`manage.py check_files`: is every file that a row names still there, byte for byte?"""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.selectors import wrong_files


class Command(BaseCommand):
    help = "Read every kept file again. Reports what is missing or altered and ends with status 1 if anything is."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for line in wrong_files():
            found += 1
            self.stdout.write(line)
        self.stdout.write("Every file is there." if not found else f"{found} files are missing or altered.")
        if found:
            raise SystemExit(1)
