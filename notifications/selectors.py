"""Questions about messages."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from notifications.enums import Channel, Frequency, MessageKind
from notifications.models import Message, MessageQuerySet


def inbox(user: User, *, kind: str = "", unread_only: bool = False) -> MessageQuerySet:
    """The user's inbox, newest first. The number in the header is the length of this list with `unread_only`."""
    messages = Message.objects.inbox_of(user)
    if kind:
        messages = messages.filter(kind=kind)
    return messages.unread() if unread_only else messages


def unread_count(user: User | AnonymousUser) -> int:
    """How many messages the user has not opened; one query on an index that holds only those."""
    if not isinstance(user, User):
        return 0
    return inbox(user, unread_only=True).order_by().count()


def email_of(message: Message) -> Message | None:
    """The e-mail that says the same as this in-app message (itself, if it is the e-mail); None if none was queued."""
    if message.channel == Channel.EMAIL:
        return message
    return Message.objects.filter(dedupe_key=f"{message.key}:{Channel.EMAIL}").first()


def daily_kinds(user: User) -> list[MessageKind]:
    """Kinds whose e-mails the user wants in the daily digest."""
    chosen = user.message_preferences.filter(frequency=Frequency.DAILY).values_list("kind", flat=True)
    return [MessageKind(kind) for kind in chosen]


def sent_messages(*, state: str = "") -> MessageQuerySet:
    """Every e-mail of the whole system, newest first: for the page of embedded mode, where nobody is real."""
    emails = Message.objects.filter(channel=Channel.EMAIL).select_related("recipient").order_by("-queued_at", "-id")
    return emails.filter(state=state) if state else emails
