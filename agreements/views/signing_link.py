"""The pages behind a signatory’s personal link: no account, no sign-in, nothing but this one text."""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.clock import request_now
from accounts.models import Agency
from accounts.origin import recorded_address
from agreements.enums import Side
from agreements.forms.signing import DeclineForm, SignForm
from agreements.models import SignatureRequest
from agreements.rules.layout import blocks
from agreements.selectors.signing import LinkState, link_state, request_behind, signatures_of
from agreements.services import signing as services


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """The exact text, and signing it. Once used the link says that it was, and when."""
    digest, now = services.token_digest_of(token), request_now(request)
    asked = _open(request, digest, now)
    if isinstance(asked, HttpResponse):
        return asked
    agency = _agency(asked)
    form = SignForm(request.POST or None, request=asked, agency=agency.name)
    if request.method == "POST" and form.is_valid():
        try:
            services.sign(
                token_digest=digest,
                name=form.cleaned_data["name"],
                seen=form.cleaned_data["seen"],
                address=recorded_address(request),
                now=now,
            )
        except services.LinkClosed:
            return redirect("agreements:sign", token)
        except services.SigningError as error:
            form.refuse(error)
        else:
            return redirect("agreements:sign", token)
    elif request.method == "GET":
        services.note_opened(request=asked, now=now)
    context = {
        "asked": asked,
        "agreement": asked.text.agreement,
        "agency": agency,
        "side": Side(asked.side).label,
        "blocks": blocks(asked.text.text),
        "form": form,
        "token": token,
    }
    return render(request, "agreements/signing/sign.html", context)


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Saying why one does not sign."""
    digest, now = services.token_digest_of(token), request_now(request)
    asked = _open(request, digest, now)
    if isinstance(asked, HttpResponse):
        return asked
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decline(token_digest=digest, reason=form.cleaned_data["reason"], now=now)
        except services.LinkClosed:
            return redirect("agreements:sign", token)
        except services.SigningError as error:
            form.refuse(error)
        else:
            return redirect("agreements:sign", token)
    context = {
        "form": form,
        "asked": asked,
        "agreement": asked.text.agreement,
        "token": token,
        "heading": "Do not sign",
    }
    return render(request, "agreements/signing/decline.html", context)


def _open(request: HttpRequest, digest: str, now: datetime) -> SignatureRequest | HttpResponse:
    """The request behind a link that is open; of any other link the page that says what became of it."""
    asked = request_behind(digest)
    if asked is None:
        return _unknown(request)
    state = link_state(asked, now)
    return asked if state == LinkState.OPEN else _closed(request, asked, state)


def _agency(asked: SignatureRequest) -> Agency:
    agreement = asked.text.agreement
    return agreement.provider if asked.side == Side.PROVIDER else agreement.virtual_school


def _closed(request: HttpRequest, asked: SignatureRequest, state: LinkState) -> HttpResponse:
    """What became of a link, for whoever still has it: the state alone, not the text."""
    signed = state == LinkState.SIGNED
    context = {
        "asked": asked,
        "agreement": asked.text.agreement,
        "state": state.value,
        "signature": asked.signature if signed else None,
        "both": signed and set(signatures_of(asked.text)) == set(Side),
        "agency": _agency(asked),
    }
    status = HTTPStatus.OK if signed or state == LinkState.DECLINED else HTTPStatus.GONE
    return render(request, "agreements/signing/closed.html", context, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    context = {"state": "unknown", "valid_days": settings.MAINSTAY_SIGNING_VALID.days}
    return render(request, "agreements/signing/closed.html", context, status=HTTPStatus.NOT_FOUND)
