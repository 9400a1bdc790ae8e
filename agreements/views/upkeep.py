"""What an agency keeps ready for its partners: people confirmed, registration, training (P3, P12, P13)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.clock import request_now
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, Membership
from accounts.posts import acting
from accounts.selectors import agency_ids_where
from agreements.enums import TrainingSubject
from agreements.forms.upkeep import (
    ConfirmForm,
    RegistrationCorrectionForm,
    RegistrationForm,
    TrainingCorrectionForm,
    TrainingForm,
)
from agreements.mine import keeps
from agreements.models import Training
from agreements.selectors.directory import chart_of
from agreements.selectors.training import TrainingRecord, may_record_training, training_of
from agreements.selectors.upkeep import last_confirmations, newest_registration, next_confirmation
from agreements.services import (
    AgreementError,
    confirm_contacts,
    correct_registration,
    correct_training,
    record_registration,
    record_training,
)


def _kept(request: HttpRequest, agency_uuid: UUID) -> Agency:
    agency = get_object_or_404(Agency.objects.select_related("local_authority"), uuid=agency_uuid)
    if not keeps(request.user, agency):
        raise PermissionDenied("Only those who look after this agency’s people and posts can do this.")
    return agency


def _page(agency: Agency, part: str) -> str:
    return reverse("agreements:agency", args=[agency.uuid]) + f"#{part}"


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """The agency's people and posts as they are, and one button."""
    agency = _kept(request, agency_uuid)
    now = request_now(request)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            confirm_contacts(agency=agency, seen=form.cleaned_data["seen"], by=request.user, now=now)
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "Thank you. Everybody with an agreement sees that your people are confirmed.")
            return redirect(_page(agency, "confirmation"))
    chart = chart_of(agency, now)
    context = {
        "agency": agency,
        "form": form,
        "chart": chart,
        "last": last_confirmations([agency.pk]).get(agency.pk),
        "next": next_confirmation(agency),
        "may_change_contacts": agency.pk in agency_ids_where(request.user, Permission.MANAGE_CONTACTS),
        "may_manage_people": agency.pk in agency_ids_where(request.user, Permission.MANAGE_AGENCY),
        "is_provider": agency.kind == AgencyKind.PROVIDER,
        "is_virtual_school": agency.kind == AgencyKind.VIRTUAL_SCHOOL,
    }
    return render(request, "agreements/confirm.html", context)


@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """Record the agency's registration, or that it was renewed."""
    agency = _kept(request, agency_uuid)
    last = newest_registration(agency)
    form = RegistrationForm(request.POST or None, initial={"number": last.number} if last else None)
    if request.method == "POST" and form.is_valid():
        try:
            record_registration(agency=agency, **form.cleaned_data, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The registration is recorded.")
            return redirect(_page(agency, "data-protection"))
    heading = "Record a renewed registration" if last else "Record the data-protection registration"
    return _form_page(request, agency, form, heading, back=_page(agency, "data-protection"))


@require_http_methods(["GET", "POST"])
def registration_correct(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """Put right what was typed wrongly in the newest registration."""
    agency = _kept(request, agency_uuid)
    last = newest_registration(agency)
    if last is None:
        raise Http404
    form = RegistrationCorrectionForm(
        request.POST or None, initial={"number": last.number, "expires_on": last.expires_on}
    )
    if request.method == "POST" and form.is_valid():
        try:
            correct_registration(registration=last, **form.cleaned_data, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The registration is corrected.")
            return redirect(_page(agency, "data-protection"))
    return _form_page(request, agency, form, "Correct the registration", back=_page(agency, "data-protection"))


def _person(request: HttpRequest, membership_uuid: UUID, now: datetime) -> Membership:
    membership = get_object_or_404(
        Membership.objects.select_related("user", "agency__local_authority"), uuid=membership_uuid
    )
    if not may_record_training(request.user, membership):
        raise PermissionDenied("Training is recorded by the person, or by those who look after the agency’s people.")
    if acting(membership, now) is None:
        raise Http404
    return membership


def _training_page(membership: Membership) -> str:
    return reverse("agreements:training", args=[membership.uuid])


@require_GET
def training(request: HttpRequest, membership_uuid: UUID) -> HttpResponse:
    """What somebody was trained in, with every correction."""
    now = request_now(request)
    membership = _person(request, membership_uuid, now)
    records: list[TrainingRecord] = training_of(membership)
    return render(request, "agreements/training.html", {"membership": membership, "records": records})


@require_http_methods(["GET", "POST"])
def training_new(request: HttpRequest, membership_uuid: UUID) -> HttpResponse:
    now = request_now(request)
    membership = _person(request, membership_uuid, now)
    form = TrainingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_training(membership=membership, **form.details(), by=request.user, now=now)
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The training is recorded.")
            return redirect(_training_page(membership))
    return _form_page(
        request, membership.user, form, "Record training", back=_training_page(membership), submit="Record training"
    )


@require_http_methods(["GET", "POST"])
def training_correct(request: HttpRequest, training_uuid: UUID) -> HttpResponse:
    found = get_object_or_404(
        Training.objects.select_related("membership__user", "membership__agency"), uuid=training_uuid
    )
    now = request_now(request)
    membership = _person(request, found.membership.uuid, now)
    initial: dict[str, Any] = {name: getattr(found, name) for name in ("subject", "note", "done_on", "refresh_due_on")}
    form = TrainingCorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_training(
                training=found, **form.details(), reason=form.cleaned_data["reason"], by=request.user, now=now
            )
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The training is corrected. What stood there before is kept.")
            return redirect(_training_page(membership))
    heading = f"Correct: {TrainingSubject(found.subject).label}"
    return _form_page(request, membership.user, form, heading, back=_training_page(membership))


def _form_page(
    request: HttpRequest, about: object, form: Any, heading: str, *, back: str, submit: str = "Save"
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "caption": str(about),
        "submit": submit,
        "back_url": back,
        "cancel_url": back,
    }
    return render(request, "components/form_page.html", context)
