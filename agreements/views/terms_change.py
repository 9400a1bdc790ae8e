"""Changing a limit of an agreement from a day on, and then the open deadlines that may follow it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.clock import local_date, request_now
from agreements.enums import AgreementStatus, TermKey
from agreements.forms import TermForm
from agreements.forms.terms_change import MoveDeadlinesForm
from agreements.models import Agreement, Term
from agreements.rules import FIXED_TERMS
from agreements.selectors.terms_change import kept_silent, movable
from agreements.services import AgreementError, TermRefused, set_term
from agreements.services.terms_change import move_to_limit
from agreements.terms import terms_of
from agreements.views.writing import managed, page_of


def _key(key: str) -> TermKey:
    if key not in TermKey or TermKey(key) in FIXED_TERMS:
        raise Http404
    return TermKey(key)


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, agreement_uuid: str, key: str) -> HttpResponse:
    agreement = managed(request, agreement_uuid)
    term_key = _key(key)
    if agreement.status == AgreementStatus.DRAFT:
        return redirect("agreements:draft-term", agreement.uuid, key)
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
            if movable(agreement, term_key, form.limit(), request.user, now):
                return redirect("agreements:term-deadlines", agreement.uuid, key)
            return redirect(page_of(agreement))
    context = {
        "form": form,
        "heading": term_key.label,
        "caption": str(agreement),
        "intro": f"Today it is: {present.limit}. Open deadlines keep the day they have. If the new limit would give some of "
        "them another day, the next page lists them, and you choose which ones move.",
        "submit": "Set term",
        "back_url": page_of(agreement),
        "cancel_url": page_of(agreement),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def term_deadlines(request: HttpRequest, agreement_uuid: str, key: str) -> HttpResponse:
    """Open deadlines of the duty that the newest limit of this agreement would end on another day."""
    agreement = managed(request, agreement_uuid)
    term_key, now = _key(key), request_now(request)
    newest = _newest(agreement, term_key)
    limit = newest.limit if newest else terms_of(agreement, on=local_date(now)).limit(term_key)
    offered = movable(agreement, term_key, limit, request.user, now)
    form = MoveDeadlinesForm(request.POST or None, offered=offered, initial={"reason": newest.reason if newest else ""})
    if request.method == "POST" and form.is_valid():
        try:
            moved = move_to_limit(
                agreement=agreement,
                key=term_key,
                limit=limit,
                chosen=form.cleaned_data["deadlines"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=now,
            )
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{len(moved)} deadline{'' if len(moved) == 1 else 's'} moved. The others stay.")
            return redirect(page_of(agreement))
    context = {
        "form": form,
        "agreement": agreement,
        "heading": "Open deadlines",
        "caption": f"{agreement}: {term_key.label}",
        "limit": limit,
        "offered": [one for one in offered if not one.why_not],
        "held_back": [one for one in offered if one.why_not],
        "unseen": kept_silent(agreement, term_key, request.user),
        "submit": "Move those I ticked",
        "back_url": page_of(agreement),
        "cancel_url": page_of(agreement),
        "cancel_text": "Leave them all as they are",
    }
    return render(request, "agreements/term_deadlines.html", context)


def _newest(agreement: Agreement, key: TermKey) -> Term | None:
    return agreement.terms.filter(key=key).order_by("-effective_on").first()
