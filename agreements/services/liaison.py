"""Meetings of partners at three levels, with what they decided (P11), also where a service plan was put to them (P21)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from agreements.enums import LiaisonLevel, MeetingPurpose
from agreements.models import LiaisonAction, LiaisonMeeting
from agreements.services.agreements import EntryRefused

#: How far ahead a day may be entered: further is a slip of the keyboard.
AHEAD = timedelta(days=731)


class LiaisonRefused(EntryRefused):
    """It cannot be recorded like this; `field` names what is wrong."""


def check_ahead(field: str, day: date, now: datetime) -> None:
    """Raises LiaisonRefused for a day more than two years ahead."""
    if day - AHEAD > local_date(now):
        raise LiaisonRefused(field, "This day is more than two years ahead.")


@transaction.atomic
def record_meeting(
    *,
    organiser: Agency,
    agencies: Collection[Agency],
    level: LiaisonLevel,
    purpose: MeetingPurpose,
    title: str,
    held_on: date,
    people: str = "",
    notes: str = "",
    what_changed: str = "",
    by: User,
    now: datetime,
) -> LiaisonMeeting:
    """Record a meeting that was held or is planned. Every agency that takes part sees it. Raises LiaisonRefused."""
    meeting = LiaisonMeeting(organiser=organiser, recorded_at=now)
    return _save(
        meeting, agencies=agencies, level=level, purpose=purpose, title=title, held_on=held_on, people=people,
        notes=notes, what_changed=what_changed, by=by, reason="", now=now,
    )  # fmt: skip


@transaction.atomic
def change_meeting(
    *,
    meeting: LiaisonMeeting,
    agencies: Collection[Agency],
    level: LiaisonLevel,
    purpose: MeetingPurpose,
    title: str,
    held_on: date,
    people: str = "",
    notes: str = "",
    what_changed: str = "",
    by: User,
    now: datetime,
) -> LiaisonMeeting:
    """Write down what a planned meeting came to, or put it right. An agency with an action stays. Raises
    LiaisonRefused.
    """
    owners = {action.owner for action in meeting.actions.select_related("owner")} - {meeting.organiser}
    if missing := owners - set(agencies):
        name = min(agency.name for agency in missing)
        raise LiaisonRefused("agencies", f"{name} has an action from this meeting, so it stays.")
    return _save(
        meeting, agencies=agencies, level=level, purpose=purpose, title=title, held_on=held_on, people=people,
        notes=notes, what_changed=what_changed, by=by, reason="Changed", now=now,
    )  # fmt: skip


def _save(
    meeting: LiaisonMeeting,
    *,
    agencies: Collection[Agency],
    level: LiaisonLevel,
    purpose: MeetingPurpose,
    title: str,
    held_on: date,
    people: str,
    notes: str,
    what_changed: str,
    by: User,
    reason: str,
    now: datetime,
) -> LiaisonMeeting:
    check_ahead("held_on", held_on, now)
    others = [agency for agency in agencies if agency.pk != meeting.organiser_id]
    if not others:
        raise LiaisonRefused("agencies", "Choose at least one partner that takes part.")
    is_held = held_on <= local_date(now)
    if purpose == MeetingPurpose.SERVICE_PLAN and is_held and not what_changed.strip():
        raise LiaisonRefused("what_changed", "Enter what changed because of the consultation, or that nothing did.")
    meeting.level, meeting.purpose, meeting.title, meeting.held_on = level, purpose, title.strip(), held_on
    meeting.people, meeting.notes, meeting.what_changed = people.strip(), notes.strip(), what_changed.strip()
    history.save(meeting, by=by, reason=reason, at=now)
    meeting.agencies.set(others)
    return meeting


@transaction.atomic
def add_action(
    *, meeting: LiaisonMeeting, text: str, owner: Agency, lead: str = "", due_on: date, by: User, now: datetime
) -> LiaisonAction:
    """What the meeting decided that `owner` does by a day. Raises LiaisonRefused."""
    check_ahead("due_on", due_on, now)
    if due_on < meeting.held_on:
        raise LiaisonRefused("due_on", "It cannot be due before the meeting.")
    if owner.pk != meeting.organiser_id and not meeting.agencies.filter(pk=owner.pk).exists():
        raise LiaisonRefused("owner", f"{owner} does not take part in this meeting.")
    action = LiaisonAction(meeting=meeting, text=text.strip(), owner=owner, lead=lead.strip(), due_on=due_on)
    history.save(action, by=by, at=now)
    return action


@transaction.atomic
def finish_action(*, action: LiaisonAction, done_on: date, result: str, by: User, now: datetime) -> LiaisonAction:
    """It is done, and this came of it. Raises LiaisonRefused."""
    action = LiaisonAction.objects.select_for_update().get(pk=action.pk)
    if action.done_on is not None:
        raise LiaisonRefused("", "This action is done already.")
    if done_on > local_date(now):
        raise LiaisonRefused("done_on", "The day it was done cannot be in the future.")
    if not result.strip():
        raise LiaisonRefused("result", "Enter what came of it.")
    action.done_on, action.result = done_on, result.strip()
    history.save(action, by=by, reason="Done", at=now)
    return action
