"""What other apps may ask of messages."""

from notifications.registry import (
    Attachment,
    register_attachments,
    register_delivery_listener,
    register_failure_audience,
)
from notifications.services.bounces import BounceError, record_bounce
from notifications.services.delivery import DeliveryResult, deliver
from notifications.services.digests import send_digests
from notifications.services.discretion import call_back
from notifications.services.letters import queue_letter
from notifications.services.outbox import (
    EmailAndInbox,
    Note,
    cancel_topic,
    cancel_topics,
    queue,
    queue_account_mail,
    queue_one,
    queue_personal_link,
    queue_unread,
    silence,
    tell,
)
from notifications.services.reading import mark_all_read, mark_read, set_preferences
from notifications.services.worker import wake

__all__ = [
    "Attachment",
    "BounceError",
    "DeliveryResult",
    "EmailAndInbox",
    "Note",
    "call_back",
    "cancel_topic",
    "cancel_topics",
    "deliver",
    "mark_all_read",
    "mark_read",
    "queue",
    "queue_account_mail",
    "queue_letter",
    "queue_one",
    "queue_personal_link",
    "queue_unread",
    "record_bounce",
    "register_attachments",
    "register_delivery_listener",
    "register_failure_audience",
    "send_digests",
    "set_preferences",
    "silence",
    "tell",
    "wake",
]
