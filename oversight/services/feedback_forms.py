"""A short form is written, opened and closed by a Virtual School (W12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, User
from notifications.services import cancel_topic
from oversight.enums import AnswerWay, Asked, FormStatus, QuestionKind
from oversight.models import FeedbackForm, FeedbackQuestion
from oversight.rules.feedback import MOST_QUESTIONS


class FeedbackError(ServiceError):
    """What is wrong with it; `field` names the question it belongs to."""

    field: str | None = None


class NoQuestions(FeedbackError):
    def __init__(self) -> None:
        super().__init__("Write at least one question.")


class TooManyQuestions(FeedbackError):
    def __init__(self) -> None:
        super().__init__(f"Ask {MOST_QUESTIONS} questions at most.")


class ClosesTooEarly(FeedbackError):
    field = "closes_on"

    def __init__(self) -> None:
        super().__init__("The last day for answers must be today or later.")


class NoDraft(FeedbackError):
    def __init__(self) -> None:
        super().__init__("Only a draft can be changed and opened. Somebody has opened it already.")


class NotOpenAnyMore(FeedbackError):
    def __init__(self) -> None:
        super().__init__("This form is not open.")


@dataclass(frozen=True, kw_only=True)
class FormDetails:
    """What a form says and asks. `questions` are its kind and its words, in order."""

    title: str
    what_for: str
    asked: Asked
    way: AnswerWay
    closes_on: date
    call_within: int
    questions: Sequence[tuple[QuestionKind, str]]


def topic_of(form: FeedbackForm) -> str:
    """What letters with a link to the form are cancelled by."""
    return f"feedback:{form.uuid}"


@transaction.atomic
def write_form(*, virtual_school: Agency, details: FormDetails, by: User, now: datetime) -> FeedbackForm:
    """Begin a form as a draft. Raises NoQuestions, TooManyQuestions, ClosesTooEarly."""
    form = FeedbackForm(virtual_school=virtual_school, recorded_at=now)
    return _save(form, details, reason="Written", by=by, now=now)


@transaction.atomic
def change_form(*, form: FeedbackForm, details: FormDetails, by: User, now: datetime) -> FeedbackForm:
    """Change a draft. What was asked of people stays as it was asked. Raises NoDraft and what `write_form` raises."""
    return _save(_lock_draft(form), details, reason="Changed", by=by, now=now)


@transaction.atomic
def open_form(*, form: FeedbackForm, by: User, now: datetime) -> FeedbackForm:
    """From now on it can be answered. Raises NoDraft, ClosesTooEarly."""
    form = _lock_draft(form)
    if form.closes_on < local_date(now):
        raise ClosesTooEarly
    form.status, form.opened_at = FormStatus.OPEN, now
    history.save(form, by=by, reason="Opened", at=now, update_fields=["status", "opened_at"])
    return form


@transaction.atomic
def close_form(*, form: FeedbackForm, by: User, now: datetime) -> FeedbackForm:
    """Nobody can answer any more, and letters that wait are not sent. Raises NotOpenAnyMore."""
    form = lock_form(form)
    if not form.is_open:
        raise NotOpenAnyMore
    form.status, form.closed_at = FormStatus.CLOSED, now
    history.save(form, by=by, reason="Closed", at=now, update_fields=["status", "closed_at"])
    cancel_topic(topic_of(form), now=now)
    return form


def lock_form(form: FeedbackForm) -> FeedbackForm:
    """The form as it is now; whoever answers or sends through it waits."""
    return FeedbackForm.objects.select_for_update(of=("self",)).select_related("virtual_school").get(pk=form.pk)


def _lock_draft(form: FeedbackForm) -> FeedbackForm:
    locked = lock_form(form)
    if not locked.is_draft:
        raise NoDraft
    return locked


def _save(form: FeedbackForm, details: FormDetails, *, reason: str, by: User, now: datetime) -> FeedbackForm:
    if not details.questions:
        raise NoQuestions
    if len(details.questions) > MOST_QUESTIONS:
        raise TooManyQuestions
    if details.closes_on < local_date(now):
        raise ClosesTooEarly
    form.title, form.what_for = " ".join(details.title.split()), details.what_for.strip()
    form.asked, form.way, form.closes_on = details.asked, details.way, details.closes_on
    form.call_within = details.call_within
    history.save(form, by=by, reason=reason, at=now)
    form.questions.all().delete()
    questions = [
        FeedbackQuestion(form=form, position=position, kind=kind, text=text.strip())
        for position, (kind, text) in enumerate(details.questions, 1)
    ]
    history.create_all(questions, by=by, reason=reason, at=now)
    return form
