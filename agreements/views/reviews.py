"""The yearly review of an agreement (A6): its page, its questions, the actions and the outcome both sides agree on."""

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
from accounts.views.asking import ask, confirm
from agreements.enums import ReviewOutcome, Side
from agreements.forms.reviews import ActionForm, AnswerForm, DoneForm, OutcomeForm
from agreements.models import Agreement, AgreementReview, ReviewAction, ReviewAnswer
from agreements.selectors import reviews as selectors
from agreements.selectors.challenges import aged
from agreements.selectors.questions import QUESTION_BY_KEY, QUESTIONS, after
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
from agreements.views.finding import agreement_at_school, page_of, visible_agreement


@require_GET
def reviews(request: HttpRequest, agreement_uuid: UUID) -> HttpResponse:
    """All reviews of an agreement, what was agreed in them, and when the next one is due."""
    agreement = visible_agreement(request, agreement_uuid)
    now = request_now(request)
    side = selectors.side_of(agreement, request.user)
    found = list(agreement.reviews.order_by("-period_to"))
    context = {
        "agreement": agreement,
        "rows": [{"review": review, "stage": selectors.stage_of(review)} for review in found],
        "actions": selectors.actions_of(agreement),
        "today": local_date(now),
        "due": selectors.review_due(agreement),
        "may_open": all(review.completed_at for review in found)
        and selectors.may_open(agreement, request.user, local_date(now)),
        "may_finish": side is not None,
        "now": now,
    }
    return render(request, "agreements/reviews/list.html", context)


