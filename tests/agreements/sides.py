"""Agreements put in force by the service, and the clocks that each side owes for itself."""

from datetime import date, datetime

from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.models import Agency
from agreements.enums import Side
from agreements.models import Agreement
from agreements.services import ConsultationDetails, SignatoryDetails, SupportDetails, record_agreement
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from tests.factories import AgencyFactory
from tests.people import World

CONTACTS, REGISTRATION, TRAINING = "contacts_confirmed", "data_protection", "staff_training"


def backing(school: Agency, provider: Agency, on: date) -> dict[str, object]:
    """Social care's support, and for a provider in another authority the word of the Virtual School there."""
    social_care = Agency.objects.filter(kind=AgencyKind.SOCIAL_CARE, local_authority=school.local_authority).first()
    social_care = social_care or AgencyFactory(social_care=True, local_authority=school.local_authority)
    consultation = ConsultationDetails("The Virtual School there", "Cora Consulted", on, "They agree.")
    return {
        "support": SupportDetails(social_care, "Cass Director", "Director", on),
        "consultation": consultation if provider.local_authority_id != school.local_authority_id else None,
    }


def agree(world: World, now: datetime, school: Agency, provider: Agency, **dates: date | None) -> Agreement:
    signed_on = local_date(now)
    return record_agreement(
        virtual_school=school,
        provider=provider,
        **{"signed_on": signed_on, "starts_on": signed_on, **dates},
        signatories=[SignatoryDetails(side, "Sam", "Principal", "sam@example.org", signed_on) for side in Side],
        **backing(school, provider, signed_on),  # type: ignore[arg-type]
        by=world.head.user,
        now=now,
    )


def clocks(code: str, agency: Agency, state: str = DeadlineState.OPEN) -> list[Deadline]:
    return list(Deadline.objects.filter(duty_code=code, owner=agency, state=state).order_by("pk"))


def days(code: str, agency: Agency, state: str = DeadlineState.OPEN) -> list[date | None]:
    return [deadline.due_on for deadline in clocks(code, agency, state)]


def no_drift(now: datetime) -> bool:
    own = {CONTACTS, REGISTRATION, TRAINING}
    return [one for one in drift.find(now=now) if one.duty_code in own] == []
