"""Changing a designated person or key contact, and telling everybody concerned (A20, A21, A36).

Stands here and not in `agreements`, because only this floor knows whose key workers have to hear of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Agency, Membership, User
from agreements.enums import ContactKind
from agreements.models import Agreement, Contact
from agreements.services import appoint_contact
from learners.selectors.contacts import told_of_designated_person, told_of_key_contact
from notifications.enums import MessageKind
from notifications.models import Message
from notifications.services import Note, queue
from notifications.texts import render_text


@transaction.atomic
def change_designated_person(
    *,
    provider: Agency,
    holder: Membership,
    cover: Membership | None,
    starts_at: datetime,
    by: User | None,
    now: datetime,
) -> Contact:
    """Name the designated person of a provider and queue the news to every Virtual School and key worker concerned
    (A20, A21).

    Concerned are Virtual Schools with an agreement in force or a young person at the provider, and the key workers of
    everybody enrolled there. Raises what `agreements.services.appoint_contact` raises.
    """
    contact = appoint_contact(
        agency=provider,
        kind=ContactKind.DESIGNATED_PERSON,
        holder=holder,
        cover=cover,
        starts_at=starts_at,
        by=by,
        now=now,
    )
    _tell(told_of_designated_person(provider, now), contact, by=by, now=now)
    return contact


@transaction.atomic
def change_key_contact(
    *,
    virtual_school: Agency,
    agreement: Agreement | None = None,
    holder: Membership,
    cover: Membership | None,
    starts_at: datetime,
    by: User | None,
    now: datetime,
) -> Contact:
    """Name the key contact of a Virtual School, for one agreement or for all, and queue the news to the providers and
    key workers concerned (A36).

    Raises what `agreements.services.appoint_contact` raises.
    """
    contact = appoint_contact(
        agency=virtual_school,
        kind=ContactKind.KEY_CONTACT,
        agreement=agreement,
        holder=holder,
        cover=cover,
        starts_at=starts_at,
        by=by,
        now=now,
    )
    _tell(told_of_key_contact(virtual_school, agreement, now), contact, by=by, now=now)
    return contact


@transaction.atomic
def follow_in_posts(
    *,
    changes: Sequence[tuple[Contact, Membership, Membership | None]],
    starts_at: datetime,
    by: User | None,
    now: datetime,
) -> list[Contact]:
    """Somebody who leaves is followed in several posts at once: each row with who takes it and who covers from then on.

    Who has to hear of more than one of them is told once of each new holder at an agency (A21, A36). Raises what
    `agreements.services.appoint_contact` raises.
    """
    told: set[tuple[int, str, int, int]] = set()
    appointed = []
    for former, holder, cover in changes:
        contact = appoint_contact(
            agency=former.agency,
            kind=ContactKind(former.kind),
            agreement=former.agreement,
            holder=holder,
            cover=cover,
            starts_at=starts_at,
            by=by,
            now=now,
        )
        people = _concerned(contact, now)
        news = {person: (contact.agency_id, str(contact.kind), holder.user_id, person.pk) for person in people}
        _tell([person for person, about in news.items() if about not in told], contact, by=by, now=now)
        told.update(news.values())
        appointed.append(contact)
    return appointed


def _concerned(contact: Contact, now: datetime) -> list[User]:
    if contact.kind == ContactKind.DESIGNATED_PERSON:
        return told_of_designated_person(contact.agency, now)
    if contact.kind == ContactKind.KEY_CONTACT:
        return told_of_key_contact(contact.agency, contact.agreement, now)
    return []  # nothing runs over a careers contact (W13)


def _tell(people: Iterable[User], contact: Contact, *, by: User | None, now: datetime) -> list[Message]:
    """One note each, except to whoever made the change and to the new post holder."""
    kind = ContactKind(contact.kind)
    post = "key contact" if kind == ContactKind.KEY_CONTACT else "designated person"
    subject, body = render_text("learners/email/contact_changed.txt", {"contact": contact, "post": post})
    knows = {contact.holder.user_id, by.pk if by else None}
    return queue(
        [
            Note(
                recipient=person,
                kind=MessageKind.CONTACT_CHANGED,
                subject=subject,
                body=body,
                link="/directory/",
                topic=f"contact:{contact.uuid}",
                key=f"contact:{contact.uuid}:{person.pk}",
            )
            for person in people
            if person.pk not in knows
        ],
        now=now,
    )
