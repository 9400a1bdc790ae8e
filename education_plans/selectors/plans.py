"""Plans as people see them."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from education_plans.models import EducationPlan
from learners.models import Enrolment, Learner


def enrolments_seen(learner: Learner, user: User | AnonymousUser) -> list[Enrolment]:
    """The young person's places whose plans the user may read: the newest open one first.

    A provider sees its own; key workers, social care and Virtual Schools see all of them.
    """
    enrolments = list(
        Enrolment.objects.visible_to(user)
        .filter(learner=learner)
        .select_related("provider__local_authority", "plan__begun_by", "plan__learner", "learner", "mentor__user")
        .order_by("-starts_on", "-id")
    )
    enrolments.sort(key=lambda enrolment: enrolment.ended_on is not None)
    return enrolments


def plans_without_place(learner: Learner, user: User | AnonymousUser) -> list[EducationPlan]:
    """The young person's plans of times without a place that the user may read: the running one first."""
    plans = EducationPlan.objects.visible_to(user).filter(learner=learner, enrolment__isnull=True)
    found = list(plans.select_related("learner", "begun_by").order_by("-begun_at", "-id"))
    found.sort(key=lambda plan: plan.closed_on is not None)
    return found
