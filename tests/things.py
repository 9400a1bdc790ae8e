"""One of everything that an address can name, and all the addresses there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.clock import database_now, local_date
from agreements.enums import TrainingSubject
from agreements.services import record_registration, record_training
from deadlines.models import Deadline
from education_plans.services import begin_plan
from learners.models import Learner
from learners.services import ask_for_support, enrol
from learners.services.consent import record_consent
from learners.services.delegation import delegate
from learners.services.hand_over import open_hand_over
from learners.services.sharing import share_without_consent
from notifications.models import Message
from tests.agreement_things import build_agreement_things
from tests.factories import BrokenGlassFactory, InvitationFactory
from tests.learners.asked_outside import printed
from tests.oversight_things import build_oversight_things
from tests.people import World
from tests.plan_things import build_plan_things
from tests.plan_things.targets import left_open
from tests.tracking_things import build_tracking_things
from tracking.enums import IncidentKind
from tracking.services import call_meeting, log_incident, raise_emergency


def routes(patterns: list[URLPattern | URLResolver] | None = None, namespace: str = "") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found |= routes(pattern.url_patterns, f"{pattern.namespace or namespace}")
        else:
            found[f"{namespace}:{pattern.name}" if namespace else str(pattern.name)] = pattern
    return found


PATHWAY_MEETING_PAGES = "calendar change agenda cancel invite take-off answer record correct action-new action-done"
#: Addresses whose part means something of its own.
_NAMED = {
    ("learners:hand-over", "membership_uuid"): "leaver_uuid",
    ("learners:hand-over-leaving", "membership_uuid"): "leaver_uuid",
    ("learners:hand-over-pass", "membership_uuid"): "leaver_uuid",
    ("learners:change-key-contact", "agency_uuid"): "virtual_school_uuid",
    ("learners:change-careers-contact", "agency_uuid"): "virtual_school_uuid",
    ("education_plans:begin-pathway", "learner_uuid"): "without_pathway_uuid",
    **{
        (f"education_plans:pathway-meeting{page}", f"{part}_uuid"): f"pathway_{part}_uuid"
        for page in ("", *(f"-{page}" for page in PATHWAY_MEETING_PAGES.split()))
        for part in ("plan_meeting", "meeting_action", "invitee")
    },
    ("accounts:choose-password", "key"): "reset_key",
    ("account_reset_password_from_key", "key"): "reset_key",
    ("oversight:strategy-row-add", "row_kind"): "row_kind_below",
}


@dataclass
class Things:
    """One of everything an address can name, of one young person of Home at Brindley College; of a second one the form
    to begin what the first has already.
    """

    learner: Learner
    kwargs: dict[str, Any]

    def argument(self, name: str, key: str) -> Any:
        """What stands for the part `key` of the address `name`."""
        return self.kwargs[_NAMED.get((name, key), key)]

    def learner_of(self, name: str) -> UUID:
        """Of whom the page of the address `name` is."""
        wanted = routes()[name].pattern.converters
        uuid: UUID = self.argument(name, "learner_uuid") if "learner_uuid" in wanted else self.learner.uuid
        return uuid

    def url(self, name: str, other: Mapping[str, Any] | None = None) -> str:
        """The address `name` of these things, with `other` parts if given."""
        wanted = routes()[name].pattern.converters
        return reverse(name, kwargs={key: (other or {}).get(key, self.argument(name, key)) for key in wanted})


def build_things(world: World) -> Things:
    """Made by the services, as they would be: an enrolment with a plan, an incident with a meeting, an emergency."""
    now = database_now()
    learner = world.learner(enrolled=False)
    designated_person = world.designated_person.user
    enrolment = enrol(
        learner=learner, provider=world.college, course="Bricklaying", level="2", starts_on=local_date(now) - timedelta(days=9),
        mentor=world.mentor, by=designated_person, now=now - timedelta(days=10),
    )  # fmt: skip
    left_open(learner, world, now)
    plan = begin_plan(enrolment=enrolment, by=world.social_worker.user, now=now)
    incident = log_incident(
        enrolment=enrolment, kind=IncidentKind.SUSPENSION, occurred_at=now, description="An argument.",
        by=designated_person, now=now,
    )  # fmt: skip
    meeting = call_meeting(
        incident=incident, scheduled_for=now + timedelta(days=1), place="Room 1", by=designated_person, now=now
    )
    emergency = raise_emergency(learner=learner, description="No bed tonight.", by=designated_person, now=now)
    agreed = record_consent(
        learner=learner, purpose="education", decision="given", decided_on=local_date(now), how="signed_form",
        said_by="young_person", form=ContentFile(b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "form.pdf"), by=world.social_worker.user,
        now=now,
    )  # fmt: skip
    override = share_without_consent(
        learner=learner, recipient=world.college, purpose="safeguarding", ground="child_protection", reason="Not safe.",
        until=local_date(now), by=world.social_worker.user, now=now,
    )  # fmt: skip
    record_registration(
        agency=world.college,
        number="ZA123456",
        expires_on=local_date(now) + timedelta(days=200),
        by=designated_person,
        now=now,
    )
    training = record_training(
        membership=world.designated_person, subject=TrainingSubject.CARE_SYSTEM, note="A day at the Virtual School",
        done_on=local_date(now) - timedelta(days=30), refresh_due_on=local_date(now) + timedelta(days=300),
        by=designated_person, now=now,
    )  # fmt: skip
    open_hand_over(
        membership=world.mentor, leaves_on=local_date(now) + timedelta(days=30), by=world.signatory.user, now=now
    )
    delegation = delegate(
        giver=world.designated_person, deputy=world.cover_person, learners=[learner], first_on=local_date(now),
        last_on=local_date(now) + timedelta(days=13), note="Away.", by=designated_person, now=now,
    )  # fmt: skip
    record_consent(
        learner=learner, purpose="support", decision="given", decided_on=local_date(now), how="spoken",
        said_by="young_person", by=world.social_worker.user, now=now,
    )  # fmt: skip
    support = ask_for_support(
        learner=learner, host_school=world.host_virtual_school, asks="Visit the college with them.",
        until=local_date(now) + timedelta(days=90), by=world.key_contact.user, now=now,
    )  # fmt: skip
    asked = printed(world, learner, now)
    glass = BrokenGlassFactory(
        learner=learner,
        membership=world.key_contact,
        opened_at=now - timedelta(hours=5),
        ends_at=now - timedelta(hours=1),
    )
    of_agreements = build_agreement_things(world, now)
    of_plans = build_plan_things(world, plan, now)
    of_tracking = build_tracking_things(world, enrolment, now)
    of_oversight = build_oversight_things(world, learner, now)
    message = Message.objects.inbox_of(world.social_worker.user).first()
    assert message is not None
    return Things(
        learner,
        {
            "learner_uuid": learner.uuid,
            "without_pathway_uuid": world.learner(enrolled=False).uuid,
            "enrolment_uuid": enrolment.uuid,
            "plan_uuid": plan.uuid,
            "incident_uuid": incident.uuid,
            "meeting_uuid": meeting.uuid,
            "emergency_uuid": emergency.uuid,
            "deadline_uuid": Deadline.objects.get(subject_uuid=incident.uuid).uuid,
            "agreement_uuid": world.agreement.uuid,
            "agency_uuid": world.college.uuid,
            "membership_uuid": world.designated_person.uuid,
            "training_uuid": training.uuid,
            "virtual_school_uuid": world.virtual_school.uuid,
            "key_worker_uuid": world.key_worker_of(learner).uuid,
            "override_uuid": override.uuid,
            "attachment_uuid": agreed.consent.form.uuid,
            "item": "provider_knows_contacts_on",
            "leaver_uuid": world.mentor.uuid,
            "delegation_uuid": delegation.uuid,
            "message_uuid": message.uuid,
            "support_uuid": support.uuid,
            "information_uuid": asked.uuid,
            "glass_uuid": glass.uuid,
            "user_uuid": world.viewer.user.uuid,
            "invitation_uuid": InvitationFactory(agency=world.college, token=f"token-of-{world.college.pk}").uuid,
            "token": f"token-of-{world.college.pk}",
            "party": "key_worker",
            "code": "views",
            "key": "education_plan",
            "uidb36": "1",
            "reset_key": "set-password",
            "provider_id": "nobodys",
            "pk": 1,
            **of_agreements,
            **of_plans,
            **of_tracking,
            **of_oversight,
        },
    )
