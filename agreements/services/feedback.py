"""Complaints, given to a manager with two clocks, and compliments, passed on to the person (P17, P18)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, Membership, User
from agreements import subjects
from agreements.enums import BEFORE_SIGNATURE, ComplaintOutcome, SaidBy
from agreements.models import Agreement, Complaint, Compliment
from agreements.selectors.feedback import ACKNOWLEDGE, ANSWER, complaint_managers, manager_for, people_of, sides_of
from agreements.services.agreements import AgreementError, EntryRefused
from agreements.services.duties import opening_of
from agreements.terms import terms_of
from deadlines.services import lock_open, meet, open_deadline
from notifications.enums import MessageKind
from notifications.services import tell


class FeedbackRefused(EntryRefused):
    """It cannot be recorded like this; `field` names what is wrong."""


class AlreadyAnswered(AgreementError):
    def __init__(self) -> None:
        super().__init__("This complaint is answered already.")


@transaction.atomic
def record_complaint(
    *,
    agreement: Agreement,
    about: Agency,
    about_person: User | None = None,
    handler: Membership | None = None,
    said_by: SaidBy,
    said_by_name: str = "",
    how_to_reach: str = "",
    received_on: date,
    summary: str,
    details: str,
    by: User,
    now: datetime,
) -> Complaint:
    """Record a complaint about a side of `agreement`, perhaps about one person there, and give it to a manager: `handler`,
    else who leads the agency, and never the person it is about. The manager is told that there is one, and nothing of it;
    both clocks begin. Raises FeedbackRefused.
    """
    if agreement.status in BEFORE_SIGNATURE:
        raise FeedbackRefused("agreement", "This agreement is not signed yet: there is no promise to complain about.")
    if about.pk not in {agency.pk for agency in sides_of(agreement)}:
        raise FeedbackRefused("about", "This agency is no part of the agreement.")
    if received_on > local_date(now):
        raise FeedbackRefused("received_on", "The day it was received cannot be in the future.")
    if about_person is not None and not people_of([about]).filter(user=about_person).exists():
        raise FeedbackRefused("about_person", f"{about_person} does not work at {about}.")
    if handler is None:
        handler = manager_for(about, but_not=about_person)
        if handler is None:
            who = "Nobody else" if about_person else "Nobody"
            raise FeedbackRefused(
                "about", f"{who} at {about} may handle complaints in Mainstay. Call the agency and ask who will."
            )
    _check_handler(about, about_person, handler)
    complaint = Complaint(
        agreement=agreement, about=about, about_person=about_person, handler=handler, said_by=said_by,
        said_by_name=said_by_name.strip(),
        how_to_reach=how_to_reach.strip(), received_on=received_on, summary=summary.strip(), details=details.strip(),
        recorded_by=by, recorded_at=now,
    )  # fmt: skip
    history.save(complaint, by=by, at=now)
    terms = terms_of(agreement, on=local_date(now))
    for code in (ACKNOWLEDGE, ANSWER):
        opening = opening_of(
            code=code, terms=terms, owner=about, subject_kind=subjects.COMPLAINT, subject_uuid=complaint.uuid,
            starts_at=now,
        )  # fmt: skip
        open_deadline(opening, by=by, now=now)
    _tell_handler(complaint, by=by, now=now)
    return complaint


@transaction.atomic
def pass_complaint(*, complaint: Complaint, handler: Membership, reason: str, by: User, now: datetime) -> Complaint:
    """Another manager of the same agency takes over, with a reason; the clocks run on. Raises FeedbackRefused,
    AlreadyAnswered.
    """
    complaint = _lock(complaint)
    _check_handler(complaint.about, complaint.about_person, handler)
    if handler.pk == complaint.handler_id:
        raise FeedbackRefused("handler", "This manager has it already.")
    if not reason.strip():
        raise FeedbackRefused("reason", "Enter why somebody else takes it over.")
    complaint.handler = handler
    history.save(complaint, by=by, reason=reason.strip(), at=now)
    _tell_handler(complaint, by=by, now=now)
    return complaint


@transaction.atomic
def acknowledge_complaint(*, complaint: Complaint, by: User, now: datetime) -> Complaint:
    """Whoever complained knows that it arrived and who looks into it: the first clock is met. Done again it changes
    nothing. Raises AlreadyAnswered.
    """
    complaint = _lock(complaint)
    if complaint.acknowledged_at is None:
        complaint.acknowledged_at = now
        history.save(complaint, by=by, reason="Acknowledged", at=now)
        _meet(ACKNOWLEDGE, complaint, by=by, now=now)
    return complaint


@transaction.atomic
def answer_complaint(
    *, complaint: Complaint, outcome: ComplaintOutcome, answer: str, by: User, now: datetime
) -> Complaint:
    """Record the answer that was given. It meets the second clock, and the first one if nobody acknowledged before.
    Raises FeedbackRefused, AlreadyAnswered.
    """
    complaint = _lock(complaint)
    if not answer.strip():
        raise FeedbackRefused("answer", "Enter the answer that was given.")
    complaint.acknowledged_at = complaint.acknowledged_at or now
    complaint.answered_at, complaint.outcome, complaint.answer = now, outcome, answer.strip()
    history.save(complaint, by=by, reason="Answered", at=now)
    for code in (ACKNOWLEDGE, ANSWER):
        _meet(code, complaint, by=by, now=now)
    return complaint


@transaction.atomic
def pass_on_compliment(
    *,
    person: Membership,
    said_by: SaidBy,
    said_by_name: str = "",
    text: str,
    received_on: date,
    recorded_at_agency: Agency,
    by: User,
    now: datetime,
) -> Compliment:
    """Record good words about somebody's work and tell them that there are some. Raises FeedbackRefused."""
    if received_on > local_date(now):
        raise FeedbackRefused("received_on", "The day it was said cannot be in the future.")
    if not Membership.objects.active(now).filter(pk=person.pk).exists():
        raise FeedbackRefused("person", "This person does not work there any more.")
    if not text.strip():
        raise FeedbackRefused("text", "Enter what was said.")
    compliment = Compliment(
        person=person, said_by=said_by, said_by_name=said_by_name.strip(), text=text.strip(), received_on=received_on,
        recorded_at_agency=recorded_at_agency, recorded_at=now,
    )  # fmt: skip
    history.save(compliment, by=by, at=now)
    tell(
        [person.user],
        "agreements/email/compliment.txt",
        {},
        kind=MessageKind.COMPLIMENT,
        link=f"{reverse('agreements:compliments')}#{compliment.uuid}",
        topic=f"compliment:{compliment.uuid}",
        by=None,
        now=now,
    )
    return compliment


