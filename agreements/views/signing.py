"""Sending an agreement out for signature, its exact text, reminders, signed pages, and the signed PDF."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.service_form import ServiceForm
from accounts.uploads import UploadRefused
from agreements.enums import AgreementStatus, DocumentKind, Side
from agreements.forms.signing import PaperDecisionForm, PaperForm, WithdrawForm
from agreements.models import Agreement, Document, SignatureRequest
from agreements.rules import digest
from agreements.rules.layout import blocks
from agreements.selectors.preparing import missing_before_signature
from agreements.selectors.signing import is_intact, side_states, text_of
from agreements.selectors.signing_text import compose_text
from agreements.services import AgreementError
from agreements.services import signing as services

_WITH_AGENCIES = (
    "provider__local_authority", "virtual_school__local_authority", "wording", "predecessor", "support__social_care",
    "consultation",
)  # fmt: skip


def _visible(request: HttpRequest, agreement_uuid: str) -> Agreement:
    """An agreement that the person sees: their agency is a party to it, or supports it."""
    return visible_or_404(Agreement.objects.select_related(*_WITH_AGENCIES), request.user, uuid=agreement_uuid)


def _at_school(request: HttpRequest, agreement_uuid: str, permission: Permission) -> Agreement:
    agreement = _visible(request, agreement_uuid)
    require_at(request.user, permission, agreement.virtual_school)
    return agreement


def _page(agreement: Agreement) -> str:
    return reverse("agreements:agreement", args=[agreement.uuid])


def _composed(agreement: Agreement, request: HttpRequest) -> str:
    """The text as it would be fixed now; empty while it cannot be composed."""
    if agreement.wording is None or agreement.starts_on is None:
        return ""
    return compose_text(agreement, request_now(request))


@require_http_methods(["GET", "POST"])
def send_out(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = _at_school(request, agreement_uuid, Permission.MANAGE_AGREEMENT)
    now = request_now(request)
    is_draft = agreement.status == AgreementStatus.DRAFT
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.send_out(agreement=agreement, by=request.user, now=now)
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The agreement is out for signature. Each signatory gets a personal link.")
            return redirect(_page(agreement))
    context = {
        "form": form,
        "agreement": agreement,
        "is_draft": is_draft,
        "missing": missing_before_signature(agreement, now) if is_draft else [],
        "signatories": sorted(agreement.signatories.all(), key=lambda one: list(Side).index(Side(one.side))),
        "blocks": blocks(_composed(agreement, request)) if is_draft else [],
        "heading": "Send out for signature",
        "caption": str(agreement),
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "agreements/signing/send_out.html", context)


@require_GET
def text(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    """The exact text, to read and to print: as it was fixed, or of a draft as it stands."""
    agreement = _visible(request, agreement_uuid)
    fixed = text_of(agreement)
    words = (
        fixed.text if fixed else (_composed(agreement, request) if agreement.status == AgreementStatus.DRAFT else "")
    )
    context = {
        "agreement": agreement,
        "fixed": fixed,
        "is_intact": fixed is None or is_intact(fixed),
        "digest": fixed.sha256 if fixed else digest(words),
        "words": words,
        "blocks": blocks(words),
        "sides": side_states(agreement, fixed, request_now(request)) if fixed else [],
    }
    return render(request, "agreements/signing/text.html", context)


def _asked(request: HttpRequest, agreement: Agreement, request_uuid: str) -> SignatureRequest:
    found = SignatureRequest.objects.select_related("text__agreement__virtual_school", "text__agreement__provider")
    return get_object_or_404(found, text__agreement=agreement, uuid=request_uuid)


@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest, agreement_uuid: str, request_uuid: str) -> HttpResponse:
    agreement = _at_school(request, agreement_uuid, Permission.MANAGE_AGREEMENT)
    asked = _asked(request, agreement, request_uuid)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.remind(request=asked, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, f"A reminder is on its way to {asked.email}.")
            return redirect(_page(agreement))
    context = {
        "form": form,
        "heading": f"Remind {asked.name}",
        "caption": str(agreement),
        "intro": f"An e-mail to {asked.email} says that the agreement still waits. The link in the earlier e-mail stays "
        "the same.",
        "submit": "Send the reminder",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def send_again(request: HttpRequest, agreement_uuid: str, request_uuid: str) -> HttpResponse:
    agreement = _at_school(request, agreement_uuid, Permission.MANAGE_AGREEMENT)
    asked = _asked(request, agreement, request_uuid)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.send_again(request=asked, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, f"A new link is on its way to {asked.email}.")
            return redirect(_page(agreement))
    context = {
        "form": form,
        "heading": f"Send {asked.name} a new link",
        "caption": str(agreement),
        "intro": f"It goes to {asked.email}. The earlier link stops working at once. The text stays the same.",
        "submit": "Send a new link",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    agreement = _at_school(request, agreement_uuid, Permission.MANAGE_AGREEMENT)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(
                agreement=agreement, reason=form.cleaned_data["reason"], by=request.user, now=request_now(request)
            )
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The agreement is a draft again. Its links open nothing any more.")
            return redirect(_page(agreement))
    context = {
        "form": form,
        "heading": "Take it back",
        "caption": str(agreement),
        "warning": "The links stop working and the signatories are told. Whoever has signed already has to sign the next "
        "text again.",
        "submit": "Take it back",
        "submit_class": "govuk-button--warning",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    """Bringing an agreement into force that both have signed and that could not begin then."""
    agreement = _at_school(request, agreement_uuid, Permission.MANAGE_AGREEMENT)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.complete_signing(agreement=agreement, by=request.user, now=request_now(request))
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The agreement is in force.")
            return redirect(_page(agreement))
    context = {
        "form": form,
        "heading": "Put the signed agreement in force",
        "caption": str(agreement),
        "intro": "Both sides have signed. If something still stands in the way, this page says what.",
        "submit": "Put in force",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def paper_new(request: HttpRequest, agreement_uuid: str) -> HttpResponse:
    """Uploading a page that was signed by hand."""
    agreement = _at_school(request, agreement_uuid, Permission.PREPARE_AGREEMENT)
    now = request_now(request)
    fixed = text_of(agreement)
    states = side_states(agreement, fixed, now) if fixed else []
    sides = [(state.side, f"{state.agency} ({state.signatory})") for state in states if not state.signature]
    form = PaperForm(request.POST or None, request.FILES or None, sides=sides)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.upload_paper(
                agreement=agreement,
                side=Side(data["side"]),
                name=data["name"],
                role=data["role"],
                signed_on=data["signed_on"],
                file=data["form"],
                by=request.user,
                now=now,
            )
        except (AgreementError, UploadRefused) as error:
            form.refuse(error)
        else:
            messages.success(request, "The page is uploaded. It counts once somebody else has confirmed it.")
            return redirect(_page(agreement))
    context = {
        "form": form,
        "heading": "Upload a signed page",
        "caption": str(agreement),
        "intro": "Print the text with its digest, have it signed by hand, and scan the page with the signature. A second "
        "person confirms it, then it counts.",
        "submit": "Upload",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, agreement_uuid: str, paper_uuid: str) -> HttpResponse:
    """A second person confirms or refuses a signed page."""
    agreement = _at_school(request, agreement_uuid, Permission.PREPARE_AGREEMENT)
    fixed = text_of(agreement)
    found = fixed.paper_signings.select_related("scan", "uploaded_by", "text__agreement") if fixed else None
    if found is None:
        raise Http404
    page = get_object_or_404(found, uuid=paper_uuid)
    form = PaperDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = request_now(request)
        try:
            if form.cleaned_data["decision"] == "confirm":
                services.confirm_paper(paper=page, by=request.user, now=now)
                messages.success(request, "The page counts as the signature.")
            else:
                services.refuse_paper(paper=page, reason=form.cleaned_data["reason"], by=request.user, now=now)
                messages.success(request, "The page does not count. Another one can be uploaded.")
        except AgreementError as error:
            form.refuse(error)
        else:
            return redirect(_page(agreement))
    context = {
        "form": form,
        "agreement": agreement,
        "paper": page,
        "fixed": fixed,
        "is_own": page.uploaded_by_id == request.user.pk,
        "heading": "Confirm a signed page",
        "caption": str(agreement),
        "submit": "Save",
        "back_url": _page(agreement),
        "cancel_url": _page(agreement),
    }
    return render(request, "agreements/signing/paper.html", context)


@require_GET
def document(request: HttpRequest, agreement_uuid: str, document_uuid: str) -> HttpResponseBase:
    """A scan of a signed page, or the signed agreement."""
    agreement = _visible(request, agreement_uuid)
    kept = agreement.documents.filter(kind__in=[DocumentKind.SCAN, DocumentKind.SIGNED])
    return _download(get_object_or_404(kept, uuid=document_uuid))


@require_GET
def signed_pdf(request: HttpRequest, agreement_uuid: str) -> HttpResponseBase:
    """The signed agreement as PDF: made after the last signature, or now."""
    agreement = _visible(request, agreement_uuid)
    kept = services.keep_signed_pdf(agreement=agreement, now=request_now(request))
    if kept is None:
        raise Http404
    return _download(kept)


def _download(document: Document) -> FileResponse:
    """To be saved, and never shown by the browser."""
    if not document.file.storage.exists(str(document.file.name)):
        raise Http404
    with document.file.open("rb") as stored:  # at most ten megabytes, and nothing is left open
        data = BytesIO(stored.read())
    response = FileResponse(data, as_attachment=True, filename=document.name, content_type=document.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
