"""The part of a young person's timeline that comes from incidents, emergencies, what they do and how courses end."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from accounts.clock import local_date
from accounts.models import User
from accounts.timeline import TimelineEntry
from learners.models import Learner
from tracking.models import Emergency, Incident
from tracking.querysets import IncidentQuerySet
from tracking.selectors.activity_story import activity_entries
from tracking.selectors.casework_story import casework_entries
from tracking.selectors.neet_story import neet_entries, referral_entries
from tracking.selectors.progress_story import progress_entries


def timeline(learner: Learner, user: User) -> list[TimelineEntry]:
    """Incidents with their calls, meetings and decisions, emergencies, what they did, how courses ended, what was done without
    a place, opportunities, support and moves, as far as `user` may see them. At most twenty queries.
    """
    entries = [entry for incident in _incidents(learner, user) for entry in incident_entries(incident)]
    for emergency in _emergencies(learner, user):
        entries.extend(emergency_entries(emergency))
    entries.extend(activity_entries(learner, user))
    entries.extend(progress_entries(learner, user))
    entries.extend(neet_entries(learner, user))
    entries.extend(referral_entries(learner, user))
    entries.extend(casework_entries(learner, user))
    return entries


def _incidents(learner: Learner, user: User) -> list[Incident]:
    incidents = Incident.objects.visible_to(user).filter(learner=learner)
    return list(with_everything(incidents.select_related("enrolment__provider", "logged_by", "closed_by")))


def _emergencies(learner: Learner, user: User) -> list[Emergency]:
    return list(
        Emergency.objects.visible_to(user)
        .filter(learner=learner)
        .select_related("raised_by", "acknowledged_by", "responded_by", "closed_by")
    )


def with_everything(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """With the calls, meetings, slots and decision of each incident, in a number of queries that does not grow."""
    return incidents.select_related("exclusion__decided_by").prefetch_related(
        "calls__caller", "calls__reached", "meetings__called_by", "meetings__recorded_by", "slots__person"
    )


def on_its_own_page(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Newest first, without the link that would lead to the page they stand on."""
    return [replace(entry, link="") for entry in sorted(entries, key=lambda entry: entry.at, reverse=True)]


def incident_entries(incident: Incident) -> Iterator[TimelineEntry]:
    """Everything that happened about one incident. Calls, meetings, slots and the decision should be prefetched."""
    provider, link = incident.enrolment.provider, incident.get_absolute_url()
    logged = "" if incident.logged_at == incident.occurred_at else _logged_late(incident)
    yield TimelineEntry(
        incident.occurred_at, incident.get_kind_display(), logged, "incident", provider, incident.logged_by, link
    )
    yield from _told(incident, link)
    for call in incident.calls.all():
        late = " Logged late." if call.is_logged_late else ""
        text = f"{call.get_outcome_display()}.{late}"
        yield TimelineEntry(
            call.called_at, f"Call to {call.reached.name}", text, "incident", provider, call.caller, link
        )
    for meeting in incident.meetings.all():
        yield TimelineEntry(
            meeting.called_at,
            "Professionals’ meeting called",
            meeting.place,
            "incident",
            provider,
            meeting.called_by,
            link,
        )
        if meeting.held_at:
            yield TimelineEntry(
                meeting.held_at, "Professionals’ meeting held", "", "incident", provider, meeting.recorded_by, link
            )
    exclusion = getattr(incident, "exclusion", None)
    if exclusion is not None:
        yield TimelineEntry(
            exclusion.decided_at, exclusion.get_kind_display(), "", "incident", provider, exclusion.decided_by, link
        )
    if incident.closed_at:
        yield TimelineEntry(
            incident.closed_at, "Incident closed", incident.outcome, "incident", provider, incident.closed_by, link
        )


def _logged_late(incident: Incident) -> str:
    late = local_date(incident.logged_at) > local_date(incident.occurred_at)
    return "Logged on a later day." if late else ""


def _told(incident: Incident, link: str) -> Iterator[TimelineEntry]:
    """One line for each e-mail that the mail server took, whichever of the posts it was for."""
    by_message = {slot.message_id: slot for slot in incident.slots.all() if slot.message_id and slot.proven_at}
    for slot in by_message.values():
        assert slot.proven_at is not None
        name = slot.person.name if slot.person else ""
        yield TimelineEntry(
            slot.proven_at, f"E-mail to {name} accepted by the mail server", "", "incident", None, None, link
        )


def emergency_entries(emergency: Emergency) -> Iterator[TimelineEntry]:
    """Everything that happened about one emergency."""
    link = emergency.get_absolute_url()
    yield TimelineEntry(emergency.raised_at, "Emergency raised", "", "emergency", None, emergency.raised_by, link)
    if emergency.acknowledged_at:
        yield TimelineEntry(
            emergency.acknowledged_at, "Emergency acknowledged", "", "emergency", None, emergency.acknowledged_by, link
        )
    if emergency.responded_at:
        yield TimelineEntry(
            emergency.responded_at, "Response to the emergency", "", "emergency", None, emergency.responded_by, link
        )
    if emergency.closed_at:
        yield TimelineEntry(emergency.closed_at, "Emergency closed", "", "emergency", None, emergency.closed_by, link)
