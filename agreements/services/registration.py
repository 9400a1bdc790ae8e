"""The agency's entry in the register of the Information Commissioner's Office (P13)."""

import re
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from agreements.models import Registration
from agreements.rules import REGISTRATION_NUMBER
from agreements.selectors.upkeep import DATA_PROTECTION, newest_registration
from agreements.services.agreements import EntryRefused
from agreements.services.upkeep import meet_own, settle
from deadlines.calendar import end_of_local_day


class RegistrationRefused(EntryRefused):
    """The registration cannot be recorded like this; `field` names what is wrong."""


def _number(text: str) -> str:
    number = re.sub(r"\s", "", text).upper()
    if not re.match(REGISTRATION_NUMBER, number):
        raise RegistrationRefused("number", "Enter the number as the register shows it, for example ZA123456.")
    return number


@transaction.atomic
def record_registration(
    *, agency: Agency, number: str, expires_on: date, by: User | None, now: datetime
) -> Registration:
    """Record a registration, or that it was renewed: the clock of the last one is met and the next begins.

    A renewal expires later than what is recorded. Raises RegistrationRefused.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if expires_on < local_date(now):
        raise RegistrationRefused("expires_on", "This registration has expired already. Enter the present one.")
    last = newest_registration(agency)
    if last is not None and expires_on <= last.expires_on:
        raise RegistrationRefused(
            "expires_on", "A registration that lasts at least as long is recorded already. Correct it if it is wrong."
        )
    registration = Registration(agency=agency, number=_number(number), expires_on=expires_on, recorded_at=now)
    history.save(registration, by=by, at=now)
    meet_own(
        agency=agency,
        code=DATA_PROTECTION,
        by=by,
        now=now,
        which=lambda deadline: deadline.original_due_at < end_of_local_day(expires_on),
    )
    settle(agency=agency, by=by, now=now)
    return registration


@transaction.atomic
def correct_registration(
    *, registration: Registration, number: str, expires_on: date, reason: str, by: User | None, now: datetime
) -> Registration:
    """Put right what was typed wrongly. Its clock is cancelled and one until the right day runs instead.

    Only the newest one can be corrected: on the others clocks have been judged. Raises RegistrationRefused.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=registration.agency_id)
    newest = newest_registration(agency)
    if newest is None or newest.pk != registration.pk:
        raise RegistrationRefused("", "A newer registration has been recorded since. Only the newest can be corrected.")
    if not reason.strip():
        raise RegistrationRefused("reason", "Enter what was wrong.")
    before = Registration.objects.filter(agency=agency).exclude(pk=newest.pk).order_by("-expires_on").first()
    if before is not None and expires_on <= before.expires_on:
        raise RegistrationRefused("expires_on", "The registration before this one lasted at least as long.")
    newest.number, newest.expires_on = _number(number), expires_on
    history.save(newest, by=by, reason=reason.strip(), at=now)
    settle(agency=agency, by=by, now=now, reason="The registration was corrected")
    return newest
