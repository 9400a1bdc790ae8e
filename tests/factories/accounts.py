from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from accounts.clock import database_now
from accounts.enums import AgencyKind, RoleCode
from accounts.models import Agency, Invitation, LocalAuthority, Membership, User
from accounts.names import sort_name

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
PASSWORD = "a long enough password"
_HASHED = None


def hashed_password() -> str:
    global _HASHED
    _HASHED = _HASHED or make_password(PASSWORD)
    return _HASHED


class LocalAuthorityFactory(DjangoModelFactory[LocalAuthority]):
    """An authority that does not exist; the real ones are loaded by a migration."""

    class Meta:
        model = LocalAuthority

    ons_code = factory.Sequence(lambda n: f"X{n:08d}")
    dfe_code = factory.Sequence(lambda n: f"{n % 1000:03d}" if n < 300 else f"z{n % 100:02d}")
    name = factory.Sequence(lambda n: f"Authority {n}")
    region = "West Midlands"

    @classmethod
    def _setup_next_sequence(cls) -> int:
        return 1


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    phone = factory.Sequence(lambda n: f"01632 960{n % 1000:03d}")
    password = factory.LazyFunction(hashed_password)


class AgencyFactory(DjangoModelFactory[Agency]):
    class Meta:
        model = Agency

    kind = AgencyKind.OTHER
    name = factory.Sequence(lambda n: f"Agency {n}")
    sort_name = factory.LazyAttribute(lambda agency: sort_name(agency.name))
    local_authority = factory.SubFactory(LocalAuthorityFactory)
    email = factory.Sequence(lambda n: f"office{n}@example.org")
    phone = "01632 960000"
    tracked_from = date(2024, 1, 1)

    class Params:
        virtual_school = factory.Trait(
            kind=AgencyKind.VIRTUAL_SCHOOL, name=factory.Sequence(lambda n: f"Virtual School {n}")
        )
        social_care = factory.Trait(kind=AgencyKind.SOCIAL_CARE, name=factory.Sequence(lambda n: f"Social Care {n}"))
        provider = factory.Trait(kind=AgencyKind.PROVIDER, name=factory.Sequence(lambda n: f"College {n}"))


class MembershipFactory(DjangoModelFactory[Membership]):
    """A hat. Writes the row only: `tests.people` and services project access."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    agency = factory.SubFactory(AgencyFactory)
    role = RoleCode.VIEWER
    starts_at = LONG_AGO


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An invitation that waits; `token` is what stands in its link."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    name = factory.Sequence(lambda n: f"Invited {n}")
    agency = factory.SubFactory(AgencyFactory)
    role = RoleCode.VIEWER
    token_digest = factory.LazyAttribute(lambda invitation: sha256(invitation.token.encode()).hexdigest())
    invited_by = factory.SubFactory(UserFactory)
    invited_at = factory.LazyFunction(database_now)
    expires_at = factory.LazyAttribute(lambda invitation: invitation.invited_at + timedelta(days=7))
