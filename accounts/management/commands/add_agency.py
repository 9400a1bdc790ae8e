"""Record an organisation from the command line: the first ones, before anybody can sign in."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from accounts.clock import database_now, local_date
from accounts.enums import AgencyKind
from accounts.models import LocalAuthority
from accounts.services import AgencyError, add_agency


class Command(BaseCommand):
    help = "Record an organisation that takes part in agreements."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--kind", required=True, choices=AgencyKind.values)
        parser.add_argument("--authority", required=True, help="name, ONS code or DfE code of the local authority")
        parser.add_argument(
            "--tracked-from",
            type=date.fromisoformat,
            help="YYYY-MM-DD; clocks due earlier count as before Mainstay (default: today)",
        )
        for option in ("email", "phone", "address", "website", "ukprn"):
            parser.add_argument(f"--{option}", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()
        named = options["authority"]
        authority = LocalAuthority.objects.filter(Q(name__iexact=named) | Q(ons_code=named) | Q(dfe_code=named)).first()
        if authority is None:
            raise CommandError(f"No local authority has the name or code {named}.")
        try:
            agency = add_agency(
                kind=options["kind"],
                name=options["name"],
                local_authority=authority,
                tracked_from=options["tracked_from"] or local_date(now),
                email=options["email"],
                phone=options["phone"],
                address=options["address"],
                website=options["website"],
                ukprn=options["ukprn"],
                now=now,
            )
        except AgencyError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{agency} recorded: {agency.uuid}")
