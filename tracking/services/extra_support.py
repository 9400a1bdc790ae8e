"""Extra support for somebody who is likely to need it (P5): the provider is told, an advocate is offered, and every six
months somebody looks whether it still fits.
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from agreements.enums import TermKey
from deadlines.calendar import chain
from learners.enums import LifeEvent
from learners.models import Enrolment, Learner
from learners.selectors.contacts import provider_people
from learners.services.notices import tell
from notifications.enums import MessageKind
from tracking.models import ExtraSupport, SupportReview
from tracking.services.own_clocks import (
    TrackingError,
    lock_learner,
    meet_own_clock,
    open_own_clock,
    stop_own_clock,
    who_owes,
)

SUPPORT_REVIEW = TermKey.SUPPORT_REVIEW.value
EXTRA_SUPPORT = "extra_support"


class ExtraSupportError(TrackingError):
    """Why extra support cannot be kept so. `field` names the question it belongs to."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class SupportHasEnded(ExtraSupportError):
    def __init__(self) -> None:
        super().__init__("This support has ended. Record new support if it is needed again.")


class NoSuchPlace(ExtraSupportError):
    def __init__(self) -> None:
        super().__init__("That place has ended, so nobody is told there. Choose another one.", "place")


class ReviewedThatDay(ExtraSupportError):
    def __init__(self) -> None:
        super().__init__("A review of that day is recorded already", "held_on")


@transaction.atomic
def add_extra_support(
    *,
    learner: Learner,
    place: Enrolment | None,
    why: str,
    what: str,
    advocate: str = "",
    starts_on: date,
    by: User,
    now: datetime,
) -> ExtraSupport:
    """Record that somebody is likely to need extra support, from a local day. With `place` its provider is told at once and
    reads what helps, not why. The clock of the first review runs from that day.

    Raises CaseHasEnded, NobodyOwes, NoSuchPlace, ExtraSupportError.
    """
    learner = lock_learner(learner)
    who_owes(learner)
    support = ExtraSupport(learner=learner, starts_on=starts_on, recorded_at=now, recorded_by=by)
    _fill(support, why, what, advocate)
    if place is not None:
        support.enrolment, support.provider_told_at = _open_place(place, learner), now
    history.save(support, by=by, reason="Recorded", at=now)
    open_own_clock(
        SUPPORT_REVIEW, kind=EXTRA_SUPPORT, uuid=support.uuid, learner=learner, starts_on=starts_on, by=by, now=now
    )
    _tell_provider(support, by=by, now=now)
    return support


@transaction.atomic
def change_extra_support(
    *, support: ExtraSupport, why: str, what: str, advocate: str, by: User, now: datetime
) -> ExtraSupport:
    """Change what it says while it lasts. Raises SupportHasEnded, CaseHasEnded, ExtraSupportError."""
    support = _lock(support)
    _fill(support, why, what, advocate)
    history.save(support, by=by, reason="Changed", at=now, update_fields=["why", "what", "advocate"])
    return support


@transaction.atomic
def tell_provider(*, support: ExtraSupport, place: Enrolment, by: User, now: datetime) -> ExtraSupport:
    """The provider of a place, a new one perhaps, is told and reads what helps. Raises SupportHasEnded, NoSuchPlace,
    CaseHasEnded.
    """
    support = _lock(support)
    support.enrolment, support.provider_told_at = _open_place(place, support.learner), now
    history.save(support, by=by, reason="Provider told", at=now, update_fields=["enrolment", "provider_told_at"])
    _tell_provider(support, by=by, now=now)
    return support


