"""What an agency keeps ready for its partners: people confirmed, registration, training (P3, P12, P13)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.clock import request_now
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, Membership
from accounts.posts import acting
from accounts.selectors import agency_ids_where
from accounts.views.asking import ask
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
    return ask(
        request,
        form,
        lambda: confirm_contacts(agency=agency, seen=form.cleaned_data["seen"], by=request.user, now=now),
        template="agreements/confirm.html",
        more=lambda: _to_confirm(request, agency, now),
        done="Thank you. Everybody with an agreement sees that your people are confirmed.",
        back=_page(agency, "confirmation"),
    )


def _to_confirm(request: HttpRequest, agency: Agency, now: datetime) -> dict[str, Any]:
    return {
        "agency": agency,
        "chart": chart_of(agency, now),
        "last": last_confirmations([agency.pk]).get(agency.pk),
        "next": next_confirmation(agency),
        "may_change_contacts": agency.pk in agency_ids_where(request.user, Permission.MANAGE_CONTACTS),
        "may_manage_people": agency.pk in agency_ids_where(request.user, Permission.MANAGE_AGENCY),
        "is_provider": agency.kind == AgencyKind.PROVIDER,
        "is_virtual_school": agency.kind == AgencyKind.VIRTUAL_SCHOOL,
    }


@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """Record the agency's registration, or that it was renewed."""
    agency = _kept(request, agency_uuid)
    last = newest_registration(agency)
    form = RegistrationForm(request.POST or None, initial={"number": last.number} if last else None)
    return ask(
        request,
        form,
        lambda: record_registration(agency=agency, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Record a renewed registration" if last else "Record the data-protection registration",
        caption=str(agency),
        submit="Save",
        done="The registration is recorded.",
        back=_page(agency, "data-protection"),
    )


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
    return ask(
        request,
        form,
        lambda: correct_registration(registration=last, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Correct the registration",
        caption=str(agency),
        submit="Save",
        done="The registration is corrected.",
        back=_page(agency, "data-protection"),
    )


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
    return ask(
        request,
        form,
        lambda: record_training(membership=membership, **form.details(), by=request.user, now=now),
        heading="Record training",
        caption=str(membership.user),
        submit="Record training",
        done="The training is recorded.",
        back=_training_page(membership),
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
    return ask(
        request,
        form,
        lambda: correct_training(
            training=found, **form.details(), reason=form.cleaned_data["reason"], by=request.user, now=now
        ),
        heading=f"Correct: {TrainingSubject(found.subject).label}",
        caption=str(membership.user),
        submit="Save",
        done="The training is corrected. What stood there before is kept.",
        back=_training_page(membership),
    )
