"""E-mails that did not arrive, for operators: of which kind, for which agency, when and why. Never what they say."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere
from accounts.clock import request_now
from accounts.enums import Permission
from accounts.models import Membership
from accounts.views.asking import ask, confirm
from accounts.wording import comma_and
from notifications.enums import AttemptOutcome
from notifications.models import Delivery, Message, MessageQuerySet
from notifications.rules import plain_answer
from notifications.selectors import dead_letters as letters_for_operators
from notifications.services import give_up, send_again, send_all_again
from notifications.services.dead_letters import MOST_AT_ONCE, may_be_sent_again
from oversight.forms.operations import GIVEN_UP, DeadLetterFilterForm, GiveUpForm
from oversight.selectors.keyset import KeysetPage, page_at
from oversight.views.paging import cursor_of, keyset_links

PER_PAGE = 50
#: What an operator wrote or did is shown as it stands; what a mail server wrote, by its codes.
_BY_OPERATORS = (AttemptOutcome.RETRIED, AttemptOutcome.GIVEN_UP)


@require_safe
def dead_letters(request: HttpRequest) -> HttpResponse:
    """E-mails that did not arrive and that nobody has decided about; or those given up."""
    require_anywhere(request.user, Permission.OPERATE)
    form = DeadLetterFilterForm(request.GET)
    listed = _listed(form)
    page = (
        page_at(listed.select_related("recipient"), cursor_of(request), moment="settled_at", per_page=PER_PAGE)
        if listed is not None
        else KeysetPage[Message]([], None, None)
    )
    agencies, answers = _agencies(page.rows), _last_answers(page.rows)
    context = {
        "filter_form": form,
        "rows": [
            {"letter": letter, "agency": agencies[letter.recipient_id], "answer": answers.get(letter.pk, "")}
            for letter in page.rows
        ],
        "number": listed.count() if listed is not None else 0,
        "all_again": reverse("oversight:dead-letters-again") + (f"?{query}" if (query := _query(request)) else ""),
        "may_all": listed is not None and request.GET.get("state") != GIVEN_UP and bool(page.rows),
        **keyset_links(request, page.newer, page.older),
    }
    return render(request, "oversight/operations/dead_letters.html", context)


@require_http_methods(["GET", "POST"])
def dead_letters_again(request: HttpRequest) -> HttpResponse:
    """Send all e-mails of a list again: after a day on which the mail server was away."""
    require_anywhere(request.user, Permission.OPERATE)
    listed = _listed(DeadLetterFilterForm(request.GET))
    letters = listed if listed is not None and request.GET.get("state") != GIVEN_UP else Message.objects.none()
    query = _query(request)
    return confirm(
        request,
        lambda: send_all_again(messages=letters, by=request.user, now=request_now(request)),
        back=reverse("oversight:dead-letters") + (f"?{query}" if query else ""),
        done=lambda sums: f"{sums[0]} e-mails are sent again. {sums[1]} must not be: give them up.",
        heading="Send these e-mails again", submit="Send them again",
        more=lambda: {
            "intro": f"{letters.count():,} e-mails, at most {MOST_AT_ONCE} at once. What is not true any more is not sent."
        },
    )  # fmt: skip


@require_safe
def dead_letter(request: HttpRequest, dead_letter_uuid: UUID) -> HttpResponse:
    """One of them: what happened to it, and whether it may be sent again."""
    letter = _letter(request, dead_letter_uuid)
    attempts = letter.deliveries.select_related("by").order_by("-at", "-pk")
    context = {
        "letter": letter,
        "agency": _agencies([letter])[letter.recipient_id],
        "attempts": [
            {"at": each.at, "outcome": each.get_outcome_display(), "words": _words(each)} for each in attempts
        ],
        "stands_against": may_be_sent_again(letter, now=request_now(request)),
    }
    return render(request, "oversight/operations/dead_letter.html", context)


@require_http_methods(["GET", "POST"])
def dead_letter_again(request: HttpRequest, dead_letter_uuid: UUID) -> HttpResponse:
    letter = _letter(request, dead_letter_uuid)
    return confirm(
        request,
        lambda: send_again(message=letter, by=request.user, now=request_now(request)),
        back=reverse("oversight:dead-letter", args=[letter.uuid]), then=reverse("oversight:dead-letters"),
        done="The e-mail is in the queue again.", heading="Send this e-mail again",
        caption=letter.get_kind_display(), submit="Send it again",
        intro="It goes to the address its recipient has now, and has all its tries again.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def dead_letter_give_up(request: HttpRequest, dead_letter_uuid: UUID) -> HttpResponse:
    letter = _letter(request, dead_letter_uuid)
    form = GiveUpForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: give_up(
            message=letter, reason=form.cleaned_data["reason"], by=request.user, now=request_now(request)
        ),
        back=reverse("oversight:dead-letter", args=[letter.uuid]), then=reverse("oversight:dead-letters"),
        done="The e-mail is given up.", heading="Give this e-mail up", caption=letter.get_kind_display(),
        submit="Give it up",
        intro="It is not sent again. Wherever it is shown it says so, and people who must know that it did not arrive are told.",
    )  # fmt: skip


def _letter(request: HttpRequest, uuid: UUID) -> Message:
    require_anywhere(request.user, Permission.OPERATE)
    letters = letters_for_operators() | letters_for_operators(given_up=True)
    return get_object_or_404(letters.select_related("recipient"), uuid=uuid)


def _listed(form: DeadLetterFilterForm) -> MessageQuerySet | None:
    """What the filters ask for; None if they make no sense."""
    if not form.is_valid():
        return None
    kind, state = form.cleaned_data["kind"], form.cleaned_data["state"]
    if state == GIVEN_UP:
        return letters_for_operators(kind=kind, given_up=True)
    return letters_for_operators(kind=kind, state=state)


def _query(request: HttpRequest) -> str:
    """The filters of the address, without the place in the list."""
    kept = QueryDict(mutable=True)
    for name in DeadLetterFilterForm.base_fields:
        if value := request.GET.get(name):
            kept[name] = value
    return kept.urlencode()


def _agencies(letters: Iterable[Message]) -> dict[int | None, str]:
    """At which agencies each recipient works now: one query."""
    names: dict[int | None, list[str]] = defaultdict(list)
    held = Membership.objects.active().filter(user__in={letter.recipient_id for letter in letters} - {None})
    for user_id, agency in held.order_by("agency__sort_name").values_list("user_id", "agency__name").distinct():
        names[user_id].append(agency)
    return {letter.recipient_id: comma_and(names[letter.recipient_id]) for letter in letters}


def _last_answers(letters: Iterable[Message]) -> dict[int, str]:
    """Of each its last attempt in words: one query."""
    last = Delivery.objects.filter(message__in=[letter.pk for letter in letters]).order_by("message", "-at", "-pk")
    return {each.message_id: _words(each) for each in last.distinct("message").select_related("by")}


def _words(attempt: Delivery) -> str:
    if attempt.outcome in _BY_OPERATORS:
        return f"{attempt.by}{f': {attempt.answer}' if attempt.answer else ''}"
    return plain_answer(attempt.answer)
