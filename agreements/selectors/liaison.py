"""Who the partners of an agency are, who speaks for each, and their meetings with what was decided (P11, P21)."""

from collections.abc import Collection
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, User
from accounts.selectors import agencies_where, agency_ids_where
from agreements.enums import OVER
from agreements.models import Agreement, LiaisonAction, LiaisonMeeting, SocialCareSupport
from agreements.models.liaison import LiaisonMeetingQuerySet


def partners_of(agency_ids: Collection[int]) -> QuerySet[Agency]:
    """Agencies with which any of these work together: through an agreement that is not over; of a Virtual School also
    every other Virtual School; and the Virtual School and social care of one authority. By name.
    """
    own = Agency.objects.filter(pk__in=agency_ids)
    supported = SocialCareSupport.objects.filter(social_care__in=agency_ids).values("agreement")
    shared = Agreement.objects.exclude(status__in=OVER).filter(
        Q(virtual_school__in=agency_ids) | Q(provider__in=agency_ids) | Q(pk__in=supported)
    )
    found = (
        Q(pk__in=shared.values("virtual_school"))
        | Q(pk__in=shared.values("provider"))
        | Q(pk__in=SocialCareSupport.objects.filter(agreement__in=shared).values("social_care"))
    )
    kinds = {agency.kind for agency in own}
    if AgencyKind.VIRTUAL_SCHOOL in kinds:
        found |= Q(kind=AgencyKind.VIRTUAL_SCHOOL)
    if kinds & {AgencyKind.VIRTUAL_SCHOOL, AgencyKind.SOCIAL_CARE}:
        found |= Q(
            kind__in=[AgencyKind.VIRTUAL_SCHOOL, AgencyKind.SOCIAL_CARE],
            local_authority__in=own.values("local_authority"),
        )
    return Agency.objects.filter(found).exclude(pk__in=agency_ids).order_by("sort_name", "id")


def keeps_registers_of(user: User | AnonymousUser) -> QuerySet[Agency]:
    """The agencies whose registers the user keeps."""
    return agencies_where(user, Permission.KEEP_REGISTERS)


def meetings(user: User | AnonymousUser, *, level: str = "", purpose: str = "") -> LiaisonMeetingQuerySet:
    """The meetings the user sees, the newest first, each with how many of its actions are open."""
    found = LiaisonMeeting.objects.visible_to(user)
    if level:
        found = found.filter(level=level)
    if purpose:
        found = found.filter(purpose=purpose)
    open_actions = Count("actions", filter=Q(actions__done_on__isnull=True))
    return found.select_related("organiser").annotate(open_actions=open_actions).order_by("-held_on", "-pk")


def actions(
    user: User | AnonymousUser, today: date, *, state: str = "open", own: bool = False
) -> QuerySet[LiaisonAction]:
    """What meetings decided, the most urgent first. `state` is open, overdue or done; anything else is all. `own` are
    those of the user's own agencies.
    """
    found = LiaisonAction.objects.filter(meeting__in=LiaisonMeeting.objects.visible_to(user))
    match state:
        case "open":
            found = found.filter(done_on__isnull=True)
        case "overdue":
            found = found.filter(done_on__isnull=True, due_on__lt=today)
        case "done":
            found = found.filter(done_on__isnull=False)
    if own:
        found = found.filter(owner__in=agency_ids_where(user, Permission.VIEW_AGREEMENT))
    return found.select_related("meeting", "owner").order_by("due_on", "pk")
