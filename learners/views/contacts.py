"""Changing a designated person, a key contact or a careers contact. The page says whom that will tell (A20, A21, A36, W13)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import require_at
from accounts.clock import request_now
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency
from agreements.enums import ContactKind
from agreements.models import Agreement
from agreements.selectors import careers_contact_at, designated_person_at, key_contact_at
from agreements.services import ContactError, NotEligible, appoint_contact
from learners.forms.fields import moment_of
from learners.forms.people import ContactForm
from learners.selectors.contacts import told_of_designated_person, told_of_key_contact
from learners.services import change_designated_person, change_key_contact

DIRECTORY = "/directory/"
EMPTY = "Name somebody now: incidents and questions reach this person first."


@require_http_methods(["GET", "POST"])
def designated_person(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """Name the designated person of a provider."""
    provider = get_object_or_404(Agency, uuid=agency_uuid, kind=AgencyKind.PROVIDER)
    require_at(request.user, Permission.MANAGE_CONTACTS, provider)
    now = request_now(request)
    form = ContactForm(request.POST or None, agency=provider, kind=ContactKind.DESIGNATED_PERSON, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            change_designated_person(provider=provider, **_act(form, request, now))
        except ContactError as error:
            form.add_error(error.field if isinstance(error, NotEligible) else None, str(error))
        else:
            messages.success(request, "The designated person is saved. Those concerned are being told.")
            return redirect(DIRECTORY)
    return _page(
        request,
        provider,
        form,
        heading="Change the designated person",
        post=designated_person_at(provider, now),
        told=told_of_designated_person(provider, now),
    )


@require_http_methods(["GET", "POST"])
def key_contact(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """Name the key contact of a Virtual School: for all its agreements, or for the one in the address (`?agreement=`)."""
    school = get_object_or_404(Agency, uuid=agency_uuid, kind=AgencyKind.VIRTUAL_SCHOOL)
    require_at(request.user, Permission.MANAGE_CONTACTS, school)
    now = request_now(request)
    agreement = None
    if wanted := request.GET.get("agreement"):
        agreements = Agreement.objects.filter(virtual_school=school).select_related("provider")
        agreement = get_object_or_404(agreements, uuid=_uuid(wanted))
    form = ContactForm(request.POST or None, agency=school, kind=ContactKind.KEY_CONTACT, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            change_key_contact(virtual_school=school, agreement=agreement, **_act(form, request, now))
        except ContactError as error:
            form.add_error(error.field if isinstance(error, NotEligible) else None, str(error))
        else:
            messages.success(request, "The key contact is saved. Those concerned are being told.")
            return redirect(DIRECTORY)
    return _page(
        request,
        school,
        form,
        heading=f"Change the key contact for {agreement.provider}" if agreement else "Change the key contact",
        post=key_contact_at(school, agreement, now),
        told=told_of_key_contact(school, agreement, now),
    )


@require_http_methods(["GET", "POST"])
def careers_contact(request: HttpRequest, agency_uuid: UUID) -> HttpResponse:
    """Name whom carers and young people ask about careers at a Virtual School. Nothing runs over this post: nobody is told."""
    school = get_object_or_404(Agency, uuid=agency_uuid, kind=AgencyKind.VIRTUAL_SCHOOL)
    require_at(request.user, Permission.MANAGE_CONTACTS, school)
    now = request_now(request)
    form = ContactForm(request.POST or None, agency=school, kind=ContactKind.CAREERS_CONTACT, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            appoint_contact(agency=school, kind=ContactKind.CAREERS_CONTACT, **_act(form, request, now))
        except ContactError as error:
            form.add_error(error.field if isinstance(error, NotEligible) else None, str(error))
        else:
            messages.success(request, "The careers contact is saved.")
            return redirect(DIRECTORY)
    return _page(
        request,
        school,
        form,
        heading="Change the careers contact",
        post=careers_contact_at(school, now),
        post_is_for="Carers read name, phone number and e-mail address below every bulletin. They stand on the public pages "
        "only if the person agrees.",
        empty_means="Name somebody now: carers and young people have nobody to ask about careers.",
        told=[],
    )


def _act(form: ContactForm, request: HttpRequest, now: datetime) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "holder": data["holder"],
        "cover": data["cover"],
        "starts_at": moment_of(data["starts_on"], now),
        "by": request.user,
        "now": now,
    }


def _page(request: HttpRequest, agency: Agency, form: ContactForm, **context: Any) -> HttpResponse:
    context = {"empty_means": EMPTY, "post_is_for": "", **context}
    context["told"] = len([person for person in context["told"] if person != request.user])
    context |= {"form": form, "caption": agency.name, "submit": "Save", "back_url": DIRECTORY, "cancel_url": DIRECTORY}
    return render(request, "learners/contact.html", context)


def _uuid(text: str) -> UUID:
    """Http404 for something that is no UUID, as for one that is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
