"""What is looked at every day: work that nobody does since somebody left, and what begins with the day."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Membership
from accounts.roles import roles_with
from accounts.selectors import holders_of
from agreements.models import Contact
from learners.models import Enrolment, KeyWorker
from learners.selectors.hand_over import counts_of
from learners.services.delegation import tell_of_beginnings
from learners.services.key_workers import tell_of_emergencies
from learners.services.notices import Telling, tell_each
from notifications.enums import MessageKind
from notifications.services import Note, queue
from notifications.texts import render_text

#: How far back a beginning is looked for: a worker that stood still for some days still says what it owes.
LOOK_BACK = timedelta(days=7)


@transaction.atomic
def begin_the_day(*, now: datetime) -> int:
    """What was arranged for a day that has come: deputies hear that they stand in, and key workers who have begun of
    emergencies nobody has answered. Each once, however often this runs. How many deputies stand in.
    """
    begun = KeyWorker.objects.active(now).filter(starts_at__gt=now - LOOK_BACK).filter(starts_at__gt=F("assigned_at"))
    begun = begun.select_related("learner", "membership__user")
    tell_of_emergencies(list(begun.order_by("id")), now=now)
    return tell_of_beginnings(now=now)


@transaction.atomic
def tell_of_work_left(*, now: datetime) -> int:
    """Whoever hands over at an agency is told, once a day, of each role that has ended and whose work nobody has taken
    over; of a restricted record those who are named on it instead. How many such roles there are.

    The agency's administrators are told where nobody hands over. Numbers only, and no restricted record is counted.
    """
    left = list(_ended_with_work(now))
    managers = holders_of(roles_with(Permission.HAND_OVER), {each.agency_id for each in left})
    without = [agency_id for agency_id, people in managers.items() if not people]
    managers |= holders_of(roles_with(Permission.MANAGE_AGENCY), without)
    today = local_date(now)
    notes = []
    for membership in left:
        counts = counts_of(membership)
        if not counts:
            continue
        subject, body = render_text(
            "learners/email/work_left.txt", {"agency": membership.agency, "lines": counts.in_words()}
        )
        topic = f"work_left:{membership.uuid}"
        notes += [
            Note(
                recipient=person,
                kind=MessageKind.HAND_OVER,
                subject=subject,
                body=body,
                link=reverse("learners:hand-over", args=[membership.uuid]),
                topic=topic,
                key=f"{topic}:{today.isoformat()}:{person.pk}",
            )
            for person in {person.pk: person for person in managers[membership.agency_id]}.values()
            if person.pk != membership.user_id
        ]
    queue(notes, now=now)
    _tell_named([each.pk for each in left], now=now)
    return len(left)


def _ended_with_work(now: datetime) -> Iterable[Membership]:
    """Hats taken off, or of people who may no longer sign in, on which work still hangs."""
    still = KeyWorker.objects.filter(ends_at__isnull=True)
    posts = Contact.objects.filter(ends_at__isnull=True)
    mentored = Enrolment.objects.open().filter(mentor__isnull=False)
    working = still.values("membership").union(
        still.filter(cover__isnull=False).values("cover"),
        mentored.values("mentor"),
        posts.values("holder"),
        posts.filter(cover__isnull=False).values("cover"),
    )
    over = Q(ends_at__lte=now) | Q(user__is_active=False)
    return Membership.objects.filter(over, pk__in=working).select_related("user", "agency").order_by("id")


def _tell_named(membership_ids: list[int], *, now: datetime) -> None:
    """Those named on a restricted record hear that its key worker has left."""
    left = KeyWorker.objects.filter(
        membership__in=membership_ids, ends_at__isnull=True, learner__is_restricted=True
    ).select_related("learner", "membership")
    for key_worker in left.prefetch_related("learner__named_people__user").order_by("id"):
        named = [entry.user for entry in key_worker.learner.named_people.all()]
        people = [person for person in named if person.pk != key_worker.membership.user_id]
        tell_each(
            [Telling(key_worker.learner, people, {}, f"key_worker_left:{key_worker.pk}:{local_date(now).isoformat()}")],
            kind=MessageKind.HAND_OVER,
            template="learners/email/key_worker_left.txt",
            link=reverse("learners:key-worker", args=[key_worker.learner.uuid]),
            by=None,
            now=now,
        )
