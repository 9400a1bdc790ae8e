"""What is recorded of a meeting that was held, and put right where it was wrong."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.views.asking import ask
from education_plans.forms.meetings import CorrectMeetingForm, RecordMeetingForm
from education_plans.models import Planned
from education_plans.selectors.meetings import invited_to
from education_plans.services.correcting import correct_meeting
from education_plans.services.meetings import record_meeting
from education_plans.views.meeting_parts import about_a_plan, meeting_or_404, page_of

_TEMPLATE = "education_plans/meetings/record.html"


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_record(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    """Who came, what was said and decided."""
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    form = RecordMeetingForm(request.POST if request.method == "POST" else None, invitees=list(invited_to(found)))
    return ask(
        request, form, lambda: record_meeting(meeting=found, **form.details(), by=request.user, now=now),
        template=_TEMPLATE, meeting=found, heading="Record the meeting", caption=plan.learner.full_name,
        submit="Record the meeting", done="The meeting is recorded. Now add who does what by when.",
        back=page_of(plan, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_correct(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    """What was recorded wrongly; what stood there before is kept and shown."""
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    recorded: dict[str, Any] = {
        "starts_at": found.starts_at,
        "young_person_said": found.young_person_said,
        "decisions": found.decisions,
        "next_on": found.next_on,
    }
    form = CorrectMeetingForm(
        request.POST if request.method == "POST" else None, invitees=list(invited_to(found)), initial=recorded
    )
    return ask(
        request, form, lambda: correct_meeting(meeting=found, **form.details(), by=request.user, now=now),
        template=_TEMPLATE, meeting=found, heading="Correct what was recorded", caption=plan.learner.full_name,
        submit="Save the correction", done="It is put right. What stood there before is kept.",
        back=page_of(plan, found),
    )  # fmt: skip