@transaction.atomic
def review_extra_support(
    *, support: ExtraSupport, held_on: date, outcome: str, by: User, now: datetime
) -> SupportReview:
    """Somebody has looked, on a local day, whether it still fits. It meets the clock and starts the next from that day, unless
    it was held on or before the day the running one starts with.

    Raises SupportHasEnded, ReviewedThatDay, CaseHasEnded, ExtraSupportError.
    """
    support = _lock(support)
    if held_on > local_date(now):
        raise ExtraSupportError("The review must have been held today or in the past", "held_on")
    if held_on < support.starts_on:
        raise ExtraSupportError(f"The support began on {support.starts_on:%-d %B %Y}", "held_on")
    held_before = list(support.reviews.order_by("recorded_at", "id").values_list("held_on", flat=True))
    if held_on in held_before:
        raise ReviewedThatDay
    review = SupportReview(
        support=support,
        held_on=held_on,
        outcome=_needed(outcome, "outcome", "Write what came of it"),
        recorded_at=now,
        recorded_by=by,
    )
    history.save(review, by=by, reason="Recorded", at=now)
    *_, (runs_from, _still_open) = chain(support.starts_on, held_before)
    if held_on > runs_from:
        meet_own_clock(SUPPORT_REVIEW, uuid=support.uuid, on=held_on, by=by, now=now)
        open_own_clock(
            SUPPORT_REVIEW,
            kind=EXTRA_SUPPORT,
            uuid=support.uuid,
            learner=support.learner,
            starts_on=held_on,
            by=by,
            now=now,
        )
    return review


@transaction.atomic
def end_extra_support(*, support: ExtraSupport, ended_on: date, reason: str, by: User, now: datetime) -> ExtraSupport:
    """It is no longer needed; its clock stops. Raises SupportHasEnded, CaseHasEnded, ExtraSupportError."""
    support = _lock(support)
    if ended_on > local_date(now):
        raise ExtraSupportError("The day must be today or in the past", "ended_on")
    if ended_on < support.starts_on:
        raise ExtraSupportError(f"The support began on {support.starts_on:%-d %B %Y}", "ended_on")
    support.ended_on, support.end_reason = ended_on, _needed(reason, "reason", "Say why it ends")
    history.save(support, by=by, reason="Ended", at=now, update_fields=["ended_on", "end_reason"])
    stop_own_clock(SUPPORT_REVIEW, uuid=support.uuid, reason="The extra support has ended", by=by, now=now, on=ended_on)
    return support


def end_with_case(
    learner: Learner, enrolment: Enrolment | None, event: LifeEvent, by: User | None, now: datetime
) -> None:
    """The case has ended, within that transaction; its clocks stop with it (`learners.registry`)."""
    if enrolment is not None:
        return
    for support in ExtraSupport.objects.filter(learner=learner, ended_on__isnull=True).order_by("id"):
        support.ended_on, support.end_reason = max(local_date(now), support.starts_on), str(event.label)
        history.save(support, by=by, reason=str(event.label), at=now, update_fields=["ended_on", "end_reason"])


def _tell_provider(support: ExtraSupport, *, by: User, now: datetime) -> None:
    place = support.enrolment
    if place is None:
        return
    tell(
        provider_people([place.provider_id], now)[place.provider_id],
        learner=support.learner,
        kind=MessageKind.PLAN,
        template="tracking/email/extra_support.txt",
        context={},
        topic=f"extra-support:{support.uuid}:{place.pk}",
        by=by,
        now=now,
        link=reverse("tracking:extra-support", args=[support.uuid]),
    )


def _open_place(place: Enrolment, learner: Learner) -> Enrolment:
    found = Enrolment.objects.open().filter(learner=learner, pk=place.pk).select_related("provider").first()
    if found is None:
        raise NoSuchPlace
    return found


def _lock(support: ExtraSupport) -> ExtraSupport:
    learner = lock_learner(support.learner)
    locked: ExtraSupport = ExtraSupport.objects.select_for_update(of=("self",), no_key=True).get(pk=support.pk)
    if locked.ended_on is not None:
        raise SupportHasEnded
    locked.learner = learner
    return locked


def _fill(support: ExtraSupport, why: str, what: str, advocate: str) -> None:
    support.why = _needed(why, "why", "Say why they may need it")
    support.what = _needed(what, "what", "Say what helps")
    support.advocate = " ".join(advocate.split())


def _needed(text: str, field: str, else_say: str) -> str:
    if not text.strip():
        raise ExtraSupportError(else_say, field)
    return text.strip()
