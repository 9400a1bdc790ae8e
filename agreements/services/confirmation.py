"""Once a year each agency looks through its people and posts and says that they are right (P12, A20, A36)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Agency, User
from agreements.models import Confirmation
from agreements.selectors.directory import chart_of
from agreements.services.agreements import AgreementError
from agreements.services.upkeep import start_contacts_anew


class ChangedMeanwhile(AgreementError):
    def __init__(self) -> None:
        super().__init__("Somebody changed a person or a post since you opened this page. Look again and confirm then.")


@transaction.atomic
def confirm_contacts(*, agency: Agency, seen: str, by: User, now: datetime) -> Confirmation:
    """Confirm the people and posts of an agency as they are: the clocks under all its agreements are met, and the next
    ones begin.

    `seen` is the digest of the chart that was looked at (`Chart.digest`). Raises ChangedMeanwhile if the chart is
    another by now.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if seen != chart_of(agency, now).digest:
        raise ChangedMeanwhile
    confirmation = Confirmation.objects.create(agency=agency, confirmed_at=now, confirmed_by=by)
    start_contacts_anew(agency=agency, by=by, now=now)
    return confirmation
