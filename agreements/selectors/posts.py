"""Who is in a post at a moment: the holder, else the cover, else nobody, which is shown (A20, A36, W13)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Agency, User
from accounts.posts import Staffed, acting
from agreements.enums import ContactKind
from agreements.models import Agreement, Contact


@dataclass(frozen=True)
class Post(Staffed):
    """A post as it was filled at a moment.

    `holder` and `cover` are only those who could act: their hat was in force at that moment and they may sign in.
    `contact` is the row that names them, also when both have left.
    """

    kind: ContactKind
    agency_id: int
    contact: Contact | None = None
    holder: User | None = None
    cover: User | None = None


def post_of(contact: Contact, at: datetime) -> Post:
    """The post that a row of `Contact` describes, as it was at `at`."""
    return Post(
        ContactKind(contact.kind), contact.agency_id, contact, acting(contact.holder, at), acting(contact.cover, at)
    )


def _contacts(kind: ContactKind, agency_ids: Collection[int], at: datetime) -> list[Contact]:
    return list(
        Contact.objects.current(at)
        .filter(kind=kind, agency__in=agency_ids)
        .select_related("holder__user", "cover__user")
        .order_by("starts_at", "id")
    )


def designated_people_at(provider_ids: Collection[int], at: datetime) -> dict[int, Post]:
    """The designated person of each provider at `at`, by agency id. One query."""
    vacant = {agency_id: Post(ContactKind.DESIGNATED_PERSON, agency_id) for agency_id in provider_ids}
    contacts = _contacts(ContactKind.DESIGNATED_PERSON, provider_ids, at)
    return vacant | {contact.agency_id: post_of(contact, at) for contact in contacts}


def designated_person_at(provider: Agency, at: datetime) -> Post:
    """The designated person of one provider at `at` (A20)."""
    return designated_people_at([provider.pk], at)[provider.pk]


def key_contacts_at(wanted: Collection[tuple[int, int | None]], at: datetime) -> dict[tuple[int, int | None], Post]:
    """The key contact of each (Virtual School id, agreement id or None) at `at`. One query.

    The one named for the agreement, else the one for all the Virtual School's agreements. An agreement of another
    Virtual School names nobody for this one.
    """
    named: dict[tuple[int, int | None], Post] = {}
    for contact in _contacts(ContactKind.KEY_CONTACT, {school for school, _ in wanted}, at):
        named[contact.agency_id, contact.agreement_id] = post_of(contact, at)
    found = {}
    for school, agreement in wanted:
        general = named.get((school, None)) or Post(ContactKind.KEY_CONTACT, school)
        own = named.get((school, agreement), general)
        found[school, agreement] = general if own.is_vacant and not general.is_vacant else own
    return found


def key_contact_at(virtual_school: Agency, agreement: Agreement | None, at: datetime) -> Post:
    """The key contact of a Virtual School at `at`, for one agreement if it names its own (A36)."""
    wanted = (virtual_school.pk, agreement.pk if agreement else None)
    return key_contacts_at([wanted], at)[wanted]


def careers_contact_at(virtual_school: Agency, at: datetime) -> Post:
    """Whom carers and young people ask about careers at a Virtual School at `at` (W13). One query."""
    contacts = _contacts(ContactKind.CAREERS_CONTACT, [virtual_school.pk], at)
    return post_of(contacts[-1], at) if contacts else Post(ContactKind.CAREERS_CONTACT, virtual_school.pk)
