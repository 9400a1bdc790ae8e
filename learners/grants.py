"""What guardian is to hold about young people: the same as `LearnerQuerySet.visible_to` says, from the other side.

An agency reaches the unrestricted records linked to it. A person reaches, in the role of the hat they wear for it, the
young people they are key worker for, cover the key worker of, or mentor; in the role of a colleague, those they stand in
for; and, where a record is restricted, the one they are named on through an agency that is linked to it, or broke the
glass of.
"""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import AgencyGrant, PersonalGrant
from accounts.enums import LEARNER_PERMISSIONS, Permission, Purpose, RoleCode, Scope
from accounts.models import Membership
from accounts.roles import GLASS_PERMISSIONS, PURPOSE_PERMISSIONS, roles_reaching, roles_with
from learners.models import AgencyLink, BrokenGlass, DelegatedLearner, Enrolment, KeyWorker, RestrictedAccess

_EVERYTHING = frozenset(LEARNER_PERMISSIONS)
_AT_PROVIDER = PURPOSE_PERMISSIONS[Purpose.PROVIDER]
_SEEING = roles_with(Permission.VIEW_LEARNER)
_AGENCY_WIDE = roles_reaching(Scope.AGENCY) & _SEEING


def _worn(hat: str) -> Q:
    """The hat `hat` of the row is in force now, on somebody who may sign in, and lets them open records."""
    hats = Membership.objects.active().filter(role__in=_SEEING, pk=OuterRef(hat))
    return Q(Exists(hats))


def _named(user_path: str) -> Q:
    """The record is open to the agency at large, or this person is named on it."""
    return Q(learner__is_restricted=False) | Q(
        Exists(RestrictedAccess.objects.filter(learner=OuterRef("learner"), user=OuterRef(user_path)))
    )


def _of_key_workers() -> QuerySet[KeyWorker]:
    return KeyWorker.objects.active().filter(_worn("membership"))


def _of_covers() -> QuerySet[KeyWorker]:
    return KeyWorker.objects.active().filter(_worn("cover"), _named("cover__user"))


def _of_mentors() -> QuerySet[Enrolment]:
    return Enrolment.objects.open().filter(_worn("mentor"), _named("mentor__user"))


def _of_deputies() -> QuerySet[DelegatedLearner]:
    return DelegatedLearner.objects.active().filter(_worn("delegation__deputy"), _named("delegation__deputy__user"))


class LearnerGrants:
    """The grant source of `Learner` (`accounts.access.GrantSource`)."""

    def agency_grants(self, object_ids: Collection[int]) -> Iterator[AgencyGrant]:
        links = AgencyLink.objects.active().filter(learner__in=object_ids, learner__is_restricted=False)
        for agency_id, learner_id, purpose in links.values_list("agency_id", "learner_id", "purpose"):
            yield AgencyGrant(agency_id, learner_id, Purpose(purpose))

    def personal_grants(self, object_ids: Collection[int]) -> Iterator[PersonalGrant]:
        own = _of_key_workers().filter(learner__in=object_ids)
        covered = _of_covers().filter(learner__in=object_ids)
        mentored = _of_mentors().filter(learner__in=object_ids)
        stood_in_for = _of_deputies().filter(learner__in=object_ids)
        opened = BrokenGlass.objects.active().filter(learner__in=object_ids)
        rows: list[tuple[frozenset[Permission], Iterable[tuple[int, int, str, int]]]] = [
            (_EVERYTHING, own.values_list("membership__user", "membership", "membership__role", "learner")),
            (_EVERYTHING, covered.values_list("cover__user", "cover", "cover__role", "learner")),
            (_AT_PROVIDER, mentored.values_list("mentor__user", "mentor", "mentor__role", "learner")),
            (
                _AT_PROVIDER,
                stood_in_for.values_list(
                    "delegation__deputy__user", "delegation__deputy", "delegation__giver__role", "learner"
                ),
            ),
            (GLASS_PERMISSIONS, opened.values_list("membership__user", "membership", "membership__role", "learner")),
        ]
        for ceiling, grants in rows:
            for user_id, membership_id, role, learner_id in grants:
                yield PersonalGrant(user_id, membership_id, RoleCode(role), learner_id, ceiling)
        yield from self._to_named(object_ids)

    def _to_named(self, object_ids: Collection[int]) -> Iterator[PersonalGrant]:
        """Those named on a restricted record, each through every agency-wide role at an agency linked to it."""
        purposes: dict[tuple[int, int], set[Purpose]] = {}
        links = AgencyLink.objects.active().filter(learner__in=object_ids, learner__is_restricted=True)
        for learner_id, agency_id, purpose in links.values_list("learner_id", "agency_id", "purpose"):
            purposes.setdefault((learner_id, agency_id), set()).add(Purpose(purpose))
        if not purposes:
            return
        hats = Membership.objects.active().filter(role__in=_AGENCY_WIDE, agency__in={pair[1] for pair in purposes})
        named = RestrictedAccess.objects.filter(
            learner__in={pair[0] for pair in purposes}, user__memberships__in=hats
        ).values_list("user", "user__memberships", "user__memberships__role", "learner", "user__memberships__agency")
        for user_id, membership_id, role, learner_id, agency_id in named:
            for purpose in purposes.get((learner_id, agency_id), ()):
                ceiling = PURPOSE_PERMISSIONS[purpose]
                yield PersonalGrant(user_id, membership_id, RoleCode(role), learner_id, ceiling)

    def objects_of_agency(self, agency_id: int) -> Iterable[int]:
        return (
            AgencyLink.objects.active()
            .filter(agency=agency_id, learner__is_restricted=False)
            .values_list("learner_id", flat=True)
            .distinct()
        )

    def objects_of_membership(self, membership: Membership) -> Iterable[int]:
        """Work done under this hat, and restricted records whose mention of the person counts through it."""
        key_work = KeyWorker.objects.active().filter(Q(membership=membership) | Q(cover=membership))
        mentored = Enrolment.objects.open().filter(mentor=membership)
        named = RestrictedAccess.objects.filter(user=membership.user_id)
        stood_in_for = DelegatedLearner.objects.filter(
            Q(delegation__deputy=membership) | Q(delegation__giver=membership)
        )
        opened = BrokenGlass.objects.filter(membership=membership)
        return {
            *key_work.values_list("learner_id", flat=True),
            *mentored.values_list("learner_id", flat=True),
            *named.values_list("learner_id", flat=True),
            *stood_in_for.values_list("learner_id", flat=True),
            *opened.values_list("learner_id", flat=True),
        }
