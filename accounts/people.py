"""Questions about the people of one agency, for those who look after them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Max, OuterRef, Q

from accounts.clock import local_date
from accounts.enums import Permission, RoleCode
from accounts.models import Agency, Invitation, Membership, MembershipQuerySet, User
from accounts.names import fold, sort_name
from accounts.roles import ROLES
from accounts.timeline import TimelineEntry
from accounts.two_factor import SECOND_STEPS


class Show(StrEnum):
    """Which of an agency's people a list shows."""

    HERE = "here"
    LEFT = "left"


@dataclass(frozen=True)
class PersonHere:
    """Somebody with the roles they have, or had, at one agency. Of the last sign-in only the day is known."""

    user: User
    roles: tuple[Membership, ...]
    signed_in_on: date | None
    has_second_step: bool


@dataclass(frozen=True)
class WaitingInvitation:
    invitation: Invitation
    is_expired: bool


def ids_in_order(agency: Agency, *, words: str = "", show: Show = Show.HERE, at: datetime) -> list[int]:
    """Keys of the people by family name; `words` is part of a name or an address. One query.

    Sorted here, because the database sorts by code point: an agency has hundreds of people, not thousands.
    """
    here = not_ended(at).filter(user=OuterRef("pk"), agency=agency)
    ever = Membership.objects.filter(user=OuterRef("pk"), agency=agency)
    if show == Show.HERE:
        people = User.objects.filter(Exists(here), is_active=True)
    else:
        people = User.objects.filter(Exists(ever)).exclude(Exists(here), is_active=True)
    wanted, address = fold(words), words.strip().casefold()
    found = [
        (_register_name(name), pk)
        for pk, name, email in people.order_by().values_list("pk", "name", "email")
        if not address or (wanted and wanted in fold(name)) or address in email.casefold()
    ]
    return [pk for _, pk in sorted(found)]


def people_here(agency: Agency, ids: Sequence[int], *, at: datetime) -> list[PersonHere]:
    """The people in the order of `ids`, with their roles at `agency`: those they have now, else those they had. Two
    queries.
    """
    second_step = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
    users = User.objects.annotate(protected=Exists(second_step)).in_bulk(list(ids))
    roles: dict[int, list[Membership]] = {pk: [] for pk in ids}
    for membership in Membership.objects.filter(agency=agency, user__in=ids).order_by("starts_at", "pk"):
        roles[membership.user_id].append(membership)
    people = []
    for pk in ids:
        user = users[pk]
        had = roles[pk]
        present = [role for role in had if role.ends_at is None or role.ends_at > at]
        people.append(
            PersonHere(
                user=user,
                roles=tuple(present or had),
                signed_in_on=local_date(user.last_login) if user.last_login else None,
                has_second_step=user.protected,
            )
        )
    return people


def waiting_invitations(agency: Agency, *, words: str = "", at: datetime) -> list[WaitingInvitation]:
    """Invitations that were neither accepted nor withdrawn, the newest first; those out of date among them. One query."""
    waiting = Invitation.objects.filter(agency=agency, accepted_at__isnull=True, withdrawn_at__isnull=True)
    if words.strip():
        waiting = waiting.filter(Q(name__icontains=words.strip()) | Q(email__icontains=words.strip()))
    in_order = waiting.select_related("invited_by", "agency").order_by("-invited_at", "-pk")
    return [WaitingInvitation(invitation, invitation.expires_at <= at) for invitation in in_order]


def open_invitation(token_digest: str, now: datetime) -> Invitation | None:
    """The invitation behind a link that can still be used. One query; changes nothing, because mail scanners follow
    links too.
    """
    found = Invitation.objects.open(now).filter(token_digest=token_digest)
    return found.select_related("agency", "invited_by").first()


def not_ended(at: datetime) -> MembershipQuerySet:
    """Roles that are in force at `at` or will be."""
    return Membership.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def works_elsewhere(user: User, agency: Agency, now: datetime) -> bool:
    """Whether `user` has, or will have, a role at another agency."""
    return not_ended(now).filter(user=user).exclude(agency=agency).exists()


def may_open_again(user: User, agency: Agency) -> bool:
    """Whether the closed account belonged to `agency` alone when it was closed: no role elsewhere ended as late."""
    ends = dict(Membership.objects.filter(user=user).order_by().values_list("agency").annotate(last=Max("ends_at")))
    here = ends.pop(agency.pk, None)
    open_ended = Membership.objects.filter(user=user, ends_at__isnull=True).exists()
    return here is not None and not open_ended and all(last < here for last in ends.values())


def invitations_left(membership: Membership) -> list[str]:
    """`accounts.leaving`: what somebody who looked after people has offered, and may be nobody the agency knows."""
    if Permission.MANAGE_AGENCY not in membership.role_definition.permissions:
        return []
    waiting = Invitation.objects.open().filter(agency=membership.agency_id, invited_by=membership.user_id).count()
    if not waiting:
        return []
    words = (
        "1 invitation that they sent still waits"
        if waiting == 1
        else f"{waiting} invitations that they sent still wait"
    )
    return [f"{words}. Withdraw what you do not know of."]


def roles_offered_at(agency: Agency) -> list[RoleCode]:
    """The roles that an agency of this kind may give to its people, in the order of the list of roles."""
    return [code for code in RoleCode if agency.kind in ROLES[code].held_at and not ROLES[code].by_command]


def what_happened(user: User, agency: Agency) -> list[TimelineEntry]:
    """How the person's roles at `agency` began, changed and ended, the newest first: what, when, why, by whom. One query."""
    rows = Membership.history.filter(user=user, agency=agency).select_related("history_user")
    before: dict[int, Membership] = {}
    story = []
    for row in rows.order_by("history_date", "history_id"):
        earlier = before.get(row.id)
        before[row.id] = row
        story.append(
            TimelineEntry(
                at=row.history_date,
                title=_in_words(earlier, row),
                text=row.history_change_reason or "",
                kind="role",
                by=row.history_user,
            )
        )
    return story[::-1]


def _in_words(earlier: Membership | None, row: Membership) -> str:
    role = row.get_role_display()
    if earlier is None:
        return f"{role}: role given"
    if row.ends_at != earlier.ends_at:
        return f"{role}: role goes on" if row.ends_at is None else f"{role}: role ended, or its last day set"
    return f"{role}: job title changed" if row.job_title != earlier.job_title else f"{role}: changed"


def _register_name(name: str) -> str:
    """Family name first, as far as a name in one box tells."""
    *given, family = name.split() or [""]
    return sort_name(family, " ".join(given))
