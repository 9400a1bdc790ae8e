"""Every plan that somebody may see, with how far it is and what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from education_plans.enums import PlanState
from education_plans.models import EducationPlan
from education_plans.rules.completeness import Progress
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.clocks import EDUCATION_PLAN, PLAN_REVIEW
from education_plans.selectors.sections import progress_of_plan

#: What the list can be narrowed to, in words. Without a choice it holds the plans that run.
STATES = {
    PlanState.DRAFT.value: "Being written",
    PlanState.AGREED.value: "Agreed",
    "ended": "Ended",
}
_COLOURS = {PlanState.DRAFT.value: "blue", PlanState.AGREED.value: "green", "ended": "grey"}


@dataclass(frozen=True)
class PlanRow:
    """`due`: the clock of its agreement or of its next review, if one runs that the reader may know of."""

    plan: EducationPlan
    url: str
    state: str
    colour: str
    progress: Progress
    due: Deadline | None


def plans_listed(user: User | AnonymousUser, *, state: str = "") -> QuerySet[EducationPlan]:
    """The plans that the user may see, by the name of the young person. `state`: one of `STATES`, or empty."""
    plans = EducationPlan.objects.visible_to(user)
    if state == "ended":
        plans = plans.filter(Q(closed_on__isnull=False) | Q(enrolment__ended_on__isnull=False))
    else:
        plans = plans.running()
        if state:
            plans = plans.filter(state=state)
    return plans.order_by("learner__sort_name", "learner_id", "pk")


def rows_of(plans: QuerySet[EducationPlan] | Sequence[EducationPlan], user: User | AnonymousUser) -> list[PlanRow]:
    """One page of plans as the list shows them. One query for all clocks; sections and places are read with the plans."""
    plans = list(plans)
    due = _next_clocks([plan.enrolment.uuid for plan in plans if plan.enrolment], user)
    return [_row(plan, due) for plan in plans]


def _row(plan: EducationPlan, due: dict[UUID, Deadline]) -> PlanRow:
    state = plan.state if plan.is_running else "ended"
    return PlanRow(
        plan=plan,
        url=plan_address(plan),
        state=STATES[state],
        colour=_COLOURS[state],
        progress=progress_of_plan(plan),
        due=due.get(plan.enrolment.uuid) if plan.enrolment else None,
    )


def _next_clocks(places: list[UUID], user: User | AnonymousUser) -> dict[UUID, Deadline]:
    open_ones = Deadline.objects.visible_to(user).filter(
        subject_uuid__in=places, duty_code__in=(EDUCATION_PLAN, PLAN_REVIEW), state=DeadlineState.OPEN
    )
    return {deadline.subject_uuid: deadline for deadline in open_ones.order_by("-due_at")}
