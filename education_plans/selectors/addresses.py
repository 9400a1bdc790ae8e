"""Where the pages of a plan are."""

from urllib.parse import urlencode

from django.urls import reverse

from education_plans.models import EducationPlan


def plan_address(plan: EducationPlan) -> str:
    """The page of the plan: that of its place, or of the plan itself where there is none."""
    path = reverse("education_plans:plan", args=[plan.learner.uuid])
    query = {"enrolment": str(plan.enrolment.uuid)} if plan.enrolment else {"plan": str(plan.uuid)}
    return f"{path}?{urlencode(query)}"
