"""Complaints, for those they are given to, and compliments, for everybody they concern (P17, P18)."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.models import Agency
from accounts.selectors import may_anywhere
from accounts.views.asking import ask, confirm
from agreements.enums import ComplaintOutcome, SaidBy
from agreements.forms.feedback import (
    ComplaintAgreementForm,
    ComplaintAnswerForm,
    ComplaintFilterForm,
    ComplaintForm,
    ComplimentAgencyForm,
    ComplimentFilterForm,
    ComplimentForm,
    PassComplaintForm,
)
from agreements.models import Complaint, Compliment
from agreements.selectors import feedback as asked
from agreements.selectors.liaison import keeps_registers_of, partners_of
from agreements.services import feedback
from agreements.views.finding import visible_agreement

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
    return ask(
        request,
        form,
        lambda: form.cleaned_data["agreement"],
        heading="Record a complaint",
        submit="Continue",
        done="",
        then=lambda agreement: reverse("agreements:complaint-new-about", args=[agreement.uuid]),
        back=reverse("agreements:complaints"),
    )


@require_http_methods(["GET", "POST"])
def complaint_new_about(request: HttpRequest, agreement_uuid: UUID) -> HttpResponse:
    agreement = visible_agreement(request, agreement_uuid)
    now = request_now(request)
    form = ComplaintForm(
        request.POST or None, sides=asked.sides_of(agreement), initial={"received_on": local_date(now)}
    )
    return ask(
        request,
        form,
        lambda: feedback.record_complaint(agreement=agreement, **form.details_given(), by=request.user, now=now),
        heading="Record a complaint",
        caption=str(agreement),
        intro="Only you, the manager it is given to and others who handle complaints at that agency can open it. "
        "The person it is about cannot.",
        submit="Give it to the manager",
        done=lambda complaint: f"The complaint is given to {complaint.handler.user} at {complaint.about}.",
        then=_page,
        back=reverse("agreements:complaint-new"),
    )


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
    return confirm(
        request,
        lambda: feedback.acknowledge_complaint(complaint=found, by=request.user, now=request_now(request)),
        heading="Acknowledge the complaint",
        caption=found.summary,
        intro="Tell whoever complained that it arrived, who looks into it and when they hear more. Then record it here.",
        submit="I have told them",
        done="The complaint is acknowledged.",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def complaint_answer(request: HttpRequest, complaint_uuid: UUID) -> HttpResponse:
    found = _handled(request, complaint_uuid)
    form = ComplaintAnswerForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: feedback.answer_complaint(
            complaint=found,
            outcome=ComplaintOutcome(form.cleaned_data["outcome"]),
            answer=form.cleaned_data["answer"],
            by=request.user,
            now=request_now(request),
        ),
        heading="Answer the complaint",
        caption=found.summary,
        submit="Record the answer",
        done="The answer is recorded.",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def complaint_pass(request: HttpRequest, complaint_uuid: UUID) -> HttpResponse:
    found = _handled(request, complaint_uuid)
    form = PassComplaintForm(request.POST or None, complaint=found)
    return ask(
        request,
        form,
        lambda: feedback.pass_complaint(
            complaint=found, **form.cleaned_data, by=request.user, now=request_now(request)
        ),
        heading="Give it to another manager",
        caption=found.summary,
        intro="The clocks run on.",
        submit="Give it to them",
        done=lambda passed: f"{passed.handler.user} handles it now, and is told.",
        then=reverse("agreements:complaints"),
        back=_page(found),
    )


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
    return ask(
        request,
        form,
        lambda: form.cleaned_data["agency"],
        heading="Pass on a compliment",
        submit="Continue",
        done="",
        then=lambda agency: reverse("agreements:compliment-new-about", args=[agency.uuid]),
        back=reverse("agreements:compliments"),
    )


@require_http_methods(["GET", "POST"])
def compliment_new_about(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_REGISTERS)
    agency = get_object_or_404(_praised_agencies(request), uuid=agency_uuid)
    now = request_now(request)
    form = ComplimentForm(request.POST or None, agency=agency, initial={"received_on": local_date(now)})

    def pass_on() -> Compliment:
        own = keeps_registers_of(request.user).first()
        assert own is not None
        return feedback.pass_on_compliment(
            **{**form.cleaned_data, "said_by": SaidBy(form.cleaned_data["said_by"])},
            recorded_at_agency=own,
            by=request.user,
            now=now,
        )

    return ask(
        request,
        form,
        pass_on,
        heading="Pass on a compliment",
        caption=str(agency),
        intro="It reaches the person, and their colleagues and yours can read it.",
        submit="Pass it on",
        done=lambda compliment: f"{compliment.person.user} is told that somebody praises their work.",
        then=reverse("agreements:compliments"),
        back=reverse("agreements:compliment-new"),
    )


def _praised_agencies(request: HttpRequest) -> Any:
    own = list(keeps_registers_of(request.user).values_list("pk", flat=True))
    found = Agency.objects.filter(pk__in=own) | Agency.objects.filter(pk__in=partners_of(own).values("pk"))
    return found.order_by("sort_name", "id")


def _complaint(request: HttpRequest, complaint_uuid: UUID) -> Complaint:
    records = Complaint.objects.select_related(
        "about", "about_person", "handler__user", "recorded_by", "agreement__provider", "agreement__virtual_school"
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


def _page(found: Complaint) -> str:
    return reverse("agreements:complaint", args=[found.uuid])
