"""Who and what a form offers to choose from."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet

from accounts.enums import AgencyKind, Permission, RoleCode, Scope
from accounts.models import Agency, Membership, User
from accounts.roles import roles_reaching, roles_with
from accounts.selectors import agency_ids_where, current_memberships
from agreements.enums import ContactKind
from agreements.rules import POSTS
from learners.models import Enrolment, Learner
from learners.selectors.people import social_care_of
from learners.selectors.sharing import RESPONSIBLE

if TYPE_CHECKING:
    from accounts.models import MembershipQuerySet


def agencies_of_kind(kind: AgencyKind) -> QuerySet[Agency]:
    return Agency.objects.filter(kind=kind).select_related("local_authority").order_by("sort_name", "id")


def key_worker_candidates(learner: Learner, now: datetime) -> "MembershipQuerySet":
    """Who may be key worker or cover: people of the young person's social care agency who can open records, and
    residential workers elsewhere (A9).
    """
    social_care = social_care_of(learner)
    seeing = roles_with(Permission.VIEW_LEARNER)
    at_social_care = Q(agency=social_care, role__in=seeing) if social_care else Q(pk__in=[])
    elsewhere = Q(agency__kind=AgencyKind.OTHER, role=RoleCode.RESIDENTIAL_WORKER)
    people = Membership.objects.active(now).filter(at_social_care | elsewhere)
    return people.select_related("user", "agency").order_by("user__name", "id")


def providers_for(user: User) -> QuerySet[Agency]:
    """Where `user` may record a place: anywhere for social care and Virtual Schools, at their own provider for its
    people.
    """
    providers = agencies_of_kind(AgencyKind.PROVIDER)
    hats = [m for m in current_memberships(user) if Permission.MANAGE_ENROLMENT in m.role_definition.permissions]
    if any(hat.agency.kind != AgencyKind.PROVIDER for hat in hats):
        return providers
    return providers.filter(pk__in=[hat.agency_id for hat in hats])


def may_manage_place(user: User, enrolment: Enrolment) -> bool:
    """Whether the place is one that `user` may change: a provider's people change places at their own provider only."""
    return providers_for(user).filter(pk=enrolment.provider_id).exists()


def mentors_at(providers: QuerySet[Agency], now: datetime) -> "MembershipQuerySet":
    """Who may be a mentor: anybody who works at the provider and can open records (A29)."""
    people = Membership.objects.active(now).filter(agency__in=providers, role__in=roles_with(Permission.VIEW_LEARNER))
    return people.select_related("user", "agency").order_by("agency__sort_name", "user__name", "id")


def post_candidates(agency: Agency, kind: ContactKind, now: datetime) -> "MembershipQuerySet":
    """Who may hold or cover a post of the agency (A20, A36)."""
    people = Membership.objects.active(now).filter(agency=agency, role__in=POSTS[kind].roles)
    return people.select_related("user", "agency").order_by("user__name", "id")


def people_who_could_see(learner: Learner, now: datetime) -> QuerySet[User]:
    """Who could be named on a restricted record: people of the agencies linked to it whose role opens records, each
    with those hats as `hats_here`.
    """
    linked = learner.links.active(now).values("agency")
    wide = roles_with(Permission.VIEW_LEARNER) & roles_reaching(Scope.AGENCY)
    hats = Membership.objects.active(now).filter(agency__in=linked, role__in=wide)
    people = User.objects.filter(pk__in=hats.values("user")).order_by("name", "id")
    return people.prefetch_related(
        Prefetch("memberships", hats.select_related("agency").order_by("id"), to_attr="hats_here")
    )


def agencies_that_may_record(user: User) -> list[int]:
    """Agencies at which `user` may open case files."""
    return agency_ids_where(user, Permission.ADD_LEARNER)


def agencies_to_share_with(learner: Learner, now: datetime) -> QuerySet[Agency]:
    """Every agency that is not responsible for the young person."""
    own = learner.links.active(now).filter(purpose__in=RESPONSIBLE).values("agency")
    return Agency.objects.exclude(pk__in=own).order_by("sort_name", "id")
