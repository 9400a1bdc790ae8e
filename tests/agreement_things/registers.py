"""Promotion, meetings, events, notices, complaints and compliments."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from accounts.clock import local_date
from accounts.enums import RoleCode
from agreements.enums import EventKind, LiaisonLevel, LibraryKind, MeetingPurpose, NoticeKind, SaidBy
from agreements.services.employers import add_employer
from agreements.services.events import hold_event
from agreements.services.feedback import pass_on_compliment, record_complaint
from agreements.services.liaison import add_action, record_meeting
from agreements.services.library import share_document
from agreements.services.notices import give_notice
from agreements.services.promotion import record_promotion
from tests.people import World


def build(world: World, now: datetime) -> dict[str, Any]:
    today = local_date(now)
    by = world.designated_person.user
    promotion = record_promotion(
        agency=world.college, agreement=world.agreement, audience="Tutors", what="A talk in the staff meeting.",
        done_on=today, evidence=ContentFile(b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "slides.pdf"),
        evidence_link="https://example.org/talk", by=by, now=now,
    )  # fmt: skip
    meeting = record_meeting(
        organiser=world.college, agencies=[world.virtual_school], level=LiaisonLevel.MANAGEMENT,
        purpose=MeetingPurpose.LIAISON, title="Autumn meeting", held_on=today, people="Dina and Kay",
        notes="It goes well.", by=by, now=now,
    )  # fmt: skip
    action = add_action(
        meeting=meeting, text="Send the dates of the open days", owner=world.college, due_on=today + timedelta(days=9),
        by=by, now=now,
    )  # fmt: skip
    event = hold_event(
        organiser=world.college, agencies=[world.virtual_school], roles=[RoleCode.KEY_CONTACT, RoleCode.MENTOR],
        kind=EventKind.TRAINING, title="Care and learning", held_on=today, place="Room 4, 9am",
        about="What being in care does to learning.", by=by, now=now,
    )  # fmt: skip
    notice = give_notice(
        agency=world.college, partners=[world.virtual_school], kind=NoticeKind.BID, title="A mentor for each campus",
        about="Two years of a mentor.", outcomes="Fewer leave early.", answer_by=today + timedelta(days=20), by=by, now=now,
    )  # fmt: skip
    shared = share_document(
        agency=world.college, readers=[world.virtual_school], kind=LibraryKind.RULES, title="Rules of the bursary",
        file=ContentFile(b"%PDF-1.4\n%\xe2\xe3\n2 0 obj\n", "rules.pdf"), applies_from=today, by=by, now=now,
    )  # fmt: skip
    employer = add_employer(provider=world.college, name="Brick and Sons", contact_name="Bea Brick", by=by, now=now)
    complaint = record_complaint(
        agreement=world.agreement, about=world.college, said_by=SaidBy.CARER, said_by_name="Cora",
        how_to_reach="01632 960 001", received_on=today, summary="Nobody rang back", details="Three calls, no answer.",
        by=world.key_contact.user, now=now,
    )  # fmt: skip
    pass_on_compliment(
        person=world.mentor, said_by=SaidBy.YOUNG_PERSON, text="He believed in me.", received_on=today,
        recorded_at_agency=world.college, by=by, now=now,
    )  # fmt: skip
    return {
        "promotion_uuid": promotion.uuid,
        "liaison_uuid": meeting.uuid,
        "liaison_action_uuid": action.uuid,
        "event_uuid": event.uuid,
        "notice_uuid": notice.uuid,
        "library_uuid": shared.uuid,
        "library_number": 1,
        "employer_uuid": employer.uuid,
        "complaint_uuid": complaint.uuid,
    }
