"""The clock of a KPI that is rated by hand: a round that waits for its rating, and the deadline of it (K2, K3)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts import history
from accounts.clock import local_date
from accounts.errors import AnswerRefused
from accounts.models import Agency, User
from agreements.terms import terms_of
from deadlines import registry
from deadlines.models import Deadline
from deadlines.services import Opening, cancel, find_open, lock_open, meet, move, open_deadline
from deadlines.services.errors import LedgerError
from oversight.duties import KPI_RATING
from oversight.enums import LeadKind, StrategyStatus
from oversight.models import RatingRound, Strategy, StrategyLead, StrategyRating, StrategyRow
from oversight.selectors.strategy import possible_lead_agencies
from oversight.subjects import KPI


class ClockRefused(AnswerRefused):
    """The day of a rating cannot be set like this; `field` names what is wrong."""


def open_first_round(*, row: StrategyRow, by: User, now: datetime) -> None:
    """Begin the clock of a KPI of a strategy in force by the day that its row names, at the earliest today; nothing where it
    is not rated by hand.
    """
    if row.is_kpi and row.first_rating_on and not row.measure_code and not row.is_dropped:
        open_round(row=row, due_on=max(row.first_rating_on, local_date(now)), by=by, now=now)


@transaction.atomic
def open_round(*, row: StrategyRow, due_on: date, by: User, now: datetime) -> RatingRound:
    """A KPI waits to be rated by `due_on`: a deadline of the agency that leads it, else of whose strategy it is."""
    waiting = RatingRound(row=row, starts_at=now, due_on=due_on)
    history.save(waiting, by=by, reason="To be rated", at=now)
    duty = registry.duty(KPI_RATING)
    opening = Opening(
        duty=duty, limit=duty.limit, terms_source="The day that was set for it",
        morning_hour=terms_of(None, on=local_date(now)).morning_hour, owner=owing(row), stands_alone=True,
        subject_kind=KPI, subject_uuid=row.uuid, starts_at=now, due_on=due_on,
    )  # fmt: skip
    open_deadline(opening, by=by, now=now)
    return waiting


def meet_round(*, row: StrategyRow, rating: StrategyRating, by: User, now: datetime) -> None:
    """The rating that the KPI waited for is there. Nothing where it did not wait."""
    waiting = _waiting(row)
    if waiting is None:
        return
    waiting.rating = rating
    history.save(waiting, by=by, reason="Rated", at=now)
    deadline = lock_open(duty_code=KPI_RATING, subject_uuid=row.uuid)
    if deadline is not None:
        meet(deadline=deadline, at=now, by=by, now=now)


def end_rounds(rows: QuerySet[StrategyRow], *, reason: str, by: User, now: datetime) -> None:
    """Nobody need rate these any more: their clocks stop."""
    waiting = RatingRound.objects.filter(row__in=rows, rating__isnull=True, ended_at__isnull=True)
    for one in waiting.select_for_update(of=("self",)).select_related("row").order_by("pk"):
        one.ended_at = now
        history.save(one, by=by, reason=reason, at=now)
        deadline = lock_open(duty_code=KPI_RATING, subject_uuid=one.row.uuid)
        if deadline is not None:
            cancel(deadline=deadline, reason=reason, by=by, now=now)


def hand_over_rounds(rows: QuerySet[StrategyRow], *, by: User, now: datetime) -> None:
    """Where another agency leads a KPI than the one that owes its rating, that clock stops and one of the other begins with
    the same day, at the earliest today.
    """
    waiting = RatingRound.objects.filter(row__in=rows, rating__isnull=True, ended_at__isnull=True)
    waited_for = StrategyRow.objects.filter(pk__in=waiting.values("row")).select_related("strategy__owner")
    for row in waited_for.order_by("pk"):
        deadline = lock_open(duty_code=KPI_RATING, subject_uuid=row.uuid)
        if deadline is None or deadline.due_on is None or deadline.owner_id == owing(row).pk:
            continue
        end_rounds(StrategyRow.objects.filter(pk=row.pk), reason="Another agency leads it", by=by, now=now)
        open_round(row=row, due_on=max(deadline.due_on, local_date(now)), by=by, now=now)


@transaction.atomic
def set_rating_day(*, row: StrategyRow, due_on: date, reason: str = "", by: User, now: datetime) -> Deadline:
    """By when the KPI is rated next. Where a clock runs already it is moved, with the reason. Raises ClockRefused."""
    Strategy.objects.select_for_update().get(pk=row.strategy_id)  # else one that ends now would keep the clock for ever
    row = StrategyRow.objects.select_for_update(of=("self",)).select_related("strategy__owner").get(pk=row.pk)
    if not row.is_kpi or row.measure_code:
        raise ClockRefused("", "Only a KPI without a measure is rated by hand.")
    if row.is_dropped or row.strategy.status != StrategyStatus.IN_FORCE:
        raise ClockRefused("", "Only a KPI of a strategy in force is rated.")
    if due_on < local_date(now):
        raise ClockRefused("due_on", "The day must be today or later.")
    if _waiting(row) is None:
        open_round(row=row, due_on=due_on, by=by, now=now)
    else:
        deadline = lock_open(duty_code=KPI_RATING, subject_uuid=row.uuid)
        if deadline is None:
            raise ClockRefused(
                "", "Nobody need rate it this time: the deadline was waived. Rate it to set the next day."
            )
        if not reason.strip():
            raise ClockRefused("reason", "Enter why the day is moved.")
        try:
            move(deadline=deadline, due_on=due_on, reason=reason.strip(), by=by, now=now)
        except LedgerError as error:
            raise ClockRefused("due_on", str(error)) from error
    found = find_open(duty_code=KPI_RATING, subject_uuid=row.uuid)
    assert found
    return found


def owing(row: StrategyRow) -> Agency:
    """The lead agency that uses Mainstay, the main one first; else the agency whose strategy it is. One that is no partner any
    more does not see the KPI, so it owes nothing.
    """
    agencies = possible_lead_agencies(row.strategy)
    leads = StrategyLead.objects.filter(row=row, kind=LeadKind.AGENCY, agency__in=agencies).select_related("agency")
    lead = leads.order_by("-is_main", "id").first()
    return lead.agency if lead and lead.agency else row.strategy.owner


def is_waited_for(row: StrategyRow) -> bool:
    """Whether a rating of the row is waited for."""
    return _waiting(row) is not None


def _waiting(row: StrategyRow) -> RatingRound | None:
    open_ones = RatingRound.objects.select_for_update(of=("self",)).filter(rating__isnull=True, ended_at__isnull=True)
    return open_ones.filter(row=row).first()
