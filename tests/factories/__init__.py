"""Ready-made records for tests. A factory writes rows directly; what a service does is tested through the service."""

from tests.factories.accounts import (
    AgencyFactory,
    InvitationFactory,
    LocalAuthorityFactory,
    MembershipFactory,
    UserFactory,
)
from tests.factories.agreements import AgreementFactory, ContactFactory, SignatoryFactory
from tests.factories.consents import ConsentFactory
from tests.factories.learners import (
    AgencyLinkFactory,
    BrokenGlassFactory,
    EnrolmentFactory,
    KeyWorkerFactory,
    LearnerFactory,
)

__all__ = [
    "AgencyFactory",
    "AgencyLinkFactory",
    "AgreementFactory",
    "BrokenGlassFactory",
    "ConsentFactory",
    "ContactFactory",
    "EnrolmentFactory",
    "InvitationFactory",
    "KeyWorkerFactory",
    "LearnerFactory",
    "LocalAuthorityFactory",
    "MembershipFactory",
    "SignatoryFactory",
    "UserFactory",
]
