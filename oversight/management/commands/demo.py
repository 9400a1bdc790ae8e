from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.clock import database_now
from accounts.models import Agency
from oversight.demo.load import load


class Command(BaseCommand):
    help = "Load the demonstration: three authorities, five providers and their young people, all invented."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Do nothing, quietly, when there is anything in the database."
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demonstration data does not belong in production.")
        if Agency.objects.exists():
            if once:
                return
            raise CommandError("There are agencies already; the demonstration is loaded into an empty database only.")
        summary = load(now=database_now(), report=self.stdout.write)
        self.stdout.write(self.style.SUCCESS(summary))
