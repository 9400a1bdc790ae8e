"""Whose own the duties are that an agency owes itself (`deadlines.registry.register_mine`), and who may keep them."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where, current_memberships
from agreements.models import Complaint, Contact
from agreements.models.feedback import COMPLAINT


def agency_ids_kept(user: User | AnonymousUser) -> list[int]:
    """Agencies whose people, posts and registration `user` looks after: as administrator, as holder or cover of one of
    its posts that answer for it, or as whoever else may change its contacts.
    """
    hats = [membership.pk for membership in current_memberships(user)]
    if not hats:
        return []
    in_post = Contact.objects.current().answering().filter(Q(holder__in=hats) | Q(cover__in=hats))
    may_change = {
        agency_id
        for permission in (Permission.MANAGE_AGENCY, Permission.MANAGE_CONTACTS)
        for agency_id in agency_ids_where(user, permission)
    }
    return sorted(may_change.union(in_post.values_list("agency_id", flat=True)))


def keeps(user: User | AnonymousUser, agency: Agency) -> bool:
    return agency.pk in agency_ids_kept(user)


def of_the_agency(user: User) -> Q:
    """What the agencies owe that the user looks after. A complaint is its handler's alone."""
    hats = [membership.pk for membership in current_memberships(user)]
    given = Complaint.objects.filter(handler__in=hats).values("uuid")
    theirs = ~Q(subject_kind=COMPLAINT) & Q(owner__in=agency_ids_kept(user))
    return theirs | Q(subject_kind=COMPLAINT, subject_uuid__in=given)
