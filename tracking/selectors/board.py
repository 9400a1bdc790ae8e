"""What the pages of incidents and emergencies show, in the order in which they show it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.wording import due_moment
from notifications.enums import Channel
from notifications.models import Message
from tracking.enums import SlotParty, StandIn
from tracking.models import NoticeSlot
from tracking.rules import time_in_words
from tracking.selectors.incidents import SlotLine


@dataclass(frozen=True)
class ClockView:
    """A clock as a person reads it at this moment."""

    state: str
    """Key of `deadline_tag`."""
    headline: str
    """How much time is left, or how it ended."""
    due: str
    """“by the end of Tuesday 6 October 2026”."""


def clock_of(deadline: Deadline | None, now: datetime) -> ClockView | None:
    """The clock in words at `now`; None where there is none."""
    if deadline is None:
        return None
    state, headline = _clock_words(deadline, now)
    return ClockView(state, headline, due_moment(deadline.clock))


def _clock_words(deadline: Deadline, now: datetime) -> tuple[str, str]:
    if not deadline.is_tracked:
        return "before_tracking", "This was due before Mainstay began to track the agency"
    if deadline.state == DeadlineState.MET:
        assert deadline.met_at is not None
        if deadline.met_at < deadline.due_at:
            return "met", "Done in time"
        return "met_late", f"Done {time_in_words(deadline.met_at - deadline.due_at)} late"
    if deadline.state == DeadlineState.WAIVED:
        return "waived", "Waived: it need not be done this time"
    if deadline.state == DeadlineState.CANCELLED:
        return "cancelled", "This no longer applies"
    if deadline.is_paused:
        return "paused", "The clock is paused"
    if deadline.is_overdue(now):
        return "overdue", f"{time_in_words(now - deadline.due_at).capitalize()} overdue"
    return "due_today" if deadline.due_on else "open", f"{time_in_words(deadline.due_at - now).capitalize()} left"


@dataclass(frozen=True)
class PersonCard:
    """One of the two people to be told, with both channels."""

    role: str
    party: str
    """The part as it stands in addresses: key_worker."""
    first: NoticeSlot
    lines: list[SlotLine]

    @property
    def is_vacant(self) -> bool:
        return self.first.is_vacant

    @property
    def vacancy(self) -> str:
        return self.lines[0].vacancy

    @property
    def is_covered(self) -> bool:
        """The cover person fills the slot, because the holder could not act."""
        return self.first.stand_in == StandIn.COVER

    @property
    def is_named_instead(self) -> bool:
        """The record is restricted, and the post holder may not know of it."""
        return self.first.stand_in == StandIn.NAMED


def person_cards(lines: Iterable[SlotLine]) -> list[PersonCard]:
    """The checklist, a card for each of the two people."""
    by_party: dict[str, list[SlotLine]] = {}
    for line in lines:
        by_party.setdefault(line.slot.party, []).append(line)
    return [
        PersonCard(role=str(SlotParty(party).label), party=party, first=theirs[0].slot, lines=theirs)
        for party, theirs in by_party.items()
    ]


def people_told(lines: Iterable[SlotLine]) -> list[User]:
    """The people of these slots, each once."""
    return list({line.slot.person.pk: line.slot.person for line in lines if line.slot.person is not None}.values())


def undelivered(topic: str, *, but: Collection[int | None]) -> list[Message]:
    """E-mails on a topic that failed or came back, other than those named in `but`, which the page shows elsewhere."""
    failed = Message.objects.failed().filter(topic=topic, channel=Channel.EMAIL)
    return list(failed.exclude(pk__in=[pk for pk in but if pk]).select_related("recipient").order_by("id"))
