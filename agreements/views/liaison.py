"""Meetings of partners at three levels, and what they decided (P11, P21)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_where, may_anywhere
from agreements.forms.liaison import ActionDoneForm, ActionFilterForm, ActionForm, MeetingFilterForm, MeetingForm
from agreements.models import LiaisonAction, LiaisonMeeting
from agreements.selectors import liaison as asked
from agreements.services import AgreementError, liaison

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
    if request.method == "POST" and form.is_valid():
        try:
            recorded = liaison.record_meeting(**form.details(), by=request.user, now=now)
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The meeting is on the register. Every partner in it sees it.")
            return redirect("agreements:meeting", recorded.uuid)
    return _form(request, form, "Record a meeting", "Record meeting", back=reverse("agreements:meetings"))


@require_http_methods(["GET", "POST"])
def meeting_change(request: HttpRequest, liaison_uuid: UUID) -> HttpResponse:
    found = _meeting(request, liaison_uuid)
    require_at(request.user, Permission.KEEP_REGISTERS, found.organiser)
    own = Agency.objects.filter(pk=found.organiser_id)
    partners = _partners(own) | Agency.objects.filter(pk__in=found.agencies.values("pk"))
    form = MeetingForm(
        request.POST or None, organisers=own, partners=partners.distinct().order_by("sort_name", "id"),
        initial=MeetingForm.initial_of(found),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        details = {name: value for name, value in form.details().items() if name != "organiser"}
        try:
            liaison.change_meeting(meeting=found, **details, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The meeting is saved.")
            return redirect("agreements:meeting", found.uuid)
    return _form(request, form, "Change the meeting", "Save", back=_page(found), caption=found.title)


@require_http_methods(["GET", "POST"])
def action_new(request: HttpRequest, liaison_uuid: UUID) -> HttpResponse:
    found = _meeting(request, liaison_uuid)
    require_at(request.user, Permission.KEEP_REGISTERS, found.organiser)
    agencies = Agency.objects.filter(pk__in=[found.organiser_id, *found.agencies.values_list("pk", flat=True)])
    form = ActionForm(request.POST or None, agencies=agencies.order_by("sort_name", "id"))
    if request.method == "POST" and form.is_valid():
        try:
            liaison.add_action(meeting=found, **form.cleaned_data, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The action is recorded.")
            return redirect(_page(found))
    return _form(request, form, "Record an action", "Record action", back=_page(found), caption=found.title)


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
    if request.method == "POST" and form.is_valid():
        try:
            liaison.finish_action(action=action, **form.cleaned_data, by=request.user, now=now)
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The action is done.")
            return redirect(_page(found))
    return _form(request, form, "Record that it is done", "It is done", back=_page(found), caption=action.text)


def _meeting(request: HttpRequest, liaison_uuid: UUID) -> LiaisonMeeting:
    return visible_or_404(LiaisonMeeting.objects.select_related("organiser"), request.user, uuid=liaison_uuid)


def _partners(agencies: Any) -> Any:
    return asked.partners_of(list(agencies.values_list("pk", flat=True)))


def _page(found: LiaisonMeeting) -> str:
    return reverse("agreements:meeting", args=[found.uuid])


def _form(
    request: HttpRequest, form: forms.Form, heading: str, submit: str, *, back: str, caption: str = ""
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "submit": submit, "back_url": back, "cancel_url": back, "caption": caption,
    }  # fmt: skip
    return render(request, "components/form_page.html", context)
