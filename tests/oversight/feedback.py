"""What the tests of feedback and bulletins begin with."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from learners.enums import CarerKind
from learners.models import Carer, Learner
from learners.services.carers import CarerDetails, record_carer
from oversight.enums import AnswerWay, Asked, QuestionKind
from oversight.models import FeedbackAnswer, FeedbackForm, FeedbackLink
from oversight.services.feedback_answers import Said, answer_openly
from oversight.services.feedback_forms import FormDetails, open_form, write_form
from oversight.services.feedback_sending import send_to_young_person
from tests.people import World

QUESTIONS = (
    (QuestionKind.SCALE, "How is your course?"),
    (QuestionKind.YES_NO, "Do you know whom to ask?"),
    (QuestionKind.WORDS, "What should be better?"),
)


def details_of(now: datetime, **more: Any) -> FormDetails:
    return FormDetails(
        **{
            "title": "How is it going?", "what_for": "We read it, and tell the college what you say.",
            "asked": Asked.YOUNG_PEOPLE, "way": AnswerWay.PERSONAL, "closes_on": local_date(now) + timedelta(days=14),
            "call_within": 2, "questions": QUESTIONS, **more,
        }
    )  # fmt: skip


def opened(world: World, now: datetime, **more: Any) -> FeedbackForm:
    form = write_form(
        virtual_school=world.virtual_school, details=details_of(now, **more), by=world.officer.user, now=now
    )
    return open_form(form=form, by=world.officer.user, now=now)


def carer_of(learner: Learner, world: World, now: datetime, email: str = "fay@example.com", name: str = "Fay") -> Carer:
    details = CarerDetails(kind=CarerKind.FOSTER, name=name, email=email, starts_on=local_date(now))
    return record_carer(learner=learner, details=details, by=world.social_worker.user, now=now)


def numbers(form: FeedbackForm, values: Sequence[int | None]) -> dict[int, int]:
    """What is answered to the questions with choices, in order."""
    asked = [question for question in form.questions.all() if question.kind != QuestionKind.WORDS]
    return {one.pk: value for one, value in zip(asked, values, strict=False) if value is not None}


def words(form: FeedbackForm, text: str) -> dict[int, str]:
    return {form.questions.get(kind=QuestionKind.WORDS).pk: text}


def link_of(form: FeedbackForm, learner: Learner, world: World, now: datetime) -> FeedbackLink:
    return send_to_young_person(form=form, learner=learner, email="me@example.com", by=world.officer.user, now=now)


def openly(form: FeedbackForm, now: datetime, number: int, **said: Any) -> FeedbackAnswer:
    return answer_openly(form=form, token=f"token-{number}", said=Said(**said), now=now)
