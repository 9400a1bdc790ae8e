"""What every act on a plan may refuse, and the lock they share."""

from accounts.errors import ServiceError
from education_plans.models import EducationPlan
from learners.models import Enrolment


class PlanError(ServiceError):
    """Something about a plan cannot be done; the text says why."""


class EnrolmentHasEnded(PlanError):
    def __init__(self) -> None:
        super().__init__("This place has ended. Its plan is kept as it was and can no longer be changed.")


def lock_running(enrolment_id: int) -> Enrolment:
    """The enrolment, locked first by everything that opens or meets a clock of its plan.

    So none is opened while the place ends. Raises EnrolmentHasEnded.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("learner", "provider__local_authority")
        .get(pk=enrolment_id)
    )
    if enrolment.ended_on is not None:
        raise EnrolmentHasEnded
    return enrolment


class PlanIsClosed(PlanError):
    def __init__(self) -> None:
        super().__init__("This plan has ended. It is kept as it was and can no longer be changed.")


def lock_plan(plan: EducationPlan) -> EducationPlan:
    """The plan, locked; its place first, if it has one (`lock_running`). Raises EnrolmentHasEnded, PlanIsClosed."""
    if plan.enrolment_id is not None:
        lock_running(plan.enrolment_id)
    locked = (
        EducationPlan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("learner", "enrolment__provider__local_authority")
        .get(pk=plan.pk)
    )
    if locked.closed_on is not None:
        raise PlanIsClosed
    return locked
