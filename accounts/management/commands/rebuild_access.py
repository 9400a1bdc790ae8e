"""Give and withdraw access so that it is what memberships and links say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import access


class Command(BaseCommand):
    help = (
        "Bring guardian's permissions to what memberships and links say. "
        "With --check, only compare; exit code 1 if they differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 if anything differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        drift = access.rebuild(check=check)
        if check and drift:
            raise CommandError(f"Access differs: {drift.missing} missing, {drift.surplus} surplus.", returncode=1)
        if drift:
            self.stdout.write(f"Access rebuilt: {drift.missing} added, {drift.surplus} removed.")
        else:
            self.stdout.write("Access is what memberships and links say.")
