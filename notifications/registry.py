"""What delivery must be told from above: who wants to hear how a message fared, whom to alert when one fails, who may
not know of whom, what is attached and what else stands in the head.

Apps on higher floors register here in `AppConfig.ready()`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Attachment:
    """A text file that goes with an e-mail. `subtype` and `parameters` say what it is, as in `text/calendar; method=…`."""

    name: str
    subtype: str
    text: str
    parameters: Mapping[str, str] = field(default_factory=dict)


#: Made when the e-mail leaves and kept nowhere: what stands in the outbox stays as short as it is.
AttachmentMaker = Callable[[Message], Sequence[Attachment]]

#: Further headers of an e-mail, made when it leaves: a way to be taken off the list, say.
HeaderMaker = Callable[[Message], Mapping[str, str]]

#: Whether what a message says still applies: a deadline that was met since has no reminders.
Relevance = Callable[[Message, datetime], bool]

_relevance: dict[str, Relevance] = {}
_listeners: dict[MessageKind, DeliveryListener] = {}
_failure_audiences: dict[MessageKind, FailureAudience] = {}
_discretions: list[Discretion] = []
_attachment_makers: dict[MessageKind, AttachmentMaker] = {}
_header_makers: dict[MessageKind, HeaderMaker] = {}


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


def register_attachments(kind: MessageKind, maker: AttachmentMaker) -> None:
    """One maker for each kind: what goes with an e-mail of it."""
    _attachment_makers[kind] = maker


def attachments_of(message: Message) -> Sequence[Attachment]:
    """What goes with this e-mail; nothing for most kinds."""
    maker = _attachment_makers.get(MessageKind(message.kind))
    return maker(message) if maker else ()


def register_headers(kind: MessageKind, maker: HeaderMaker) -> None:
    """One maker for each kind: what else stands in the head of an e-mail of it."""
    _header_makers[kind] = maker


def headers_of(message: Message) -> Mapping[str, str]:
    """What else stands in the head of this e-mail; nothing for most kinds."""
    maker = _header_makers.get(MessageKind(message.kind))
    return maker(message) if maker else {}


def register_relevance(prefix: str, relevance: Relevance) -> None:
    """One question for messages whose topic begins with `prefix` and a colon; others always apply."""
    _relevance[prefix] = relevance


def still_applies(message: Message, now: datetime) -> bool:
    """Whether a message that did not arrive may still be sent."""
    asked = _relevance.get(message.topic.partition(":")[0])
    return asked is None or asked(message, now)