def _lock(complaint: Complaint) -> Complaint:
    locked = Complaint.objects.select_for_update(of=("self",)).select_related("about", "about_person", "handler__user")
    complaint = locked.get(pk=complaint.pk)
    if complaint.answered_at is not None:
        raise AlreadyAnswered
    return complaint


def _check_handler(about: Agency, about_person: User | None, handler: Membership) -> None:
    if about_person is not None and handler.user_id == about_person.pk:
        raise FeedbackRefused("handler", f"The complaint is about {about_person}. Choose another manager.")
    if not complaint_managers([about.pk]).filter(pk=handler.pk).exists():
        raise FeedbackRefused("handler", f"Choose a manager of {about} who may handle complaints.")


def _meet(code: str, complaint: Complaint, *, by: User, now: datetime) -> None:
    deadline = lock_open(duty_code=code, subject_uuid=complaint.uuid)
    if deadline is not None:
        meet(deadline=deadline, at=now, by=by, now=now)


def _tell_handler(complaint: Complaint, *, by: User, now: datetime) -> None:
    """Not told to somebody who has just done it themselves."""
    topic = f"complaint:{complaint.uuid}"
    tell(
        [complaint.handler.user],
        "agreements/email/complaint_given.txt",
        {},
        kind=MessageKind.COMPLAINT,
        link=subjects.complaint_path(complaint.uuid),
        topic=topic,
        key=f"{topic}:{now.isoformat()}",
        by=by,
        now=now,
    )
