"""Which young person's page a link or a device opens."""

import hashlib
import hmac
from datetime import datetime
from enum import Enum

from education_plans.models import PersonalLink
from learners.models import Learner


class LinkState(Enum):
    """How a link stands for the device that brings it."""

    OPEN = "open"
    UNKNOWN = "unknown"
    ENDED = "ended"
    EXPIRED = "expired"
    OTHER_DEVICE = "other_device"


def digest_of(secret: str) -> str:
    """What is stored of a link's token and of a device's name. It needs no salt: both are random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_behind(token: str) -> PersonalLink | None:
    """The link whose token this is, in whatever state."""
    return PersonalLink.objects.select_related("learner").filter(token_digest=digest_of(token)).first()


def link_with(uuid: str) -> PersonalLink | None:
    """The link with that UUID, in whatever state."""
    return PersonalLink.objects.select_related("learner").filter(uuid=uuid).first()


def link_of_device(device: str, now: datetime) -> PersonalLink | None:
    """The link that was bound to this device and still works."""
    if not device:
        return None
    links = PersonalLink.objects.select_related("learner").filter(
        device_digest=digest_of(device), ended_at__isnull=True, expires_at__gt=now
    )
    links = links.order_by("-last_used_at", "-id")
    return next((link for link in links if link_state(link, device, now) == LinkState.OPEN), None)


def link_state(link: PersonalLink | None, device: str, now: datetime) -> LinkState:
    """How `link` stands for the device with the name `device` (empty: one that we have never seen)."""
    if link is None:
        return LinkState.UNKNOWN
    if link.ended_at is not None or link.learner.is_closed:
        return LinkState.ENDED
    if link.expires_at <= now:
        return LinkState.EXPIRED
    if link.device_digest and not hmac.compare_digest(link.device_digest, digest_of(device)):
        return LinkState.OTHER_DEVICE
    return LinkState.OPEN


def current_link(learner: Learner) -> PersonalLink | None:
    """The one link of a young person that has not ended; it may be out of date."""
    return learner.personal_links.filter(ended_at__isnull=True).select_related("made_by").first()
