"""Challenges between agencies: the list by age, one of them, and everything that can be said in it (A7, A38)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_where
from accounts.views.asking import ask
from agreements.enums import ChallengeState
from agreements.forms.challenges import ChallengeFilterForm, ChallengeForm, SayingForm, deadline_asked
from agreements.models import Challenge
from agreements.selectors.challenges import (
    CLOSED,
    ChallengeFilters,
    aged,
    challenges_listed,
    challenging_for,
    clause_of,
    may_be_challenged,
    parties_of,
)
from agreements.services.challenges import (
    answer_challenge,
    escalate_challenge,
    raise_challenge,
    reply_to_challenge,
    resolve_challenge,
    withdraw_challenge,
)
from agreements.views.finding import page_of, visible_agreement
from deadlines.models import Deadline

PER_PAGE = 25
COLOURS = {
    ChallengeState.OPEN: "yellow",
    ChallengeState.ANSWERED: "blue",
    ChallengeState.ESCALATED: "purple",
    ChallengeState.RESOLVED: "green",
    ChallengeState.WITHDRAWN: "grey",
}

#: The cards above the list: a number that opens the list it counts.
CARDS = (
    ("We have to answer", ChallengeFilters(state="waiting", side="against_us"), "red"),
    ("Waiting for their answer", ChallengeFilters(state="waiting", side="by_us"), "amber"),
    ("With the signatory", ChallengeFilters(state="escalated"), "amber"),
    ("Open in all", ChallengeFilters(), ""),
)


@require_GET
def challenges(request: HttpRequest) -> HttpResponse:
    """The oldest first: what waits longest stands at the top."""
    require_anywhere(request.user, Permission.CHALLENGE)
    now = request_now(request)
    form = ChallengeFilterForm(request.GET)
    asked = form.filters()
    found = challenges_listed(request.user, asked) if asked else Challenge.objects.none()
    found = found.select_related("agreement__provider", "agreement__virtual_school", "raised_by", "raised_against")
    page = Paginator(found.order_by("raised_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [{"aged": row, "colour": COLOURS[row.challenge.state]} for row in aged(list(page.object_list), now)],
        "filter_form": form,
        "cards": [
            {"label": label, "number": number, "url": filters.address(), "tone": tone if number else ""}
            for label, filters, tone in CARDS
            for number in [challenges_listed(request.user, filters).count()]
        ],
        "now": now,
    }
    return render(request, "agreements/challenges/list.html", context)


@require_GET
def challenge(request: HttpRequest, challenge_uuid: UUID) -> HttpResponse:
    """What it is about, how old it is, what was said, and what the reader may do next."""
    found = _load(request, challenge_uuid)
    now = request_now(request)
    ours = set(agency_ids_where(request.user, Permission.CHALLENGE))
    is_open = found.state not in CLOSED
    entries = found.entries.select_related("agency", "author").order_by("-at", "-pk")
    context = {
        "challenge": found,
        "colour": COLOURS[ChallengeState(found.state)],
        "aged": aged([found], now)[0],
        "clause": clause_of(found),
        "entries": [
            {
                "at": entry.at,
                "title": entry.get_kind_display(),
                "text": entry.text,
                "by": f"{entry.author}, {entry.agency}",
            }
            for entry in entries
        ],
        "acts": _acts(found, ours) if is_open else [],
        "now": now,
    }
    return render(request, "agreements/challenges/challenge.html", context)


def _acts(found: Challenge, ours: set[int]) -> list[dict[str, Any]]:
    """The buttons of a challenge that is not closed, in order."""
    raised, challenged = found.raised_by_id in ours, found.raised_against_id in ours
    waiting = found.answered_at is None
    wanted = [
        ("Answer", "challenge-answer", challenged and waiting),
        ("Reply", "challenge-reply", raised or (challenged and not waiting)),
        ("Say how it was resolved", "challenge-resolve", raised),
        ("Take it to the signatory", "challenge-escalate", raised and found.escalated_at is None),
        ("Withdraw", "challenge-withdraw", raised),
    ]
    return [
        {"text": text, "url": reverse(f"agreements:{name}", args=[found.uuid]), "primary": name == "challenge-answer"}
        for text, name, may in wanted
        if may
    ]


@require_http_methods(["GET", "POST"])
def challenge_new(request: HttpRequest, agreement_uuid: UUID) -> HttpResponse:
    agreement = visible_agreement(request, agreement_uuid)
    parties = parties_of(agreement)
    raised_by = challenging_for(parties, request.user)
    if raised_by is None or not may_be_challenged(agreement):
        raise PermissionDenied("Your role does not let you challenge another agency here.")
    others = [party for party in parties if party.pk != raised_by.pk]
    deadline = deadline_asked(
        agreement, request.GET.get("deadline", ""), Deadline.objects.visible_to(request.user), others
    )
    if deadline is not None:
        others = [party for party in others if party.pk in (deadline.owner_id, deadline.partner_id)]
    form = ChallengeForm(request.POST or None, others=others, deadline=deadline)
    if "duty" in request.GET and "duty_code" in form.fields:
        form.initial["duty_code"] = request.GET["duty"]
    return ask(
        request,
        form,
        lambda: raise_challenge(
            agreement=agreement,
            raised_by=raised_by,
            deadline=deadline,
            **form.cleaned_data,
            by=request.user,
            now=request_now(request),
        ),
        heading="Raise a challenge",
        caption=f"About: {deadline.duty.title}" if deadline else str(agreement),
        intro="Say what was promised and what happened. The other agency has to answer by a certain day.",
        submit="Raise challenge",
        done=lambda made: f"The challenge is raised. {made.raised_against} has been told.",
        then=_page,
        back=deadline.get_absolute_url() if deadline else page_of(agreement),
    )


@require_http_methods(["GET", "POST"])
def challenge_answer(request: HttpRequest, challenge_uuid: UUID) -> HttpResponse:
    return _say(
        request, challenge_uuid, lambda found: found.raised_against, answer_challenge,
        label="Your agency’s answer", heading="Answer this challenge", submit="Send answer",
        done="The answer is sent.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def challenge_escalate(request: HttpRequest, challenge_uuid: UUID) -> HttpResponse:
    return _say(
        request, challenge_uuid, lambda found: found.raised_by, escalate_challenge,
        label="Why do you take it further?", heading="Take this challenge to the signatory", submit="Take it further",
        intro="Those who answer for the other agency are told, and can see everything that was said.",
        done="The challenge is with the signatory.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def challenge_withdraw(request: HttpRequest, challenge_uuid: UUID) -> HttpResponse:
    return _say(
        request, challenge_uuid, lambda found: found.raised_by, _withdraw,
        label="Why do you withdraw it?", heading="Withdraw this challenge", submit="Withdraw challenge",
        submit_class="govuk-button--warning", done="The challenge is withdrawn.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def challenge_resolve(request: HttpRequest, challenge_uuid: UUID) -> HttpResponse:
    return _say(
        request, challenge_uuid, lambda found: found.raised_by, _resolve,
        label="How was it resolved?", heading="Resolve this challenge", submit="Resolve challenge",
        intro="Both agencies keep the outcome, and it is shown in the yearly review.", done="The challenge is resolved.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def challenge_reply(request: HttpRequest, challenge_uuid: UUID) -> HttpResponse:
    def side(found: Challenge) -> Agency:
        ours = agency_ids_where(request.user, Permission.CHALLENGE)
        return found.raised_by if found.raised_by_id in ours else found.raised_against

    return _say(
        request, challenge_uuid, side,
        lambda *, challenge, **said: reply_to_challenge(challenge=challenge, agency=side(challenge), **said),
        label="Your reply", heading="Reply", submit="Send reply", done="The reply is sent.",
    )  # fmt: skip


def _withdraw(*, text: str, **others: Any) -> Challenge:
    return withdraw_challenge(reason=text, **others)


def _resolve(*, text: str, **others: Any) -> Challenge:
    return resolve_challenge(outcome=text, **others)


def _say(
    request: HttpRequest,
    challenge_uuid: UUID,
    whose: Callable[[Challenge], Agency],
    act: Callable[..., Challenge],
    *,
    label: str,
    **page: str,
) -> HttpResponse:
    """Ask for the text, let the service do it, and go back to the challenge. `whose` agency it is to say it."""
    found = _load(request, challenge_uuid)
    require_at(request.user, Permission.CHALLENGE, whose(found))
    form = SayingForm(request.POST if request.method == "POST" else None, label=label)
    return ask(
        request,
        form,
        lambda: act(challenge=found, text=form.cleaned_data["text"], by=request.user, now=request_now(request)),
        caption=found.title,
        back=_page(found),
        **page,
    )


def _page(found: Challenge) -> str:
    return reverse("agreements:challenge", args=[found.uuid])


def _load(request: HttpRequest, challenge_uuid: UUID) -> Challenge:
    challenges = Challenge.objects.select_related(
        "agreement__provider", "agreement__virtual_school", "raised_by", "raised_against", "deadline"
    )
    return visible_or_404(challenges, request.user, uuid=challenge_uuid)
