"""What a young person says to their plans on their own page: whether they agree, and that they want a review."""

from datetime import datetime

from django.db import transaction

from education_plans.enums import Answer, EarlyReason, PlanParty, Through, ViewAbout
from education_plans.models import EducationPlan
from education_plans.selectors.hearing import key_worker_and_cover
from education_plans.selectors.own_page import plan_of
from education_plans.selectors.pathway import pathway_of
from education_plans.services.agreeing import Answered, answer_plan
from education_plans.services.early_reviews import propose
from education_plans.services.pathway_reviews import ask_for_review
from education_plans.services.views_given import ViewError, say
from learners.models import Learner
from learners.services.notices import tell
from notifications.enums import MessageKind

ASKS_FOR_REVIEW = "I want to talk about my plan."


class NothingToReview(ViewError):
    def __init__(self) -> None:
        super().__init__("There is no plan yet. Tell us what you want to talk about under “Tell us how it is going”")


@transaction.atomic
def answer_own_plan(*, plan: EducationPlan, answer: Answer, says: str, seen: str = "", now: datetime) -> Answered:
    """The young person agrees with their plan, or says what is not right: then the key worker is told, and a review is
    proposed. Raises what `education_plans.services.agreeing.answer_plan` raises.
    """
    # First of all, as everywhere: whoever closes the case has the young person locked when they come to the place.
    learner = Learner.objects.select_for_update(no_key=True).get(pk=plan.learner_id)
    answered = answer_plan(
        plan=plan,
        party=PlanParty.YOUNG_PERSON,
        answer=answer,
        says=says,
        name=learner.full_name,
        at=now,
        through=Through.OWN_PAGE,
        seen=seen,
        by=None,
        now=now,
    )
    if answer == Answer.DISAGREES:
        view = say(
            learner=learner, about=ViewAbout.PLAN, words=says, through=Through.OWN_PAGE, by=None, now=now
        )  # a clock of its own: they are told what comes of it
        if answered.plan.agreed_at is None:  # about a plan that had been agreed, `answer_plan` proposes it
            propose(plan=plan, reason=EarlyReason.DISAGREES, source_uuid=view.uuid, by=None, now=now)
    else:
        tell(
            key_worker_and_cover(learner, now),
            learner=learner,
            kind=MessageKind.YOUNG_PERSON,
            template="education_plans/email/plan_answered.txt",
            context={},
            topic=f"own-answer:{plan.uuid}:{answered.plan.version}",
            by=None,
            now=now,
            link=f"/learners/{learner.uuid}/plan/",
        )
    return answered


@transaction.atomic
def ask_for_own_review(*, learner: Learner, why: str, now: datetime) -> None:
    """The young person asks for a review of what they have: of the pathway plan it cannot be refused and has a clock; of
    the education plan it is proposed, and what they said is answered within its own clock. Raises NothingToReview.
    """
    pathway, plan = pathway_of(learner), plan_of(learner)
    if pathway is None and plan is None:
        raise NothingToReview
    if pathway is not None:
        ask_for_review(pathway=pathway, by_young_person=True, why=why, through=Through.OWN_PAGE, by=None, now=now)
    if plan is not None:
        words = f"{ASKS_FOR_REVIEW} {why}".strip()
        view = say(learner=learner, about=ViewAbout.PLAN, words=words, through=Through.OWN_PAGE, by=None, now=now)
        # Why they ask is for their own agencies; the proposal is read by the provider too.
        propose(plan=plan, reason=EarlyReason.YOUNG_PERSON, source_uuid=view.uuid, by=None, now=now)
