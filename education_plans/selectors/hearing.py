"""Who is told when a young person says or asks something, and of what happens to them."""

from datetime import datetime

from accounts.enums import RoleCode
from accounts.models import Agency, User
from learners.models import Learner
from learners.selectors.contacts import provider_people
from learners.selectors.people import key_worker_at, people_with_role, social_care_of


def key_worker_and_cover(learner: Learner, at: datetime) -> list[User]:
    """The key worker and their cover at `at`; while the post is vacant the team managers of social care."""
    post = key_worker_at(learner, at)
    people = [person for person in (post.holder, post.cover) if person is not None]
    if people:
        return people
    social_care = social_care_of(learner, at)
    return people_with_role(RoleCode.TEAM_MANAGER, [social_care.pk], at)[social_care.pk] if social_care else []


def key_worker_and_provider(learner: Learner, provider: Agency | None, at: datetime) -> list[User]:
    """The key worker at `at`, and with `provider` those who are told of its young people."""
    key_worker = key_worker_at(learner, at).person
    people = [key_worker] if key_worker else []
    return people + provider_people([provider.pk], at)[provider.pk] if provider else people
