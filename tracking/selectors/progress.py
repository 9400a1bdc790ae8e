"""What one young person studies and what came of it, as far as somebody may see it (A35)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from learners.models import Enrolment, Learner
from tracking.enums import AimOutcome, Completion
from tracking.models import LearningAim, PriorAttainment
from tracking.rules.results import Aim, Results, results, value_added

_COLOURS = {Completion.CONTINUING: "blue", Completion.BREAK: "yellow", Completion.WITHDRAWN: "red"}
_OUTCOME_COLOURS = {AimOutcome.ACHIEVED: "green", AimOutcome.NOT_KNOWN: "grey"}


def counted(aim: LearningAim) -> Aim:
    """Of a course what the measures count."""
    return Aim(
        completion=Completion(aim.completion),
        outcome=AimOutcome(aim.outcome) if aim.outcome else None,
        planned_end_on=aim.planned_end_on,
        ended_on=aim.ended_on,
        expected_points=aim.expected_points,
        actual_points=aim.actual_points,
    )


@dataclass(frozen=True)
class AimRow:
    """One course as a table shows it. `is_waiting`: it should be over and nobody has said how it ended."""

    aim: LearningAim
    state: str
    colour: str
    value_added: Decimal | None
    is_waiting: bool


@dataclass(frozen=True)
class PlaceProgress:
    place: Enrolment
    rows: list[AimRow]


@dataclass(frozen=True)
class LearnerProgress:
    """`prior` is None for whoever may not know it, and while nobody has recorded it."""

    places: list[PlaceProgress]
    totals: Results
    prior: PriorAttainment | None


def progress_of(learner: Learner, user: User, *, today: date) -> LearnerProgress:
    """Every place that `user` may know of, newest first, with its courses. Three queries."""
    places = list(
        Enrolment.objects.visible_to(user)
        .filter(learner=learner)
        .select_related("provider")
        .order_by("-starts_on", "-id")
    )
    aims: dict[int, list[LearningAim]] = {}
    for aim in LearningAim.objects.filter(enrolment__in=places).order_by("-starts_on", "title", "id"):
        aims.setdefault(aim.enrolment_id, []).append(aim)
    return LearnerProgress(
        places=[PlaceProgress(place, [row_of(aim, today) for aim in aims.get(place.pk, [])]) for place in places],
        totals=results(counted(aim) for found in aims.values() for aim in found),
        prior=PriorAttainment.objects.visible_to(user).filter(learner=learner).first(),
    )


def row_of(aim: LearningAim, today: date) -> AimRow:
    completion = Completion(aim.completion)
    if completion == Completion.COMPLETED:
        outcome = AimOutcome(aim.outcome)
        state, colour = str(outcome.label), _OUTCOME_COLOURS.get(outcome, "orange")
    else:
        state, colour = str(completion.label), _COLOURS[completion]
    return AimRow(
        aim=aim,
        state=state,
        colour=colour,
        value_added=value_added(counted(aim)),
        is_waiting=completion == Completion.CONTINUING and aim.planned_end_on < today,
    )
