"""Year 11 groups: which there are, who is in one, what is still to do, and which partners agree (P10)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where, current_memberships
from agreements.models import Agreement
from agreements.rules import academic_year
from learners.models import Learner
from tracking.enums import CohortState
from tracking.models import Cohort, CohortMember, CohortPartner

_IN = Q(members__left_out_because="", members__learner__is_restricted=False)
COLOURS = {CohortState.DRAFT: "grey", CohortState.SENT: "blue", CohortState.AGREED: "green"}


@dataclass(frozen=True)
class CohortRow:
    cohort: Cohort
    name: str
    colour: str
    people: int
    agreed: int
    asked: int


def cohorts_listed(user: User) -> QuerySet[Cohort]:
    """The groups that `user` may see, newest first, each with how many are in it and how many partners agree."""
    cohorts = Cohort.objects.visible_to(user).select_related("virtual_school")
    cohorts = cohorts.annotate(
        people=Count("members", filter=_IN, distinct=True),
        asked=Count("partners", distinct=True),
        agreed=Count("partners", filter=Q(partners__agreed_at__isnull=False), distinct=True),
    )
    return cohorts.order_by("-year", "virtual_school__sort_name", "pk")


def rows_of(cohorts: "QuerySet[Cohort] | list[Cohort]") -> list[CohortRow]:
    return [
        CohortRow(
            cohort,
            name_of(cohort),
            COLOURS[CohortState(cohort.state)],
            cohort.people,  # type: ignore[attr-defined]
            cohort.agreed,  # type: ignore[attr-defined]
            cohort.asked,  # type: ignore[attr-defined]
        )
        for cohort in cohorts
    ]


def name_of(cohort: Cohort) -> str:
    return f"Year 11 of {academic_year(cohort.year)}"


@dataclass(frozen=True)
class MemberRow:
    member: CohortMember
    is_late: bool

    @property
    def is_open(self) -> bool:
        return bool(self.member.to_do) and self.member.done_on is None


@dataclass(frozen=True)
class PartnerRow:
    """`agreed_before`: to how many young people they agreed before the group changed."""

    partner: CohortPartner
    agreed_before: int | None
    may_answer: bool


@dataclass(frozen=True)
class CohortPage:
    """`people`: how many are in the group; `to_do`: how many open actions there are among those the reader sees; `left_out`,
    with why, for the Virtual School that keeps the group.
    """

    name: str
    colour: str
    people: int
    left_out: list[CohortMember]
    partners: list[PartnerRow]
    to_do: int
    is_keeper: bool


def members_listed(cohort: Cohort, user: User, *, only_open: bool = False) -> QuerySet[CohortMember]:
    """Those in the group whom `user` may see, by name."""
    members = CohortMember.objects.filter(
        cohort=cohort, learner__in=Learner.objects.visible_to(user), learner__is_restricted=False, left_out_because=""
    )
    if only_open:
        members = members.filter(done_on__isnull=True).exclude(to_do="")
    return members.select_related("learner").order_by("learner__sort_name", "learner_id")


def member_rows(members: "QuerySet[CohortMember] | list[CohortMember]", today: date) -> list[MemberRow]:
    return [
        MemberRow(member, bool(member.to_do_on and member.to_do_on < today and member.done_on is None))
        for member in members
    ]


def cohort_page(cohort: Cohort, user: User) -> CohortPage:
    """The page of a group, but for the list of its young people. Five queries."""
    answering = set(agency_ids_where(user, Permission.AGREE_COHORT))
    partners = cohort.partners.select_related("agency", "agreed_by").order_by("agency__sort_name", "pk")
    is_keeper = cohort.virtual_school_id in answering
    left_out = CohortMember.objects.none()
    if is_keeper:
        left_out = CohortMember.objects.filter(cohort=cohort, learner__in=Learner.objects.visible_to(user))
    return CohortPage(
        name=name_of(cohort),
        colour=COLOURS[CohortState(cohort.state)],
        people=cohort.members.filter(left_out_because="", learner__is_restricted=False).count(),
        left_out=list(left_out.exclude(left_out_because="").select_related("learner").order_by("learner__sort_name")),
        partners=[
            PartnerRow(
                partner,
                partner.members if partner.agreed_at is None else None,
                partner.agreed_at is None and partner.agency_id in answering,
            )
            for partner in partners
        ],
        to_do=members_listed(cohort, user, only_open=True).count(),
        is_keeper=is_keeper,
    )


def schools_drawing_up(user: User) -> list[Agency]:
    """The Virtual Schools for which the user may keep Year 11 groups."""
    return [
        hat.agency
        for hat in current_memberships(user)
        if hat.agency.kind == AgencyKind.VIRTUAL_SCHOOL and Permission.AGREE_COHORT in hat.role_definition.permissions
    ]


def agencies_to_ask(cohort: Cohort) -> QuerySet[Agency]:
    """Who can be asked to agree and has not been: social care of the same authority, and providers with an agreement."""
    providers = Agreement.objects.filter(virtual_school=cohort.virtual_school_id).values("provider")
    at_home = Q(kind=AgencyKind.SOCIAL_CARE, local_authority=cohort.virtual_school.local_authority_id)
    agencies = Agency.objects.filter(at_home | Q(kind=AgencyKind.PROVIDER, pk__in=providers))
    return agencies.exclude(pk__in=cohort.partners.values("agency")).order_by("kind", "sort_name", "pk")


def cohorts_to_answer(user: User) -> list[CohortPartner]:
    """The groups that wait for the agreement of an agency of the user."""
    answering = agency_ids_where(user, Permission.AGREE_COHORT)
    if not answering:
        return []
    waiting = CohortPartner.objects.filter(agency__in=answering, agreed_at__isnull=True)
    return list(waiting.select_related("cohort__virtual_school").order_by("asked_at", "pk"))
