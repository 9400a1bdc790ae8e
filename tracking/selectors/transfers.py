"""Records that were asked for: the list by age, one request, whom somebody can ask, and what waits for whom (P4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agencies_where, agency_ids_where
from deadlines.calendar import local_midnight
from learners.models import Enrolment, Learner
from tracking.enums import TransferState
from tracking.models import RecordTransfer
from tracking.rules.transfers import LONG_AFTER, WAITS_AFTER, Age, age_of
from tracking.selectors.task import Task

OPEN = (TransferState.REQUESTED, TransferState.SENT)
WITH_ALL = RecordTransfer.objects.select_related(
    "learner", "from_agency", "to_agency", "requested_by", "sent_by", "received_by"
)
#: What the list can be narrowed to, in words.
STATES = {"": "On their way", "long": "Three weeks and more", "waiting": "Ten days and more", "done": "Settled"}
SIDES = {"": "Both", "ours": "We asked", "theirs": "Asked of us"}
_COLOURS = {Age.NEW: "blue", Age.WAITING: "yellow", Age.LONG: "red"}


@dataclass(frozen=True)
class TransferRow:
    """One request with how long it has taken: until today, or until it was settled."""

    transfer: RecordTransfer
    days: int
    colour: str

    @property
    def giver(self) -> str:
        return str(self.transfer.from_agency or self.transfer.from_name)


def transfers_listed(user: User | AnonymousUser, *, state: str, side: str, now: datetime) -> QuerySet[RecordTransfer]:
    """Requests that the user may see, the oldest first. `state`: one of `STATES`; `side`: one of `SIDES`."""
    found = WITH_ALL.all().visible_to(user)
    if state == "done":
        found = found.exclude(state__in=OPEN).order_by("-requested_at", "-id")
    else:
        found = found.filter(state__in=OPEN).order_by("requested_at", "id")
        if at_least := {"long": LONG_AFTER, "waiting": WAITS_AFTER}.get(state):
            found = found.filter(requested_at__lt=local_midnight(local_date(now) - at_least + timedelta(days=1)))
    if side:
        own = agency_ids_where(user, Permission.VIEW_LEARNER)
        found = found.filter(Q(from_agency__in=own) if side == "theirs" else Q(to_agency__in=own))
    return found


def rows_of(transfers: Iterable[RecordTransfer], today: date) -> list[TransferRow]:
    return [row_of(each, today) for each in transfers]


def row_of(transfer: RecordTransfer, today: date) -> TransferRow:
    asked_on = local_date(transfer.requested_at)
    if transfer.state in OPEN:
        return TransferRow(transfer, (today - asked_on).days, _COLOURS[age_of(asked_on, today)])
    until = local_date(transfer.received_at) if transfer.received_at else today
    return TransferRow(transfer, (until - asked_on).days, "green" if transfer.received_at else "grey")


def transfers_of(learner: Learner, user: User, today: date) -> list[TransferRow]:
    """Those of one young person, the newest first."""
    found = WITH_ALL.all().visible_to(user).filter(learner=learner).order_by("-requested_at", "-id")
    return rows_of(found, today)


def may_receive(transfer: RecordTransfer, user: User | AnonymousUser) -> bool:
    """Whether the user works for those who asked: records what arrives, and takes the request back."""
    return allows(user, Permission.MANAGE_ENROLMENT, transfer.learner)


def may_send(transfer: RecordTransfer, user: User | AnonymousUser) -> bool:
    """Whether the user says what becomes of it at the agency that is asked; where that does not use Mainstay, who asked."""
    if transfer.from_agency_id is None:
        return may_receive(transfer, user)
    return transfer.from_agency_id in agency_ids_where(user, Permission.MANAGE_ENROLMENT)


def who_needs_it(learner: Learner, user: User) -> list[Agency]:
    """For whom the user can ask: their own agency first, then where the young person has a place of which they know."""
    own = agencies_where(user, Permission.MANAGE_ENROLMENT)
    places = Enrolment.objects.visible_to(user).filter(learner=learner).open().select_related("provider")
    providers = [each.provider for each in places.order_by("starts_on", "id")]
    return list({agency.pk: agency for agency in [*own, *providers]}.values())


def who_may_have_it(learner: Learner, user: User) -> list[Agency]:
    """Whom the user can ask through Mainstay: other agencies of which they know that they work or worked with the young
    person.
    """
    links = learner.links.known_to(user).values("agency")
    places = Enrolment.objects.visible_to(user).filter(learner=learner).values("provider")
    others = Agency.objects.exclude(pk__in=agency_ids_where(user, Permission.MANAGE_ENROLMENT))
    return list(others.filter(Q(pk__in=links) | Q(pk__in=places)).order_by("sort_name", "id"))


def tasks(user: User, now: datetime) -> list[Task]:
    """What is asked of the user's agency, and what is on its way to the user. Two queries."""
    own = agency_ids_where(user, Permission.MANAGE_ENROLMENT)
    if not own:
        return []
    with_learner = RecordTransfer.objects.visible_to(user).select_related("learner").order_by("requested_at", "id")
    asked = with_learner.filter(from_agency__in=own, state=TransferState.REQUESTED)[:_SHOWN]
    coming = with_learner.filter(requested_by=user, state=TransferState.SENT)[:_SHOWN]
    return [_task("Send records", each) for each in asked] + [
        _task("Say if the records have come", each) for each in coming
    ]


#: How many of each stand on somebody's day; the list has them all.
_SHOWN = 15


def _task(text: str, transfer: RecordTransfer) -> Task:
    return Task(
        f"{text}: {transfer.what}",
        reverse("tracking:transfer", args=[transfer.uuid]),
        transfer.learner,
        local_date(transfer.requested_at) + LONG_AFTER,
    )