@require_http_methods(["GET", "POST"])
def review_new(request: HttpRequest, agreement_uuid: UUID) -> HttpResponse:
    agreement = agreement_at_school(request, agreement_uuid, Permission.ANSWER_REVIEW)
    now = request_now(request)
    return confirm(
        request,
        lambda: begin_review(agreement=agreement, by=request.user, now=now),
        template="agreements/reviews/new.html",
        heading="Open the yearly review",
        caption=str(agreement),
        more=lambda: {"period": selectors.next_period(agreement, local_date(now))},
        submit="Open review",
        done=f"The review is open. {agreement.provider} has been asked to answer first.",
        then=_page,
        back=reverse("agreements:reviews", args=[agreement.uuid]),
    )


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

    def next_page(_: ReviewAnswer) -> str:
        following = after(question, selectors.answered_keys(found, side))
        if following is None:
            messages.success(request, "Every question is answered. Check your answers and hand them in.")
            return _page(found)
        return reverse("agreements:review-question", args=[found.uuid, following.key])

    place = [each.key for each in QUESTIONS].index(question) + 1
    return ask(
        request,
        form,
        lambda: answer_question(
            review=found, side=side, key=question, **form.cleaned_data, by=request.user, now=request_now(request)
        ),
        template="agreements/reviews/question.html",
        heading=asked.question.title,
        caption=f"Question {place} of {len(QUESTIONS)}",
        asked=asked,
        review=found,
        other=asked.provider if side == Side.VIRTUAL_SCHOOL else None,
        submit="Save and continue",
        cancel_text="Back to the review",
        done="",
        then=next_page,
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def review_hand_in(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    found, side = _answering(request, review_uuid)
    return confirm(
        request,
        lambda: hand_in(review=found, side=side, by=request.user, now=request_now(request)),
        heading="Hand in your answers",
        caption=str(found),
        intro="The other side can read them from now on, and you cannot change them any more.",
        submit="Hand in",
        done="Your answers are handed in.",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def review_action_new(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    found, _ = _answering(request, review_uuid)
    form = ActionForm(request.POST or None, agreement=found.agreement)
    return ask(
        request,
        form,
        lambda: add_action(review=found, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Add an action",
        caption=str(found),
        submit="Add action",
        done="The action is added.",
        then=f"{_page(found)}#actions",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def review_action_drop(request: HttpRequest, action_uuid: UUID) -> HttpResponse:
    action = _action(request, action_uuid)
    return confirm(
        request,
        lambda: drop_action(action=action, by=request.user, now=request_now(request)),
        heading="Take this action back",
        caption=str(action.review),
        intro=action.text,
        submit="Take back",
        submit_class="govuk-button--warning",
        done="The action is taken back.",
        back=_page(action.review),
    )


@require_http_methods(["GET", "POST"])
def review_action_done(request: HttpRequest, action_uuid: UUID) -> HttpResponse:
    action = _action(request, action_uuid)
    now = request_now(request)
    form = DoneForm(request.POST or None, initial={"done_on": local_date(now)})
    return ask(
        request,
        form,
        lambda: finish_action(action=action, **form.cleaned_data, by=request.user, now=now),
        heading="This action is done",
        caption=str(action.review),
        intro=action.text,
        submit="Save",
        done="The action is done.",
        then=reverse("agreements:reviews", args=[action.review.agreement.uuid]),
        back=_page(action.review),
    )


@require_http_methods(["GET", "POST"])
def review_outcome(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    found, side = _answering(request, review_uuid)
    form = OutcomeForm(request.POST or None, changes=found)
    return ask(
        request,
        form,
        lambda: propose_outcome(
            review=found,
            side=side,
            outcome=ReviewOutcome(form.cleaned_data["outcome"]),
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=request_now(request),
        ),
        heading="Propose an outcome",
        caption=str(found),
        intro="Your side agrees to what it proposes, and to the actions as they stand. The other side is asked.",
        submit="Propose",
        done="The outcome is proposed. The other side has been asked to agree.",
        then=f"{_page(found)}#outcome",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def review_agree(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    found, side = _answering(request, review_uuid)
    return confirm(
        request,
        lambda: agree_outcome(review=found, side=side, by=request.user, now=request_now(request)),
        heading="Agree to the outcome",
        caption=str(found),
        intro=f"{found.get_outcome_display()}. You also agree to the actions as they stand." if found.outcome else "",
        submit="Agree",
        done="Your side has agreed.",
        back=_page(found),
    )


@require_http_methods(["GET", "POST"])
def review_renew(request: HttpRequest, review_uuid: UUID) -> HttpResponse:
    """One act: a draft that carries everything over, ready to be checked and sent out for signature."""
    found = _review(request, review_uuid)
    require_at(request.user, Permission.MANAGE_AGREEMENT, found.agreement.virtual_school)

    def prepare() -> Agreement:
        if found.completed_at is None or found.outcome not in (ReviewOutcome.RENEW, ReviewOutcome.AMEND):
            raise ReviewRefused("Both sides have to agree first that it is renewed.")
        return renew_agreement(
            agreement=found.agreement,
            amend=found.outcome == ReviewOutcome.AMEND,
            by=request.user,
            now=request_now(request),
        )

    try:
        return confirm(
            request,
            prepare,
            heading="Prepare the renewal",
            caption=str(found),
            intro="A draft is made with everything this agreement says. The present one stays in force until the new one "
            "begins.",
            submit="Prepare renewal",
            done="The renewal is prepared. Check it and send it out for signature.",
            then=page_of,
            back=_page(found),
            passing=(RenewalUnderWay,),
        )
    except RenewalUnderWay as error:
        messages.warning(request, str(error))
        return redirect(page_of(error.draft))


def _page(found: AgreementReview) -> str:
    return reverse("agreements:review", args=[found.uuid])


def _review(request: HttpRequest, review_uuid: UUID) -> AgreementReview:
    found = AgreementReview.objects.select_related("agreement__provider", "agreement__virtual_school")
    return visible_or_404(found, request.user, uuid=review_uuid)


def _answering(request: HttpRequest, review_uuid: UUID) -> tuple[AgreementReview, Side]:
    """The review, and the side for which the reader answers; 403 if for neither."""
    found = _review(request, review_uuid)
    return found, _side(request, found)


def _side(request: HttpRequest, found: AgreementReview) -> Side:
    side = selectors.side_of(found.agreement, request.user)
    if side is None:
        raise PermissionDenied("Your role does not let you answer the yearly review of an agreement here.")
    return side


def _action(request: HttpRequest, action_uuid: UUID) -> ReviewAction:
    visible = AgreementReview.objects.visible_to(request.user)
    parties = ("review__agreement__provider", "review__agreement__virtual_school")
    action = get_object_or_404(
        ReviewAction.objects.filter(review__in=visible).select_related(*parties), uuid=action_uuid
    )
    _side(request, action.review)
    return action
