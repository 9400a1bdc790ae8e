"""Visits, parents' evenings and consultations at a provider, and who came (A16, A22)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import EventKind
from education_plans.models import EducationPlan, Occasion
from education_plans.services.errors import PlanError, lock_running
from learners.selectors.people import key_worker_at
from learners.services.notices import tell
from notifications.enums import MessageKind


class NoPlace(PlanError):
    def __init__(self) -> None:
        super().__init__("Visits belong to a place at a provider, and this plan has none.")


class NotYet(PlanError):
    def __init__(self) -> None:
        super().__init__("Record who came once the day has come.")


@transaction.atomic
def record_occasion(
    *,
    plan: EducationPlan,
    kind: EventKind,
    on: date,
    what: str = "",
    key_worker_invited: bool = True,
    by: User,
    now: datetime,
) -> Occasion:
    """Put an occasion on a local day on the list of a place. One that is still to come is told to the key worker, who
    is to be there. Raises NoPlace, EnrolmentHasEnded.
    """
    if plan.enrolment_id is None:
        raise NoPlace
    enrolment = lock_running(plan.enrolment_id)
    occasion = Occasion(
        enrolment=enrolment, kind=kind, on=on, what=what.strip(), key_worker_invited=key_worker_invited,
        recorded_at=now, recorded_by=by,
    )  # fmt: skip
    history.save(occasion, by=by, at=now)
    key_worker = key_worker_at(enrolment.learner, now).person
    if key_worker_invited and key_worker is not None and on >= local_date(now):
        tell(
            [key_worker],
            learner=enrolment.learner,
            kind=MessageKind.PLAN,
            template="education_plans/email/occasion.txt",
            context={"on": on},
            topic=f"occasion:{occasion.uuid}",
            by=by,
            now=now,
            link=reverse("education_plans:occasions", args=[plan.uuid]),
        )
    return occasion


@transaction.atomic
def record_who_came(
    *, occasion: Occasion, key_worker_came: bool, young_person_came: bool, note: str = "", by: User, now: datetime
) -> Occasion:
    """Who came, on the day or later; said again, it replaces what was said before. Raises NotYet."""
    occasion = Occasion.objects.select_for_update(of=("self",)).get(pk=occasion.pk)
    if occasion.on > local_date(now):
        raise NotYet
    occasion.key_worker_came, occasion.young_person_came = key_worker_came, young_person_came
    occasion.note = note.strip()
    history.save(occasion, by=by, at=now)
    return occasion
