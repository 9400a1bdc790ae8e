"""Open an account from the command line: the first ones, before anybody can sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.clock import database_now
from accounts.enums import RoleCode
from accounts.models import Agency
from accounts.services import MembershipError, PersonError, add_person, begin_membership


class Command(BaseCommand):
    help = (
        "Open an account, and give it a role at an agency. "
        "The person chooses a password through “I have forgotten my password”."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--phone", default="")
        parser.add_argument("--agency", help="name or UUID of the agency at which the person has the role")
        parser.add_argument("--role", choices=RoleCode.values)
        parser.add_argument("--job-title", default="")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["agency"]) != bool(options["role"]):
            raise CommandError("Give --agency and --role together, or neither.")
        now = database_now()
        try:
            user = add_person(email=options["email"], name=options["name"], phone=options["phone"], now=now)
            if options["role"]:
                begin_membership(
                    user=user,
                    agency=_agency(options["agency"]),
                    role=options["role"],
                    job_title=options["job_title"],
                    starts_at=now,
                    by=None,
                    now=now,
                )
        except (PersonError, MembershipError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Account opened for {user.email}.")


def _agency(named: str) -> Agency:
    found = [
        agency for agency in Agency.objects.all() if named.casefold() in {agency.name.casefold(), str(agency.uuid)}
    ]
    if len(found) != 1:
        raise CommandError(f"{len(found)} agencies have the name or UUID {named}; give the UUID of one.")
    return found[0]
