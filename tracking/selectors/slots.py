"""The four slots of an incident and its clock, as pages, services and the ledger's check read them."""

from agreements.enums import TermKey
from deadlines.models import Deadline
from tracking.enums import SlotChannel, SlotParty
from tracking.models import Incident, NoticeSlot
from tracking.rules import SLOTS, SlotFacts, missing_for_exclusion

SAME_DAY_NOTICE = TermKey.SAME_DAY_NOTICE.value

_PLACE = {(party.value, channel.value): place for place, (party, channel) in enumerate(SLOTS)}


def slots_of(incident: Incident) -> list[NoticeSlot]:
    """The four slots, key worker first, e-mail before phone. One query."""
    slots = NoticeSlot.objects.filter(incident=incident).select_related(
        "person", "cover", "message", "call__caller", "call__reached"
    )
    return sorted(slots, key=lambda slot: _PLACE[slot.party, slot.channel])


def facts(slots: list[NoticeSlot]) -> list[SlotFacts]:
    """The slots as the rules read them."""
    return [
        SlotFacts(
            party=SlotParty(slot.party),
            channel=SlotChannel(slot.channel),
            person=slot.person.name if slot.person else None,
            proven_at=slot.proven_at,
        )
        for slot in slots
    ]


def missing_before_exclusion(incident: Incident) -> list[str]:
    """What has to happen before the place may be ended (A32), in plain words; empty when nothing is missing. Two
    queries.
    """
    meetings = list(incident.meetings.all())
    return missing_for_exclusion(
        facts(slots_of(incident)),
        meetings_called=len(meetings),
        meetings_held=sum(meeting.held_at is not None for meeting in meetings),
    )


def notice_deadline(incident: Incident) -> Deadline | None:
    """The same-day clock of an incident."""
    deadlines = Deadline.objects.filter(duty_code=SAME_DAY_NOTICE, subject_uuid=incident.uuid)
    return deadlines.select_related("owner", "learner").order_by("-id").first()
