"""An audit is written, asks its questions, draws its sample and ends (K9)."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from accounts import history
from accounts.errors import AnswerRefused, ServiceError
from accounts.models import Agency, User
from learners.models import Learner
from oversight.enums import Area, AuditQuestionKind, Listing
from oversight.models import Audit, AuditCase, AuditQuestion, AuditSample
from oversight.selectors.audits import LISTINGS, population
from oversight.selectors.list_kinds import KINDS
from oversight.selectors.measures import area_is
from oversight.services.audit_shares import end_shares

#: As many young people are drawn at once at most: a sample that nobody can read through is none.
LARGEST = 500


class AuditRefused(AnswerRefused):
    """It cannot be kept like this; `field` names the question it belongs to."""


class AuditIsOver(ServiceError):
    def __init__(self) -> None:
        super().__init__("This audit has ended. Nothing is changed any more.")


class SampleIsDrawn(ServiceError):
    def __init__(self) -> None:
        super().__init__("A sample is drawn, so questions stay as they are.")


class NothingToAsk(ServiceError):
    def __init__(self) -> None:
        super().__init__("There is no question in it yet. Add one first.")


@dataclass(frozen=True, kw_only=True)
class AuditDetails:
    """What an audit is about. `filters` are those of the list's address."""

    title: str
    purpose: str
    starts_on: date
    ends_on: date
    listing: Listing = Listing.YOUNG_PEOPLE
    filters: str = ""


def locked(audit: Audit) -> Audit:
    """The audit as it is, until the end of the transaction. Raises AuditIsOver."""
    audit = Audit.objects.select_for_update(of=("self",)).select_related("agency").get(pk=audit.pk)
    if audit.is_over:
        raise AuditIsOver
    return audit


@transaction.atomic
def begin_audit(*, agency: Agency, details: AuditDetails, by: User, now: datetime) -> Audit:
    """Write down what an audit of an agency is about. Raises AuditRefused."""
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # two with one title meet here
    audit = Audit(agency=agency, recorded_at=now)
    _fill(audit, details)
    history.save(audit, by=by, reason="Begun", at=now)
    return audit


@transaction.atomic
def change_audit(*, audit: Audit, details: AuditDetails, by: User, now: datetime) -> Audit:
    """Change what it is about. A sample that is drawn keeps of whom it was drawn. Raises AuditRefused, AuditIsOver."""
    Agency.objects.select_for_update(no_key=True).get(pk=audit.agency_id)
    audit = locked(audit)
    _fill(audit, details)
    history.save(audit, by=by, reason="Changed", at=now)
    return audit


@transaction.atomic
def add_question(*, audit: Audit, text: str, kind: AuditQuestionKind, by: User, now: datetime) -> AuditQuestion:
    """Ask one question more, after the others. Raises AuditRefused, SampleIsDrawn, AuditIsOver."""
    audit = _before_the_draw(audit)
    last = audit.questions.aggregate(last=Max("position"))["last"] or 0
    question = AuditQuestion(audit=audit, position=last + 1)
    _ask(question, text, kind)
    history.save(question, by=by, reason="Added", at=now)
    return question


@transaction.atomic
def change_question(
    *, question: AuditQuestion, text: str, kind: AuditQuestionKind, by: User, now: datetime
) -> AuditQuestion:
    """Put a question otherwise. Raises AuditRefused, SampleIsDrawn, AuditIsOver."""
    _before_the_draw(question.audit)
    question = AuditQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    _ask(question, text, kind)
    history.save(question, by=by, reason="Changed", at=now)
    return question


@transaction.atomic
def remove_question(*, question: AuditQuestion, by: User, now: datetime) -> None:
    """Do not ask it. Raises SampleIsDrawn, AuditIsOver."""
    _before_the_draw(question.audit)
    history.save(question, by=by, reason="Not asked", at=now)
    question.delete()


