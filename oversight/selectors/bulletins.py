"""Bulletins for carers: what stands in one, to whom it goes, how it arrived, and who wants no more (W13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from accounts.wording import day
from agreements.enums import EventKind
from agreements.models import JointEvent
from agreements.selectors import careers_contact_at
from learners.models import Learner
from notifications.enums import UNDELIVERED, MessageState
from notifications.models import Message
from oversight.models import Bulletin, BulletinCopy, Unsubscription
from oversight.rules.feedback import people_named_in
from oversight.selectors.carers import addresses_of_carers
from tracking.models import Opportunity

#: As many of each are listed below the text.
LISTED = 10
_SALT = "oversight.bulletin-stop"


@dataclass(frozen=True)
class Arrived:
    """How many copies there are, and what became of them."""

    copies: int
    sent: int
    waiting: int
    undelivered: int
    cancelled: int


def bulletins_kept(user: User) -> QuerySet[Bulletin]:
    """Those of one’s own Virtual School, drafts first, then the newest; each with how many copies went out and failed."""
    failed = Q(copies__message__state__in=UNDELIVERED)
    found = Bulletin.objects.visible_to(user).select_related("virtual_school")
    counted = found.annotate(went_to=Count("copies"), failed=Count("copies", filter=failed))
    return counted.order_by("-sent_at", "-id")  # the database puts those without a moment first


def text_of(bulletin: Bulletin, now: datetime) -> str:
    """What carers read: the text, and below it what is coming and whom to ask about careers, as it is at that moment."""
    parts, today = [bulletin.text], local_date(now)
    if bulletin.lists_events:
        events = JointEvent.objects.filter(
            organiser=bulletin.virtual_school, kind__in=[EventKind.TRAINING, EventKind.BRIEFING], held_on__gte=today,
            cancelled_at__isnull=True,
        ).order_by("held_on", "id")[:LISTED]  # fmt: skip
        lines = [f"- {day(one.held_on)}: {one.title}{f', {one.place}' if one.place else ''}" for one in events]
        parts += ["\n".join(["Training and briefings", "", *lines])] if lines else []
    if bulletin.lists_opportunities:
        offers = Opportunity.objects.filter(agency=bulletin.virtual_school).open(today).order_by("apply_by_on", "id")
        lines = [
            f"- {one.title}, {one.offered_by}{f' (by {day(one.apply_by_on)})' if one.apply_by_on else ''}"
            for one in offers[:LISTED]
        ]
        parts += ["\n".join(["Opportunities for young people", "", *lines])] if lines else []
    if person := careers_contact_at(bulletin.virtual_school, now).person:
        parts.append(f"Questions about careers: {', '.join(filter(None, [person.name, person.phone, person.email]))}")
    return "\n\n".join(parts)


def unsubscribed(school_id: int) -> QuerySet[Unsubscription]:
    """Who wants no bulletin of this Virtual School, the newest first."""
    found = Unsubscription.objects.filter(virtual_school=school_id, ended_at__isnull=True)
    return found.order_by("-since", "-id")


def unsubscribed_seen(user: User) -> QuerySet[Unsubscription]:
    found = Unsubscription.objects.visible_to(user).filter(ended_at__isnull=True)
    return found.select_related("virtual_school").order_by("-since", "-id")


def goes_to(bulletin: Bulletin, user: User, now: datetime) -> list[str]:
    """The addresses to which it would go now: each once, none that was taken off the list."""
    off = set(unsubscribed(bulletin.virtual_school_id).values_list("address", flat=True))
    return [one for one in addresses_of_carers(bulletin.virtual_school, user, now) if one not in off]


def arrived(bulletin: Bulletin) -> Arrived:
    """What became of its copies, counted by the state of their e-mails. One query."""
    counted = dict(bulletin.copies.order_by().values_list("message__state").annotate(Count("pk")))
    return Arrived(
        copies=sum(counted.values()),
        sent=counted.get(MessageState.SENT, 0),
        waiting=counted.get(MessageState.QUEUED, 0) + counted.get(MessageState.HELD, 0),
        undelivered=sum(counted.get(state, 0) for state in UNDELIVERED),
        cancelled=counted.get(MessageState.CANCELLED, 0),
    )


def young_people_named(bulletin: Bulletin, user: User) -> list[str]:
    """Young people of whom the user knows and whose whole name stands in it. One query; a help for who writes and no proof."""
    names = Learner.objects.visible_to(user).order_by().values_list("given_name", "preferred_name", "family_name")
    return people_named_in(f"{bulletin.title}\n{bulletin.text}", names.iterator())


def stop_path(copy_uuid: UUID) -> str:
    """The way off the list for the address of one copy. Signed with our key, so that nobody can make one up."""
    return reverse("oversight:bulletin-stop", args=[signing.Signer(salt=_SALT, sep=".").sign(str(copy_uuid))])


def copy_behind(token: str) -> BulletinCopy | None:
    """The copy whose way off the list this is; None for anything we have not signed."""
    try:
        uuid = signing.Signer(salt=_SALT, sep=".").unsign(token)
        return BulletinCopy.objects.select_related("bulletin__virtual_school").filter(uuid=uuid).first()
    except (signing.BadSignature, ValidationError):
        return None


def is_off(copy: BulletinCopy) -> bool:
    return unsubscribed(copy.bulletin.virtual_school_id).filter(address=copy.address).exists()


def headers_of_copy(message: Message) -> Mapping[str, str]:
    """One click in the mail program takes the address off the list (RFC 8058): a POST, so that nothing that only looks at links
    does.
    """
    address = f"{settings.MAINSTAY_BASE_URL}{stop_path(UUID(message.key.partition(':')[2]))}"
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def still_wanted(message: Message, now: datetime) -> bool:
    """Whether a copy that did not arrive may be sent again: its address is still on the list."""
    copy = BulletinCopy.objects.select_related("bulletin").filter(message=message).first()
    return copy is not None and not is_off(copy)
