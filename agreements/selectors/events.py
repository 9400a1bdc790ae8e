"""The register of joint training and briefings, and who was there (P16, P22)."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from accounts.models import Membership, User
from accounts.selectors import current_memberships
from agreements.enums import AttendanceState
from agreements.models import EventAttendance, JointEvent
from agreements.models.liaison import JointEventQuerySet


def events(user: User | AnonymousUser, today: date, *, when: str = "", kind: str = "") -> JointEventQuerySet:
    """The events the user sees with how many were invited and how many came. `when` is coming or past; else all, the
    newest first.
    """
    found = JointEvent.objects.visible_to(user)
    if kind:
        found = found.filter(kind=kind)
    match when:
        case "coming":
            found = found.filter(held_on__gte=today, cancelled_at__isnull=True)
        case "past":
            found = found.filter(held_on__lt=today)
    return (
        found.select_related("organiser")
        .annotate(
            invited=Count("attendances"),
            came=Count("attendances", filter=Q(attendances__state=AttendanceState.ATTENDED)),
        )
        .order_by("-held_on", "-pk")
    )


def attendances_of(event: JointEvent) -> list[EventAttendance]:
    """Everybody who was invited, by agency and name."""
    found = event.attendances.select_related("membership__user", "membership__agency")
    return list(found.order_by("membership__agency__sort_name", "membership__user__name", "pk"))


def own_attendance(event: JointEvent, user: User | AnonymousUser) -> EventAttendance | None:
    """The user's own invitation, under a hat they wear."""
    hats = [membership.pk for membership in current_memberships(user)]
    return event.attendances.select_related("event").filter(membership__in=hats).first()


def people_to_invite(event: JointEvent) -> QuerySet[Membership]:
    """People of the agencies that take part who are not on the list yet."""
    taking_part = [event.organiser_id, *event.agencies.values_list("pk", flat=True)]
    found = Membership.objects.active().filter(agency__in=taking_part)
    found = found.exclude(user__in=event.attendances.values("membership__user"))
    return found.select_related("user", "agency").order_by("agency__sort_name", "user__name", "pk")
