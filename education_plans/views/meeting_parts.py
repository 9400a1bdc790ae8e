"""What the pages of meetings share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import allows, visible_or_404
from accounts.clock import local_date
from accounts.enums import Permission
from education_plans.models import EducationPlan, MeetingAction, PlanMeeting
from education_plans.selectors.addresses import plan_address

_WHOLE = PlanMeeting.objects.select_related("plan__learner", "plan__enrolment__provider", "called_by", "review")


def may_finish(plan: EducationPlan, action: MeetingAction, request: HttpRequest) -> bool:
    own = action.owner is not None and action.owner.user_id == request.user.pk
    return own or allows(request.user, Permission.MANAGE_MEETING, plan.learner)


def action_row(plan: EducationPlan, action: MeetingAction, request: HttpRequest, now: datetime) -> dict[str, Any]:
    may = action.done_on is None and may_finish(plan, action, request)
    return {
        "action": action,
        "is_late": action.done_on is None and action.due_on < local_date(now),
        "done_url": reverse("education_plans:meeting-action-done", args=[plan.uuid, action.uuid]) if may else "",
    }


def meeting_or_404(request: HttpRequest, plan: EducationPlan, plan_meeting_uuid: UUID) -> PlanMeeting:
    return visible_or_404(_WHOLE.filter(plan=plan), request.user, uuid=plan_meeting_uuid)


def page_of(plan: EducationPlan, found: PlanMeeting) -> str:
    return reverse("education_plans:meeting", args=[plan.uuid, found.uuid])


def list_of(plan: EducationPlan) -> str:
    return reverse("education_plans:meetings", args=[plan.uuid])


def of_plan(plan: EducationPlan) -> dict[str, Any]:
    return {
        "plan": plan,
        "learner": plan.learner,
        "case_file": f"/learners/{plan.learner.uuid}/",
        "plan_url": plan_address(plan),
        "meetings_url": list_of(plan),
    }


def form_context(plan: EducationPlan, form: forms.Form, heading: str, submit: str, back: str) -> dict[str, Any]:
    return {
        "form": form,
        "heading": heading,
        "caption": plan.learner.full_name,
        "submit": submit,
        "back_url": back,
        "cancel_url": back,
    }


def form_page(
    request: HttpRequest,
    plan: EducationPlan,
    form: forms.Form,
    heading: str,
    submit: str,
    *,
    back: str = "",
    **more: Any,
) -> HttpResponse:
    context = {**form_context(plan, form, heading, submit, back or list_of(plan)), **more}
    return render(request, "components/form_page.html", context)
