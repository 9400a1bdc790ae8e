"""Which deadlines a person owes as one of the parties, so that “my deadlines” shows them
(`deadlines.registry.register_mine`).
"""

from collections.abc import Callable, Mapping

from django.db.models import Q

from accounts.enums import Purpose, RoleCode
from accounts.models import User
from accounts.selectors import current_memberships, roles_stood_in_for
from agreements.enums import ContactKind
from agreements.models import Contact
from deadlines.enums import Party
from learners.models import AgencyLink, DelegatedLearner, KeyWorker


def key_worker(user: User) -> Q:
    """Those of the young people whose key worker or cover the user is; for a team manager also of those who have no key
    worker.
    """
    hats = [membership.pk for membership in current_memberships(user)]
    own = KeyWorker.objects.active().filter(Q(membership__in=hats) | Q(cover__in=hats)).values("learner_id")
    mine = Q(learner__in=own)
    managed = _agencies(user, RoleCode.TEAM_MANAGER)
    if managed:
        linked = AgencyLink.objects.active().filter(agency__in=managed, purpose=Purpose.SOCIAL_CARE)
        vacant = linked.exclude(learner__in=KeyWorker.objects.active().values("learner_id"))
        mine |= Q(learner__in=vacant.values("learner_id"))
    return mine


def designated_person(user: User) -> Q:
    """Those of the providers where the user holds or covers the post; of the young people for whom the user stands in
    for a colleague, what that provider owes or shares (A20).
    """
    return _owed_by(_posts(user, ContactKind.DESIGNATED_PERSON)) | _stood_in_for(user)


def key_contact(user: User) -> Q:
    """Those of the Virtual Schools where the user holds or covers the post."""
    return _owed_by(_posts(user, ContactKind.KEY_CONTACT))


def social_care(user: User) -> Q:
    return _owed_by(_agencies(user, RoleCode.TEAM_MANAGER))


def virtual_school(user: User) -> Q:
    return _owed_by(_agencies(user, RoleCode.VIRTUAL_SCHOOL_HEAD))


def provider(user: User) -> Q:
    return _owed_by(_agencies(user, RoleCode.SIGNATORY))


MINE: Mapping[Party, Callable[[User], Q]] = {
    Party.KEY_WORKER: key_worker,
    Party.DESIGNATED_PERSON: designated_person,
    Party.KEY_CONTACT: key_contact,
    Party.SOCIAL_CARE: social_care,
    Party.VIRTUAL_SCHOOL: virtual_school,
    Party.PROVIDER: provider,
}


def _agencies(user: User, role: RoleCode) -> list[int]:
    return [membership.agency_id for membership in current_memberships(user) if membership.role == role]


def _posts(user: User, kind: ContactKind) -> list[int]:
    hats = [membership.pk for membership in current_memberships(user)]
    if not hats:
        return []
    posts = Contact.objects.current().filter(Q(holder__in=hats) | Q(cover__in=hats), kind=kind)
    return list(posts.values_list("agency_id", flat=True))


def _owed_by(agency_ids: list[int]) -> Q:
    return Q(owner__in=agency_ids) | Q(partner__in=agency_ids)


def _stood_in_for(user: User) -> Q:
    """Read only by somebody who stands in for anybody."""
    if not roles_stood_in_for(user):
        return Q(pk__in=[])
    hats = [membership.pk for membership in current_memberships(user)]
    covered = DelegatedLearner.objects.active().filter(delegation__deputy__in=hats)
    mine = Q(pk__in=[])
    for agency_id in sorted(set(covered.values_list("delegation__giver__agency_id", flat=True))):
        learners = covered.filter(delegation__giver__agency=agency_id).values("learner_id")
        mine |= _owed_by([agency_id]) & Q(learner__in=learners)
    return mine
