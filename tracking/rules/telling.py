"""When somebody has been told, and what is missing before a provider may end a place. Pure: no database, no clock.

The agreement asks a provider to tell two people, the key worker and the Virtual School key contact, by phone and by
e-mail on the day something puts a young person's place at risk (A30). Two people on two channels are four slots; this
module says when a slot is proven, when all are, and what may not happen before (A32).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracking.enums import CallOutcome, SlotChannel, SlotParty

#: How many proofs an incident needs: two people, each by phone and by e-mail (A30).
SLOTS = tuple((party, channel) for party in SlotParty for channel in SlotChannel)

#: A call entered longer than this after it was made is marked "logged late". It still counts at the time stated.
PROMPT_ENTRY = timedelta(hours=24)

POST_IN_WORDS = {SlotParty.KEY_WORKER: "key worker", SlotParty.KEY_CONTACT: "Virtual School key contact"}


@dataclass(frozen=True)
class SlotFacts:
    """What is known of one slot. `person` is None when nobody could be found to tell; `proven_at` when it is not
    proven.
    """

    party: SlotParty
    channel: SlotChannel
    person: str | None
    proven_at: datetime | None


class CallTimeFault(StrEnum):
    BEFORE_INCIDENT = "before_incident"
    IN_FUTURE = "in_future"


def proves(outcome: CallOutcome) -> bool:
    """Whether a call with this outcome told anybody anything. A voicemail and no answer are kept and prove nothing."""
    return outcome == CallOutcome.SPOKE


def call_time_fault(*, occurred_at: datetime, called_at: datetime, now: datetime) -> CallTimeFault | None:
    """Why a call cannot have been made at `called_at`, or None. `now` is the moment of entry."""
    if called_at < occurred_at:
        return CallTimeFault.BEFORE_INCIDENT
    if called_at > now:
        return CallTimeFault.IN_FUTURE
    return None


def is_logged_late(*, called_at: datetime, entered_at: datetime) -> bool:
    """Entered more than 24 elapsed hours after the call; exactly 24 hours is still prompt, also when the clocks
    change in between.
    """
    return entered_at - called_at > PROMPT_ENTRY


def all_told_at(proven: Iterable[datetime | None]) -> datetime | None:
    """The moment at which the last of the four was told, or None while one is unproven (A30: `met_at` is the latest
    slot).
    """
    moments = list(proven)
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(moments) == len(SLOTS) == len(known) else None


def stated_to_the_minute(stated: datetime, *, earliest: datetime) -> datetime:
    """A time typed in whole minutes, read as no earlier than `earliest` when both fall in the same minute.

    What happened at 14:30:20 and was answered "at 14:30" was not answered before it happened.
    """
    same_minute = stated.replace(second=0, microsecond=0) == earliest.replace(second=0, microsecond=0)
    return max(stated, earliest) if same_minute else stated


def missing_notices(slots: Sequence[SlotFacts]) -> list[str]:
    """Who has still to be told and how, as ends of the sentence "Still missing: …"."""
    return [_missing(slot) for slot in slots if slot.proven_at is None]


def _missing(slot: SlotFacts) -> str:
    post = POST_IN_WORDS[slot.party]
    if slot.person is None:
        how = "by e-mail" if slot.channel == SlotChannel.EMAIL else "by phone"
        return f"nobody could be told as {post} {how}: the post was empty and nobody stands in"
    if slot.channel == SlotChannel.EMAIL:
        return f"the mail server has not accepted the e-mail to {slot.person} ({post})"
    return f"nobody has spoken to {slot.person} ({post}) by phone"


def missing_for_exclusion(slots: Sequence[SlotFacts], *, meetings_called: int, meetings_held: int) -> list[str]:
    """What stands between an incident and a permanent exclusion or the end of the course (A32). Empty when nothing
    does.
    """
    missing = missing_notices(slots)
    if len(slots) != len(SLOTS):
        missing.append("the four notices of this incident are not complete")
    if not meetings_held:
        missing.append(
            "the professionals’ meeting has not been held and recorded"
            if meetings_called
            else "no professionals’ meeting has been called"
        )
    return missing


def time_in_words(length: timedelta) -> str:
    """A length of time, rounded down: "5 hours 12 minutes", "26 hours", "3 days" from two days on, "less than a minute"."""
    if length >= timedelta(days=2):
        return f"{length.days} days"
    minutes = max(int(length / timedelta(minutes=1)), 0)
    counts = {"hour": minutes // 60, "minute": minutes % 60}
    words = [f"{count} {unit}" if count == 1 else f"{count} {unit}s" for unit, count in counts.items() if count]
    return " ".join(words) or "less than a minute"
