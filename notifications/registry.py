"""What delivery must be told from above: who wants to hear how a message fared, whom to alert when one fails, and who
may not know of whom.

Apps on higher floors register here in `AppConfig.ready()`.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import User
from notifications.enums import AttemptOutcome, MessageKind
from notifications.models import Message

#: Called with the message, its outcome (accepted, refused for good, bounced), when that happened, and now; inside the
#: transaction that settles the message. An error undoes the listener's own writes only, is logged, and the news is
#: brought again with the next delivery round.
DeliveryListener = Callable[[Message, AttemptOutcome, datetime, datetime], None]

#: People to alert inside Mainstay about a safeguarding message that could not be delivered.
FailureAudience = Callable[[Message, datetime], Sequence[User]]

#: (id of the recipient, UUID of the young person spoken of).
Pair = tuple[int, UUID]

#: Which of these pairs must not be: the recipient may not know of the young person. Asked once for a whole batch.
Discretion = Callable[[Collection[Pair]], set[Pair]]

_listeners: dict[MessageKind, DeliveryListener] = {}
_failure_audiences: dict[MessageKind, FailureAudience] = {}
_discretions: list[Discretion] = []


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


def register_discretion(discretion: Discretion) -> None:
    """Every registered one is asked when a message is queued, put into a digest, and before it leaves."""
    if discretion not in _discretions:
        _discretions.append(discretion)


def may_not_know(pairs: Collection[Pair]) -> set[Pair]:
    """Those of `pairs` of whom nothing may be said to that recipient. A few queries however many; none without pairs."""
    found: set[Pair] = set()
    for discretion in _discretions if pairs else ():
        found |= discretion(pairs)
    return found
