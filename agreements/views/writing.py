"""Starting an agreement, recording one that was signed before Mainstay, putting it in force."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.selectors import agency_ids_where
from accounts.service_form import ServiceForm
from agreements.forms import DraftForm, NewAgreementForm
from agreements.models import Agreement
from agreements.services import (
    AgreementError,
    edit_draft,
    put_in_force,
    record_agreement,
)


def managed(
    request: HttpRequest, agreement_uuid: str, permission: Permission = Permission.MANAGE_AGREEMENT
) -> Agreement:
    """The agreement, for somebody who may see it (else 404) and manage it at its Virtual School (else 403)."""
    agreement = visible_or_404(
        Agreement.objects.select_related("provider__local_authority", "virtual_school__local_authority"),
        request.user,
        uuid=agreement_uuid,
    )
    require_at(request.user, permission, agreement.virtual_school)
    return agreement


def page_of(agreement: Agreement) -> str:
    return reverse("agreements:agreement", args=[agreement.uuid])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.PREPARE_AGREEMENT)
    form = NewAgreementForm(
        request.POST or None, virtual_school_ids=agency_ids_where(request.user, Permission.PREPARE_AGREEMENT)
    )
    if request.method == "POST" and form.is_valid():
        try:
            agreement = record_agreement(**form.cleaned_data, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The draft is recorded. Work through the tasks below.")
            return redirect(page_of(agreement))
    context = {
        "form": form,
        "heading": "Start an agreement",
        "intro": "Between whom is it? What else is needed follows as a list of tasks.",
        "submit": "Save draft",
        "back_url": reverse("agreements:list"),
        "cancel_url": reverse("agreements:list"),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = managed(request, agreement_uuid, Permission.PREPARE_AGREEMENT)
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
            return redirect(page_of(agreement))
    context = {
        "form": form,
        "heading": "Record signatures from before",
        "caption": str(agreement),
        "intro": "Only for an agreement that was signed before Mainstay. To have it signed, send it out for signature.",
        "submit": "Save draft",
        "back_url": page_of(agreement),
        "cancel_url": page_of(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def put_into_force(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = managed(request, agreement_uuid)
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
            return redirect(page_of(agreement))
    context = {
        "form": form,
        "heading": "Put this agreement in force",
        "caption": str(agreement),
        "intro": "Once it is in force its parties, dates and signatures stay as they are. Its terms can still change.",
        "submit": "Put in force",
        "back_url": page_of(agreement),
        "cancel_url": page_of(agreement),
    }
    return render(request, "components/form_page.html", context)
