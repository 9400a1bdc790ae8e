"""A place is ended for good only through the procedure, whoever writes the row and however."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.admin import ModelAdmin, site
from django.core import serializers
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from accounts.clock import local_date
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import waive
from learners.enums import EndReason
from learners.models import Enrolment
from learners.services import ProviderInitiatedEnd, close_enrolment_for_exclusion, end_enrolment
from notifications.enums import Channel, MessageKind
from notifications.models import Message
from tests.tracking.conftest import Story, clock, slot
from tracking.enums import ExclusionKind
from tracking.models import Exclusion, Incident, NoticeSlot, PhoneCall, ProfessionalsMeeting
from tracking.services import ExclusionRefused, call_meeting, decide_exclusion, report_bounce
from tracking.services.exclusion import EffectiveBeforeMeeting, EffectiveInFuture, PlaceAlreadyEnded, ReasonMissing

TODAY = date(2026, 10, 6)
REASONS = [EndReason.PERMANENTLY_EXCLUDED, EndReason.COURSE_TERMINATED]


def decide(story: Story, incident: Incident, **fields: object) -> Exclusion:
    return decide_exclusion(
        **{
            "incident": incident,
            "kind": ExclusionKind.PERMANENT_EXCLUSION,
            "effective_on": TODAY,
            "reason": "Violence against staff.",
            "by": story.world.signatory.user,
            "now": story.now,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (ExclusionKind.PERMANENT_EXCLUSION, EndReason.PERMANENTLY_EXCLUDED),
        (ExclusionKind.TERMINATION, EndReason.COURSE_TERMINATED),
    ],
)
def test_after_notice_and_meeting_the_place_ends_and_both_are_told(story: Story, kind, reason):
    incident = story.ready_to_exclude()
    exclusion = decide(story, incident, kind=kind)
    story.enrolment.refresh_from_db()
    assert (story.enrolment.ended_on, story.enrolment.end_reason) == (TODAY, reason)
    told = Message.objects.filter(kind=MessageKind.EXCLUSION, channel=Channel.EMAIL)
    assert {message.recipient for message in told} == {story.key_worker, story.key_contact}
    assert exclusion.history.get().history_user == story.world.signatory.user


def test_the_refusal_lists_everything_that_is_missing(story: Story):
    with pytest.raises(ExclusionRefused) as refusal:
        decide(story, story.incident())
    assert refusal.value.missing == [
        "the mail server has not accepted the e-mail to Sue Worker (key worker)",
        "nobody has spoken to Sue Worker (key worker) by phone",
        "the mail server has not accepted the e-mail to Kay Contact (Virtual School key contact)",
        "nobody has spoken to Kay Contact (Virtual School key contact) by phone",
        "no professionals’ meeting has been called",
    ]
    assert "suspension until the meeting is allowed" in str(refusal.value)


def test_refused_until_the_meeting_was_held(story: Story):
    incident = story.incident()
    story.told(incident)
    call_meeting(incident=incident, scheduled_for=story.now, place="Room 1", by=story.designated_person, now=story.now)
    with pytest.raises(ExclusionRefused) as refusal:
        decide(story, incident)
    assert refusal.value.missing == ["the professionals’ meeting has not been held and recorded"]


def test_waiving_the_clock_does_not_replace_the_notices(story: Story):
    incident = story.incident()
    waive(deadline=clock(incident), reason="Told in person", by=story.key_contact, now=story.now)
    story.meeting(incident)
    with pytest.raises(ExclusionRefused):
        decide(story, incident)


def test_refused_again_after_a_bounce(story: Story):
    incident = story.ready_to_exclude()
    report_bounce(slot=slot(incident, "key_worker", "email"), reason="x", by=story.designated_person, now=story.now)
    with pytest.raises(ExclusionRefused):
        decide(story, incident)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"effective_on": TODAY - timedelta(days=1)}, EffectiveBeforeMeeting),
        ({"effective_on": TODAY + timedelta(days=1)}, EffectiveInFuture),
        ({"reason": " "}, ReasonMissing),
    ],
)
def test_other_refusals(story: Story, fields: dict, error: type):
    incident = story.ready_to_exclude()
    with pytest.raises(error):
        decide(story, incident, **fields)
    assert not Exclusion.objects.exists()


def test_a_place_ends_once(story: Story):
    incident = story.ready_to_exclude()
    decide(story, incident)
    with pytest.raises(PlaceAlreadyEnded):
        decide(story, incident)


def test_nothing_remains_if_telling_fails(story: Story, monkeypatch: pytest.MonkeyPatch):
    incident = story.ready_to_exclude()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the outbox is broken")

    monkeypatch.setattr("tracking.services.exclusion.queue_about", broken)
    with pytest.raises(RuntimeError):
        decide(story, incident)
    story.enrolment.refresh_from_db()
    assert story.enrolment.ended_on is None
    assert not Exclusion.objects.exists()


# Ways round it, each of which the services, or else the database, refuse.


@pytest.mark.parametrize("reason", REASONS)
def test_ending_an_enrolment_refuses_reasons_of_the_provider(story: Story, reason: EndReason):
    with pytest.raises(ProviderInitiatedEnd):
        end_enrolment(enrolment=story.enrolment, ended_on=TODAY, reason=reason, by=story.key_contact, now=story.now)


def through_the_service_below(enrolment: Enrolment, story: Story) -> None:
    close_enrolment_for_exclusion(
        enrolment=enrolment, ended_on=TODAY, reason=enrolment.end_reason, by=story.key_contact, now=story.now
    )


def through_save(enrolment: Enrolment, story: Story) -> None:
    enrolment.save()


def through_update(enrolment: Enrolment, story: Story) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(ended_on=enrolment.ended_on, end_reason=enrolment.end_reason)


def through_bulk_update(enrolment: Enrolment, story: Story) -> None:
    Enrolment.objects.bulk_update([enrolment], ["ended_on", "end_reason"])


def through_bulk_create(enrolment: Enrolment, story: Story) -> None:
    enrolment.pk, enrolment.uuid = None, story.learner.uuid
    Enrolment.objects.bulk_create([enrolment])


def through_raw_sql(enrolment: Enrolment, story: Story) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE learners_enrolment SET ended_on = %s, end_reason = %s WHERE id = %s",
            [enrolment.ended_on, enrolment.end_reason, enrolment.pk],
        )


def through_an_import(enrolment: Enrolment, story: Story) -> None:
    for row in serializers.deserialize("json", serializers.serialize("json", [enrolment])):
        row.save()


def through_the_admin(enrolment: Enrolment, story: Story) -> None:
    """Even if somebody installed an admin site and registered the model: today there is none."""
    request = RequestFactory().post("/")
    request.user = story.key_contact
    ModelAdmin(Enrolment, site).save_model(request, enrolment, form=None, change=True)


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize(
    "way",
    [
        through_the_service_below,
        through_save,
        through_update,
        through_bulk_update,
        through_bulk_create,
        through_raw_sql,
        through_an_import,
        through_the_admin,
    ],
    ids=lambda way: way.__name__,
)
def test_the_database_refuses_every_other_way_to_end_a_place(
    story: Story, way: Callable[[Enrolment, Story], None], reason: EndReason
):
    enrolment = Enrolment.objects.get(pk=story.enrolment.pk)
    enrolment.ended_on, enrolment.end_reason = TODAY, reason
    if way is through_the_service_below:
        enrolment.ended_on = None
    with pytest.raises(IntegrityError, match="only through a recorded decision"), transaction.atomic():
        way(enrolment, story)
    story.enrolment.refresh_from_db()
    assert story.enrolment.ended_on is None


def test_loaddata_is_refused(story: Story, tmp_path):
    enrolment = Enrolment.objects.get(pk=story.enrolment.pk)
    enrolment.ended_on, enrolment.end_reason = TODAY, EndReason.PERMANENTLY_EXCLUDED
    fixture = tmp_path / "ended.json"
    fixture.write_text(serializers.serialize("json", [enrolment]))
    with pytest.raises(IntegrityError, match="only through a recorded decision"), transaction.atomic():
        call_command("loaddata", str(fixture), verbosity=0)


def test_there_is_no_admin_site():
    assert not apps.is_installed("django.contrib.admin")


def unsaved(story: Story, incident: Incident, **fields: object) -> Exclusion:
    return Exclusion(
        **{
            "incident": incident,
            "enrolment": incident.enrolment,
            "meeting": incident.meetings.first(),
            "kind": ExclusionKind.PERMANENT_EXCLUSION,
            "effective_on": TODAY,
            "reason": "x",
            "decided_at": story.now,
            "decided_by": story.key_contact,
            **fields,
        }
    )


def without_notices(story: Story) -> Incident:
    incident = story.incident()
    story.meeting(incident)
    return incident


def with_slots_set_by_hand(story: Story) -> Incident:
    """The columns say proven, but no e-mail was accepted and nobody was spoken to."""
    incident = without_notices(story)
    story.call(incident, story.key_worker, outcome="voicemail")
    NoticeSlot.objects.filter(incident=incident, channel="email").update(proven_at=story.now)
    NoticeSlot.objects.filter(incident=incident, channel="phone").update(
        proven_at=story.now, call=PhoneCall.objects.get()
    )
    Deadline.objects.filter(pk=clock(incident).pk).update(
        state=DeadlineState.MET, met_at=story.now, closed_at=story.now, next_step_at=None
    )
    return incident


def with_the_clock_set_by_hand(story: Story) -> Incident:
    incident = without_notices(story)
    Deadline.objects.filter(pk=clock(incident).pk).update(
        state=DeadlineState.MET, met_at=story.now, closed_at=story.now, next_step_at=None
    )
    return incident


def with_a_waived_clock(story: Story) -> Incident:
    incident = without_notices(story)
    waive(deadline=clock(incident), reason="x", by=story.key_contact, now=story.now)
    return incident


def after_a_bounce(story: Story) -> Incident:
    incident = story.ready_to_exclude()
    report_bounce(slot=slot(incident, "key_worker", "email"), reason="x", by=story.designated_person, now=story.now)
    return incident


@pytest.mark.parametrize(
    "prepare",
    [without_notices, with_slots_set_by_hand, with_the_clock_set_by_hand, with_a_waived_clock, after_a_bounce],
    ids=lambda prepare: prepare.__name__,
)
@pytest.mark.parametrize("bulk", [False, True], ids=["save", "bulk_create"])
def test_the_database_refuses_a_decision_without_the_notices(story: Story, prepare: Callable, bulk: bool):
    exclusion = unsaved(story, prepare(story))
    with pytest.raises(IntegrityError, match="were told by phone and e-mail"), transaction.atomic():
        Exclusion.objects.bulk_create([exclusion]) if bulk else exclusion.save()


def test_the_database_refuses_a_decision_without_the_meeting(story: Story):
    incident = story.incident()
    story.told(incident)
    meeting = call_meeting(
        incident=incident, scheduled_for=story.now, place="Room 1", by=story.designated_person, now=story.now
    )
    with pytest.raises(IntegrityError, match="meeting was held"), transaction.atomic():
        unsaved(story, incident, meeting=meeting).save()


def test_the_database_refuses_the_meeting_of_another_incident(story: Story):
    incident = story.incident()
    story.told(incident)
    other = story.ready_to_exclude()
    with pytest.raises(IntegrityError, match="meeting was held"), transaction.atomic():
        unsaved(story, incident, meeting=ProfessionalsMeeting.objects.get(incident=other)).save()


def test_the_database_refuses_the_proof_of_another_place(story: Story):
    other = story.world.enrolment()
    with pytest.raises(IntegrityError, match="same place"), transaction.atomic():
        unsaved(story, story.ready_to_exclude(), enrolment=other).save()


def test_a_decision_is_neither_exchanged_nor_deleted(story: Story):
    exclusion = decide(story, story.ready_to_exclude())
    with pytest.raises(IntegrityError, match="never turned"), transaction.atomic():
        Exclusion.objects.filter(pk=exclusion.pk).update(kind=ExclusionKind.TERMINATION)
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        exclusion.delete()
    exclusion.reason = "Violence against staff, in writing."
    exclusion.save()


def test_the_end_must_be_the_one_that_was_decided(story: Story):
    decide(story, story.ready_to_exclude())
    with pytest.raises(IntegrityError, match="only through a recorded decision"), transaction.atomic():
        Enrolment.objects.filter(pk=story.enrolment.pk).update(end_reason=EndReason.COURSE_TERMINATED)


def test_a_logged_call_is_never_changed_or_deleted(story: Story):
    call = story.call(story.incident(), story.key_worker, outcome="no_answer")
    for attempt in (lambda: PhoneCall.objects.update(outcome="spoke"), call.delete):
        with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
            attempt()


def test_today_is_the_local_day(story: Story):
    assert local_date(story.now) == TODAY
