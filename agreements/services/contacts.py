"""Filling posts: designated person and key contact, which must never be empty (A20, A36), and careers contact (W13), each with
a cover person.

Telling those concerned is a duty too (A21); it needs to know who the key workers are, so the composed act stands in
`learners.services`.
"""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.models import Agency, Membership, User
from agreements.enums import ContactKind
from agreements.models import Agreement, Contact
from agreements.rules import POSTS
from agreements.services.agreements import AgreementError
from agreements.services.upkeep import settle


class ContactError(AgreementError):
    """A post cannot be filled like this; the text says why."""


class NotEligible(ContactError):
    """`field` is "holder" or "cover"."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class PostTakenLater(ContactError):
    def __init__(self, contact: Contact) -> None:
        super().__init__(
            f"{contact.holder.user} is already recorded in this post from a later moment. Choose a moment after that."
        )


def _check_place(agency: Agency, kind: ContactKind, agreement: Agreement | None) -> None:
    if agency.kind != POSTS[kind].held_at:
        raise ContactError(f"An agency like {agency} does not have this post: {kind.label}.")
    if agreement is None:
        return
    if kind != ContactKind.KEY_CONTACT or agreement.virtual_school_id != agency.pk:
        raise ContactError("Only a Virtual School names a contact for one of its own agreements.")


def _check_person(field: str, membership: Membership, agency: Agency, kind: ContactKind, at: datetime) -> None:
    """The person must work there at `at`, in a role that can open the records the post is about."""
    person = membership.user
    if membership.agency_id != agency.pk:
        raise NotEligible(field, f"{person} does not work for {agency}.")
    if membership.role not in POSTS[kind].roles:
        raise NotEligible(field, f"{person} cannot open the records this post needs in the role they have.")
    has_begun = membership.starts_at <= at and (membership.ends_at is None or membership.ends_at > at)
    if not has_begun or not person.is_active:
        raise NotEligible(field, f"{person} is not active at {agency} at that moment.")


@transaction.atomic
def appoint_contact(
    *,
    agency: Agency,
    kind: ContactKind,
    holder: Membership,
    cover: Membership | None,
    starts_at: datetime,
    agreement: Agreement | None = None,
    by: User | None,
    now: datetime,
) -> Contact:
    """Put somebody in a post from `starts_at`, with the person who covers.

    Whoever held it until then leaves it at that moment. A key contact may be named for one agreement; without it they
    are the key contact for all of the Virtual School's. The clocks of training follow the people.

    Raises ContactError, NotEligible, PostTakenLater.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    _check_place(agency, kind, agreement)
    _check_person("holder", holder, agency, kind, starts_at)
    if cover is not None:
        if cover.user_id == holder.user_id:
            raise NotEligible("cover", "Somebody cannot cover for themselves. Choose another person.")
        _check_person("cover", cover, agency, kind, starts_at)
    previous = (
        Contact.objects.filter(agency=agency, kind=kind, agreement=agreement, ends_at__isnull=True)
        .select_related("holder__user")
        .first()
    )
    if previous is not None:
        if previous.starts_at > starts_at:
            raise PostTakenLater(previous)
        previous.ends_at = starts_at
        history.save(previous, by=by, reason=f"Followed by {holder.user}", at=now)
    contact = Contact(agency=agency, kind=kind, agreement=agreement, holder=holder, cover=cover, starts_at=starts_at)
    history.save(contact, by=by, at=now)
    settle(agency=agency, by=by, now=now, reason="The post changed hands")
    return contact


@transaction.atomic
def change_cover(*, contact: Contact, cover: Membership | None, by: User | None, now: datetime) -> Contact:
    """Name another cover person (or none) from now on.

    The holder's row ends and a new one begins, because who covered at a past moment must stay known: it decides whom an
    incident of that moment was to be told to. Raises as `appoint_contact`.
    """
    return appoint_contact(
        agency=contact.agency,
        kind=ContactKind(contact.kind),
        agreement=contact.agreement,
        holder=contact.holder,
        cover=cover,
        starts_at=now,
        by=by,
        now=now,
    )
