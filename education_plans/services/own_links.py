"""The link to a young person's own page: given, bound to their device, opened with their birthday, ended (M5).

A link has 256 random bits; only its digest is stored. The first device on which somebody enters a birthday becomes its
device; from then on it opens nothing anywhere else. The second step is the date of birth.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string

from accounts import history
from accounts.errors import ServiceError
from accounts.models import User
from education_plans.models import PersonalLink
from education_plans.rules.own_page import SECRET_BYTES, tries_left
from education_plans.selectors.own_links import LinkState, digest_of, link_state
from learners.models import Learner
from notifications.enums import MessageKind
from notifications.services import cancel_topic, queue_personal_link
from notifications.texts import tidy_subject


class OwnLinkError(ServiceError):
    """The link cannot be given or opened; the text says why. `field` names the question it belongs to."""


class NoPageAnyMore(OwnLinkError):
    def __init__(self) -> None:
        super().__init__("This case is closed, so there is no page to give a link to.")


class AddressWrong(OwnLinkError):
    field = "email"

    def __init__(self) -> None:
        super().__init__("Enter an e-mail address in the correct format, like name@example.com.")


class NotSent(OwnLinkError):
    field = "email"

    def __init__(self) -> None:
        super().__init__("No e-mail can be sent to this address. Show the link on your phone instead.")


class NotOpen(OwnLinkError):
    """Ended, out of date, or bound to another device: `state` says which."""

    def __init__(self, state: LinkState) -> None:
        super().__init__("This link does not work.")
        self.state = state


class WrongBirthday(OwnLinkError):
    field = "birthday"

    def __init__(self, left: int) -> None:
        tries = "1 more time" if left == 1 else f"{left} more times"
        super().__init__(f"That is not the birthday we know. You can try {tries}.")
        self.left = left


@dataclass(frozen=True)
class GivenLink:
    """A new link, with the token that is known at this moment and never again."""

    link: PersonalLink
    token: str

    @property
    def address(self) -> str:
        """Where it leads, from our own address and never from the host that a request claims."""
        return f"{settings.MAINSTAY_BASE_URL}/me/{self.token}/"


def topic_of(link: PersonalLink) -> str:
    return f"own-page:{link.uuid}"


@transaction.atomic
def give_link(*, learner: Learner, by: User, now: datetime) -> GivenLink:
    """A new link for the young person. The one before opens nothing any more. Raises NoPageAnyMore."""
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_closed:
        raise NoPageAnyMore
    _end_current(learner, reason="A new link was given", by=by, now=now)
    token = secrets.token_urlsafe(SECRET_BYTES)
    link = PersonalLink(
        learner=learner,
        token_digest=digest_of(token),
        made_at=now,
        made_by=by,
        expires_at=now + settings.MAINSTAY_OWN_PAGE_VALID,
    )
    history.save(link, by=by, reason="Link given", at=now)
    return GivenLink(link, token)


@transaction.atomic
def send_link(*, learner: Learner, email: str, by: User, now: datetime) -> PersonalLink:
    """A new link, by e-mail to the young person; the words of the e-mail are erased once it is sent. Raises AddressWrong,
    NotSent, NoPageAnyMore.
    """
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressWrong from error
    given = give_link(learner=learner, by=by, now=now)
    page = {"address": given.address, "expires_at": given.link.expires_at}
    head, _, body = render_to_string("education_plans/email/own_link.txt", page).strip().partition("\n")
    message = queue_personal_link(
        address=address,
        subject=tidy_subject(head.removeprefix("Subject:")),
        body=body.strip(),
        topic=topic_of(given.link),
        now=now,
        kind=MessageKind.OWN_PAGE,
        about=learner.uuid,
    )
    if message is None:
        raise NotSent
    return given.link


@transaction.atomic
def end_link(*, learner: Learner, by: User, now: datetime) -> bool:
    """End the young person's link: a phone is lost, or somebody else has it. False if there is none."""
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    return _end_current(learner, reason="Ended", by=by, now=now)


def come_in(*, link: PersonalLink, device: str, birthday: date, now: datetime) -> PersonalLink:
    """Somebody on the device named `device` says when their birthday is. Right or wrong, the link belongs to this device
    from now on; with the fifth wrong birthday in a row it ends.

    Raises NotOpen, WrongBirthday. What a wrong answer changed stays changed.
    """
    with transaction.atomic():
        link = (
            PersonalLink.objects.select_for_update(of=("self",), no_key=True).select_related("learner").get(pk=link.pk)
        )
        state = link_state(link, device, now)
        if state != LinkState.OPEN:
            raise NotOpen(state)
        reason = "Opened with the birthday"
        if not link.device_digest:
            link.device_digest, link.bound_at = digest_of(device), now
        is_right = birthday == link.learner.date_of_birth
        if is_right:
            link.wrong_birthdays, link.last_used_at = 0, now
        else:
            link.wrong_birthdays += 1
            reason = "A wrong birthday"
            if not tries_left(link.wrong_birthdays):
                link.ended_at, reason = now, "Too many wrong birthdays"
        fields = ["device_digest", "bound_at", "wrong_birthdays", "last_used_at", "ended_at"]
        history.save(link, by=None, reason=reason, at=now, update_fields=fields)
    if is_right:
        return link
    if link.ended_at is not None:
        raise NotOpen(LinkState.ENDED)
    raise WrongBirthday(tries_left(link.wrong_birthdays))


def _end_current(learner: Learner, *, reason: str, by: User | None, now: datetime) -> bool:
    current = PersonalLink.objects.select_for_update(no_key=True).filter(learner=learner, ended_at__isnull=True).first()
    if current is None:
        return False
    cancel_topic(topic_of(current), now=now)
    current.ended_at = now
    history.save(current, by=by, reason=reason, at=now, update_fields=["ended_at"])
    return True