@transaction.atomic
def draw_sample(*, audit: Audit, size: int, reason: str = "", by: User, now: datetime) -> AuditSample:
    """Draw at random, from those of whom the audit speaks and whom `by` may see: once, and kept. All of them where there are
    fewer than `size`. A further sample is drawn from those who are not drawn yet, with a reason. Raises AuditRefused,
    NothingToAsk, AuditIsOver.

    The seed is random; the order it gives is the database's, so that the draw can be done again from what is kept of it.
    """
    audit = locked(audit)
    if not audit.questions.exists():
        raise NothingToAsk
    if not 1 <= size <= LARGEST:
        raise AuditRefused("size", f"Enter a number from 1 to {LARGEST}.")
    number = audit.samples.count() + 1
    if number > 1 and not reason.strip():
        raise AuditRefused("reason", "A sample is drawn already. Enter why a further one is needed.")
    seed = secrets.token_hex(16)
    try:
        found = population(audit, by, now)
    except ValueError:
        raise AuditRefused("", "The list of young people makes no sense any more. Change the audit.") from None
    by_chance = MD5(Concat(Value(seed), Cast("uuid", TextField())))
    learner_ids = list(found.order_by(by_chance).values_list("pk", flat=True))
    if not learner_ids:
        raise AuditRefused("size", "There is nobody to draw from.")
    sample = AuditSample(
        audit=audit, number=number, size=size, seed=seed, population=len(learner_ids), listing=audit.listing,
        filters=audit.filters, reason=reason.strip() if number > 1 else "", drawn_at=now, drawn_by=by,
    )  # fmt: skip
    sample.save(force_insert=True)
    drawn = learner_ids[:size]
    areas = {
        pk: area
        for area in Area
        for pk in Learner.objects.filter(pk__in=drawn).filter(area_is(area, by)).values_list("pk", flat=True)
    }
    cases = [
        AuditCase(sample=sample, audit=audit, learner_id=pk, position=place, area=areas[pk])
        for place, pk in enumerate(drawn, start=1)
    ]
    history.create_all(cases, by=by, reason="Drawn", at=now)
    return sample


@transaction.atomic
def close_audit(*, audit: Audit, conclusion: str, by: User, now: datetime) -> Audit:
    """Say what came of it. Nothing is answered after that, and clocks of what is not answered stop. Raises AuditRefused,
    AuditIsOver.
    """
    audit = locked(audit)
    if not conclusion.strip():
        raise AuditRefused("conclusion", "Enter what came of it.")
    audit.conclusion, audit.closed_at = conclusion.strip(), now
    history.save(audit, by=by, reason="Ended", at=now)
    end_shares(audit.shares.all(), reason="The audit has ended", by=by, now=now)
    return audit


def _before_the_draw(audit: Audit) -> Audit:
    audit = locked(audit)
    if audit.samples.exists():
        raise SampleIsDrawn
    return audit


def _fill(audit: Audit, details: AuditDetails) -> None:
    title, purpose = details.title.strip(), details.purpose.strip()
    for name, text in (("title", title), ("purpose", purpose)):
        if not text:
            raise AuditRefused(name, f"Enter the {name}.")
    if Audit.objects.filter(agency=audit.agency_id, title=title).exclude(pk=audit.pk).exists():
        raise AuditRefused("title", "There is one of this title already.")
    if details.ends_on < details.starts_on:
        raise AuditRefused("ends_on", "The end must be the same day as the start or later.")
    if details.listing not in LISTINGS:
        raise AuditRefused("view", "Choose a list of young people.")
    try:
        filters = KINDS[Listing(details.listing)].canonical(details.filters)
    except ValueError:
        raise AuditRefused("view", "The list makes no sense any more. Choose another one.") from None
    audit.title, audit.purpose = title, purpose
    audit.starts_on, audit.ends_on = details.starts_on, details.ends_on
    audit.listing, audit.filters = details.listing, filters


def _ask(question: AuditQuestion, text: str, kind: AuditQuestionKind) -> None:
    if not text.strip():
        raise AuditRefused("text", "Enter the question.")
    question.text, question.kind = text.strip(), AuditQuestionKind(kind)
