"""What every act on a pathway plan may refuse, and the lock they share."""

from education_plans.models import PathwayPlan
from education_plans.services.errors import PlanError
from learners.models import Learner


class PathwayError(PlanError):
    """Something about a pathway plan cannot be done; the text says why. `field` is the question it belongs to."""


class CaseHasEnded(PathwayError):
    def __init__(self) -> None:
        super().__init__("The case is closed. The pathway plan is kept as it was and can no longer be changed.")


class PathwayIsClosed(PathwayError):
    def __init__(self) -> None:
        super().__init__("This pathway plan is closed. It is kept as it was and can no longer be changed.")


def lock_learner(learner_id: int) -> Learner:
    """The young person, locked first by everything that opens or meets a clock of the plan, so that none is opened while
    the case ends. Raises CaseHasEnded.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner_id)
    if learner.is_closed:
        raise CaseHasEnded
    return learner


def lock_pathway(pathway: PathwayPlan) -> PathwayPlan:
    """The plan as it is now, locked, with its young person. Raises CaseHasEnded, PathwayIsClosed."""
    learner = lock_learner(pathway.learner_id)
    locked: PathwayPlan = PathwayPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=pathway.pk)
    if locked.closed_on is not None:
        raise PathwayIsClosed
    locked.learner = learner
    return locked
