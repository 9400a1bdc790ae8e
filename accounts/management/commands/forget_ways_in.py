"""For somebody who lost their phone and their recovery codes: the next sign-in sets a second step up anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.clock import database_now
from accounts.models import User
from accounts.services import forget_ways_in


class Command(BaseCommand):
    help = (
        "Forget a person's second steps and the identities by which single sign-on knows them, and end their sessions. "
        "Make sure first, by a call or in person, that it is they who ask. The password stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="kept in the history of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError("Nobody has this e-mail address.")
        forgotten = forget_ways_in(user=user, by=None, now=database_now(), reason=options["reason"])
        self.stdout.write(f"Forgotten: {forgotten}. Every session of the account has ended.")
