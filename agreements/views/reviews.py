"""The yearly review of an agreement (A6): its page, its questions, the actions and the outcome both sides agree on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import agency_ids_where
from accounts.service_form import ServiceForm
from agreements.enums import ReviewOutcome, Side
from agreements.forms.reviews import ActionForm, AnswerForm, DoneForm, OutcomeForm
from agreements.models import Agreement, AgreementReview, ReviewAction
from agreements.selectors import reviews as selectors
from agreements.selectors.challenges import aged
from agreements.selectors.questions import QUESTION_BY_KEY, QUESTIONS, after
from agreements.services.agreements import AgreementError
from agreements.services.ending import RenewalUnderWay, renew_agreement
from agreements.services.reviews import (
    ReviewRefused,
    add_action,
    agree_outcome,
    answer_question,
    begin_review,
    drop_action,
    finish_action,
    hand_in,
    propose_outcome,
)


@require_GET
def reviews(request: HttpRequest, agreement_uuid: UUID) -> HttpResponse:
    """All reviews of an agreement, what was agreed in them, and when the next one is due."""
    agreement = _agreement(request, agreement_uuid)
    now = request_now(request)
    side = selectors.side_of(agreement, request.user)
    found = list(agreement.reviews.order_by("-period_to"))
    context = {
        "agreement": agreement,
        "rows": [{"review": review, "stage": selectors.stage_of(review)} for review in found],
        "actions": selectors.actions_of(agreement),
        "today": local_date(now),
        "due": selectors.review_due(agreement),
        "may_open": selectors.open_review(agreement) is None
        and selectors.may_open(agreement, request.user, local_date(now)),
        "may_finish": side is not None,
        "now": now,
    }
    return render(request, "agreements/reviews/list.html", context)


@require_http_methods(["GET", "POST"])
def review_new(request: HttpRequest, agreement_uuid: UUID) -> HttpResponse:
    agreement = _agreement(request, agreement_uuid)
    require_at(request.user, Permission.ANSWER_REVIEW, agreement.virtual_school)
    now = request_now(request)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            review = begin_review(agreement=agreement, by=request.user, now=now)
        except ReviewRefused as error:
            form.refuse(error)
        else:
            messages.success(request, f"The review is open. {agreement.provider} has been asked to answer first.")
            return redirect("agreements:review", review.uuid)
    period = selectors.next_period(agreement, local_date(now))
    context = {
        "form": form,
        "heading": "Open the yearly review",
        "caption": str(agreement),
        "period": period,
        "submit": "Open review",
        "back_url": reverse("agreements:reviews", args=[agreement.uuid]),
        "cancel_url": reverse("agreements:reviews", args=[agreement.uuid]),
    }
    return render(request, "agreements/reviews/new.html", context)


@require_GET
def review(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    """One review: whose turn it is, every promise with its year, both sides' answers, the actions and the outcome."""
    found = _review(request, review_uuid)
    now = request_now(request)
    side = selectors.side_of(found.agreement, request.user)
    both = selectors.both_answered(found)
    is_open = found.completed_at is None
    context = {
        "review": found,
        "agreement": found.agreement,
        "stage": selectors.stage_of(found),
        "side": side,
        "asked": selectors.questions_of(found, side),
        "answers_now": selectors.may_answer_now(found, side),
        "missing": selectors.missing_answers(found, side) if side else [],
        "total": len(QUESTIONS),
        "challenges": aged(selectors.challenges_in(found, request.user), now),
        "actions": found.actions.select_related("owner").order_by("due_on", "pk"),
        "may_agree_actions": is_open and both and side is not None,
        "may_finish": not is_open and side is not None,
        "may_agree": bool(
            is_open and both and side is not None and found.outcome and selectors.agreed_at(found, side) is None
        ),
        "agreed": [
            {"agency": selectors.agency_of(found.agreement, each), "at": selectors.agreed_at(found, each)}
            for each in Side
        ],
        "next_step": _next_step(request, found),
        "today": local_date(now),
        "now": now,
    }
    return render(request, "agreements/reviews/review.html", context)


