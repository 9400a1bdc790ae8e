"""What a page says about one incident, and which calls wait for somebody."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from accounts.enums import AgencyKind, Permission
from accounts.models import User
from accounts.roles import roles_with
from accounts.selectors import agency_ids_where, current_memberships, holders_of
from learners.models import Enrolment, Learner
from notifications.enums import AttemptOutcome, MessageState
from notifications.models import Delivery
from tracking.enums import SlotChannel, StandIn
from tracking.models import Incident, NoticeSlot
from tracking.selectors.slots import slots_of

#: How long after the end of a place something that happened before it can still be logged.
LATE_ENTRY = timedelta(days=28)


@dataclass(frozen=True)
class SlotLine:
    """One line of the checklist of an incident."""

    slot: NoticeSlot
    delivery: Delivery | None
    shares_proof_with: str
    """The other post that the same e-mail or call proves, in words; empty if there is none."""

    @property
    def is_phone(self) -> bool:
        return self.slot.channel == SlotChannel.PHONE

    @property
    def has_failed(self) -> bool:
        """The e-mail was refused for good, came back, or could not be queued: somebody must act."""
        message = self.slot.message
        if self.is_phone or self.slot.is_proven:
            return False
        return message is None or message.state not in (MessageState.QUEUED, MessageState.SENT)

    @property
    def failed_title(self) -> str:
        """What went wrong with the e-mail, as a heading."""
        person, message = self.slot.person, self.slot.message
        if message is None:
            return f"No e-mail could be sent to {person}"
        if message.state == MessageState.BOUNCED:
            return f"The e-mail to {person} came back"
        if message.state == MessageState.WITHHELD:
            return f"The e-mail to {person} was not sent"
        return f"The e-mail to {person} could not be delivered"

    @property
    def is_being_tried_again(self) -> bool:
        """The mail server did not take it yet."""
        return (
            self.delivery is not None and self.delivery.outcome == AttemptOutcome.DEFERRED and not self.slot.is_proven
        )

    @property
    def colour(self) -> str:
        if self.slot.is_proven:
            return "green"
        return "red" if self.has_failed or self.slot.is_vacant else "yellow"

    @property
    def state(self) -> str:
        """Where this slot stands, in a few words."""
        slot = self.slot
        if slot.is_proven:
            return "Told"
        if slot.person_id is None:
            return "Nobody to tell"
        if self.is_phone:
            return "To call"
        if slot.message is None:
            return "Not sent"
        if slot.message.state == MessageState.BOUNCED:
            return "Came back"
        if slot.message.state == MessageState.WITHHELD:
            return "Not sent: they may not know of this young person"
        if self.has_failed:
            return "Failed"
        return "Being tried again" if self.is_being_tried_again else "On its way"

    @property
    def vacancy(self) -> str:
        """What is wrong with the post, in a sentence; empty when it was filled."""
        if self.slot.person_id is None:
            return f"Nobody held the post of {self.slot.post} when this happened, and nobody stands in."
        if self.slot.stand_in == StandIn.TEAM_MANAGER:
            return "There was no key worker when this happened: the team manager stands in."
        if self.slot.stand_in == StandIn.VIRTUAL_SCHOOL_HEAD:
            return (
                "There was no Virtual School key contact when this happened: the head of the Virtual School stands in."
            )
        return ""


def notice_board(incident: Incident) -> list[SlotLine]:
    """The four lines of the checklist, with the latest word of the mail server on each e-mail. Two queries."""
    slots = slots_of(incident)
    latest: dict[int, Delivery] = {}
    messages = [slot.message_id for slot in slots if slot.message_id is not None]
    for delivery in Delivery.objects.filter(message__in=messages).order_by("at", "id"):
        latest[delivery.message_id] = delivery
    return [
        SlotLine(
            slot=slot,
            delivery=latest.get(slot.message_id) if slot.message_id else None,
            shares_proof_with=next(
                (other.post for other in slots if _same_person(slot, other)),
                "",
            ),
        )
        for slot in slots
    ]


def _same_person(slot: NoticeSlot, other: NoticeSlot) -> bool:
    return (
        slot.pk != other.pk
        and slot.channel == other.channel
        and slot.person_id is not None
        and slot.person_id == other.person_id
    )


def calls_to_make(user: User, *, provider_ids: Collection[int] | None = None) -> list[NoticeSlot]:
    """Phone calls that wait for somebody at the user's providers, oldest incident first; one entry for each person
    to reach.

    Asked for `my day`; `provider_ids` narrows it to some of the providers at which the user may log calls.
    """
    own = {
        m.agency_id
        for m in current_memberships(user)
        if m.agency.kind == AgencyKind.PROVIDER and Permission.LOG_CALL in m.role_definition.permissions
    }
    if provider_ids is not None:
        own &= set(provider_ids)
    if not own:
        return []
    slots = (
        NoticeSlot.objects.filter(
            channel=SlotChannel.PHONE,
            proven_at__isnull=True,
            person__isnull=False,
            incident__closed_at__isnull=True,
            incident__enrolment__provider__in=own,
            incident__in=Incident.objects.visible_to(user),
        )
        .select_related("incident__learner", "incident__enrolment__provider", "person", "cover")
        .order_by("incident__occurred_at", "incident_id", "id")
    )
    once: dict[tuple[int, int | None], NoticeSlot] = {}
    for slot in slots:
        once.setdefault((slot.incident_id, slot.person_id), slot)
    return list(once.values())


def enrolments_to_log_for(learner: Learner, user: User, *, today: date) -> list[Enrolment]:
    """Places about which the user may log an incident: at their own provider, or at any for the young person's own
    agencies.

    Current ones first; a place that ended in the last 28 days is there for what happened before and was not logged.
    """
    places = (
        Enrolment.objects.visible_to(user)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=today - LATE_ENTRY), learner=learner)
        .select_related("provider__local_authority", "learner")
        .order_by("ended_on", "-starts_on", "id")
    )
    agencies = set(agency_ids_where(user, Permission.LOG_INCIDENT))
    if _works_only_at_providers(user):
        places = places.filter(provider__in=agencies)
    found = list(places)
    return [place for place in found if place.ended_on is None] + [
        place for place in found if place.ended_on is not None
    ]


def _works_only_at_providers(user: User) -> bool:
    kinds = {
        m.agency.kind for m in current_memberships(user) if Permission.LOG_INCIDENT in m.role_definition.permissions
    }
    return kinds == {AgencyKind.PROVIDER}


def acts_for_provider(user: User, incident: Incident, permission: Permission) -> bool:
    """Whether the user holds `permission` at the provider of this incident."""
    return incident.enrolment.provider_id in agency_ids_where(user, permission)


def callers(incident: Incident, user: User) -> list[User]:
    """Who may have made a call about this incident: colleagues at the provider who may log calls, and the user. The
    user first.
    """
    provider = incident.enrolment.provider_id
    colleagues = holders_of(roles_with(Permission.LOG_CALL), [provider])[provider]
    others = {person.pk: person for person in colleagues if person.pk != user.pk}
    return [user, *sorted(others.values(), key=lambda person: person.name)]
