"""Recording an agreement, putting it in force, changing a term, ending it.

All need MANAGE_AGREEMENT at the Virtual School.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import agency_ids_where
from accounts.service_form import ServiceForm
from agreements.enums import TermKey
from agreements.forms import DraftForm, EndForm, NewAgreementForm, TermForm
from agreements.models import Agreement
from agreements.rules import FIXED_TERMS
from agreements.services import (
    AgreementError,
    TermRefused,
    edit_draft,
    end_agreement,
    put_in_force,
    record_agreement,
    set_term,
)
from agreements.terms import terms_of


def _managed(request: HttpRequest, agreement_uuid: str) -> Agreement:
    agreement = visible_or_404(
        Agreement.objects.select_related("provider", "virtual_school"), request.user, uuid=agreement_uuid
    )
    require_at(request.user, Permission.MANAGE_AGREEMENT, agreement.virtual_school)
    return agreement


def _page(agreement: Agreement) -> str:
    return reverse("agreements:agreement", args=[agreement.uuid])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.MANAGE_AGREEMENT)
    form = NewAgreementForm(
        request.POST or None, virtual_school_ids=agency_ids_where(request.user, Permission.MANAGE_AGREEMENT)
    )
    if request.method == "POST" and form.is_valid():
        try:
            agreement = record_agreement(**form.cleaned_data, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The draft is recorded. Add the dates and who signed.")
            return redirect("agreements:edit", agreement.uuid)
    context = {
        "form": form,
        "heading": "Record an agreement",
        "intro": "Between whom is it? Dates and signatures follow on the next page.",
        "submit": "Save draft",
        "back_url": reverse("agreements:list"),
        "cancel_url": reverse("agreements:list"),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = _managed(request, agreement_uuid)
    form = DraftForm(request.POST or None, initial=DraftForm.initial_of(agreement))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            edit_draft(
                agreement=agreement,
                meeting_on=data["meeting_on"],
                signed_on=data["signed_on"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                signatories=form.signatories(),
                notes=data["notes"],
                by=request.user,
                now=request_now(request),
            )
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The draft is saved.")
            return redirect(_page(agreement))
    context = {
        "form": form,
        "heading": "Dates and signatures",
        "caption": str(agreement),
        "submit": "Save draft",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def put_into_force(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = _managed(request, agreement_uuid)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            put_in_force(agreement=agreement, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(
                request, "The agreement is in force. From now on its terms apply to every clock that opens."
            )
            return redirect(_page(agreement))
    context = {
        "form": form,
        "heading": "Put this agreement in force",
        "caption": str(agreement),
        "intro": "Once it is in force its parties, dates and signatures stay as they are. Its terms can still change.",
        "submit": "Put in force",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = _managed(request, agreement_uuid)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_agreement(
                agreement=agreement,
                ends_on=form.cleaned_data["ends_on"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=request_now(request),
            )
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The last day of the agreement is recorded.")
            return redirect(_page(agreement))
    context = {
        "form": form,
        "heading": "End this agreement",
        "caption": str(agreement),
        "warning": "Clocks that run keep their limits. Clocks that start after the last day follow the default terms.",
        "submit": "End agreement",
        "submit_class": "govuk-button--warning",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, agreement_uuid: str, key: str) -> HttpResponse:
    agreement = _managed(request, agreement_uuid)
    if key not in TermKey or TermKey(key) in FIXED_TERMS:
        raise Http404
    term_key = TermKey(key)
    now = request_now(request)
    present = terms_of(agreement, on=local_date(now)).terms[term_key]
    form = TermForm(
        request.POST or None, key=term_key, initial={"amount": present.limit.amount, "unit": present.limit.unit.value}
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_term(
                agreement=agreement,
                key=term_key,
                limit=form.limit(),
                effective_on=form.day(),
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=now,
            )
        except TermRefused as error:
            form.refuse(error)
        else:
            messages.success(request, "The term is set. Clocks that already run keep theirs.")
            return redirect(_page(agreement))
    context = {
        "form": form,
        "heading": term_key.label,
        "caption": str(agreement),
        "intro": f"Today it is: {present.limit}.",
        "submit": "Set term",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "components/form_page.html", context)
