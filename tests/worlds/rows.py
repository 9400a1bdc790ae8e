"""A world of plain data, written as rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.clock import local_date
from accounts.models import Agency, Delegation, Membership, User
from learners.models import (
    AgencyLink,
    BrokenGlass,
    DelegatedLearner,
    Enrolment,
    KeyWorker,
    Learner,
    RestrictedAccess,
)
from tests.factories import AgencyFactory, LearnerFactory, LocalAuthorityFactory, UserFactory
from tests.worlds.world import AGENCIES, LEARNERS, USERS, When, World


@dataclass
class Cast:
    """Those who are in every world: agencies, people and young people by position."""

    agencies: list[Agency]
    users: list[User]
    learners: list[Learner]


def build_cast() -> Cast:
    agencies = [
        AgencyFactory(kind=kind, name=f"Agency {number}", local_authority=LocalAuthorityFactory())
        for number, kind in enumerate(AGENCIES)
    ]
    return Cast(agencies, [UserFactory() for _ in range(USERS)], [LearnerFactory() for _ in range(LEARNERS)])


def write(world: World, cast: Cast, now: datetime) -> None:
    """The rows of `world`; guardian's are left to the projection."""

    def span(when: When) -> dict[str, datetime | None]:
        start, end = when.value
        return {
            "starts_at": now + timedelta(days=start),
            "ends_at": None if end is None else now + timedelta(days=end),
        }

    User.objects.filter(pk__in=[cast.users[number].pk for number in world.closed_accounts]).update(is_active=False)
    Learner.objects.filter(pk__in=[cast.learners[number].pk for number in world.restricted]).update(is_restricted=True)
    hats = Membership.objects.bulk_create(
        Membership(user=cast.users[hat.user], agency=cast.agencies[hat.agency], role=hat.role, **span(hat.when))
        for hat in world.hats
    )
    AgencyLink.objects.bulk_create(
        AgencyLink(
            learner=cast.learners[link.learner],
            agency=cast.agencies[link.agency],
            purpose=link.purpose,
            **span(link.when),
        )
        for link in world.links
    )
    KeyWorker.objects.bulk_create(
        KeyWorker(
            learner=cast.learners[work.learner],
            membership=hats[work.hat],
            cover=None if work.cover is None else hats[work.cover],
            kind="other",
            assigned_at=now,
            **span(work.when),
        )
        for work in world.key_workers
    )
    # A mentor counts while the place is open: ended places stand for work that is over.
    today = local_date(now)
    Enrolment.objects.bulk_create(
        Enrolment(
            learner=cast.learners[work.learner],
            provider=cast.agencies[4],
            course="Bricklaying",
            level="2",
            starts_on=today - timedelta(days=30),
            ended_on=None if work.when.is_now else today - timedelta(days=1),
            end_reason="" if work.when.is_now else "withdrew",
            recorded_at=now,
            mentor=hats[work.hat],
        )
        for work in world.mentors
    )
    RestrictedAccess.objects.bulk_create(
        RestrictedAccess(learner=cast.learners[learner], user=cast.users[user], reason="A reason", given_at=now)
        for learner, user in world.named
    )
    for stand_in in world.stand_ins:
        delegation = Delegation.objects.create(
            giver=hats[stand_in.giver],
            deputy=hats[stand_in.deputy],
            given_at=now,
            given_by=cast.users[0],
            **span(stand_in.when),
        )
        DelegatedLearner.objects.bulk_create(
            DelegatedLearner(delegation=delegation, learner=cast.learners[learner]) for learner in stand_in.learners
        )
    BrokenGlass.objects.bulk_create(
        BrokenGlass(
            learner=cast.learners[glass.learner],
            membership=hats[glass.hat],
            reason="A reason",
            opened_at=now + timedelta(days=glass.when.value[0]),
            ends_at=now + timedelta(days=glass.when.value[1] or 0),
        )
        for glass in world.glass
    )
