"""Keeping in touch with a young person."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, visible_or_404
from accounts.clock import london, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from tracking.forms.contact import ContactForm, CorrectContactForm, StrikeOutForm
from tracking.models import Contact
from tracking.selectors.contact import log_of, standing_of
from tracking.selectors.employment import jobs_of
from tracking.services.contact import correct_contact, log_contact, strike_out_contact
from tracking.views.door import own_learner_or_404

PER_PAGE = 25


@require_safe
def in_touch(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """The clock of being in touch, every contact, and their jobs."""
    learner = own_learner_or_404(request, learner_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    context = {
        "learner": learner,
        "standing": standing_of(learner, now),
        "jobs": jobs_of(learner),
        "page_obj": Paginator(log_of(learner), PER_PAGE).get_page(request.GET.get("page")),
        "may_record": not learner.is_closed and allows(request.user, Permission.RECORD_ACTIVITY, learner),
    }
    return render(request, "tracking/contact/in_touch.html", context)


@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Log a contact, or a try."""
    learner = own_learner_or_404(request, learner_uuid, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    form = ContactForm(request.POST or None, now=now)
    return ask(
        request, form, lambda: log_contact(learner=learner, **form.asked(), by=request.user, now=now),
        heading=f"Contact with {learner.called}", caption=learner.full_name, submit="Record contact",
        done=said, back=reverse("tracking:in-touch", args=[learner.uuid]),
    )  # fmt: skip


def _contact_or_404(request: HttpRequest, in_touch_uuid: UUID) -> Contact:
    found = visible_or_404(Contact.objects.select_related("learner", "job"), request.user, uuid=in_touch_uuid)
    require(request.user, Permission.RECORD_ACTIVITY, found.learner)
    return found


def _log(contact: Contact) -> str:
    return reverse("tracking:in-touch", args=[contact.learner.uuid])


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, in_touch_uuid: UUID) -> HttpResponse:
    """Put right what was recorded of a contact, with the reason."""
    contact = _contact_or_404(request, in_touch_uuid)
    form = CorrectContactForm(request.POST or None, contact=contact)
    return ask(
        request, form,
        lambda: correct_contact(contact=contact, **form.asked(), by=request.user, now=request_now(request)),
        heading="Correct this contact", caption=contact.learner.full_name,
        intro="The clocks run as if it had been recorded like this from the beginning.", submit="Save correction",
        done="The correction is saved. The history keeps what stood there.", back=_log(contact),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strike_out(request: HttpRequest, in_touch_uuid: UUID) -> HttpResponse:
    """Strike out a contact that never was."""
    contact = _contact_or_404(request, in_touch_uuid)
    form = StrikeOutForm(request.POST or None)
    return ask(
        request, form,
        lambda: strike_out_contact(contact=contact, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Strike out this contact", caption=contact.learner.full_name,
        intro=f"{contact.get_how_display()}, {london(contact.at):%-d %B %Y}.",
        warning="It counts for nothing from now on, and a clock that it had met runs again. It stays in the list, struck "
        "out, with your reason.",
        submit="Strike it out", submit_class="govuk-button--warning", done="It is struck out.", back=_log(contact),
    )  # fmt: skip


def said(contact: Contact) -> str:
    """What is said once a contact is recorded."""
    return "The contact is recorded." if contact.reached else "The try is recorded. They still have to be reached."
