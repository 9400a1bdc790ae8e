"""The directory: how to reach every agency, and the people in its posts. Professional contacts only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.enums import AgencyKind, RoleCode
from accounts.models import Agency, Membership
from accounts.names import fold
from agreements.enums import ContactKind
from agreements.models import Contact
from agreements.rules import POSTS
from agreements.selectors.posts import Post, designated_people_at, key_contacts_at, post_of

#: People who work from home, for one child or a few: their numbers are not for everybody.
PRIVATE_ROLES = frozenset({RoleCode.CARER})


@dataclass(frozen=True)
class AgencyCard:
    """An agency with its post, if an agency of its kind has one."""

    agency: Agency
    post: Post | None


def agencies(query: str = "", kind: str = "") -> QuerySet[Agency]:
    """Agencies by kind and name; `query` matches part of the name or of the authority's name."""
    in_order = Case(
        *(When(kind=kind, then=Value(place)) for place, kind in enumerate(AgencyKind.values)),
        output_field=IntegerField(),
    )
    found = Agency.objects.select_related("local_authority").order_by(in_order, "sort_name", "id")
    if kind:
        found = found.filter(kind=kind)
    if words := fold(query):
        found = found.filter(Q(sort_name__contains=words) | Q(local_authority__name__icontains=query.strip()))
    return found


def cards(listed: Sequence[Agency], at: datetime) -> list[AgencyCard]:
    """The agencies with the people in their posts at `at`. Two queries, however many there are."""
    people = designated_people_at([agency.pk for agency in listed if agency.kind == AgencyKind.PROVIDER], at)
    contacts = key_contacts_at([(agency.pk, None) for agency in listed if agency.kind == AgencyKind.VIRTUAL_SCHOOL], at)
    return [AgencyCard(agency, people.get(agency.pk) or contacts.get((agency.pk, None))) for agency in listed]


@dataclass(frozen=True)
class NamedPost:
    """A post with the agreement it is for: empty for a post that is for all of them."""

    post: Post
    title: str
    agreement: str = ""


def posts_of(agency: Agency, at: datetime) -> list[NamedPost]:
    """The posts an agency of this kind must fill, vacant or not, and those filled for single agreements."""
    contacts = list(
        Contact.objects.current(at)
        .filter(agency=agency)
        .select_related("holder__user", "cover__user", "agreement__provider")
        .order_by("kind", "agreement__provider__sort_name", "id")
    )
    general = {contact.kind: post_of(contact, at) for contact in contacts if contact.agreement_id is None}
    named = [
        NamedPost(general.get(kind.value) or Post(kind, agency.pk), kind.label)
        for kind in ContactKind
        if POSTS[kind].held_at == agency.kind
    ]
    named += [
        NamedPost(post_of(contact, at), str(contact.get_kind_display()), str(contact.agreement.provider))
        for contact in contacts
        if contact.agreement is not None
    ]
    return named


def people_at(agency: Agency, at: datetime) -> list[Membership]:
    """Everybody who works there at `at`, by name. Carers are left out: their numbers are private."""
    return list(
        Membership.objects.active(at)
        .filter(agency=agency)
        .exclude(role__in=PRIVATE_ROLES)
        .select_related("user")
        .order_by("user__name", "id")
    )
