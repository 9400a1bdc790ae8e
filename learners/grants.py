"""What guardian is to hold about young people: the same as `LearnerQuerySet.visible_to` says, from the other side.

An agency reaches the unrestricted records linked to it. A person reaches, in the role of the hat they wear for it, the
young people they are key worker for, cover the key worker of, or mentor; and, where a record is restricted, the one
they are named on through an agency that is linked to it.
"""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import AgencyGrant, PersonalGrant
from accounts.enums import Permission, RoleCode, Scope
from accounts.models import Membership
from accounts.roles import roles_reaching, roles_with
from learners.models import AgencyLink, Enrolment, KeyWorker, RestrictedAccess

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


class LearnerGrants:
    """The grant source of `Learner` (`accounts.access.GrantSource`)."""

    def agency_grants(self, object_ids: Collection[int]) -> Iterator[AgencyGrant]:
        links = AgencyLink.objects.active().filter(learner__in=object_ids, learner__is_restricted=False)
        for agency_id, learner_id in links.values_list("agency_id", "learner_id").distinct():
            yield AgencyGrant(agency_id, learner_id)

    def personal_grants(self, object_ids: Collection[int]) -> Iterator[PersonalGrant]:
        own = _of_key_workers().filter(learner__in=object_ids)
        covered = _of_covers().filter(learner__in=object_ids)
        mentored = _of_mentors().filter(learner__in=object_ids)
        named = (
            RestrictedAccess.objects.filter(learner__in=object_ids, learner__is_restricted=True)
            .filter(
                Exists(
                    AgencyLink.objects.active().filter(
                        learner=OuterRef("learner"), agency=OuterRef("user__memberships__agency")
                    )
                ),
                Exists(Membership.objects.active().filter(role__in=_AGENCY_WIDE, pk=OuterRef("user__memberships"))),
            )
            .values_list("user", "user__memberships__role", "learner")
        )
        rows: Iterable[tuple[int, str, int]] = [
            *own.values_list("membership__user", "membership__role", "learner"),
            *covered.values_list("cover__user", "cover__role", "learner"),
            *mentored.values_list("mentor__user", "mentor__role", "learner"),
            *named,
        ]
        for user_id, role, learner_id in rows:
            yield PersonalGrant(user_id, RoleCode(role), learner_id)

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
        return {
            *key_work.values_list("learner_id", flat=True),
            *mentored.values_list("learner_id", flat=True),
            *named.values_list("learner_id", flat=True),
        }