def _next_step(request: HttpRequest, found: AgreementReview) -> str:
    """What whoever manages the agreement does with the outcome: “renew”, “end” or nothing."""
    manages = found.agreement.virtual_school_id in agency_ids_where(request.user, Permission.MANAGE_AGREEMENT)
    if not manages or found.completed_at is None:
        return ""
    if found.outcome == ReviewOutcome.END:
        return "end" if found.agreement.ends_on is None else ""
    return "" if found.agreement.successors.exists() else "renew"


@require_http_methods(["GET", "POST"])
def review_question(request: HttpRequest, review_uuid: UUID, question: str) -> HttpResponse:
    """One question with the year's figures; the provider's answer beside it when the Virtual School answers."""
    found, side = _answering(request, review_uuid)
    if question not in QUESTION_BY_KEY:
        raise Http404
    asked = next(each for each in selectors.questions_of(found, side) if each.question.key == question)
    initial = {"kept": asked.mine.kept, "text": asked.mine.text} if asked.mine else None
    form = AnswerForm(request.POST or None, question=asked.question, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            answer_question(
                review=found, side=side, key=question, **form.cleaned_data, by=request.user, now=request_now(request)
            )
        except ReviewRefused as error:
            form.refuse(error)
        else:
            following = after(question, selectors.answered_keys(found, side))
            if following is not None:
                return redirect("agreements:review-question", found.uuid, following.key)
            messages.success(request, "Every question is answered. Check your answers and hand them in.")
            return redirect("agreements:review", found.uuid)
    place = [each.key for each in QUESTIONS].index(question) + 1
    context = {
        "form": form,
        "heading": asked.question.title,
        "caption": f"Question {place} of {len(QUESTIONS)}",
        "asked": asked,
        "review": found,
        "other": asked.provider if side == Side.VIRTUAL_SCHOOL else None,
        "submit": "Save and continue",
        "back_url": _page(found),
        "cancel_url": _page(found),
        "cancel_text": "Back to the review",
    }
    return render(request, "agreements/reviews/question.html", context)


@require_http_methods(["GET", "POST"])
def review_hand_in(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    found, side = _answering(request, review_uuid)
    return _confirm(
        request, found, lambda now: hand_in(review=found, side=side, by=request.user, now=now),
        heading="Hand in your answers",
        intro="The other side can read them from now on, and you cannot change them any more.",
        submit="Hand in", done="Your answers are handed in.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review_action_new(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    found, _ = _answering(request, review_uuid)
    form = ActionForm(request.POST or None, agreement=found.agreement)
    if request.method == "POST" and form.is_valid():
        try:
            add_action(review=found, **form.cleaned_data, by=request.user, now=request_now(request))
        except ReviewRefused as error:
            form.refuse(error)
        else:
            messages.success(request, "The action is added.")
            return redirect(f"{_page(found)}#actions")
    return _form_page(request, found, form, heading="Add an action", submit="Add action")


@require_http_methods(["GET", "POST"])
def review_action_drop(request: HttpRequest, action_uuid: UUID) -> HttpResponse:
    action = _action(request, action_uuid)
    return _confirm(
        request, action.review, lambda now: drop_action(action=action, by=request.user, now=now),
        heading="Take this action back", intro=action.text, submit="Take back", submit_class="govuk-button--warning",
        done="The action is taken back.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review_action_done(request: HttpRequest, action_uuid: UUID) -> HttpResponse:
    action = _action(request, action_uuid)
    now = request_now(request)
    form = DoneForm(request.POST or None, initial={"done_on": local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            finish_action(action=action, **form.cleaned_data, by=request.user, now=now)
        except ReviewRefused as error:
            form.refuse(error)
        else:
            messages.success(request, "The action is done.")
            return redirect("agreements:reviews", action.review.agreement.uuid)
    return _form_page(request, action.review, form, heading="This action is done", intro=action.text, submit="Save")


@require_http_methods(["GET", "POST"])
def review_outcome(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    found, side = _answering(request, review_uuid)
    form = OutcomeForm(request.POST or None, initial={"outcome": found.outcome, "reason": found.outcome_reason})
    if request.method == "POST" and form.is_valid():
        try:
            propose_outcome(
                review=found,
                side=side,
                outcome=ReviewOutcome(form.cleaned_data["outcome"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=request_now(request),
            )
        except ReviewRefused as error:
            form.refuse(error)
        else:
            messages.success(request, "The outcome is proposed. The other side has been asked to agree.")
            return redirect(f"{_page(found)}#outcome")
    return _form_page(
        request, found, form, heading="Propose an outcome", submit="Propose",
        intro="Your side agrees to what it proposes, and to the actions as they stand. The other side is asked.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review_agree(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    found, side = _answering(request, review_uuid)
    return _confirm(
        request, found, lambda now: agree_outcome(review=found, side=side, by=request.user, now=now),
        heading="Agree to the outcome",
        intro=f"{found.get_outcome_display()}. You also agree to the actions as they stand." if found.outcome else "",
        submit="Agree", done="Your side has agreed.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review_renew(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    """One act: a draft that carries everything over, ready to be checked and sent out for signature."""
    found = _review(request, review_uuid)
    require_at(request.user, Permission.MANAGE_AGREEMENT, found.agreement.virtual_school)
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if found.completed_at is None or found.outcome not in (ReviewOutcome.RENEW, ReviewOutcome.AMEND):
                raise ReviewRefused("Both sides have to agree first that it is renewed.")
            draft = renew_agreement(
                agreement=found.agreement,
                amend=found.outcome == ReviewOutcome.AMEND,
                by=request.user,
                now=request_now(request),
            )
        except RenewalUnderWay as error:
            messages.warning(request, str(error))
            return redirect("agreements:agreement", error.draft.uuid)
        except AgreementError as error:
            form.refuse(error)
        else:
            messages.success(request, "The renewal is prepared. Check it and send it out for signature.")
            return redirect("agreements:agreement", draft.uuid)
    return _form_page(
        request, found, form, heading="Prepare the renewal", submit="Prepare renewal",
        intro="A draft is made with everything this agreement says. The present one stays in force until the new one begins.",
    )  # fmt: skip


def _confirm(
    request: HttpRequest, found: AgreementReview, act: Callable[[datetime], Any], *, done: str, **words: str
) -> HttpResponse:
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(request_now(request))
        except ReviewRefused as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect("agreements:review", found.uuid)
    return _form_page(request, found, form, **words)


def _form_page(request: HttpRequest, found: AgreementReview, form: ServiceForm, **words: str) -> HttpResponse:
    context = {"form": form, "caption": str(found), "back_url": _page(found), "cancel_url": _page(found), **words}
    return render(request, "components/form_page.html", context)


def _page(found: AgreementReview) -> str:
    return reverse("agreements:review", args=[found.uuid])


def _agreement(request: HttpRequest, agreement_uuid: UUID) -> Agreement:
    agreements = Agreement.objects.select_related("provider", "virtual_school")
    return visible_or_404(agreements, request.user, uuid=agreement_uuid)


def _review(request: HttpRequest, review_uuid: UUID) -> AgreementReview:
    found = AgreementReview.objects.select_related("agreement__provider", "agreement__virtual_school")
    return visible_or_404(found, request.user, uuid=review_uuid)


def _answering(request: HttpRequest, review_uuid: UUID) -> tuple[AgreementReview, Side]:
    """The review, and the side for which the reader answers; 403 if for neither."""
    found = _review(request, review_uuid)
    side = selectors.side_of(found.agreement, request.user)
    if side is None:
        raise PermissionDenied("Your role does not let you answer the yearly review of an agreement here.")
    return found, side


def _action(request: HttpRequest, action_uuid: UUID) -> ReviewAction:
    visible = AgreementReview.objects.visible_to(request.user)
    parties = ("review__agreement__provider", "review__agreement__virtual_school")
    action = get_object_or_404(
        ReviewAction.objects.filter(review__in=visible).select_related(*parties), uuid=action_uuid
    )
    if selectors.side_of(action.review.agreement, request.user) is None:
        raise PermissionDenied("Your role does not let you answer the yearly review of an agreement here.")
    return action
