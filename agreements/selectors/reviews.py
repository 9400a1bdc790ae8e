"""The yearly review of an agreement (A6): where it stands, whose turn it is, what was answered."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from agreements.enums import AgreementStatus, Side
from agreements.models import Agreement, AgreementReview, Challenge, ReviewAction, ReviewAnswer
from agreements.selectors.questions import QUESTIONS, Question, unanswered
from agreements.selectors.upkeep import AGREEMENT_REVIEW
from deadlines import adherence
from deadlines.adherence import Counts
from deadlines.calendar import local_midnight
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet
from deadlines.selectors import Filters

#: The figures of a question, in order: what the columns of adherence are called here.
FIGURES: Mapping[str, str] = {
    "on_time": "kept in time",
    "late": "kept late",
    "missed": "not kept",
    "not_yet_due": "not yet due",
}


def population(agreement: Agreement, first: date, last: date) -> DeadlineQuerySet:
    """All clocks of the agreement first due from `first` to `last`, both included."""
    start, end = local_midnight(first), local_midnight(last + timedelta(days=1))
    return Deadline.objects.filter(agreement=agreement).originally_due(start, end)


def figures_of(agreement: Agreement, first: date, last: date, now: datetime) -> dict[str, dict[str, int]]:
    """The adherence of each duty in the period as plain numbers, to be kept with the review."""
    counted = adherence.by_duty(population(agreement, first, last), now)
    return {code: asdict(counts) for code, counts in counted.items()}


def next_period(agreement: Agreement, today: date) -> tuple[date, date] | None:
    """First and last day of the next review: from the day after the last one (or the first day in force) to yesterday.
    None when there is nothing to look back on.
    """
    newest = agreement.reviews.order_by("-period_to").first()
    first = newest.period_to + timedelta(days=1) if newest else agreement.starts_on
    last = today - timedelta(days=1)
    return None if first is None or first > last else (first, last)


def open_review(agreement: Agreement) -> AgreementReview | None:
    return agreement.reviews.filter(completed_at__isnull=True).first()


def side_of(agreement: Agreement, user: User | AnonymousUser) -> Side | None:
    """The side for which `user` may answer; None if for neither. In a web request one agency's hats are worn."""
    may = agency_ids_where(user, Permission.ANSWER_REVIEW)
    if agreement.provider_id in may:
        return Side.PROVIDER
    return Side.VIRTUAL_SCHOOL if agreement.virtual_school_id in may else None


def agency_of(agreement: Agreement, side: Side) -> Agency:
    return agreement.provider if side == Side.PROVIDER else agreement.virtual_school


def handed_in_at(review: AgreementReview, side: Side) -> datetime | None:
    return review.provider_answered_at if side == Side.PROVIDER else review.school_answered_at


def agreed_at(review: AgreementReview, side: Side) -> datetime | None:
    return review.provider_agreed_at if side == Side.PROVIDER else review.school_agreed_at


def may_answer_now(review: AgreementReview, side: Side | None) -> bool:
    """The provider first, then the Virtual School; each until it has handed its answers in."""
    if side is None or handed_in_at(review, side) is not None:
        return False
    return side == Side.PROVIDER or review.provider_answered_at is not None


def both_answered(review: AgreementReview) -> bool:
    return review.provider_answered_at is not None and review.school_answered_at is not None


@dataclass(frozen=True)
class Stage:
    """Where a review stands, in words, with the colour of its tag."""

    words: str
    colour: str


def stage_of(review: AgreementReview) -> Stage:
    if review.completed_at:
        return Stage("Completed", "green")
    if review.provider_answered_at is None:
        return Stage("Provider to answer", "yellow")
    if review.school_answered_at is None:
        return Stage("School to answer", "yellow")
    if not review.outcome:
        return Stage("Outcome to agree", "blue")
    return Stage("Outcome proposed", "blue")


@dataclass(frozen=True)
class Figure:
    """One number of a question's year, and the list it was counted from."""

    label: str
    number: int
    url: str


@dataclass(frozen=True)
class Asked:
    """One question as a reader sees it: the year's figures and the answers shown to them."""

    question: Question
    figures: tuple[Figure, ...]
    rate: float | None
    provider: ReviewAnswer | None
    school: ReviewAnswer | None
    url: str
    mine: ReviewAnswer | None = None


