"""Whose own the ratings of KPIs, the answers of audits and the updates for boards are (`deadlines.registry.register_mine`), and who
may know of the clocks of this app.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.enums import Permission
from accounts.models import User
from accounts.selectors import agency_ids_where, current_memberships
from oversight.enums import LeadKind
from oversight.models import AuditShare, Board, FeedbackCall, StrategyLead, StrategyRow, UpdateRequest
from oversight.subjects import AUDIT_SHARE, KPI, UPDATES


def of_the_rater(user: User) -> Q:
    """KPIs that the user leads; and of those that nobody leads in person what their agency owes, if they keep its strategies."""
    in_person = StrategyLead.objects.filter(kind=LeadKind.LEAD, membership__isnull=False)
    own = in_person.filter(membership__in=[hat.pk for hat in current_memberships(user)])
    of_agency = Q(owner__in=agency_ids_where(user, Permission.KEEP_STRATEGY))
    nobodys = ~Q(subject_uuid__in=in_person.values("row__uuid"))
    return Q(subject_kind=KPI) & (Q(subject_uuid__in=own.values("row__uuid")) | (of_agency & nobodys))


def shown_to(user: User | AnonymousUser) -> Q:
    """The clocks of strategies that the user may see."""
    return Q(subject_uuid__in=StrategyRow.objects.visible_to(user).values("uuid"))


def of_the_updater(user: User) -> Q:
    """What the user is asked before a board meets."""
    asked = UpdateRequest.objects.filter(membership__in=[hat.pk for hat in current_memberships(user)])
    return Q(subject_kind=UPDATES, subject_uuid__in=asked.values("uuid"))


def updates_shown_to(user: User | AnonymousUser) -> Q:
    """The clocks of what the user is asked, of boards that they chair or keep, and of people at an agency whose strategies they
    keep: all who are told of them.
    """
    hats, kept = [hat.pk for hat in current_memberships(user)], agency_ids_where(user, Permission.KEEP_STRATEGY)
    told = Board.objects.filter(Q(chair__in=hats) | Q(agency__in=kept))
    known = UpdateRequest.objects.filter(
        Q(membership__in=hats) | Q(membership__agency__in=kept) | Q(meeting__board__in=told)
    )
    return Q(subject_uuid__in=known.values("uuid"))


def shown_calls(user: User | AnonymousUser) -> Q:
    """The clocks of those who want to be rung, where the user may know who."""
    return Q(subject_uuid__in=FeedbackCall.objects.visible_to(user).values("uuid"))


def of_the_auditor(user: User) -> Q:
    """What the user answers for an audit."""
    own = AuditShare.objects.open().filter(auditor__in=[hat.pk for hat in current_memberships(user)])
    return Q(subject_kind=AUDIT_SHARE, subject_uuid__in=own.values("uuid"))


def audits_shown_to(user: User | AnonymousUser) -> Q:
    """The clocks of audits of agencies where the user answers for audits."""
    shares = AuditShare.objects.filter(audit__agency__in=agency_ids_where(user, Permission.ANSWER_AUDIT))
    return Q(subject_uuid__in=shares.values("uuid"))
