"""What every act on a plan may refuse, and the lock they share."""

from accounts.errors import ServiceError
from education_plans.models import EducationPlan
from learners.models import Enrolment, Learner


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


class ChangedMeanwhile(PlanError):
    """The page was about other words than the plan has now; `words` is which it has (`selectors.versions.words_of`)."""

    field = "answer"

    def __init__(self, words: str) -> None:
        super().__init__("The plan was changed while this page was open. Read it again, then answer.")
        self.words = words


class PlanIsClosed(PlanError):
    def __init__(self) -> None:
        super().__init__("This plan has ended. It is kept as it was and can no longer be changed.")


class CaseIsClosed(PlanIsClosed):
    def __init__(self) -> None:
        PlanError.__init__(self, "This case is closed. Its plans are kept as they were and can no longer be changed.")


def lock_open_case(learner_id: int) -> Learner:
    """The young person, locked by everything that works on a plan without a place: nothing else of it says that the case
    has ended. Raises CaseIsClosed.
    """
    learner = Learner.objects.select_for_update(of=("self",), no_key=True).get(pk=learner_id)
    if learner.is_closed:
        raise CaseIsClosed
    return learner


def lock_plan(plan: EducationPlan) -> EducationPlan:
    """The plan, locked; first its place (`lock_running`) or, as it has none, the young person, whose case may end
    meanwhile. Raises EnrolmentHasEnded, PlanIsClosed.
    """
    if plan.enrolment_id is not None:
        lock_running(plan.enrolment_id)
    else:
        lock_open_case(plan.learner_id)
    locked = (
        EducationPlan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("learner", "enrolment__provider__local_authority")
        .get(pk=plan.pk)
    )
    if locked.closed_on is not None:
        raise PlanIsClosed
    return locked
