from datetime import date

import factory
from factory.django import DjangoModelFactory

from accounts.enums import Purpose, RoleCode
from accounts.names import sort_name, trigrams
from learners.enums import CareStatus, KeyWorkerKind, Level
from learners.models import AgencyLink, BrokenGlass, Enrolment, KeyWorker, Learner
from tests.factories.accounts import LONG_AGO, AgencyFactory, LocalAuthorityFactory, MembershipFactory


class LearnerFactory(DjangoModelFactory[Learner]):
    """A case file with no links: nobody sees it until one is added."""

    class Meta:
        model = Learner

    given_name = factory.Sequence(lambda n: f"Given{n}")
    family_name = factory.Sequence(lambda n: f"Family{n}")
    sort_name = factory.LazyAttribute(lambda learner: sort_name(learner.family_name, learner.given_name))
    trigrams = factory.LazyAttribute(lambda learner: trigrams(f"{learner.given_name} {learner.family_name}"))
    date_of_birth = date(2008, 5, 17)
    home_authority = factory.SubFactory(LocalAuthorityFactory)
    care_status = CareStatus.LOOKED_AFTER
    recorded_at = LONG_AGO


class AgencyLinkFactory(DjangoModelFactory[AgencyLink]):
    class Meta:
        model = AgencyLink

    learner = factory.SubFactory(LearnerFactory)
    agency = factory.SubFactory(AgencyFactory, provider=True)
    purpose = Purpose.PROVIDER
    starts_at = LONG_AGO


class KeyWorkerFactory(DjangoModelFactory[KeyWorker]):
    class Meta:
        model = KeyWorker

    learner = factory.SubFactory(LearnerFactory)
    membership = factory.SubFactory(
        MembershipFactory, agency=factory.SubFactory(AgencyFactory, social_care=True), role=RoleCode.SOCIAL_WORKER
    )
    kind = KeyWorkerKind.SOCIAL_WORKER
    starts_at = LONG_AGO
    assigned_at = LONG_AGO


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    class Meta:
        model = Enrolment

    learner = factory.SubFactory(LearnerFactory)
    provider = factory.SubFactory(AgencyFactory, provider=True)
    course = "Level 2 Diploma in Bricklaying"
    trigrams = factory.LazyAttribute(lambda enrolment: trigrams(enrolment.course))
    level = Level.LEVEL_2
    starts_on = date(2026, 9, 1)
    planned_end_on = date(2027, 7, 9)
    recorded_at = LONG_AGO


class BrokenGlassFactory(DjangoModelFactory[BrokenGlass]):
    """A record opened in an emergency by the hat `membership`; `opened_at` and `ends_at` are the test's to say."""

    class Meta:
        model = BrokenGlass

    learner = factory.SubFactory(LearnerFactory)
    membership = factory.SubFactory(
        MembershipFactory, agency=factory.SubFactory(AgencyFactory, virtual_school=True), role=RoleCode.KEY_CONTACT
    )
    reason = "Rang from a station at night"