def questions_of(review: AgreementReview, side: Side | None) -> list[Asked]:
    """Every question with its figures. What one side has not handed in yet, the other does not see. One query."""
    answers = {(answer.question, answer.side): answer for answer in review.answers.all()}

    def shown(key: str, whose: Side) -> ReviewAnswer | None:
        return answers.get((key, whose.value)) if side == whose or handed_in_at(review, whose) else None

    return [
        Asked(
            question=question,
            figures=tuple(figures_shown(review, question)),
            rate=counts_of(review, question.key).rate if question.duty else None,
            provider=shown(question.key, Side.PROVIDER),
            school=shown(question.key, Side.VIRTUAL_SCHOOL),
            url=reverse("agreements:review-question", args=[review.uuid, question.key]),
            mine=answers.get((question.key, side.value)) if side else None,
        )
        for question in QUESTIONS
    ]


def counts_of(review: AgreementReview, code: str) -> Counts:
    """The figures of one duty as they were when the review was opened."""
    kept = review.figures.get(code, {})
    return Counts(**{name: kept.get(name, 0) for name in adherence.COLUMNS})


def figures_shown(review: AgreementReview, question: Question) -> list[Figure]:
    """What is not nought of one duty's figures; nothing for a general question."""
    if question.duty is None:
        return []
    within = Filters(
        agreement=review.agreement.uuid,
        duty=question.key,
        due_from=review.period_from,
        due_to=review.period_to + timedelta(days=1),
    )
    counts = counts_of(review, question.key)
    return [
        Figure(words, getattr(counts, column), replace(within, **adherence.COLUMNS[column][0]).address())
        for column, words in FIGURES.items()
        if getattr(counts, column)
    ]


def answered_keys(review: AgreementReview, side: Side) -> set[str]:
    return set(review.answers.filter(side=side).values_list("question", flat=True))


def missing_answers(review: AgreementReview, side: Side) -> list[Question]:
    return list(unanswered(answered_keys(review, side)))


def challenges_in(review: AgreementReview, user: User | AnonymousUser) -> list[Challenge]:
    """Challenges under the agreement that were open at some time in the period, as far as `user` may see them."""
    start, end = local_midnight(review.period_from), local_midnight(review.period_to + timedelta(days=1))
    found = Challenge.objects.visible_to(user).filter(agreement=review.agreement_id, raised_at__lt=end)
    return list(
        found.exclude(closed_at__lt=start).select_related("raised_by", "raised_against").order_by("raised_at", "pk")
    )


def actions_of(agreement: Agreement) -> list[ReviewAction]:
    """What was agreed in all reviews: what is still to be done first, by its day."""
    actions = ReviewAction.objects.filter(review__agreement=agreement).select_related("owner", "review")
    return sorted(actions, key=lambda action: (action.done_on is not None, action.due_on, action.pk))


def reviews_to_answer(user: User | AnonymousUser) -> list[AgreementReview]:
    """For “My day”: open reviews in which it is the turn of the user's side to answer or to agree, the oldest first."""
    may = agency_ids_where(user, Permission.ANSWER_REVIEW)
    if not may:
        return []
    providers = Q(agreement__provider__in=may)
    schools = Q(agreement__virtual_school__in=may, provider_answered_at__isnull=False)
    agree = Q(school_answered_at__isnull=False) & ~Q(outcome="")
    turn = (
        providers & (Q(provider_answered_at__isnull=True) | agree & Q(provider_agreed_at__isnull=True))
        | schools & (Q(school_answered_at__isnull=True) | agree & Q(school_agreed_at__isnull=True))
    )  # fmt: skip
    found = AgreementReview.objects.visible_to(user).filter(turn, completed_at__isnull=True)
    return list(found.select_related("agreement__provider", "agreement__virtual_school").order_by("opened_at", "pk"))


def review_due(agreement: Agreement) -> Deadline | None:
    """The open clock of the yearly review."""
    return Deadline.objects.open().filter(duty_code=AGREEMENT_REVIEW, subject_uuid=agreement.uuid).first()


def panel(agreement: Agreement, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """For `_review_panel.html` on the agreement's page: the open review, the last one, and when the next is due."""
    review = open_review(agreement)
    last = agreement.reviews.filter(completed_at__isnull=False).order_by("-completed_at").first()
    return {
        "shown": agreement.status == AgreementStatus.IN_FORCE or review is not None or last is not None,
        "review": review,
        "stage": stage_of(review) if review else None,
        "last": last,
        "due": review_due(agreement),
        "actions_open": ReviewAction.objects.filter(review__agreement=agreement, done_on__isnull=True).count(),
        "reviews_url": reverse("agreements:reviews", args=[agreement.uuid]),
        "may_open": review is None and may_open(agreement, user, local_date(now)),
    }


def may_open(agreement: Agreement, user: User | AnonymousUser, today: date) -> bool:
    """The Virtual School opens a review of an agreement in force, when there is a period to look back on."""
    return (
        agreement.status == AgreementStatus.IN_FORCE
        and side_of(agreement, user) == Side.VIRTUAL_SCHOOL
        and next_period(agreement, today) is not None
    )
