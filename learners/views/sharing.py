"""What may be shared and what was: the sharing page, an answer, sharing without consent, a signed form."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import files, looks
from accounts.access import allows, require, visible_or_404
from accounts.clock import request_now
from accounts.enums import LookKind, Permission
from accounts.models import Agency
from accounts.uploads import UploadRefused
from accounts.wording import comma_and
from learners.enums import ConsentPurpose
from learners.forms.sharing import ConsentForm, OverrideForm
from learners.models import Learner
from learners.selectors.disclosure_log import disclosure_log
from learners.selectors.people import key_worker_at
from learners.selectors.sharing import outside_agency
from learners.selectors.sharing_page import form_shared_with, links_of, overrides_of, shared_with, what_is_agreed
from learners.services.consent import record_consent as record
from learners.services.disclosing import disclose_file
from learners.services.errors import LearnerError
from learners.services.sharing import end_override as end_it
from learners.services.sharing import share_without_consent as share_it


def _page(learner: Learner) -> str:
    return reverse("learners:sharing", args=[learner.uuid])


@require_safe
def sharing(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """What is agreed, who has the record, what was shared. Another agency sees what concerns itself."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.VIEW_LEARNER, learner)
    now = request_now(request)
    outside = outside_agency(request.user, learner, now)
    if outside is not None:
        return _own_part(request, learner, outside)
    log_page, days = disclosure_log(learner, request.GET.get("page"), user=request.user)
    context = {
        "learner": learner,
        "agreed": what_is_agreed(learner, now),
        "overrides": overrides_of(learner, now),
        "links": links_of(learner),
        "log_page": log_page,
        "days": days,
        "may_record": learner.died_on is None and allows(request.user, Permission.RECORD_CONSENT, learner),
        "may_share": learner.died_on is None and allows(request.user, Permission.SHARE_RECORD, learner),
    }
    return render(request, "learners/sharing/page.html", context)


def _own_part(request: HttpRequest, learner: Learner, agency: Agency) -> HttpResponse:
    now = request_now(request)
    context = {
        "learner": learner,
        "agency": agency,
        "shared": shared_with(learner, agency, now),
        "key_worker": key_worker_at(learner, now).person,
    }
    return render(request, "learners/sharing/own_part.html", context)


@require_http_methods(["GET", "POST"])
def record_consent(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Record what was said about sharing, with the signed form."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.RECORD_CONSENT, learner)
    now = request_now(request)
    form = ConsentForm(
        request.POST or None,
        request.FILES or None,
        learner=learner,
        now=now,
        initial={"purpose": request.GET.get("purpose", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            recorded = record(learner=learner, **form.cleaned_data, by=request.user, now=now)
        except (LearnerError, UploadRefused) as error:
            form.refuse(error)
        else:
            messages.success(request, "The answer is recorded.")
            if recorded.ended:
                names = comma_and(sorted({link.agency.name for link in recorded.ended}))
                messages.warning(request, f"No longer sees the record: {names}.")
            return redirect(f"{_page(learner)}#{recorded.consent.purpose}")
    context = {
        "form": form,
        "heading": "Record what was said about sharing",
        "caption": learner.full_name,
        "intro": (
            "Explain what is shared with whom and why, when it may be shared without their consent, and that they can "
            "take it back at any time."
        ),
        "submit": "Record the answer",
        "back_url": _page(learner),
        "cancel_url": _page(learner),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def share_without_consent(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Share with an agency on one of the five grounds, for a limited time."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.SHARE_RECORD, learner)
    now = request_now(request)
    form = OverrideForm(request.POST or None, learner=learner, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            share_it(learner=learner, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.refuse(error)
        else:
            messages.success(
                request, f"Shared with {form.cleaned_data['recipient']}. The key worker and the team manager are told."
            )
            return redirect(f"{_page(learner)}#without-consent")
    context = {
        "form": form,
        "heading": "Share without consent",
        "caption": learner.full_name,
        "warning": "Ask for consent first wherever it is safe to. Share only what the agency needs to know.",
        "intro": "It ends by itself, stands on the disclosure log with your name, and the key worker is told at once.",
        "submit": "Share the record",
        "submit_class": "govuk-button--warning",
        "back_url": _page(learner),
        "cancel_url": _page(learner),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["POST"])
def end_override(request: HttpRequest, learner_uuid: UUID, override_uuid: UUID) -> HttpResponse:
    """Stop sharing without consent before its time is over."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.SHARE_RECORD, learner)
    override = learner.sharing_overrides.filter(uuid=override_uuid).first()
    if override is None:
        raise Http404
    try:
        end_it(override=override, by=request.user, now=request_now(request))
    except LearnerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "It is no longer shared without consent.")
    return redirect(f"{_page(learner)}#without-consent")


@require_safe
def download(request: HttpRequest, learner_uuid: UUID, attachment_uuid: UUID) -> HttpResponseBase:
    """A file of the record, to be saved and never shown by the browser. Another agency gets the signed form of consent
    it relies on, and nothing else.
    """
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.VIEW_LEARNER, learner)
    attachment = learner.attachments.select_related("learner").filter(uuid=attachment_uuid).first()
    if attachment is None or not attachment.file.storage.exists(attachment.file.name):
        raise Http404
    now = request_now(request)
    outside = outside_agency(request.user, learner, now)
    if outside is not None:
        shared = form_shared_with(learner, outside, attachment.pk, now)
        if shared is None:
            raise Http404
        looks.note_basis(request.user, str(shared.sharing.basis))
        if request.method == "GET":
            disclose_file(
                attachment=attachment,
                recipient=outside,
                purpose=ConsentPurpose(shared.purpose),
                sharing=shared.sharing,
                by=request.user,
                now=now,
            )
    looks.note(request.user, LookKind.DOWNLOAD, [(learner.uuid, str(learner))])
    return files.download(attachment.file, name=attachment.name, content_type=attachment.content_type)
