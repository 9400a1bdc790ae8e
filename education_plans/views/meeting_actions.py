"""What somebody does after a meeting, and proposals that need no meeting."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.enums import Permission
from accounts.views.asking import ask
from education_plans.forms import meetings as forms_of
from education_plans.models import EarlyReview, EducationPlan, MeetingAction, Planned
from education_plans.selectors.meetings import about, invited_to
from education_plans.services import early_reviews, meeting_actions
from education_plans.views.loading import plan_page
from education_plans.views.meeting_parts import (
    about_a_plan,
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
    return ask(
        request, form, lambda: meeting_actions.add_action(meeting=found, **form.details(), by=request.user, now=now),
        heading="Add something to do", caption=plan.learner.full_name, submit="Add it",
        done="It is on the list. A colleague finds it among their tasks.", back=page_of(plan, found),
    )  # fmt: skip


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
    form = forms_of.DoneForm(request.POST or None)
    return ask(
        request, form,
        lambda: meeting_actions.finish_action(action=action, **form.cleaned_data, by=request.user, now=now),
        heading="Done", caption=plan.learner.full_name, intro=action.what, submit="Record it as done",
        done="It is recorded as done.", back=page_of(plan, action.meeting),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.MANAGE_MEETING)
def early_decline(request: HttpRequest, plan: EducationPlan, now: datetime, early_uuid: UUID) -> HttpResponse:
    """No review is needed now, and why."""
    proposal = get_object_or_404(EarlyReview, plan=plan, uuid=early_uuid)
    form = forms_of.DeclineForm(request.POST or None)
    return ask(
        request, form,
        lambda: early_reviews.decline(early_review=proposal, **form.cleaned_data, by=request.user, now=now),
        heading="No meeting is needed", caption=plan.learner.full_name,
        intro=f"A review was proposed: {proposal.get_reason_display().lower()}.", submit="Record why",
        done="It is recorded why no meeting is needed.", back=list_of(plan),
    )  # fmt: skip
