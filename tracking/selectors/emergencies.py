"""Who must answer an emergency, its clock, and the e-mails about it."""

from datetime import datetime

from accounts.enums import Purpose, RoleCode
from accounts.models import User
from agreements.enums import TermKey
from deadlines.models import Deadline
from learners.models import Learner
from learners.selectors.insiders import named_at
from learners.selectors.people import (
    key_worker_at,
    people_with_role,
    social_care_of,
    virtual_school_for,
    who_may_know,
)
from notifications.enums import Channel
from notifications.models import Message
from tracking.models import Emergency

EMERGENCY_RESPONSE = TermKey.EMERGENCY_RESPONSE.value


def who_must_answer(learner: Learner, at: datetime) -> list[User]:
    """Whom an emergency must reach at `at`: the key worker and their cover; without either the team managers, else the
    Virtual School heads. Of a restricted record only those who know of it; if none of these does, the people of social
    care who are named on it, else those of the Virtual School.
    """
    post = key_worker_at(learner, at)
    people = who_may_know(learner, [person for person in (post.holder, post.cover) if person is not None])
    if people:
        return people
    for role, agency in (
        (RoleCode.TEAM_MANAGER, social_care_of(learner)),
        (RoleCode.VIRTUAL_SCHOOL_HEAD, virtual_school_for(learner)),
    ):
        standing_in = people_with_role(role, [agency.pk], at)[agency.pk] if agency else []
        if standing_in := who_may_know(learner, standing_in):
            return standing_in
    if not learner.is_restricted:
        return []
    return next(
        filter(
            None,
            (
                named_at([learner.pk], purpose, at)[learner.pk]
                for purpose in (Purpose.SOCIAL_CARE, Purpose.HOME_VIRTUAL_SCHOOL)
            ),
        ),
        [],
    )


def response_deadline(emergency: Emergency) -> Deadline | None:
    """The 24-hour clock of an emergency."""
    deadlines = Deadline.objects.filter(duty_code=EMERGENCY_RESPONSE, subject_uuid=emergency.uuid)
    return deadlines.select_related("owner", "learner").order_by("-id").first()


def emails_about(emergency: Emergency) -> list[Message]:
    """The e-mails that told people of the emergency, oldest first."""
    emails = Message.objects.filter(topic=emergency.topic, channel=Channel.EMAIL)
    return list(emails.select_related("recipient").order_by("id"))
