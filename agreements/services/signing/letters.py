"""What is said about a signature: to the signatories at their own addresses, to colleagues through the inbox."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.enums import Permission, RoleCode
from accounts.models import User
from accounts.roles import roles_with
from accounts.selectors import holders_of
from agreements.enums import Side
from agreements.models import Agreement, SignatureRequest
from agreements.services.signing.errors import NotReachable
from notifications.enums import MessageKind
from notifications.services import cancel_topic, queue_personal_link, tell
from notifications.texts import tidy_subject

_MANAGERS = roles_with(Permission.MANAGE_AGREEMENT)
_PROVIDERS = [RoleCode.SIGNATORY, RoleCode.DESIGNATED_PERSON]


def topic_of(request: SignatureRequest) -> str:
    return f"signing:{request.uuid}"


def send_link(request: SignatureRequest, token: str) -> None:
    """The personal link. It begins with our own address, never with the host that a request claims. Raises
    NotReachable.
    """
    _letter(request, "signature_request", {"token": token}, now=request.sent_at)


def send_reminder(request: SignatureRequest, *, now: datetime) -> None:
    """The link itself is known to nobody any more, so a reminder speaks of the e-mail that holds it."""
    _letter(request, "signature_reminder", {}, now=now)


def send_withdrawn(request: SignatureRequest, *, now: datetime) -> None:
    """What waits to be sent is cancelled. Whoever has a link is told that it opens nothing any more."""
    cancel_topic(topic_of(request), now=now)
    _letter(request, "signature_withdrawn", {}, now=now)


def send_in_force(request: SignatureRequest, *, now: datetime) -> None:
    """Both have signed: where the signed agreement is."""
    cancel_topic(topic_of(request), now=now)
    agreement = request.text.agreement
    public = reverse("agreements:partners-provider", args=[agreement.provider.uuid]) if agreement.is_public else ""
    _letter(request, "signature_complete", {"public_path": public}, now=now)


def _letter(request: SignatureRequest, template: str, more: dict[str, object], *, now: datetime) -> None:
    agreement = request.text.agreement
    page = {
        "base_url": settings.MAINSTAY_BASE_URL,
        "asks": agreement.virtual_school.name,
        "virtual_school": agreement.virtual_school.name,
        "provider": agreement.provider.name,
        "name": request.name,
        "side": Side(request.side).label,
        "sent_at": request.sent_at,
        "expires_at": request.expires_at,
        "starts_on": agreement.starts_on,
        "path": agreement_path(agreement),
        **more,
    }
    words = render_to_string(f"agreements/email/{template}.txt", page)
    head, _, body = words.strip().partition("\n")
    queued = queue_personal_link(
        address=request.email,
        subject=tidy_subject(head.removeprefix("Subject:")),
        body=body.strip(),
        topic=topic_of(request),
        now=now,
    )
    if queued is None and template == "signature_request":
        raise NotReachable(request.email)


def agreement_path(agreement: Agreement) -> str:
    return reverse("agreements:agreement", args=[agreement.uuid])


def tell_school(
    agreement: Agreement, *, template: str, key: str, also: Iterable[User | None] = (), by: User | None, now: datetime
) -> None:
    """Tell those who send agreements out, and whoever sent this one."""
    managers = holders_of(_MANAGERS, [agreement.virtual_school_id])[agreement.virtual_school_id]
    _tell(agreement, [*managers, *filter(None, also)], template=template, key=key, by=by, now=now)


def tell_both(agreement: Agreement, *, template: str, key: str, by: User | None, now: datetime) -> set[str]:
    """Tell the Virtual School’s managers, and at the provider who signs there and the designated people. Returns the
    addresses of those who are told.
    """
    managers = holders_of(_MANAGERS, [agreement.virtual_school_id])[agreement.virtual_school_id]
    others = holders_of(_PROVIDERS, [agreement.provider_id])[agreement.provider_id]
    people = [*managers, *others]
    _tell(agreement, people, template=template, key=key, by=by, now=now)
    return {person.email.lower() for person in people}


def _tell(
    agreement: Agreement, people: Iterable[User], *, template: str, key: str, by: User | None, now: datetime
) -> None:
    tell(
        people,
        f"agreements/email/{template}.txt",
        {
            "virtual_school": agreement.virtual_school.name,
            "provider": agreement.provider.name,
            "starts_on": agreement.starts_on,
        },
        kind=MessageKind.AGREEMENT,
        link=agreement_path(agreement),
        topic=f"agreement:{agreement.uuid}",
        key=key,
        by=by,
        now=now,
    )
