"""Links to a short form go to those it asks: one letter to each address, with no name in it (W12)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from education_plans.rules.own_page import SECRET_BYTES
from education_plans.selectors.own_links import digest_of
from learners.models import Carer, Learner
from learners.selectors.people import virtual_school_for
from notifications.enums import MessageKind
from notifications.models import Message
from notifications.services import Letter, queue_letters
from notifications.texts import render_text
from oversight.enums import Asked
from oversight.models import FeedbackForm, FeedbackLink
from oversight.selectors.carers import carers_of
from oversight.selectors.feedback_links import takes_answers
from oversight.services.feedback_forms import FeedbackError, NotOpenAnyMore, lock_form, topic_of


class NotForThem(FeedbackError):
    def __init__(self) -> None:
        super().__init__("This form does not ask them, or is answered without names.")


class NoAddress(FeedbackError):
    field = "email"

    def __init__(self) -> None:
        super().__init__("Enter an e-mail address in the correct format, like name@example.com.")


class NotSentTo(FeedbackError):
    field = "email"

    def __init__(self) -> None:
        super().__init__("No e-mail can be sent to this address.")


class SentAlready(FeedbackError):
    field = "email"

    def __init__(self) -> None:
        super().__init__("A link to this form went to this person or this address already.")


@dataclass(frozen=True)
class SentLinks:
    """How many letters were queued, and how many carers got none: they share an address that has one, or may get no e-mail."""

    queued: int
    left_out: int


@transaction.atomic
def send_to_carers(*, form: FeedbackForm, by: User, now: datetime) -> SentLinks:
    """A link to each carer of record whom `by` may know of. Whoever has one gets no second; one address gets one letter,
    however many young people live there. Raises NotOpenAnyMore, NotForThem.
    """
    form = _lock_to_send(form, Asked.CARERS, now)
    written_to = _addresses_written_to(form)
    has_link = set(form.links.filter(carer__isnull=False).values_list("carer_id", flat=True))
    fresh: list[Carer] = []
    left_out = 0
    for carer in carers_of(form.virtual_school, by, local_date(now)):
        if carer.pk in has_link:
            continue
        if carer.email.lower() in written_to:
            left_out += 1
            continue
        written_to.add(carer.email.lower())
        fresh.append(carer)
    queued = _send(form, [(carer.learner, carer, carer.email) for carer in fresh], by=by, now=now)
    return SentLinks(queued, left_out + len(fresh) - queued)


@transaction.atomic
def send_to_young_person(*, form: FeedbackForm, learner: Learner, email: str, by: User, now: datetime) -> FeedbackLink:
    """A link to one young person of that Virtual School, at the address they gave. Raises NotOpenAnyMore, NotForThem, NoAddress,
    SentAlready, NotSentTo.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    form = _lock_to_send(form, Asked.YOUNG_PEOPLE, now)
    if virtual_school_for(learner, now) != form.virtual_school:
        raise NotForThem
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise NoAddress from error
    if learner.is_closed:
        raise NotSentTo
    if form.links.filter(learner=learner, carer__isnull=True).exists() or address.lower() in _addresses_written_to(
        form
    ):
        raise SentAlready
    if not _send(form, [(learner, None, address)], by=by, now=now):
        raise NotSentTo
    return form.links.get(learner=learner, carer__isnull=True)


def _lock_to_send(form: FeedbackForm, asked: Asked, now: datetime) -> FeedbackForm:
    form = lock_form(form)
    if not takes_answers(form, local_date(now)):
        raise NotOpenAnyMore
    if form.asked != asked or not form.is_personal:
        raise NotForThem
    return form


def _addresses_written_to(form: FeedbackForm) -> set[str]:
    letters = Message.objects.filter(topic=topic_of(form)).annotate(folded=Lower("address"))
    return set(letters.values_list("folded", flat=True))


def _send(form: FeedbackForm, people: list[tuple[Learner, Carer | None, str]], *, by: User, now: datetime) -> int:
    """Queue a letter with a new link for each; how many may be sent. Who gets no letter has no link."""
    links: dict[str, FeedbackLink] = {}
    letters = []
    for learner, carer, address in people:
        token = secrets.token_urlsafe(SECRET_BYTES)
        link = FeedbackLink(
            form=form, learner=learner, carer=carer, token_digest=digest_of(token), made_at=now, made_by=by
        )
        page = {
            "address": f"{settings.MAINSTAY_BASE_URL}/your-say/{token}/",
            "agency": form.virtual_school.name,
            "on": form.closes_on,
        }
        subject, body = render_text("oversight/email/feedback_questions.txt", page)
        key = f"feedback:{link.uuid}"
        links[key] = link
        letters.append(
            Letter(
                address=address, subject=subject, body=body, topic=topic_of(form), key=key, about=learner.uuid
            )
        )  # fmt: skip
    queued = queue_letters(letters, kind=MessageKind.FEEDBACK, now=now)
    history.create_all([links[key] for key in links if key in queued], by=by, reason="Sent", at=now)
    return len(queued)
