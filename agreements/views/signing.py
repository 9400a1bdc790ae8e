"""Sending an agreement out for signature, its exact text, reminders, signed pages, and the signed PDF."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.clock import request_now
from accounts.enums import Permission
from accounts.files import download
from accounts.views.asking import ask, confirm
from agreements.enums import AgreementStatus, DocumentKind, Side
from agreements.forms.signing import PaperDecisionForm, PaperForm, WithdrawForm
from agreements.models import Agreement, Document, SignatureRequest
from agreements.rules import digest
from agreements.rules.layout import blocks
from agreements.selectors.preparing import missing_before_signature
from agreements.selectors.signing import is_intact, side_states, text_of
from agreements.selectors.signing_text import compose_text
from agreements.services import signing as services
from agreements.views.finding import agreement_at_school, page_of, visible_agreement


def _composed(agreement: Agreement, now: datetime) -> str:
    """The text as it would be fixed now; empty while it cannot be composed."""
    if agreement.wording is None or agreement.starts_on is None:
        return ""
    return compose_text(agreement, now)


@require_http_methods(["GET", "POST"])
def send_out(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = agreement_at_school(request, agreement_uuid)
    now = request_now(request)
    return confirm(
        request,
        lambda: services.send_out(agreement=agreement, by=request.user, now=now),
        template="agreements/signing/send_out.html",
        heading="Send out for signature",
        caption=str(agreement),
        agreement=agreement,
        more=lambda: _before_sending(agreement, now),
        done="The agreement is out for signature. Each signatory gets a personal link.",
        back=page_of(agreement),
    )


def _before_sending(agreement: Agreement, now: datetime) -> dict[str, Any]:
    """What is to be looked at before a draft goes out."""
    is_draft = agreement.status == AgreementStatus.DRAFT
    return {
        "is_draft": is_draft,
        "missing": missing_before_signature(agreement, now) if is_draft else [],
        "signatories": sorted(agreement.signatories.all(), key=lambda one: list(Side).index(Side(one.side))),
        "blocks": blocks(_composed(agreement, now)) if is_draft else [],
    }


@require_GET
def text(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    """The exact text, to read and to print: as it was fixed, or of a draft as it stands."""
    agreement = visible_agreement(request, agreement_uuid)
    now = request_now(request)
    fixed = text_of(agreement)
    words = fixed.text if fixed else (_composed(agreement, now) if agreement.status == AgreementStatus.DRAFT else "")
    context = {
        "agreement": agreement,
        "fixed": fixed,
        "is_intact": fixed is None or is_intact(fixed),
        "digest": fixed.sha256 if fixed else digest(words),
        "words": words,
        "blocks": blocks(words),
        "sides": side_states(agreement, fixed, now) if fixed else [],
    }
    return render(request, "agreements/signing/text.html", context)


def _asked(request: HttpRequest, agreement_uuid: str, request_uuid: str) -> tuple[Agreement, SignatureRequest]:
    agreement = agreement_at_school(request, agreement_uuid)
    found = SignatureRequest.objects.select_related("text__agreement__virtual_school", "text__agreement__provider")
    return agreement, get_object_or_404(found, text__agreement=agreement, uuid=request_uuid)


@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest, agreement_uuid: str, request_uuid: str) -> HttpResponse:
    agreement, asked = _asked(request, agreement_uuid, request_uuid)
    return confirm(
        request,
        lambda: services.remind(request=asked, by=request.user, now=request_now(request)),
        heading=f"Remind {asked.name}",
        caption=str(agreement),
        intro=f"An e-mail to {asked.email} says that the agreement still waits. The link in the earlier e-mail stays the "
        "same.",
        submit="Send the reminder",
        done=f"A reminder is on its way to {asked.email}.",
        back=page_of(agreement),
    )


@require_http_methods(["GET", "POST"])
def send_again(request: HttpRequest, agreement_uuid: str, request_uuid: str) -> HttpResponse:
    agreement, asked = _asked(request, agreement_uuid, request_uuid)
    return confirm(
        request,
        lambda: services.send_again(request=asked, by=request.user, now=request_now(request)),
        heading=f"Send {asked.name} a new link",
        caption=str(agreement),
        intro=f"It goes to {asked.email}. The earlier link stops working at once. The text stays the same.",
        submit="Send a new link",
        done=f"A new link is on its way to {asked.email}.",
        back=page_of(agreement),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = agreement_at_school(request, agreement_uuid)
    form = WithdrawForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: services.withdraw(agreement=agreement, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Take it back",
        caption=str(agreement),
        warning="The links stop working and the signatories are told. Whoever has signed already has to sign the next text "
        "again.",
        submit="Take it back",
        submit_class="govuk-button--warning",
        done="The agreement is a draft again. Its links open nothing any more.",
        back=page_of(agreement),
    )


@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    """Bringing an agreement into force that both have signed and that could not begin then."""
    agreement = agreement_at_school(request, agreement_uuid)
    return confirm(
        request,
        lambda: services.complete_signing(agreement=agreement, by=request.user, now=request_now(request)),
        heading="Put the signed agreement in force",
        caption=str(agreement),
        intro="Both sides have signed. If something still stands in the way, this page says what.",
        submit="Put in force",
        done="The agreement is in force.",
        back=page_of(agreement),
    )


@require_http_methods(["GET", "POST"])
def paper_new(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    """Uploading a page that was signed by hand."""
    agreement = agreement_at_school(request, agreement_uuid, Permission.PREPARE_AGREEMENT)
    now = request_now(request)
    fixed = text_of(agreement)
    states = side_states(agreement, fixed, now) if fixed else []
    sides = [(state.side, f"{state.agency} ({state.signatory})") for state in states if not state.signature]
    form = PaperForm(request.POST or None, request.FILES or None, sides=sides)
    return ask(
        request,
        form,
        lambda: services.upload_paper(agreement=agreement, **form.details(), by=request.user, now=now),
        heading="Upload a signed page",
        caption=str(agreement),
        intro="Print the text with its digest, have it signed by hand, and scan the page with the signature. A second "
        "person confirms it, then it counts.",
        submit="Upload",
        done="The page is uploaded. It counts once somebody else has confirmed it.",
        back=page_of(agreement),
    )


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, agreement_uuid: str, paper_uuid: str) -> HttpResponse:
    """A second person confirms or refuses a signed page."""
    agreement = agreement_at_school(request, agreement_uuid, Permission.PREPARE_AGREEMENT)
    fixed = text_of(agreement)
    found = fixed.paper_signings.select_related("scan", "uploaded_by", "text__agreement") if fixed else None
    if found is None:
        raise Http404
    page = get_object_or_404(found, uuid=paper_uuid)
    form = PaperDecisionForm(request.POST or None)

    def decide() -> str:
        now = request_now(request)
        if form.cleaned_data["decision"] == "confirm":
            services.confirm_paper(paper=page, by=request.user, now=now)
            return "The page counts as the signature."
        services.refuse_paper(paper=page, reason=form.cleaned_data["reason"], by=request.user, now=now)
        return "The page does not count. Another one can be uploaded."

    return ask(
        request,
        form,
        decide,
        template="agreements/signing/paper.html",
        heading="Confirm a signed page",
        caption=str(agreement),
        agreement=agreement,
        paper=page,
        fixed=fixed,
        is_own=page.uploaded_by_id == request.user.pk,
        submit="Save",
        done=str,
        back=page_of(agreement),
    )


@require_GET
def document(request: HttpRequest, agreement_uuid: str, document_uuid: str) -> HttpResponseBase:
    """A scan of a signed page, or the signed agreement."""
    agreement = visible_agreement(request, agreement_uuid)
    kept = agreement.documents.filter(kind__in=[DocumentKind.SCAN, DocumentKind.SIGNED])
    return _download(get_object_or_404(kept, uuid=document_uuid))


@require_GET
def signed_pdf(request: HttpRequest, agreement_uuid: str) -> HttpResponseBase:
    """The signed agreement as PDF: made after the last signature, or now."""
    agreement = visible_agreement(request, agreement_uuid)
    kept = services.keep_signed_pdf(agreement=agreement, now=request_now(request))
    if kept is None:
        raise Http404
    return _download(kept)


def _download(kept: Document) -> FileResponse:
    return download(kept.file, name=kept.name, content_type=kept.content_type)
