"""A young person asks for help on their own page: whoever answers for them is told now (A18).

A call for help is not an emergency by itself: a person reads it and decides. Making it one starts the 24 hours.
"""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.enums import RoleCode
from accounts.errors import ServiceError
from accounts.models import User
from education_plans.models import HelpCall
from learners.enums import ConsentPurpose
from learners.models import Learner
from learners.selectors.people import people_with_role, social_care_of, who_may_know
from learners.services.notices import queue_about
from notifications.enums import MessageKind
from notifications.services import Note
from notifications.texts import render_text
from tracking.selectors.emergencies import who_must_answer
from tracking.services import raise_emergency


class HelpError(ServiceError):
    """The call cannot be made or answered as asked; the text says why. `field` names the question it belongs to."""


class NobodyThere(HelpError):
    def __init__(self) -> None:
        super().__init__("Nobody could be told. Call 999 if you are in danger, or Childline on 0800 1111.")


class HelpAnswerMissing(HelpError):
    field = "answer"

    def __init__(self) -> None:
        super().__init__("Write what was done")


class HelpAnswered(HelpError):
    def __init__(self) -> None:
        super().__init__("Somebody has answered this already")


class AlreadyEmergency(HelpError):
    def __init__(self) -> None:
        super().__init__("This is an emergency already")


@transaction.atomic
def call_for_help(*, learner: Learner, words: str, is_urgent: bool, now: datetime) -> HelpCall:
    """Tell the key worker and their cover at once, whatever they chose about messages; without either the team managers.
    If the young person is not safe, or says so, the team managers are told as well.

    Somebody who calls again while nobody has answered is told again. Raises NobodyThere.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_closed:
        raise NobodyThere
    people = {person.pk: person for person in who_must_answer(learner, now)}
    if is_urgent:
        people |= {person.pk: person for person in _managers(learner, now)}
    if not people:
        raise NobodyThere
    call = HelpCall(learner=learner, words=words.strip(), is_urgent=is_urgent, called_at=now)
    history.save(call, by=None, at=now)
    subject, body = render_text(
        "education_plans/email/call_for_help.txt", {"initials": learner.initials, "about": "now" if is_urgent else ""}
    )
    notes = [
        Note(
            recipient=person,
            kind=MessageKind.CALL_FOR_HELP,
            subject=subject,
            body=body,
            link=help_path(call),
            topic=f"help:{call.uuid}",
            about=learner.uuid,
            key=f"help:{call.uuid}:{person.pk}",
        )
        for person in people.values()
    ]
    queue_about([learner], notes, purpose=ConsentPurpose.SAFEGUARDING, by=None, now=now)
    return call


@transaction.atomic
def answer_help(*, call: HelpCall, answer: str, by: User, now: datetime) -> HelpCall:
    """Record what was done. Raises HelpAnswerMissing, HelpAnswered."""
    call = HelpCall.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    if call.answered_at is not None:
        raise HelpAnswered
    if not answer.strip():
        raise HelpAnswerMissing
    call.answer, call.answered_at, call.answered_by = answer.strip(), now, by
    history.save(call, by=by, at=now, update_fields=["answer", "answered_at", "answered_by"])
    return call


@transaction.atomic
def make_emergency(*, call: HelpCall, description: str, by: User, now: datetime) -> HelpCall:
    """The call is an emergency: it is raised, and its 24 hours run. Raises AlreadyEmergency and what
    `tracking.services.raise_emergency` raises.
    """
    call = HelpCall.objects.select_for_update(of=("self",), no_key=True).select_related("learner").get(pk=call.pk)
    if call.emergency_uuid is not None:
        raise AlreadyEmergency
    emergency = raise_emergency(learner=call.learner, description=description, by=by, now=now)
    call.emergency_uuid = emergency.uuid
    if call.answered_at is None:
        call.answer, call.answered_at, call.answered_by = "Made an emergency", now, by
    fields = ["emergency_uuid", "answer", "answered_at", "answered_by"]
    history.save(call, by=by, reason="Made an emergency", at=now, update_fields=fields)
    return call


def help_path(call: HelpCall) -> str:
    return f"/learners/{call.learner.uuid}/help/{call.uuid}/"


def _managers(learner: Learner, now: datetime) -> list[User]:
    agency = social_care_of(learner)
    managers = people_with_role(RoleCode.TEAM_MANAGER, [agency.pk], now)[agency.pk] if agency else []
    return who_may_know(learner, managers)
