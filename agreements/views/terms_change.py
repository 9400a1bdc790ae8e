"""Changing a limit of an agreement from a day on, and then the open deadlines that may follow it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.clock import local_date, request_now
from accounts.views.asking import ask
from accounts.wording import day
from agreements.enums import AgreementStatus, TermKey
from agreements.forms import TermForm
from agreements.forms.terms_change import MoveDeadlinesForm
from agreements.models import Agreement, Term
from agreements.rules import FIXED_TERMS
from agreements.selectors.terms_change import announced_for, kept_silent, movable
from agreements.services import set_term
from agreements.services.terms_change import move_to_limit
from agreements.terms import terms_of
from agreements.views.finding import agreement_at_school, page_of


def _key(key: str) -> TermKey:
    if key not in TermKey or TermKey(key) in FIXED_TERMS:
        raise Http404
    return TermKey(key)


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, agreement_uuid: str, key: str) -> HttpResponse:
    agreement = agreement_at_school(request, agreement_uuid)
    term_key = _key(key)
    if agreement.status == AgreementStatus.DRAFT:
        return redirect("agreements:draft-term", agreement.uuid, key)
    now = request_now(request)
    present = terms_of(agreement, on=local_date(now)).terms[term_key]
    later = "".join(
        f" From {day(each.effective_on)}: {each.limit}." for each in announced_for(agreement, term_key, local_date(now))
    )
    form = TermForm(
        request.POST or None, key=term_key, initial={"amount": present.limit.amount, "unit": present.limit.unit.value}
    )

    def next_page(_: Term) -> str:
        """Where there are deadlines that the new limit would move, to choose among them."""
        if movable(agreement, term_key, form.limit(), request.user, now):
            return reverse("agreements:term-deadlines", args=[agreement.uuid, key])
        return page_of(agreement)

    return ask(
        request,
        form,
        lambda: set_term(
            agreement=agreement,
            key=term_key,
            limit=form.limit(),
            effective_on=form.day(),
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=now,
        ),
        heading=term_key.label,
        caption=str(agreement),
        intro=f"Today it is: {present.limit}.{later} Open deadlines keep the day they have. If the new limit would give some of "
        "them another day, the next page lists them, and you choose which ones move.",
        submit="Set term",
        done="The term is set. Clocks that already run keep theirs.",
        then=next_page,
        back=page_of(agreement),
    )


@require_http_methods(["GET", "POST"])
def term_deadlines(request: HttpRequest, agreement_uuid: str, key: str) -> HttpResponse:
    """Open deadlines of the duty that the newest limit of this agreement would end on another day."""
    agreement = agreement_at_school(request, agreement_uuid)
    term_key, now = _key(key), request_now(request)
    newest = _newest(agreement, term_key)
    today = terms_of(agreement, on=local_date(now)).limit(term_key)
    limit = newest.limit if newest else today
    offered = movable(agreement, term_key, limit, request.user, now)
    form = MoveDeadlinesForm(request.POST or None, offered=offered, initial={"reason": newest.reason if newest else ""})
    return ask(
        request,
        form,
        lambda: move_to_limit(
            agreement=agreement,
            key=term_key,
            limit=limit,
            chosen=form.cleaned_data["deadlines"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=now,
        ),
        template="agreements/term_deadlines.html",
        heading="Open deadlines",
        caption=f"{agreement}: {term_key.label}",
        agreement=agreement,
        limit=limit,
        limit_today=today,
        applies_from=newest.effective_on if newest and newest.effective_on > local_date(now) else None,
        offered=[one for one in offered if not one.why_not],
        held_back=[one for one in offered if one.why_not],
        more=lambda: {"unseen": kept_silent(agreement, term_key, request.user)},
        submit="Move those I ticked",
        cancel_text="Leave them all as they are",
        done=lambda moved: f"{len(moved)} deadline{'' if len(moved) == 1 else 's'} moved. The others stay.",
        back=page_of(agreement),
    )


def _newest(agreement: Agreement, key: TermKey) -> Term | None:
    return agreement.terms.filter(key=key).order_by("-effective_on").first()
