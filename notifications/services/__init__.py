"""What other apps may ask of messages."""

from notifications.registry import (
    Attachment,
    register_attachments,
    register_delivery_listener,
    register_failure_audience,
    register_headers,
    register_relevance,
)
from notifications.services.bounces import BounceError, record_bounce
from notifications.services.dead_letters import DeadLetterError, give_up, send_again, send_all_again
from notifications.services.delivery import DeliveryResult, deliver
from notifications.services.digests import send_digests
from notifications.services.discretion import call_back
from notifications.services.holding import NoReason, hold_undelivered, release, throw_away
from notifications.services.letters import Letter, queue_letter, queue_letters
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
from notifications.services.worker import reach_broker, wake

__all__ = [
    "Attachment",
    "BounceError",
    "DeadLetterError",
    "DeliveryResult",
    "EmailAndInbox",
    "Letter",
    "NoReason",
    "Note",
    "call_back",
    "cancel_topic",
    "cancel_topics",
    "deliver",
    "give_up",
    "hold_undelivered",
    "mark_all_read",
    "mark_read",
    "queue",
    "queue_account_mail",
    "queue_letter",
    "queue_letters",
    "queue_one",
    "queue_personal_link",
    "queue_unread",
    "reach_broker",
    "record_bounce",
    "register_attachments",
    "register_delivery_listener",
    "register_failure_audience",
    "register_headers",
    "register_relevance",
    "send_again",
    "send_all_again",
    "release",
    "send_digests",
    "set_preferences",
    "silence",
    "tell",
    "throw_away",
    "wake",
]
