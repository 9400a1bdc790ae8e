"""Meetings of partners at three levels, and what they decided (P11, P21)."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_where, may_anywhere
from accounts.views.asking import ask
from agreements.forms.liaison import ActionDoneForm, ActionFilterForm, ActionForm, MeetingFilterForm, MeetingForm
from agreements.models import LiaisonAction, LiaisonMeeting
from agreements.selectors import liaison as asked
from agreements.services import liaison

PER_PAGE = 25


@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    form = MeetingFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = asked.meetings(request.user, level=chosen.get("level", ""), purpose=chosen.get("purpose", ""))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "filter_form": form,
        "today": local_date(request_now(request)),
        "may_record": may_anywhere(request.user, Permission.KEEP_REGISTERS),
    }
    return render(request, "agreements/registers/meetings.html", context)


@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    """What meetings decided, the most urgent first."""
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    today = local_date(request_now(request))
    form = ActionFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = asked.actions(request.user, today, state=chosen.get("state") or "open", own=bool(chosen.get("own")))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "filter_form": form,
        "today": today,
    }
    return render(request, "agreements/registers/actions.html", context)


@require_GET
def meeting(request: HttpRequest, liaison_uuid: UUID) -> HttpResponse:
    found = _meeting(request, liaison_uuid)
    keeps = set(agency_ids_where(request.user, Permission.KEEP_REGISTERS))
    rows = found.actions.select_related("owner").order_by("done_on", "due_on", "pk")
    context = {
        "meeting": found,
        "agencies": found.agencies.order_by("sort_name", "id"),
        "actions": [
            {"action": action, "may_finish": action.done_on is None and bool(keeps & {action.owner_id, found.organiser_id})}
            for action in rows
        ],
        "today": local_date(request_now(request)),
        "may_change": found.organiser_id in keeps,
    }  # fmt: skip
    return render(request, "agreements/registers/meeting.html", context)


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_REGISTERS)
    now = request_now(request)
    organisers = asked.keeps_registers_of(request.user)
    form = MeetingForm(
        request.POST or None, organisers=organisers, partners=_partners(organisers),
        initial={"held_on": local_date(now), "purpose": "liaison"},
    )  # fmt: skip
    return ask(
        request,
        form,
        lambda: liaison.record_meeting(**form.details(), by=request.user, now=now),
        heading="Record a meeting",
        submit="Record meeting",
        done="The meeting is on the register. Every partner in it sees it.",
        then=_page,
        back=reverse("agreements:meetings"),
    )


@require_http_methods(["GET", "POST"])
def meeting_change(request: HttpRequest, liaison_uuid: UUID) -> HttpResponse:
    found = _meeting(request, liaison_uuid)
    require_at(request.user, Permission.KEEP_REGISTERS, found.organiser)
    own = Agency.objects.filter(pk=found.organiser_id)
    partners = _partners(own) | Agency.objects.filter(pk__in=found.agencies.values("pk"))
    form = MeetingForm(
        request.POST or None, organisers=own, partners=partners.distinct().order_by("sort_name", "id"),
        changes=found,
    )  # fmt: skip

    def details() -> dict[str, Any]:
        return {name: value for name, value in form.details().items() if name != "organiser"}

    return ask(
        request,
        form,
        lambda: liaison.change_meeting(meeting=found, **details(), by=request.user, now=request_now(request)),
        heading="Change the meeting",
        caption=found.title,
        submit="Save",
        done="The meeting is saved.",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def action_new(request: HttpRequest, liaison_uuid: UUID) -> HttpResponse:
    found = _meeting(request, liaison_uuid)
    require_at(request.user, Permission.KEEP_REGISTERS, found.organiser)
    agencies = Agency.objects.filter(pk__in=[found.organiser_id, *found.agencies.values_list("pk", flat=True)])
    form = ActionForm(request.POST or None, agencies=agencies.order_by("sort_name", "id"))
    return ask(
        request,
        form,
        lambda: liaison.add_action(meeting=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Record an action",
        caption=found.title,
        submit="Record action",
        done="The action is recorded.",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def action_done(request: HttpRequest, liaison_action_uuid: UUID) -> HttpResponse:
    """The agency that does it, or the one that called the meeting, says that it is done."""
    action = get_object_or_404(
        LiaisonAction.objects.select_related("meeting__organiser", "owner"), uuid=liaison_action_uuid
    )
    found = _meeting(request, action.meeting.uuid)
    keeps = agency_ids_where(request.user, Permission.KEEP_REGISTERS)
    if action.owner_id not in keeps and found.organiser_id not in keeps:
        raise PermissionDenied("Only the agency that does it, or the one that called the meeting, can do this.")
    now = request_now(request)
    form = ActionDoneForm(request.POST or None, initial={"done_on": local_date(now)})
    return ask(
        request,
        form,
        lambda: liaison.finish_action(action=action, **form.cleaned_data, by=request.user, now=now),
        heading="Record that it is done",
        caption=action.text,
        submit="It is done",
        done="The action is done.",
        back=_page(found),
    )


def _meeting(request: HttpRequest, liaison_uuid: UUID) -> LiaisonMeeting:
    return visible_or_404(LiaisonMeeting.objects.select_related("organiser"), request.user, uuid=liaison_uuid)


def _partners(agencies: Any) -> Any:
    return asked.partners_of(list(agencies.values_list("pk", flat=True)))


def _page(found: LiaisonMeeting) -> str:
    return reverse("agreements:meeting", args=[found.uuid])
