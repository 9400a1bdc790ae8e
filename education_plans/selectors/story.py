"""The plan's part of a young person's timeline."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from accounts.timeline import TimelineEntry
from education_plans.enums import Answer
from education_plans.models import EducationPlan, PlanAgreement
from education_plans.selectors import agreement_story, meeting_story, pathway, target_story, voice
from learners.models import Learner

KIND = "plan"


def timeline(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    """Plans begun, agreed by whom, and reviews held, at the places whose plans the user may read.

    What the sections say stays in the plan.
    """
    plans = (
        EducationPlan.objects.visible_to(user)
        .filter(learner=learner)
        .select_related("enrolment__provider", "begun_by")
        .prefetch_related("agreements__recorded_by", "reviews__recorded_by")
        .order_by("id")
    )
    of_plans = [entry for plan in plans for entry in _of_plan(plan, learner)]
    return [
        *of_plans,
        *agreement_story.entries(learner, user),
        *meeting_story.entries(learner, user),
        *target_story.entries(learner, user),
        *pathway.entries(learner, user),
        *voice.entries(learner, user),
    ]


def _said(given: PlanAgreement) -> str:
    if given.answer == Answer.AGREES:
        return f"{given.get_party_display()} agreed the education plan"
    return f"{given.get_party_display()} does not agree with the education plan"


def _of_plan(plan: EducationPlan, learner: Learner) -> list[TimelineEntry]:
    link = reverse("education_plans:plan", args=[learner.uuid])
    if plan.enrolment:
        link = f"{link}?enrolment={plan.enrolment.uuid}"
    entries = [
        TimelineEntry(
            plan.begun_at,
            "Education plan begun",
            str(plan.enrolment or plan.get_variant_display()),
            KIND,
            plan.provider,
            plan.begun_by,
            link,
        )
    ]
    entries += [
        TimelineEntry(
            given.agreed_at,
            _said(given),
            given.name,
            KIND,
            plan.provider,
            given.recorded_by,
            link,
        )
        for given in plan.agreements.all()
    ]
    if plan.agreed_at:
        entries.append(
            TimelineEntry(plan.agreed_at, "Education plan agreed by everybody", "", KIND, plan.provider, None, link)
        )
    entries += [
        TimelineEntry(
            review.held_on, "Education plan reviewed", review.decisions, KIND, plan.provider, review.recorded_by, link
        )
        for review in plan.reviews.all()
    ]
    return entries
