"""Complaints by age, who may handle one, and compliments (P17, P18)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.enums import Permission, RoleCode
from accounts.models import Agency, Membership, User
from accounts.roles import roles_with
from accounts.selectors import agency_ids_where, current_memberships
from agreements.enums import BEFORE_SIGNATURE, TermKey
from agreements.models import Agreement, Complaint, Compliment
from agreements.models.agreement import AgreementQuerySet
from agreements.models.feedback import ComplaintQuerySet, ComplimentQuerySet
from deadlines.models import Deadline

ACKNOWLEDGE, ANSWER = TermKey.COMPLAINT_ACKNOWLEDGED.value, TermKey.COMPLAINT_ANSWERED.value

#: Who leads an agency is asked first.
_LEADS = (RoleCode.SIGNATORY, RoleCode.VIRTUAL_SCHOOL_HEAD, RoleCode.TEAM_MANAGER)


def complaint_managers(agency_ids: Collection[int]) -> QuerySet[Membership]:
    """The hats whose wearers may handle a complaint about these agencies."""
    roles = roles_with(Permission.HANDLE_COMPLAINT)
    found = Membership.objects.active().filter(agency__in=agency_ids, role__in=roles)
    return found.select_related("user", "agency").order_by("agency__sort_name", "user__name", "pk")


def manager_for(agency: Agency, *, but_not: User | None = None) -> Membership | None:
    """To whom a complaint about `agency` goes when nobody is chosen: who leads it, else the first who may handle it.
    Never to the person it is about, `but_not`.
    """
    managers = [hat for hat in complaint_managers([agency.pk]) if but_not is None or hat.user_id != but_not.pk]
    rank = {code: position for position, code in enumerate(_LEADS)}
    return min(managers, key=lambda hat: (rank.get(RoleCode(hat.role), len(rank)), hat.pk), default=None)


def people_of(agencies: Collection[Agency]) -> QuerySet[Membership]:
    """The hats of everybody who works at these agencies: whom a complaint can be about."""
    found = Membership.objects.active().filter(agency__in=agencies).select_related("user", "agency")
    return found.order_by("agency__sort_name", "user__name", "pk")


def agreements_to_complain_under(user: User | AnonymousUser) -> AgreementQuerySet:
    """Agreements the user sees that were signed: there is no promise before."""
    found = Agreement.objects.visible_to(user).exclude(status__in=BEFORE_SIGNATURE)
    return found.select_related("provider", "virtual_school").order_by("provider__sort_name", "-starts_on", "pk")


def sides_of(agreement: Agreement) -> list[Agency]:
    """The agencies a complaint under `agreement` can be about: both parties, and social care that supports it."""
    supporting = Agency.objects.filter(agreements_supported__agreement=agreement)
    return [agreement.provider, agreement.virtual_school, *supporting]


def may_handle(user: User | AnonymousUser, complaint: Complaint) -> bool:
    """The manager to whom it was given, and others who handle complaints at that agency; not the person it is about."""
    if complaint.about_person_id is not None and complaint.about_person_id == user.pk:
        return False
    hats = {membership.pk for membership in current_memberships(user)}
    return complaint.handler_id in hats or complaint.about_id in agency_ids_where(user, Permission.HANDLE_COMPLAINT)


def complaints(user: User | AnonymousUser, *, state: str = "open") -> ComplaintQuerySet:
    """Those the user sees, the oldest first. `state` is open, new (not acknowledged) or answered; else all."""
    found = Complaint.objects.visible_to(user)
    match state:
        case "open":
            found = found.filter(answered_at__isnull=True)
        case "new":
            found = found.filter(answered_at__isnull=True, acknowledged_at__isnull=True)
        case "answered":
            found = found.filter(answered_at__isnull=False)
    return found.select_related("about", "handler__user").order_by("received_on", "pk")


@dataclass(frozen=True)
class ComplaintClocks:
    """The two clocks of a complaint: to acknowledge it and to answer it."""

    acknowledge: Deadline | None
    answer: Deadline | None


def clocks_of(complaints: Collection[Complaint]) -> dict[int, ComplaintClocks]:
    """By complaint id. One query."""
    found: dict[tuple[object, str], Deadline] = {}
    deadlines = Deadline.objects.filter(
        duty_code__in=[ACKNOWLEDGE, ANSWER], subject_uuid__in=[complaint.uuid for complaint in complaints]
    )
    for deadline in deadlines.order_by("pk"):
        found[deadline.subject_uuid, deadline.duty_code] = deadline
    return {
        complaint.pk: ComplaintClocks(found.get((complaint.uuid, ACKNOWLEDGE)), found.get((complaint.uuid, ANSWER)))
        for complaint in complaints
    }


def compliments(user: User | AnonymousUser, *, own: bool = False) -> ComplimentQuerySet:
    """Those the user sees, the newest first; `own` are those about themselves."""
    found = Compliment.objects.visible_to(user)
    if own:
        found = found.filter(person__user=user.pk)
    return found.select_related("person__user", "person__agency", "recorded_at_agency").order_by("-received_on", "-pk")
