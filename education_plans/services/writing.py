"""Beginning a plan and writing its sections, by several people at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import PlanVariant, SectionCode, SectionState
from education_plans.models import EducationPlan, PlanSection
from education_plans.rules.completeness import may_not_apply, unanswered
from education_plans.rules.questions import Question
from education_plans.services.asking import close_requests
from education_plans.services.endings import call_off_meetings
from education_plans.services.errors import PlanError, lock_open_case, lock_plan, lock_running
from education_plans.services.versions import changed
from learners.models import Enrolment, Learner

Answers = Mapping[str, str]
#: Nothing more is expected of a section in one of these.
SETTLED = frozenset({SectionState.COMPLETE, SectionState.NOT_APPLICABLE})


class PlanAlreadyBegun(PlanError):
    def __init__(self) -> None:
        super().__init__("There is already a plan for this place.")


class StaleSection(PlanError):
    """Somebody else saved the section since the person opened it.

    `theirs` is the section as it is, `mine` the answers that were not saved.
    """

    def __init__(self, theirs: PlanSection, mine: Answers) -> None:
        who = theirs.saved_by or "Somebody"
        super().__init__(f"{who} changed this section while you were writing. Nothing is lost: both texts are below.")
        self.theirs = theirs
        self.mine = dict(mine)


class Unfinished(PlanError):
    """`questions` are those that must be answered first."""

    field = "state"

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__("Answer the questions that are still open, or choose “In progress”")
        self.questions = list(questions)


class WhyNotMissing(PlanError):
    field = "not_applicable_reason"

    def __init__(self) -> None:
        super().__init__("Say why the section does not apply")


class NoTarget(PlanError):
    field = "state"

    def __init__(self) -> None:
        super().__init__(
            "Set a target before you mark this section complete, or choose “Does not apply” and say why there is none"
        )


class MustApply(PlanError):
    field = "state"

    def __init__(self, section: PlanSection) -> None:
        super().__init__(f"No plan is agreed without “{section.get_code_display()}”, so it cannot be left out")


@dataclass(frozen=True)
class SavedSection:
    """A section as saved, and who must be asked again because the words they agreed to have changed."""

    section: PlanSection
    ask_again: tuple[str, ...] = ()


@transaction.atomic
def begin_plan(
    *,
    enrolment: Enrolment | None = None,
    learner: Learner | None = None,
    variant: PlanVariant = PlanVariant.COURSE,
    aims_for_higher_education: bool = False,
    by: User,
    now: datetime,
) -> EducationPlan:
    """Begin the plan of a place, or without one of a young person, with every section empty.

    The newest earlier plan of the young person becomes the `previous` one, from which it is prefilled. A plan made to find
    a place ends when one begins. Raises EnrolmentHasEnded, PlanIsClosed, PlanAlreadyBegun.
    """
    if enrolment is not None:
        enrolment = lock_running(enrolment.pk)
        learner = enrolment.learner
        standing = EducationPlan.objects.filter(enrolment=enrolment)
    else:
        assert learner is not None, "a plan is a place's or a young person's"
        learner = lock_open_case(learner.pk)
        standing = EducationPlan.objects.filter(learner=learner, enrolment__isnull=True, closed_on__isnull=True)
    if standing.exists():
        raise PlanAlreadyBegun
    plan = EducationPlan(
        learner=learner,
        enrolment=enrolment,
        variant=variant,
        aims_for_higher_education=aims_for_higher_education,
        previous=EducationPlan.objects.filter(learner=learner).order_by("-begun_at", "-id").first(),
        begun_at=now,
        begun_by=by,
    )
    history.save(plan, by=by, at=now)
    if enrolment is not None:
        _end_the_search(learner, by=by, now=now)
    PlanSection.objects.bulk_create([PlanSection(plan=plan, code=code) for code in SectionCode])
    return plan


def _end_the_search(learner: Learner, *, by: User, now: datetime) -> None:
    """A plan made to find a place has done its work when there is one."""
    for plan in EducationPlan.objects.filter(
        learner=learner, enrolment__isnull=True, closed_on__isnull=True, variant=PlanVariant.SEEKING
    ):
        plan.closed_on = local_date(now)
        history.save(plan, by=by, reason="There is a place", at=now)
        call_off_meetings(plan, reason="There is a place, with a plan of its own", by=by, now=now)


@transaction.atomic
def save_section(
    *,
    plan: EducationPlan,
    code: SectionCode,
    answers: Answers,
    version: int,
    state: SectionState | None = None,
    not_applicable_reason: str = "",
    by: User,
    now: datetime,
) -> SavedSection:
    """Save one section, if it is still the `version` the person read. `answers` by question code, all of them.

    Without a `state` a section that says something is in progress, one that was complete stays so. A change of the words
    of an agreed plan is its next version; before that it takes back what was said to other words. Their own draft goes,
    and a section that needs nothing more closes what colleagues were asked. Raises StaleSection with both texts,
    Unfinished, NoTarget, WhyNotMissing, MustApply, EnrolmentHasEnded, PlanIsClosed.
    """
    plan = lock_plan(plan)
    sections = PlanSection.objects.filter(plan=plan, code=code)
    before = sections.select_related("saved_by", "plan").get()
    answers = {question: text for question, text in answers.items() if text.strip()}
    state = state or _state_of(before, answers)
    reason = not_applicable_reason.strip() if state == SectionState.NOT_APPLICABLE else ""
    words_changed = (before.answers, before.not_applicable_reason) != (answers, reason)
    if before.version == version and not words_changed and before.state == state:
        before.drafts.filter(user=by).delete()
        return SavedSection(before)
    _check(before, state, answers=answers, reason=reason, variant=plan.variant)
    # The version stands in the UPDATE's WHERE: whoever comes second changes no row.
    if not sections.filter(version=version).update(version=F("version") + 1):
        raise StaleSection(sections.select_related("saved_by").get(), answers)
    section = sections.get()
    section.answers, section.state, section.not_applicable_reason = dict(answers), state, reason
    section.saved_at, section.saved_by = now, by
    history.save(section, by=by, at=now)
    section.drafts.filter(user=by).delete()
    if state in SETTLED:
        close_requests(section=section, by=by, now=now)
    if not words_changed:
        return SavedSection(section)
    what = f"The section “{section.get_code_display()}”"
    return SavedSection(section, changed(plan=plan, by=by, now=now, what=what))


def _check(section: PlanSection, state: SectionState, *, answers: Answers, reason: str, variant: str) -> None:
    if state == SectionState.COMPLETE and (missing := unanswered(section.code, variant, answers)):
        raise Unfinished(missing)
    if state == SectionState.COMPLETE and section.code == SectionCode.TARGETS and not section.plan.targets.exists():
        raise NoTarget
    if state == SectionState.NOT_APPLICABLE and not may_not_apply(section.code):
        raise MustApply(section)
    if state == SectionState.NOT_APPLICABLE and not reason:
        raise WhyNotMissing


def _state_of(section: PlanSection, answers: Answers) -> SectionState:
    if not answers:
        return SectionState.NOT_STARTED
    has_all = not unanswered(section.code, section.plan.variant, answers)
    return SectionState.COMPLETE if section.state == SectionState.COMPLETE and has_all else SectionState.IN_PROGRESS
