from datetime import date

import factory
from factory.django import DjangoModelFactory

from accounts.enums import RoleCode
from agreements.enums import AgreementStatus, ContactKind, Side
from agreements.models import Agreement, Contact, Signatory
from tests.factories.accounts import LONG_AGO, AgencyFactory, MembershipFactory


class AgreementFactory(DjangoModelFactory[Agreement]):
    """In force since 1 September 2024 unless told otherwise."""

    class Meta:
        model = Agreement

    virtual_school = factory.SubFactory(AgencyFactory, virtual_school=True)
    provider = factory.SubFactory(AgencyFactory, provider=True)
    status = AgreementStatus.IN_FORCE
    meeting_on = date(2024, 6, 3)
    signed_on = date(2024, 6, 3)
    starts_on = date(2024, 9, 1)

    class Params:
        draft = factory.Trait(status=AgreementStatus.DRAFT, meeting_on=None, signed_on=None, starts_on=None)


class SignatoryFactory(DjangoModelFactory[Signatory]):
    class Meta:
        model = Signatory

    agreement = factory.SubFactory(AgreementFactory)
    side = Side.PROVIDER
    name = "Sam Signatory"
    role = "Principal"
    email = "principal@example.org"
    signed_on = date(2024, 6, 3)


class ContactFactory(DjangoModelFactory[Contact]):
    """The designated person of a provider unless told otherwise."""

    class Meta:
        model = Contact

    kind = ContactKind.DESIGNATED_PERSON
    agency = factory.SubFactory(AgencyFactory, provider=True)
    holder = factory.SubFactory(
        MembershipFactory, agency=factory.SelfAttribute("..agency"), role=RoleCode.DESIGNATED_PERSON
    )
    starts_at = LONG_AGO

    class Params:
        key_contact = factory.Trait(
            kind=ContactKind.KEY_CONTACT,
            agency=factory.SubFactory(AgencyFactory, virtual_school=True),
            holder=factory.SubFactory(
                MembershipFactory, agency=factory.SelfAttribute("..agency"), role=RoleCode.KEY_CONTACT
            ),
        )
