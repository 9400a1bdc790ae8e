"""Whom to alert inside Mainstay when a message about an incident or an emergency could not be delivered: whoever can
pick up the phone instead.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.enums import RoleCode
from accounts.models import User
from agreements.selectors import designated_person_at
from learners.selectors.people import people_with_role, social_care_of, who_may_know
from notifications.enums import MessageKind
from notifications.models import Message
from tracking.models import Emergency, Incident, NoticeSlot


def _subject_of(message: Message, kind: str) -> UUID | None:
    """The UUID in a topic such as "incident:…"; None for another topic."""
    name, _, uuid = message.topic.partition(":")
    return UUID(uuid) if name == kind and uuid else None


def incident_failure(message: Message, now: datetime) -> Sequence[User]:
    """The person who logged the incident and the provider's designated person and cover."""
    uuid = _subject_of(message, "incident")
    incident = (
        Incident.objects.filter(uuid=uuid).select_related("learner", "logged_by", "enrolment__provider").first()
        if uuid
        else None
    )
    if incident is None:
        return []
    post = designated_person_at(incident.enrolment.provider, now)
    people = _distinct([incident.logged_by, post.holder, post.cover], but=message.recipient)
    return who_may_know(incident.learner, people)


def emergency_failure(message: Message, now: datetime) -> Sequence[User]:
    """The person who raised it and the team managers of the social care agency."""
    uuid = _subject_of(message, "emergency")
    emergency = Emergency.objects.filter(uuid=uuid).select_related("learner", "raised_by").first() if uuid else None
    if emergency is None:
        return []
    agency = social_care_of(emergency.learner)
    managers = people_with_role(RoleCode.TEAM_MANAGER, [agency.pk], now)[agency.pk] if agency else []
    return who_may_know(emergency.learner, _distinct([emergency.raised_by, *managers], but=message.recipient))


def _distinct(people: Sequence[User | None], *, but: User | None) -> list[User]:
    """Each once, without the person whom the failed message was for."""
    found = {person.pk: person for person in people if person is not None and person != but}
    return list(found.values())


def notice_still_applies(message: Message, now: datetime) -> bool:
    """A notice of an incident still has to be proven by this very e-mail: no other was sent in its place."""
    if message.kind != MessageKind.INCIDENT_NOTICE:
        return True
    return any(not slot.is_proven for slot in NoticeSlot.objects.filter(message=message))
