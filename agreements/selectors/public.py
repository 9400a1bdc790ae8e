"""What everybody may know: which providers have signed, and how to reach them. Nothing of a young person stands here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.models import Agency, LocalAuthority, User
from accounts.names import fold
from agreements.enums import ContactKind
from agreements.models import Agreement, Contact
from agreements.selectors.posts import post_of
from agreements.selectors.signing import signed_text


@dataclass(frozen=True)
class Named:
    """Somebody who may be named to everybody, with how to reach them."""

    name: str
    role: str
    phone: str
    email: str


@dataclass(frozen=True)
class Signed:
    """One agreement of a provider as everybody may see it."""

    agreement: Agreement
    key_contact: Named | None
    has_file: bool

    @property
    def virtual_school(self) -> Agency:
        return self.agreement.virtual_school

    @property
    def since(self) -> date:
        assert self.agreement.starts_on
        return self.agreement.starts_on


@dataclass(frozen=True)
class ProviderPage:
    provider: Agency
    designated_person: Named | None
    signed: tuple[Signed, ...]


def _public_agreements(today: date) -> QuerySet[Agreement]:
    return Agreement.objects.in_force(today).filter(is_public=True)


def providers(today: date, *, query: str = "", authority: str = "") -> QuerySet[Agency]:
    """Providers with an agreement in force that is shown, by authority and name. `query` is part of the name of the
    provider or of an authority, `authority` a DfE code.
    """
    found = Agency.objects.filter(
        kind=AgencyKind.PROVIDER, pk__in=_public_agreements(today).values("provider")
    ).select_related("local_authority")
    if words := fold(query):
        found = found.filter(Q(sort_name__contains=words) | Q(local_authority__name__icontains=query.strip()))
    if authority:
        found = found.filter(local_authority__dfe_code=authority)
    return found.order_by("local_authority__name", "sort_name", "id")


def authorities_with_providers(today: date) -> QuerySet[LocalAuthority]:
    """The authorities in which a provider stands that has signed, by name."""
    signed = _public_agreements(today).values("provider__local_authority")
    return LocalAuthority.objects.filter(pk__in=signed).order_by("name")


@dataclass(frozen=True)
class Listed:
    """A provider in the list, with those it has signed with."""

    provider: Agency
    signed_with: tuple[str, ...]


def listed(found: Iterable[Agency], today: date) -> list[tuple[LocalAuthority, list[Listed]]]:
    """The providers in groups by the authority in which they stand. One query, however many there are."""
    page = list(found)
    schools: dict[int, list[str]] = {}
    agreements = _public_agreements(today).filter(provider__in=[provider.pk for provider in page])
    for agreement in agreements.select_related("virtual_school").order_by("virtual_school__sort_name", "id"):
        schools.setdefault(agreement.provider_id, []).append(agreement.virtual_school.name)
    groups: dict[int, tuple[LocalAuthority, list[Listed]]] = {}
    for provider in page:
        group = groups.setdefault(provider.local_authority_id, (provider.local_authority, []))
        group[1].append(Listed(provider, tuple(schools.get(provider.pk, ()))))
    return list(groups.values())


def provider_page(provider: Agency, now: datetime) -> ProviderPage | None:
    """What everybody may see of a provider; None where it has no agreement that is shown.

    A person is named only where their post is marked as public and they are active.
    """
    agreements = list(
        _public_agreements(local_date(now))
        .filter(provider=provider)
        .select_related("virtual_school")
        .order_by("virtual_school__sort_name", "id")
    )
    if not agreements:
        return None
    schools = {agreement.virtual_school_id for agreement in agreements}
    contacts = list(
        Contact.objects.current(now)
        .filter(Q(agency=provider) | Q(agency__in=schools), is_public=True)
        .select_related("holder__user", "cover__user")
        .order_by("starts_at", "id")
    )
    signed_here = {agreement.pk for agreement in agreements if signed_text(agreement)}
    own = [contact for contact in contacts if contact.kind == ContactKind.DESIGNATED_PERSON]
    return ProviderPage(
        provider,
        _named(own[-1], now) if own else None,
        tuple(
            Signed(agreement, _key_contact(contacts, agreement, now), agreement.pk in signed_here)
            for agreement in agreements
        ),
    )


def careers_contact(virtual_school: Agency, now: datetime) -> Named | None:
    """Whom everybody may ask about careers there, if that person agreed to be shown (W13). One query."""
    named = Contact.objects.current(now).filter(agency=virtual_school, kind=ContactKind.CAREERS_CONTACT, is_public=True)
    contact = named.select_related("holder__user").order_by("starts_at", "id").last()
    return _named(contact, now) if contact else None


def public_agreement(agreement_uuid: str, today: date) -> Agreement | None:
    """One agreement that everybody may see, or None."""
    return _public_agreements(today).filter(uuid=agreement_uuid).select_related("provider", "virtual_school").first()


def _key_contact(contacts: list[Contact], agreement: Agreement, now: datetime) -> Named | None:
    """The one named for this agreement, else the one for all of the Virtual School's."""
    of_school = [
        contact
        for contact in contacts
        if contact.kind == ContactKind.KEY_CONTACT
        and contact.agency_id == agreement.virtual_school_id
        and contact.agreement_id in (None, agreement.pk)
    ]
    of_school.sort(key=lambda contact: contact.agreement_id is None)
    return next((named for contact in of_school if (named := _named(contact, now))), None)


def _named(contact: Contact, now: datetime) -> Named | None:
    """The holder while they are active; a cover person never said that they may be shown."""
    holder: User | None = post_of(contact, now).holder
    if holder is None:
        return None
    return Named(holder.name, str(contact.get_kind_display()), holder.phone, holder.email)
