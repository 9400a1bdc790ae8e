"""What the clocks of this app should be, computed afresh from the records (`check_ledger`).

The yearly confirmation is played through from the day each agreement was put in force. Of the two that run out on a day
of their own the open clocks are computed from what is recorded now; a clock that was met is held against the record
that met it, as it was then.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Min, Q

from accounts.clock import local_date
from accounts.models import Agency
from agreements.enums import OVER, RUNNING, TermKey
from agreements.models import Agreement, AgreementReview, Challenge, Complaint, Confirmation, Registration, Training
from agreements.rules import subject_of
from agreements.selectors.challenges import CHALLENGE_ANSWER
from agreements.selectors.upkeep import (
    AGREEMENT_REVIEW,
    CONTACTS_CONFIRMED,
    DATA_PROTECTION,
    STAFF_TRAINING,
    Wanted,
    begins_on,
    outlasts,
    registration_wanted,
    running_agreements,
    training_wanted,
)
from agreements.terms import terms_of
from deadlines.calendar import due_for, end_of_local_day, local_midnight
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.registry import Expected


def contacts_confirmed(now: datetime) -> Iterator[Expected]:
    """For each side of an agreement one clock after the other, each met by the confirmation that followed."""
    today = local_date(now)
    ends = _when_the_end_was_known()
    confirmed: dict[int, list[datetime]] = defaultdict(list)
    for agency_id, at in Confirmation.objects.order_by("confirmed_at", "pk").values_list("agency_id", "confirmed_at"):
        confirmed[agency_id].append(at)
    agreements = Agreement.objects.filter(put_in_force_at__isnull=False).order_by("pk")
    for agreement in agreements.select_related("virtual_school", "provider"):
        over_at = ends.get(agreement.pk) if _is_over(agreement, today) else None
        for agency in (agreement.virtual_school, agreement.provider):
            subject_uuid = subject_of(agreement.uuid, agency.uuid)
            yield from _one_after_the_other(CONTACTS_CONFIRMED, agreement, subject_uuid, confirmed[agency.pk], over_at)


def agreement_review(now: datetime) -> Iterator[Expected]:
    """For each agreement one clock of the Virtual School after the other, each met by the review that was completed."""
    today = local_date(now)
    ends = _when_the_end_was_known()
    completed: dict[int, list[datetime]] = defaultdict(list)
    done = AgreementReview.objects.filter(completed_at__isnull=False).order_by("completed_at", "pk")
    for agreement_id, at in done.values_list("agreement_id", "completed_at"):
        assert at
        completed[agreement_id].append(at)
    agreements = Agreement.objects.filter(put_in_force_at__isnull=False).order_by("pk")
    for agreement in agreements.select_related("virtual_school", "provider"):
        over_at = ends.get(agreement.pk) if _is_over(agreement, today) else None
        yield from _one_after_the_other(AGREEMENT_REVIEW, agreement, agreement.uuid, completed[agreement.pk], over_at)


def challenge_answer(now: datetime) -> Iterator[Expected]:
    """One clock for each challenge, met by the answer, or by its end if that came first."""
    for challenge in Challenge.objects.order_by("pk").iterator():
        settled_at = challenge.answered_at or challenge.closed_at
        yield Expected(
            duty_code=CHALLENGE_ANSWER,
            subject_uuid=challenge.uuid,
            learner_id=None,
            starts_at=challenge.raised_at,
            original_due_at=None,
            state=DeadlineState.MET if settled_at else DeadlineState.OPEN,
            met_at=settled_at,
        )


def data_protection(now: datetime) -> Iterator[Expected]:
    def met_by(deadline: Deadline) -> bool:
        assert deadline.met_at
        later = Registration.history.filter(agency=deadline.owner, history_type="+", history_date=deadline.met_at)
        return later.filter(expires_on__gt=_first_due_on(deadline)).exists()

    yield from _running_out(
        DATA_PROTECTION, now, met_by, lambda agency, agreements: registration_wanted(agency, agreements)
    )


def staff_training(now: datetime) -> Iterator[Expected]:
    def met_by(deadline: Deadline) -> bool:
        assert deadline.met_at
        newer = Training.history.filter(
            membership__agency=deadline.owner, history_type="+", history_date=deadline.met_at
        )
        lasts_longer = Q(refresh_due_on__isnull=True) | Q(refresh_due_on__gt=_first_due_on(deadline))
        return any(
            deadline.agreement is not None
            and deadline.subject_uuid
            == subject_of(deadline.agreement.uuid, deadline.owner.uuid, training.membership.user.uuid, training.subject)
            for training in newer.filter(lasts_longer).select_related("membership__user")
        )

    yield from _running_out(
        STAFF_TRAINING, now, met_by, lambda agency, agreements: training_wanted(agency, agreements, now)
    )


def complaint_acknowledged(now: datetime) -> Iterator[Expected]:
    for complaint in Complaint.objects.order_by("pk").iterator():
        yield _of_complaint(TermKey.COMPLAINT_ACKNOWLEDGED, complaint, complaint.acknowledged_at)


def complaint_answered(now: datetime) -> Iterator[Expected]:
    for complaint in Complaint.objects.order_by("pk").iterator():
        yield _of_complaint(TermKey.COMPLAINT_ANSWERED, complaint, complaint.answered_at)


def _of_complaint(code: TermKey, complaint: Complaint, met_at: datetime | None) -> Expected:
    return Expected(
        duty_code=code.value,
        subject_uuid=complaint.uuid,
        learner_id=None,
        starts_at=complaint.recorded_at,
        original_due_at=None,
        state=DeadlineState.OPEN if met_at is None else DeadlineState.MET,
        met_at=met_at,
    )


def _one_after_the_other(
    code: str, agreement: Agreement, subject_uuid: UUID, kept: Sequence[datetime], over_at: datetime | None
) -> Iterator[Expected]:
    """The clocks that start when an agreement is put in force, and again each time the duty is kept."""
    put_in_force_at = agreement.put_in_force_at
    assert put_in_force_at
    starts_on = begins_on(agreement)
    for at in [at for at in kept if at >= put_in_force_at and (over_at is None or at < over_at)]:
        if _is_opened(code, agreement, starts_on):
            yield _expected(code, subject_uuid, starts_on, DeadlineState.MET, at)
        starts_on = local_date(at)
    if _is_opened(code, agreement, starts_on):
        state = DeadlineState.OPEN if over_at is None else DeadlineState.CANCELLED
        yield _expected(code, subject_uuid, starts_on, state, None)


def _is_opened(code: str, agreement: Agreement, starts_on: date) -> bool:
    due = due_for(terms_of(agreement, on=starts_on).limit(code), start_on=starts_on)
    return due.due_on is not None and outlasts(agreement, due.due_on)


def _expected(
    code: str, subject_uuid: UUID, starts_on: date, state: DeadlineState, met_at: datetime | None
) -> Expected:
    return Expected(
        duty_code=code,
        subject_uuid=subject_uuid,
        learner_id=None,
        starts_at=local_midnight(starts_on),
        original_due_at=None,
        state=state,
        met_at=met_at,
    )


def _running_out(
    code: str,
    now: datetime,
    met_by: Callable[[Deadline], bool],
    wanted: Callable[[Agency, list[Agreement]], list[Wanted]],
) -> Iterator[Expected]:
    met = Deadline.objects.filter(duty_code=code, state=DeadlineState.MET)
    for deadline in met.select_related("owner", "agreement").order_by("pk").iterator():
        if met_by(deadline):
            yield Expected(
                code, deadline.subject_uuid, None, deadline.starts_at, None, DeadlineState.MET, deadline.met_at
            )
    for agency in _agencies():
        for one in wanted(agency, running_agreements(agency, local_date(now))):
            yield Expected(
                duty_code=code,
                subject_uuid=one.subject_uuid,
                learner_id=None,
                starts_at=local_midnight(one.starts_on),
                original_due_at=end_of_local_day(one.due_on),
                state=DeadlineState.OPEN,
                met_at=None,
            )


def _agencies() -> list[Agency]:
    in_force = Agreement.objects.filter(put_in_force_at__isnull=False)
    sides = Q(pk__in=in_force.values("virtual_school")) | Q(pk__in=in_force.values("provider"))
    return list(Agency.objects.filter(sides).order_by("pk"))


def _first_due_on(deadline: Deadline) -> date:
    due_on = deadline.clock_ending(deadline.original_due_at).due_on
    assert due_on
    return due_on


def _is_over(agreement: Agreement, today: date) -> bool:
    return agreement.status not in RUNNING or (agreement.ends_on is not None and agreement.ends_on < today)


def _when_the_end_was_known() -> dict[int, datetime]:
    """When each agreement came to be over, by agreement id: recorded as such, or the midnight after its last day."""
    over = Agreement.history.filter(status__in=OVER)
    known: dict[int, datetime] = {row["id"]: row["at"] for row in over.values("id").annotate(at=Min("history_date"))}
    for pk, ends_on in Agreement.objects.values_list("pk", "ends_on"):
        if ends_on is None:
            continue
        last_moment = end_of_local_day(ends_on)
        known[pk] = max(known[pk], last_moment) if pk in known else last_moment
    return known
