"""What was agreed is kept as it was, and a change after that is a new version."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from education_plans.models import EducationPlan, PlanAgreement, PlanVersion
from education_plans.rules.content import digest_of
from education_plans.rules.parties import all_agree
from education_plans.selectors.agreeing import people_of
from education_plans.selectors.versions import content_of
from education_plans.services.errors import lock_plan
from learners.services.notices import tell
from notifications.enums import MessageKind


def is_agreed(plan: EducationPlan) -> bool:
    """Whether everybody who must agree to the version the plan has now does."""
    answers = dict(plan.agreements.filter(version=plan.version).values_list("party", "answer"))
    return all_agree(answers, has_place=plan.enrolment_id is not None)


@transaction.atomic
def changed(*, plan: EducationPlan, by: User, now: datetime, what: str = "The plan") -> tuple[str, ...]:
    """Say that the words of the plan, its targets or its support have changed. Whoever changes them calls this.

    A version that everybody agreed stays as it was: the plan gets the next number, once, and the parties are asked again.
    Until everybody has agreed, what was said to the version is taken back, because it was said to other words; it stays
    in the history. Returns the names of those who must be asked again. `what` changed, for the history.
    Raises EnrolmentHasEnded, PlanIsClosed.
    """
    plan = lock_plan(plan)
    said = list(plan.agreements.filter(version=plan.version).order_by("id"))
    names = tuple(agreement.name for agreement in said)
    if is_agreed(plan):
        plan.version += 1
        history.save(plan, by=by, reason=f"{what} was changed after the plan was agreed", at=now)
        _ask_again(plan, by=by, now=now)
        return names
    for agreement in said:
        _take_back(agreement, by=by, reason=f"{what} was changed afterwards", now=now)
    return names


def fix_version(*, plan: EducationPlan, agreed_at: datetime, now: datetime) -> PlanVersion:
    """Keep the version the plan has now as it is; the database never changes the row. Everybody has just agreed it."""
    content = content_of(plan, local_date(now))
    return PlanVersion.objects.create(
        plan=plan, number=plan.version, content=content, sha256=digest_of(content), agreed_at=agreed_at, fixed_at=now
    )


def _ask_again(plan: EducationPlan, *, by: User, now: datetime) -> None:
    """Key worker and designated person hear once that the plan is no longer what they agreed."""
    tell(
        people_of(plan, now),
        learner=plan.learner,
        kind=MessageKind.PLAN,
        template="education_plans/email/plan_changed.txt",
        context={},
        topic=f"plan:{plan.uuid}:version:{plan.version}",
        by=by,
        now=now,
        link=reverse("education_plans:answer", args=[plan.uuid]),
    )


def _take_back(agreement: PlanAgreement, *, by: User, reason: str, now: datetime) -> None:
    agreement._history_user = by  # type: ignore[attr-defined]  # these three are read by simple-history
    agreement._history_date = now  # type: ignore[attr-defined]
    agreement._change_reason = reason  # type: ignore[attr-defined]
    agreement.delete()
