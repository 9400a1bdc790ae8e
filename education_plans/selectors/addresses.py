"""Where the pages of a plan are."""

from urllib.parse import urlencode

from django.urls import reverse

from education_plans.models import EducationPlan, PathwayPlan, PlanMeeting, Planned


def plan_address(plan: EducationPlan) -> str:
    """The page of the plan: that of its place, or of the plan itself where there is none."""
    path = reverse("education_plans:plan", args=[plan.learner.uuid])
    query = {"enrolment": str(plan.enrolment.uuid)} if plan.enrolment else {"plan": str(plan.uuid)}
    return f"{path}?{urlencode(query)}"


def of_meetings(plan: Planned, page: str, *args: object) -> str:
    """A page about meetings of an education plan or of a pathway plan: `page` is the name of its address without what
    stands before it, as in "meeting-new".
    """
    before = "pathway-" if isinstance(plan, PathwayPlan) else ""
    return reverse(f"education_plans:{before}{page}", args=[plan.uuid, *args])


def meeting_address(meeting: PlanMeeting) -> str:
    """The page of one meeting."""
    return of_meetings(meeting.about, "meeting", meeting.uuid)
