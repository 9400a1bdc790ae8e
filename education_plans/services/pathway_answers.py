"""Agreeing a pathway plan: the young person says yes or no in their words, the key worker signs."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import Answer, PathwayDomain, PlanState, Through
from education_plans.models import PathwayPlan
from education_plans.rules.pathway import is_contingency_missing
from education_plans.rules.serials import serial_at
from education_plans.selectors.hearing import key_worker_and_cover
from education_plans.selectors.own_pathway import words_of_pathway
from education_plans.services.errors import ChangedMeanwhile
from education_plans.services.pathway_clocks import open_pathway_review
from education_plans.services.pathway_errors import PathwayError, lock_pathway
from learners.services.notices import tell
from notifications.enums import MessageKind


class ContingencyMissing(PathwayError):
    def __init__(self) -> None:
        label = PathwayDomain.CONTINGENCY.label
        super().__init__(f"The pathway plan cannot be agreed yet. Write “{label}” first.")


class WordsMissing(PathwayError):
    field = "says"

    def __init__(self) -> None:
        super().__init__("Say what they do not agree with")


class AlreadySigned(PathwayError):
    def __init__(self, by: User) -> None:
        super().__init__(f"{by} has already signed this plan")


class NotAskedReasonMissing(PathwayError):
    field = "not_asked_reason"

    def __init__(self) -> None:
        super().__init__("The young person has not answered yet. Ask them first, or say why you cannot")


@transaction.atomic
def answer_pathway(
    *, pathway: PathwayPlan, answer: Answer, says: str, through: Through, seen: str = "", by: User | None, now: datetime
) -> PathwayPlan:
    """The young person agrees with the plan or does not, in their words; a later answer takes the place of an earlier
    one, which the history keeps. `by` is who wrote it down, None from their own page: then the key worker is told.

    To disagree is possible at any time. The plan holds when the key worker has signed too. `seen` says which words the
    answer is about (`education_plans.selectors.own_pathway.words_of_pathway`): nobody answers others. Raises
    ChangedMeanwhile, ContingencyMissing, WordsMissing (to disagree without a word), CaseHasEnded, PathwayIsClosed.
    """
    if answer == Answer.DISAGREES and not says.strip():
        raise WordsMissing
    pathway = _lock_as_seen(pathway, seen)
    if answer == Answer.AGREES:
        _check_contingency(pathway)
    pathway.young_person_answer, pathway.young_person_says = answer, says.strip()
    pathway.young_person_through, pathway.young_person_answered_at = through, now
    pathway.not_asked_reason = ""
    _take_effect(pathway, reason=f"The young person {Answer(answer).label.lower()}", by=by, now=now)
    if by is None:
        tell(
            key_worker_and_cover(pathway.learner, now),
            learner=pathway.learner,
            kind=MessageKind.YOUNG_PERSON,
            template="education_plans/email/pathway_answered.txt",
            context={},
            topic=f"pathway:{pathway.uuid}:answered:{serial_at(now)}",
            link=reverse("education_plans:pathway", args=[pathway.uuid]),
            by=None,
            now=now,
        )
    return pathway


@transaction.atomic
def sign_pathway(
    *, pathway: PathwayPlan, not_asked_reason: str = "", seen: str = "", by: User, now: datetime
) -> PathwayPlan:
    """The key worker signs. With the young person's answer, whichever it is, the plan holds and the clock of its review
    runs; it counts as agreed only if they agree. Without an answer it holds only with the reason why they could not be
    asked. `seen` as for an answer.

    Raises ChangedMeanwhile, ContingencyMissing, AlreadySigned, NotAskedReasonMissing, CaseHasEnded, PathwayIsClosed.
    """
    pathway = _lock_as_seen(pathway, seen)
    _check_contingency(pathway)
    if pathway.key_worker_agreed_by is not None:
        raise AlreadySigned(pathway.key_worker_agreed_by)
    if not pathway.young_person_answer:
        if not not_asked_reason.strip():
            raise NotAskedReasonMissing
        pathway.not_asked_reason = not_asked_reason.strip()
    pathway.key_worker_agreed_at, pathway.key_worker_agreed_by = now, by
    return _take_effect(pathway, reason="Signed by the key worker", by=by, now=now)


def _lock_as_seen(pathway: PathwayPlan, seen: str) -> PathwayPlan:
    pathway = lock_pathway(pathway)
    if seen and seen != (words := words_of_pathway(pathway)):
        raise ChangedMeanwhile(words)
    return pathway


def _take_effect(pathway: PathwayPlan, *, reason: str, by: User | None, now: datetime) -> PathwayPlan:
    """Save the plan; if both have now spoken it holds from `now`, which opens the clock of its first review."""
    signed = pathway.key_worker_agreed_at is not None
    begins = signed and pathway.in_force_at is None
    if begins:
        pathway.in_force_at = now
    if signed and pathway.young_person_answer == Answer.AGREES and pathway.agreed_at is None:
        pathway.state, pathway.agreed_at = PlanState.AGREED, now
    history.save(pathway, by=by, reason=reason, at=now)
    if begins:
        open_pathway_review(pathway, starts_on=local_date(now), by=by, now=now)
    return pathway


def _check_contingency(pathway: PathwayPlan) -> None:
    section = pathway.sections.get(domain=PathwayDomain.CONTINGENCY)
    if is_contingency_missing(state=section.state, needs=section.needs):
        raise ContingencyMissing
