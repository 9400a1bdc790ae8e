"""Meetings about an education plan or a pathway plan: call, move, call off, invite, record."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.clock import london
from accounts.files import attachment
from accounts.views.asking import ask, confirm
from deadlines.calendar import at_local
from education_plans.enums import Attendance, MeetingState
from education_plans.forms import meetings as forms_of
from education_plans.models import EarlyReview, Invitee, PathwayPlan, Planned
from education_plans.selectors import meetings as asked
from education_plans.selectors.corrections import corrections_of
from education_plans.services import PlanError, invitations
from education_plans.services import meetings as services
from education_plans.views.meeting_parts import (
    about_a_plan,
    action_row,
    list_of,
    meeting_or_404,
    of_plan,
    page_of,
)

ATTENDANCE_COLOURS = {
    Attendance.INVITED: "blue",
    Attendance.PRESENT: "green",
    Attendance.APOLOGIES: "grey",
    Attendance.ABSENT: "orange",
}
STATE_COLOURS = {MeetingState.CALLED: "blue", MeetingState.HELD: "green", MeetingState.CANCELLED: "grey"}


@require_GET
@about_a_plan(manages=False)
def meetings(request: HttpRequest, plan: Planned, now: datetime) -> HttpResponse:
    """Every meeting of a plan, what is proposed, and what is still to do."""
    found = [
        {"meeting": one, "colour": STATE_COLOURS[MeetingState(one.state)], "url": page_of(plan, one)}
        for one in asked.meetings_of(plan)
    ]
    context = {
        **of_plan(plan),
        **asked.panel(plan, request.user, now),
        "coming": [row for row in found if row["meeting"].state == MeetingState.CALLED][::-1],
        "past": [row for row in found if row["meeting"].state != MeetingState.CALLED],
        "now": now,
        "actions": [action_row(plan, action, request, now) for action in asked.open_actions(plan)],
        "settled": asked.settled_proposals(plan),
    }
    return render(request, "education_plans/meetings/meetings.html", context)


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_new(request: HttpRequest, plan: Planned, now: datetime) -> HttpResponse:
    proposal = _proposal(request, plan)
    form = forms_of.CallMeetingForm(
        request.POST or None,
        kinds=services.kinds_for(plan),
        proposed=asked.proposed_people(plan, now),
        initial=_beginning(request, plan, proposal),
    )
    return ask(
        request, form,
        lambda: services.call_meeting(plan=plan, **form.details(), early_review=proposal, by=request.user, now=now),
        heading="Call a meeting", caption=plan.learner.full_name,
        intro=f"Proposed because: {proposal.get_reason_display().lower()}." if proposal else "",
        submit="Call the meeting", done="The meeting is called, and the invitations are on their way.",
        then=lambda called: page_of(plan, called), back=list_of(plan),
    )  # fmt: skip


def _beginning(request: HttpRequest, plan: Planned, proposal: EarlyReview | None) -> dict[str, Any]:
    at = None if isinstance(plan, PathwayPlan) else plan.provider
    begin: dict[str, Any] = {"place": str(at or "")}
    if isinstance(plan, PathwayPlan) and (request_made := plan.review_requests.filter(review__isnull=True).first()):
        begin["why"] = request_made.why[:300]
    if proposal is not None:
        begin["why"] = proposal.words or proposal.get_reason_display()
    if last := asked.meetings_of(plan).filter(state=MeetingState.HELD).first():
        begin["place"] = last.place
        if last.next_on is not None and request.GET.get("after") == str(last.uuid):
            begin["starts_at"] = at_local(last.next_on, london(last.starts_at).time())
    return begin


def _proposal(request: HttpRequest, plan: Planned) -> EarlyReview | None:
    """The early review named with ?early=, if it still waits."""
    wanted = request.GET.get("early")
    if not wanted or isinstance(plan, PathwayPlan):
        return None
    try:
        uuid = UUID(wanted)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(EarlyReview, plan=plan, uuid=uuid, settled_at__isnull=True)


@require_GET
@about_a_plan(manages=False)
def meeting(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    invitees = list(asked.invited_to(found))
    own = next((one for one in invitees if one.membership and one.membership.user_id == request.user.pk), None)
    manages = asked.manages_meetings(request.user, plan)
    is_called = found.state == MeetingState.CALLED
    context = {
        **of_plan(plan),
        "meeting": found,
        "state_colour": STATE_COLOURS[MeetingState(found.state)],
        "invitees": [{"invitee": one, "colour": ATTENDANCE_COLOURS[Attendance(one.attendance)]} for one in invitees],
        "taken_off": found.invitees.filter(taken_off_at__isnull=False).order_by("id"),
        "own": own,
        "manages": manages,
        "may_change": manages and is_called,
        "may_record": manages and is_called and found.starts_at <= now,
        "may_answer": own is not None and is_called and found.ends_at > now,
        "may_add_action": manages and found.state != MeetingState.CANCELLED,
        "actions": [
            action_row(plan, action, request, now)
            for action in found.actions.select_related("owner__user", "meeting").order_by("due_on", "id")
        ],
        "from_before": [
            action_row(plan, action, request, now) for action in asked.open_actions(plan).exclude(meeting=found)
        ]
        if is_called
        else [],
        "proposals": found.early_reviews.all(),
        "may_correct": manages and found.state == MeetingState.HELD,
        "corrections": corrections_of(found) if found.state == MeetingState.HELD else [],
    }
    return render(request, "education_plans/meetings/meeting.html", context)


@require_GET
@about_a_plan(manages=False)
def meeting_calendar(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    """The meeting as a file for one's own calendar."""
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    text = invitations.calendar_file(found, None, stamped_at=now)
    return attachment(text, name="meeting.ics", content_type="text/calendar; charset=utf-8")


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_change(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    """Another time or place."""
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    form = forms_of.WhenAndWhereForm(request.POST or None, changes=found)
    return ask(
        request, form,
        lambda: services.move_meeting(meeting=found, **form.when_and_where(), by=request.user, now=now),
        heading="Change when or where", caption=plan.learner.full_name, submit="Change the meeting",
        done="The meeting is changed. Everybody who is invited is told.", back=page_of(plan, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_agenda(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    form = forms_of.AgendaForm(request.POST or None, changes=found)
    return ask(
        request, form, lambda: services.write_agenda(meeting=found, **form.cleaned_data, by=request.user, now=now),
        heading="Agenda", caption=plan.learner.full_name, submit="Save the agenda", done="The agenda is saved.",
        back=page_of(plan, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_cancel(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    form = forms_of.CallOffForm(request.POST or None)
    return ask(
        request, form, lambda: services.call_off(meeting=found, **form.cleaned_data, by=request.user, now=now),
        heading="Call the meeting off", caption=plan.learner.full_name,
        intro="Everybody who is invited is told, and it goes from their calendars.", submit="Call it off",
        submit_class="govuk-button--warning", cancel_text="Go back",
        done="The meeting is called off. Everybody who was invited is told.", back=page_of(plan, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_invite(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    form = forms_of.InviteForm(request.POST or None)
    return ask(
        request, form,
        lambda: invitations.invite_somebody(meeting=found, **form.cleaned_data, by=request.user, now=now),
        heading="Invite somebody else", caption=plan.learner.full_name,
        intro="Somebody from outside gets an e-mail and sees nothing else. Ask the young person first whom they want there.",
        submit="Invite them", done=lambda invited: f"{invited.name} is on the list.", back=page_of(plan, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_take_off(
    request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID, invitee_uuid: UUID
) -> HttpResponse:
    """One person is no longer invited."""
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    invitee = get_object_or_404(Invitee.objects.select_related("meeting"), meeting=found, uuid=invitee_uuid)
    tells = bool(invitee.membership_id or invitee.email)
    return confirm(
        request, lambda: invitations.take_off(invitee=invitee, by=request.user, now=now),
        heading=f"Take {invitee.name} off the list", caption=plan.learner.full_name,
        intro="They are told, and the meeting goes from their calendar. Nobody else hears of it."
        if tells
        else "They have no e-mail address here: tell them yourself.",
        submit="Take them off", submit_class="govuk-button--warning", cancel_text="Go back",
        done=f"{invitee.name} is no longer invited.", back=page_of(plan, found),
    )  # fmt: skip


@require_POST
@about_a_plan(manages=False)
def meeting_answer(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    """Whether one comes oneself."""
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    comes = request.POST.get("comes") == "yes"
    try:
        invitations.answer_invitation(meeting=found, comes=comes, by=request.user, now=now)
    except invitations.NotInvited:
        raise Http404 from None
    except PlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "They know that you come." if comes else "They know that you cannot come.")
    return redirect(page_of(plan, found))
