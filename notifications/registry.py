"""What delivery must be told from above: who wants to hear how a message fared, and whom to alert when one fails.

Apps on higher floors register here in `AppConfig.ready()`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from accounts.models import User
from notifications.enums import AttemptOutcome, MessageKind
from notifications.models import Message

#: Called with the message, its outcome (accepted, refused for good, bounced), when that happened, and now; inside the
#: transaction that settles the message. An error undoes the listener's own writes only, is logged, and the news is
#: brought again with the next delivery round.
DeliveryListener = Callable[[Message, AttemptOutcome, datetime, datetime], None]

#: People to alert inside Mainstay about a safeguarding message that could not be delivered.
FailureAudience = Callable[[Message, datetime], Sequence[User]]

_listeners: dict[MessageKind, DeliveryListener] = {}
_failure_audiences: dict[MessageKind, FailureAudience] = {}


def register_delivery_listener(kind: MessageKind, listener: DeliveryListener) -> None:
    """One listener for each kind; the last registered counts."""
    _listeners[kind] = listener


def register_failure_audience(kind: MessageKind, audience: FailureAudience) -> None:
    """One audience for each kind; without one nobody is alerted and the state is only shown."""
    _failure_audiences[kind] = audience


def delivery_listener(kind: str) -> DeliveryListener | None:
    return _listeners.get(MessageKind(kind))


def failure_audience(kind: str) -> FailureAudience | None:
    return _failure_audiences.get(MessageKind(kind))
