"""The Virtual School looks at every plan: a colour for each criterion, returned with comments or good enough (A40, M4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from education_plans.enums import QualityOutcome, Rag
from education_plans.models import EducationPlan, QualityCheck, QualityCriterion, QualityMark
from education_plans.selectors.agreeing import people_of
from education_plans.selectors.quality import criteria_for, latest_check, own_criteria
from education_plans.selectors.versions import words_of
from education_plans.services.errors import ChangedMeanwhile, PlanError
from learners.selectors.people import virtual_school_for
from learners.services.notices import tell
from notifications.enums import MessageKind


class CheckRefused(PlanError):
    """A plan cannot be checked like this; `field` names the question."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class CriterionRefused(PlanError):
    """The list of criteria cannot be changed like this."""


@dataclass(frozen=True)
class Mark:
    """The colour of one criterion, and why. Green needs no reason."""

    rag: Rag
    reason: str = ""


@transaction.atomic
def check_quality(
    *,
    plan: EducationPlan,
    marks: Mapping[QualityCriterion, Mark],
    outcome: QualityOutcome,
    rating: Rag,
    comments: str = "",
    seen: str = "",
    by: User,
    now: datetime,
) -> QualityCheck:
    """Keep one look at the plan as it is now. After a plan was returned the next look is its second look.

    Every criterion of the young person's Virtual School needs a colour, and amber and red a reason. A plan that goes back
    needs comments; its key worker and designated person are told. `seen` says which words were read
    (`selectors.versions.words_of`): nobody judges others. Raises ChangedMeanwhile, CheckRefused.
    """
    plan = EducationPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if seen and seen != (words := words_of(plan, local_date(now))):
        raise ChangedMeanwhile(words)
    wanted = criteria_for(virtual_school_for(plan.learner), local_date(now))
    for criterion in wanted:
        mark = marks.get(criterion)
        if mark is None:
            raise CheckRefused(f"Give “{criterion.title}” a colour.", f"rag_{criterion.pk}")
        if mark.rag != Rag.GREEN and not mark.reason.strip():
            raise CheckRefused(f"Say why “{criterion.title}” is not green.", f"reason_{criterion.pk}")
    if outcome == QualityOutcome.RETURNED and not comments.strip():
        raise CheckRefused("Say what should be changed.", "comments")
    if outcome == QualityOutcome.GOOD and rating == Rag.RED:
        raise CheckRefused("A plan rated red is not good enough. Return it, or choose another rating.", "rating")
    before = latest_check(plan)
    check = QualityCheck(
        plan=plan,
        version=plan.version,
        outcome=outcome,
        rating=rating,
        comments=comments.strip(),
        checked_at=now,
        checked_by=by,
        second_look_of=before if before and before.outcome == QualityOutcome.RETURNED else None,
    )
    history.save(check, by=by, at=now)
    QualityMark.objects.bulk_create(
        [
            QualityMark(
                check_of=check, criterion=criterion, rag=marks[criterion].rag, reason=marks[criterion].reason.strip()
            )
            for criterion in wanted
        ]
    )
    if outcome == QualityOutcome.RETURNED:
        tell(
            people_of(plan, now),
            learner=plan.learner,
            kind=MessageKind.PLAN,
            template="education_plans/email/plan_returned.txt",
            context={},
            topic=f"plan-quality:{check.uuid}",
            by=by,
            now=now,
            link=reverse("education_plans:quality-history", args=[plan.uuid]),
        )
    return check


@transaction.atomic
def take_over_criteria(*, virtual_school: Agency, by: User, now: datetime) -> list[QualityCriterion]:
    """Begin a list of one's own with the shipped criteria. Raises CriterionRefused if there is one already."""
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=virtual_school.pk)
    if own_criteria(virtual_school).exists():
        raise CriterionRefused("Your Virtual School has its own list already.")
    copies = [
        QualityCriterion(
            virtual_school=virtual_school,
            title=shipped.title,
            green_when=shipped.green_when,
            position=shipped.position,
            starts_on=local_date(now),
        )
        for shipped in criteria_for(None, local_date(now))
    ]
    history.create_all(copies, by=by, reason="Taken over from the list that ships", at=now)
    return copies


@transaction.atomic
def set_criterion(
    *,
    virtual_school: Agency,
    title: str,
    green_when: str,
    instead_of: QualityCriterion | None = None,
    by: User,
    now: datetime,
) -> QualityCriterion:
    """Add a criterion from today, perhaps instead of another: what was judged by the old words stays judged by them.

    Raises CriterionRefused.
    """
    if not own_criteria(virtual_school).exists():
        take_over_criteria(virtual_school=virtual_school, by=by, now=now)
    if instead_of is not None:
        end_criterion(criterion=instead_of, replaced=True, by=by, now=now)
    last = own_criteria(virtual_school).order_by("-position").first()
    criterion = QualityCriterion(
        virtual_school=virtual_school,
        title=title.strip(),
        green_when=green_when.strip(),
        position=instead_of.position if instead_of else (last.position if last else 0) + 1,
        starts_on=local_date(now),
    )
    history.save(criterion, by=by, at=now)
    return criterion


@transaction.atomic
def end_criterion(*, criterion: QualityCriterion, replaced: bool = False, by: User, now: datetime) -> None:
    """Leave a criterion out of every check from now on. Checks made with it keep it. Raises CriterionRefused."""
    criterion = QualityCriterion.objects.select_for_update(of=("self",), no_key=True).get(pk=criterion.pk)
    if criterion.virtual_school is None:
        raise CriterionRefused("This one ships with Mainstay. Begin a list of your own first.")
    if criterion.ends_on is not None:
        raise CriterionRefused("This criterion has ended already.")
    if not replaced and own_criteria(criterion.virtual_school).count() == 1:
        raise CriterionRefused("It is the last one. Add another before you take it out.")
    criterion.ends_on = local_date(now)
    history.save(criterion, by=by, reason="Replaced" if replaced else "Taken out", at=now)
