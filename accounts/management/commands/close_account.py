"""For somebody with roles at more than one agency, whose account none of them can close alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.clock import database_now
from accounts.models import User
from accounts.services import PersonError, deactivate_person


class Command(BaseCommand):
    help = "Close an account: every role and every session ends at once, and nobody can sign in with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="kept in the history of the account and its roles")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"].strip()).first()
        if user is None:
            raise CommandError("Nobody has this e-mail address.")
        try:
            deactivate_person(user=user, by=None, now=database_now(), reason=options["reason"])
        except PersonError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The account is closed. Every role and every session of it has ended.")
