"""The catalogue of opportunities: offered, changed, no longer offered (P7, W4)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.errors import ServiceError
from accounts.models import Agency, User
from tracking.enums import OpportunityKind
from tracking.models import Opportunity
from tracking.rules.referrals import TAKES_A_PLACE


class OpportunityError(ServiceError):
    """An opportunity that cannot be kept so. `field` is the question it belongs to."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class OpportunityDetails:
    """What is offered, by whom and to whom. `places` None: nobody counts them."""

    kind: OpportunityKind
    title: str
    offered_by: str
    what: str
    for_whom: str = ""
    where: str = ""
    contact: str = ""
    places: int | None = None
    starts_on: date | None = None
    apply_by_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def add_opportunity(*, agency: Agency, details: OpportunityDetails, by: User, now: datetime) -> Opportunity:
    """Put something into the catalogue, which `agency` keeps. Raises OpportunityError."""
    opportunity = Opportunity(agency=agency, recorded_at=now, recorded_by=by)
    _fill(opportunity, details)
    history.save(opportunity, by=by, reason="Added", at=now)
    return opportunity


@transaction.atomic
def change_opportunity(
    *, opportunity: Opportunity, details: OpportunityDetails, by: User, now: datetime
) -> Opportunity:
    """Change what it says; its history keeps what it said. Fewer places than are taken cannot be offered. Raises
    OpportunityError.
    """
    opportunity = lock_opportunity(opportunity)
    taken = opportunity.referrals.filter(state__in=TAKES_A_PLACE).count()
    if details.places is not None and details.places < taken:
        raise OpportunityError("places", f"{taken} places are taken already. Enter {taken} or more")
    _fill(opportunity, details)
    history.save(opportunity, by=by, reason="Changed", at=now)
    return opportunity


@transaction.atomic
def withdraw_opportunity(*, opportunity: Opportunity, by: User, now: datetime) -> Opportunity:
    """Nobody can be referred any more. Referrals that run go on. Raises OpportunityError if it was withdrawn before."""
    opportunity = lock_opportunity(opportunity)
    if opportunity.withdrawn_at is not None:
        raise OpportunityError(None, "This is no longer offered already")
    opportunity.withdrawn_at = now
    history.save(opportunity, by=by, reason="No longer offered", at=now)
    return opportunity


@transaction.atomic
def offer_again(*, opportunity: Opportunity, by: User, now: datetime) -> Opportunity:
    """What was withdrawn is offered again. Raises OpportunityError if it is offered."""
    opportunity = lock_opportunity(opportunity)
    if opportunity.withdrawn_at is None:
        raise OpportunityError(None, "This is offered already")
    opportunity.withdrawn_at = None
    history.save(opportunity, by=by, reason="Offered again", at=now)
    return opportunity


def lock_opportunity(opportunity: Opportunity) -> Opportunity:
    """The opportunity as it is now, locked: whoever counts its places comes first or waits."""
    locked: Opportunity = (
        Opportunity.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=opportunity.pk)
    )
    return locked


def _fill(opportunity: Opportunity, details: OpportunityDetails) -> None:
    for field, text in (
        ("title", "Enter what it is called"),
        ("offered_by", "Enter who offers it"),
        ("what", "Say what it is"),
    ):
        if not getattr(details, field).strip():
            raise OpportunityError(field, text)
    if details.starts_on and details.ends_on and details.ends_on < details.starts_on:
        raise OpportunityError("ends_on", "It cannot end before it starts")
    if details.apply_by_on and details.ends_on and details.apply_by_on > details.ends_on:
        raise OpportunityError("apply_by_on", "The last day to refer cannot be after it ends")
    if details.places == 0:
        raise OpportunityError("places", "Enter how many places there are, or leave it empty if nobody counts them")
    for name, value in asdict(details).items():
        setattr(opportunity, name, value.strip() if isinstance(value, str) else value)
