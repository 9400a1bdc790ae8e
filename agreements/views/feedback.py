"""Complaints, for those they are given to, and compliments, for everybody they concern (P17, P18)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.models import Agency
from accounts.selectors import may_anywhere
from agreements.enums import ComplaintOutcome, SaidBy
from agreements.forms.feedback import (
    AcknowledgeForm,
    ComplaintAgreementForm,
    ComplaintAnswerForm,
    ComplaintFilterForm,
    ComplaintForm,
    ComplimentAgencyForm,
    ComplimentFilterForm,
    ComplimentForm,
    PassComplaintForm,
)
from agreements.models import Agreement, Complaint
from agreements.selectors import feedback as asked
from agreements.selectors.liaison import keeps_registers_of, partners_of
from agreements.services import AgreementError, feedback

PER_PAGE = 25


@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """The complaints one handles or recorded, the oldest first, with their clocks."""
    now = request_now(request)
    form = ComplaintFilterForm(request.GET)
    state = (form.cleaned_data["state"] if form.is_valid() else "") or "open"
    page = Paginator(asked.complaints(request.user, state=state), PER_PAGE).get_page(request.GET.get("page"))
    clocks = asked.clocks_of(page.object_list)
    today = local_date(now)
    rows = [
        {
            "complaint": complaint,
            "days": (today - complaint.received_on).days,
            "clocks": _tags(clocks[complaint.pk], now),
        }
        for complaint in page.object_list
    ]
    context = {
        "page": page,
        "rows": rows,
        "filter_form": form,
        "may_record": may_anywhere(request.user, Permission.VIEW_AGREEMENT),
    }
    return render(request, "agreements/registers/complaints.html", context)


@require_http_methods(["GET", "POST"])
def complaint_new(request: HttpRequest) -> HttpResponse:
    """Which agreement it concerns; the next page asks the rest."""
    require_anywhere(request.user, Permission.VIEW_AGREEMENT)
    form = ComplaintAgreementForm(request.POST or None, agreements=asked.agreements_to_complain_under(request.user))
    if request.method == "POST" and form.is_valid():
        return redirect("agreements:complaint-new-about", form.cleaned_data["agreement"].uuid)
    return _form(request, form, "Record a complaint", back="agreements:complaints", submit="Continue")


@require_http_methods(["GET", "POST"])
def complaint_new_about(request: HttpRequest, agreement_uuid: UUID) -> HttpResponse:
    agreement = visible_or_404(
        Agreement.objects.select_related("provider", "virtual_school"), request.user, uuid=agreement_uuid
    )
    now = request_now(request)
    form = ComplaintForm(
        request.POST or None, sides=asked.sides_of(agreement), initial={"received_on": local_date(now)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            complaint = feedback.record_complaint(agreement=agreement, **form.details_given(), by=request.user, now=now)
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The complaint is given to {complaint.handler.user} at {complaint.about}.")
            return redirect("agreements:complaint", complaint.uuid)
    return _form(
        request, form, "Record a complaint", caption=str(agreement), back="agreements:complaint-new",
        intro="Only you, the manager it is given to and others who handle complaints at that agency can open it.",
        submit="Give it to the manager",
    )  # fmt: skip


@require_GET
def complaint(request: HttpRequest, complaint_uuid: UUID) -> HttpResponse:
    found = _complaint(request, complaint_uuid)
    now = request_now(request)
    context = {
        "complaint": found,
        "clocks": _tags(asked.clocks_of([found])[found.pk], now),
        "days": (local_date(now) - found.received_on).days,
        "may_handle": found.answered_at is None and asked.may_handle(request.user, found),
        "changes": found.history.select_related("history_user").order_by("history_date", "history_id"),
    }
    return render(request, "agreements/registers/complaint.html", context)


@require_http_methods(["GET", "POST"])
def complaint_acknowledge(request: HttpRequest, complaint_uuid: UUID) -> HttpResponse:
    found = _handled(request, complaint_uuid)
    form = AcknowledgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            feedback.acknowledge_complaint(complaint=found, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The complaint is acknowledged.")
            return redirect("agreements:complaint", found.uuid)
    return _form(
        request, form, "Acknowledge the complaint", caption=found.summary, back=found,
        intro="Tell whoever complained that it arrived, who looks into it and when they hear more. Then record it here.",
        submit="I have told them",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def complaint_answer(request: HttpRequest, complaint_uuid: UUID) -> HttpResponse:
    found = _handled(request, complaint_uuid)
    form = ComplaintAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            feedback.answer_complaint(
                complaint=found, outcome=ComplaintOutcome(form.cleaned_data["outcome"]),
                answer=form.cleaned_data["answer"], by=request.user, now=request_now(request),
            )  # fmt: skip
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The answer is recorded.")
            return redirect("agreements:complaint", found.uuid)
    return _form(request, form, "Answer the complaint", caption=found.summary, back=found, submit="Record the answer")


@require_http_methods(["GET", "POST"])
def complaint_pass(request: HttpRequest, complaint_uuid: UUID) -> HttpResponse:
    found = _handled(request, complaint_uuid)
    form = PassComplaintForm(request.POST or None, agency=found.about)
    if request.method == "POST" and form.is_valid():
        try:
            passed = feedback.pass_complaint(
                complaint=found, **form.cleaned_data, by=request.user, now=request_now(request)
            )
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{passed.handler.user} handles it now, and is told.")
            return redirect("agreements:complaints")
    return _form(
        request, form, "Give it to another manager", caption=found.summary, back=found,
        intro="The clocks run on.", submit="Give it to them",
    )  # fmt: skip


@require_GET
def compliments(request: HttpRequest) -> HttpResponse:
    """Good words about one's own work, and about colleagues'."""
    form = ComplimentFilterForm(request.GET)
    own = form.is_valid() and form.cleaned_data["own"]
    page = Paginator(asked.compliments(request.user, own=own), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filter_form": form,
        "may_record": may_anywhere(request.user, Permission.KEEP_REGISTERS),
    }
    return render(request, "agreements/registers/compliments.html", context)


@require_http_methods(["GET", "POST"])
def compliment_new(request: HttpRequest) -> HttpResponse:
    """Where the person works; the next page asks the rest."""
    require_anywhere(request.user, Permission.KEEP_REGISTERS)
    form = ComplimentAgencyForm(request.POST or None, agencies=_praised_agencies(request))
    if request.method == "POST" and form.is_valid():
        return redirect("agreements:compliment-new-about", form.cleaned_data["agency"].uuid)
    return _form(request, form, "Pass on a compliment", back="agreements:compliments", submit="Continue")


@require_http_methods(["GET", "POST"])
def compliment_new_about(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_REGISTERS)
    agency = _praised_agencies(request).filter(uuid=agency_uuid).first()
    if agency is None:
        raise Http404
    now = request_now(request)
    form = ComplimentForm(request.POST or None, agency=agency, initial={"received_on": local_date(now)})
    if request.method == "POST" and form.is_valid():
        own = keeps_registers_of(request.user).first()
        assert own is not None
        try:
            compliment = feedback.pass_on_compliment(
                **{**form.cleaned_data, "said_by": SaidBy(form.cleaned_data["said_by"])},
                recorded_at_agency=own, by=request.user, now=now,
            )  # fmt: skip
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{compliment.person.user} is told that somebody praises their work.")
            return redirect("agreements:compliments")
    return _form(
        request, form, "Pass on a compliment", caption=str(agency), back="agreements:compliment-new",
        intro="It reaches the person, and their colleagues and yours can read it.", submit="Pass it on",
    )  # fmt: skip


def _praised_agencies(request: HttpRequest) -> Any:
    own = list(keeps_registers_of(request.user).values_list("pk", flat=True))
    found = Agency.objects.filter(pk__in=own) | Agency.objects.filter(pk__in=partners_of(own).values("pk"))
    return found.order_by("sort_name", "id")


def _complaint(request: HttpRequest, complaint_uuid: UUID) -> Complaint:
    records = Complaint.objects.select_related(
        "about", "handler__user", "recorded_by", "agreement__provider", "agreement__virtual_school"
    )
    return visible_or_404(records, request.user, uuid=complaint_uuid)


def _handled(request: HttpRequest, complaint_uuid: UUID) -> Complaint:
    """A complaint of which one may do more than read."""
    found = _complaint(request, complaint_uuid)
    if not asked.may_handle(request.user, found):
        raise PermissionDenied("Only those who handle complaints at the agency it is about can do this.")
    return found


def _tags(clocks: asked.ComplaintClocks, now: Any) -> list[dict[str, Any]]:
    return [
        {"name": name, "deadline": deadline, "status": deadline.status(now)}
        for name, deadline in (("Acknowledge", clocks.acknowledge), ("Answer", clocks.answer))
        if deadline is not None
    ]


def _form(
    request: HttpRequest, form: forms.Form, heading: str, *, back: "str | Complaint", submit: str, **more: str
) -> HttpResponse:
    url = reverse(back) if isinstance(back, str) else reverse("agreements:complaint", args=[back.uuid])
    context = {"form": form, "heading": heading, "submit": submit, "back_url": url, "cancel_url": url, **more}
    return render(request, "components/form_page.html", context)
