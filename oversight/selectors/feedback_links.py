"""Which short form a link opens, and whether it can be answered (W12)."""

from datetime import date, datetime
from enum import Enum
from uuid import UUID

from accounts.clock import local_date
from education_plans.selectors.own_links import digest_of
from notifications.models import Message
from oversight.enums import AnswerWay
from oversight.models import FeedbackAnswer, FeedbackForm, FeedbackLink


class FeedbackState(Enum):
    """How a link stands. A closed form still lets somebody take back that they may be quoted."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


def takes_answers(form: FeedbackForm, today: date) -> bool:
    return form.is_open and today <= form.closes_on


def feedback_link_behind(token: str) -> FeedbackLink | None:
    """The link whose token this is, in whatever state."""
    links = FeedbackLink.objects.select_related("form__virtual_school", "learner", "carer")
    return links.filter(token_digest=digest_of(token)).first()


def open_form_behind(code: UUID) -> FeedbackForm | None:
    """The form that is answered without names at this address, once it was opened."""
    forms = FeedbackForm.objects.select_related("virtual_school").filter(way=AnswerWay.OPEN, opened_at__isnull=False)
    return forms.filter(open_code=code).first()


def feedback_state(link: FeedbackLink | None, now: datetime) -> FeedbackState:
    if link is None:
        return FeedbackState.UNKNOWN
    ended = link.learner is not None and link.learner.is_closed
    return FeedbackState.OPEN if takes_answers(link.form, local_date(now)) and not ended else FeedbackState.CLOSED


def answer_through(link: FeedbackLink) -> FeedbackAnswer | None:
    return FeedbackAnswer.objects.filter(link=link).first()


def still_asked(message: Message, now: datetime) -> bool:
    """Whether a letter with a link that did not arrive may be sent again: its form still takes answers."""
    form = FeedbackForm.objects.filter(uuid=message.topic.partition(":")[2]).first()
    return form is not None and takes_answers(form, local_date(now))
