"""What somebody does after a meeting, and proposals that need no meeting."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.clock import request_now
from accounts.enums import Permission
from education_plans.forms import meetings as forms_of
from education_plans.models import EarlyReview, MeetingAction, Planned
from education_plans.selectors.meetings import about, invited_to
from education_plans.services import PlanError, early_reviews, meeting_actions
from education_plans.views.loading import plan_or_404, plan_refusal
from education_plans.views.meeting_parts import (
    about_a_plan,
    form_page,
    list_of,
    may_finish,
    meeting_or_404,
    page_of,
)


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_action_new(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    hats = [one.membership for one in invited_to(found) if one.membership]
    form = forms_of.ActionForm(request.POST or None, people=hats)
    if request.method == "POST" and form.is_valid():
        try:
            meeting_actions.add_action(meeting=found, **form.details(), by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "It is on the list. A colleague finds it among their tasks.")
            return redirect(page_of(plan, found))
    return form_page(request, plan, form, "Add something to do", "Add it", back=page_of(plan, found))


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=False)
def meeting_action_done(request: HttpRequest, plan: Planned, now: datetime, meeting_action_uuid: UUID) -> HttpResponse:
    """For whoever promised it, and for those who look after meetings."""
    action = get_object_or_404(
        MeetingAction.objects.select_related("owner__user", "meeting"),
        meeting__in=about(plan),
        uuid=meeting_action_uuid,
    )
    if not may_finish(plan, action, request):
        raise Http404
    back = page_of(plan, action.meeting)
    form = forms_of.DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            meeting_actions.finish_action(action=action, result=form.cleaned_data["result"], by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "It is recorded as done.")
            return redirect(back)
    return form_page(request, plan, form, "Done", "Record it as done", back=back, intro=action.what)


@require_http_methods(["GET", "POST"])
def early_decline(request: HttpRequest, plan_uuid: UUID, early_uuid: UUID) -> HttpResponse:
    """No review is needed now, and why."""
    plan = plan_or_404(request, str(plan_uuid), Permission.MANAGE_MEETING)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    proposal = get_object_or_404(EarlyReview, plan=plan, uuid=early_uuid)
    form = forms_of.DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            early_reviews.decline(early_review=proposal, reason=form.cleaned_data["reason"], by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "It is recorded why no meeting is needed.")
            return redirect(list_of(plan))
    intro = f"A review was proposed: {proposal.get_reason_display().lower()}."
    return form_page(request, plan, form, "No meeting is needed", "Record why", intro=intro)
