"""What the partners of the demonstration keep on their registers: who was told, meetings, training, bids, employers, a
complaint that is being looked into.
"""

from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile, File

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.models import Agency
from agreements.enums import (
    AttendanceState,
    EventKind,
    LiaisonLevel,
    LibraryKind,
    MeetingPurpose,
    NoticeKind,
    SaidBy,
    TrainingSubject,
)
from agreements.models import Complaint, JointEvent, LiaisonAction, LiaisonMeeting, LibraryDocument
from agreements.services.employers import add_employer
from agreements.services.events import answer_invitation, hold_event, record_attendance
from agreements.services.feedback import acknowledge_complaint, pass_on_compliment, record_complaint
from agreements.services.liaison import add_action, finish_action, record_meeting
from agreements.services.library import add_version, share_document
from agreements.services.notices import give_notice
from agreements.services.promotion import record_promotion
from oversight.demo.acts import Acts
from oversight.demo.agreed import page_with
from oversight.demo.cast import College, Home
from oversight.demo.partners import agreement_of

#: Days ago of meetings, by level: strategic, management, day to day.
STRATEGIC, MANAGEMENT, DAY_TO_DAY = 95, 38, 9
INVITED, SAID_SORRY, TRAINED, WRITTEN_UP = 58, 41, 35, 34
COMPLAINED, COMPLAINT_ACKNOWLEDGED = 5, 4

COMPLAINT = "Called out of class in front of the others"
TRAINING_DAY, BRIEFING = "What being in care does to learning", "How the pathway plan and the education plan meet"
BOARD, TERM_MEETING, ROUND = "Partnership board, autumn", "Starts in September: what to do better", "Weekly round"

#: Name of the employer, and days ago on which it said that it supports the agreement (None: not yet), by college.
EMPLOYERS = (
    (0, "Hollyhedge Joinery", 300),
    (0, "Canalside Care Homes", 210),
    (1, "The Lantern Bakery", None),
    (2, "Rowley Motor Works", 120),
    (3, "Priory Gardens Nursery", 64),
)


def fill_registers(acts: Acts) -> None:
    """Plan it, between the first home and its colleges."""
    home, colleges = acts.cast.homes[0], acts.cast.colleges[:4]
    _employers(acts)
    _promotion(acts, home, colleges[0])
    _meetings(acts, home, colleges)
    _events(acts, home, colleges)
    _notices(acts, home, colleges)
    _library(acts, home, colleges)
    _feedback(acts, home, colleges[1])


def _employers(acts: Acts) -> None:
    def add(now: datetime, college: College, name: str, *, supports: bool) -> None:
        add_employer(
            provider=college.agency, name=name, contact_name="", supported_on=local_date(now) if supports else None,
            note="Takes two people on placement each year.", by=college.designated_person.user, now=now,
        )  # fmt: skip

    for place, name, days_ago in EMPLOYERS:
        act = partial(add, college=acts.cast.colleges[place], name=name, supports=days_ago is not None)
        acts.plan(acts.moment(days_ago or 30, "11:10"), act)


def _promotion(acts: Acts, home: Home, college: College) -> None:
    def tell(now: datetime, *, school: bool, audience: str, what: str, link: str = "") -> None:
        record_promotion(
            agency=home.virtual_school if school else college.agency,
            agreement=None if school else agreement_of(home, college), audience=audience, what=what,
            done_on=local_date(now), evidence_link=link,
            by=home.officer.user if school else college.designated_person.user, now=now,
        )  # fmt: skip

    told = (
        (410, {"school": True, "audience": "Key workers and team managers", "what": "A page in the weekly bulletin"}),
        (402, {"school": False, "audience": "Tutors and mentors", "what": "Ten minutes at the staff meeting"}),
        (
            120,
            {
                "school": False, "audience": "Young people and their carers",
                "what": "The agreement in plain words, on the college’s own pages and on posters",
                "link": "https://brindley-vale.demo.example/care-leavers",
            },
        ),
        (33, {"school": True, "audience": "Foster carers", "what": "A stall at the carers’ evening"}),
    )  # fmt: skip
    for days_ago, words in told:
        acts.plan(acts.moment(days_ago, "16:20"), partial(tell, **words))


def _meetings(acts: Acts, home: Home, colleges: list[College]) -> None:
    everybody = [college.agency for college in colleges]
    by = home.key_contact.user

    def meet(
        now: datetime, *, level: LiaisonLevel, title: str, agencies: list[Agency], people: str, notes: str
    ) -> LiaisonMeeting:
        return record_meeting(
            organiser=home.virtual_school, agencies=agencies, level=level, purpose=MeetingPurpose.LIAISON, title=title,
            held_on=local_date(now), people=people, notes=notes, by=by, now=now,
        )  # fmt: skip

    def board(now: datetime) -> None:
        meeting = meet(
            now, level=LiaisonLevel.STRATEGIC, title=BOARD, agencies=[*everybody, home.social_care],
            people="\n".join([home.head.user.name, *[college.signatory.user.name for college in colleges]]),
            notes="Figures of the year. Attendance is up; plans still come late in September.",
        )  # fmt: skip
        for text, owner, days in (
            ("Tell each college by June who starts in September", home.virtual_school, 30),
            ("A quiet room on every site", colleges[0].agency, 125),
        ):
            add_action(
                meeting=meeting, text=text, owner=owner, due_on=local_date(now) + timedelta(days=days), by=by, now=now
            )

    def term(now: datetime) -> None:
        meeting = meet(
            now, level=LiaisonLevel.MANAGEMENT, title=TERM_MEETING,
            agencies=[college.agency for college in colleges[:2]],
            people="\n".join([by.name, colleges[0].designated_person.user.name, colleges[1].designated_person.user.name]),
            notes="Three starts were heard of in the second week.",
        )  # fmt: skip
        add_action(
            meeting=meeting, text="One list of starts, kept by the officer", owner=home.virtual_school,
            lead=home.officer.user.name, due_on=local_date(now) + timedelta(days=MANAGEMENT - 5), by=by, now=now,
        )  # fmt: skip

    def weekly(now: datetime) -> None:
        meeting = meet(
            now, level=LiaisonLevel.DAY_TO_DAY, title=ROUND, agencies=[colleges[0].agency],
            people=f"{by.name}\n{colleges[0].designated_person.user.name}",
            notes="Who is missing lessons, who needs a bus pass, which reviews come up.",
        )  # fmt: skip
        add_action(
            meeting=meeting, text="Order two laptops", owner=home.virtual_school, lead=home.officer.user.name,
            due_on=local_date(now) + timedelta(days=16), by=by, now=now,
        )  # fmt: skip

    def service_plan(now: datetime) -> None:
        record_meeting(
            organiser=home.virtual_school, agencies=everybody, level=LiaisonLevel.MANAGEMENT,
            purpose=MeetingPurpose.SERVICE_PLAN, title="Our plan for next year", held_on=local_date(now),
            people=by.name, notes="Each college read the draft and said what it cannot carry.",
            what_changed="The visits before enrolment move from May to March, because two colleges enrol in April.", by=by,
            now=now,
        )  # fmt: skip

    def done(now: datetime) -> None:
        action = LiaisonAction.objects.get(meeting__title=BOARD, owner=home.virtual_school)
        finish_action(
            action=action,
            done_on=local_date(now),
            result="Twenty-three names were sent.",
            by=home.officer.user,
            now=now,
        )

    acts.plan(acts.moment(STRATEGIC, "16:30"), board)
    acts.plan(acts.moment(STRATEGIC - 26, "10:10"), done)
    acts.plan(acts.moment(MANAGEMENT, "15:30"), term)
    acts.plan(acts.moment(DAY_TO_DAY, "09:50"), weekly)
    acts.plan(acts.moment(62, "14:40"), service_plan)


def _events(acts: Acts, home: Home, colleges: list[College]) -> None:
    by = home.officer.user
    roles = [RoleCode.DESIGNATED_PERSON, RoleCode.MENTOR, RoleCode.KEY_CONTACT]

    def invite(now: datetime, *, title: str, kind: EventKind, about: str, held_in: int) -> None:
        hold_event(
            organiser=home.virtual_school, agencies=[college.agency for college in colleges], roles=roles, kind=kind,
            title=title, held_on=local_date(now) + timedelta(days=held_in), place="The library, room 2", about=about,
            by=by, now=now,
        )  # fmt: skip

    def say_sorry(now: datetime) -> None:
        person = colleges[2].mentor
        attendance = JointEvent.objects.get(title=TRAINING_DAY).attendances.get(membership=person)
        answer_invitation(attendance=attendance, comes=False, by=person.user, now=now)

    def write_up(now: datetime) -> None:
        event = JointEvent.objects.get(title=TRAINING_DAY)
        asked = event.attendances.exclude(state=AttendanceState.APOLOGIES).order_by("pk")
        states = {
            attendance.pk: AttendanceState.ABSENT if place % 7 == 5 else AttendanceState.ATTENDED
            for place, attendance in enumerate(asked)
        }
        record_attendance(event=event, states=states, subject=TrainingSubject.EFFECT_OF_CARE, by=by, now=now)

    training = partial(
        invite, title=TRAINING_DAY, kind=EventKind.TRAINING, held_in=INVITED - TRAINED,
        about="Why somebody leaves the room, and what helps them to come back. With two people who were in care.",
    )  # fmt: skip
    briefing = partial(
        invite, title=BRIEFING, kind=EventKind.BRIEFING, held_in=24,
        about="Which of the two says what, and who brings them together.",
    )  # fmt: skip
    acts.plan(acts.moment(INVITED, "10:40"), training)
    acts.plan(acts.moment(SAID_SORRY, "08:50"), say_sorry)
    acts.plan(acts.moment(WRITTEN_UP, "09:15"), write_up)
    acts.plan(acts.moment(6, "10:40"), briefing)
    acts.plan(
        acts.moment(17, "10:40"),
        partial(
            invite, title="A week at the Virtual School", kind=EventKind.SHADOWING, held_in=40,
            about="Offered to one person of each college: sit in on panels and visits, and take back what helps.",
        ),
    )  # fmt: skip


def _notices(acts: Acts, home: Home, colleges: list[College]) -> None:
    agencies = [college.agency for college in colleges]

    def bid(now: datetime) -> None:
        give_notice(
            agency=home.virtual_school, partners=agencies, kind=NoticeKind.BID,
            title="Evening maths and English, with transport",
            about="We apply to the county’s skills fund for two evenings a week. Say if your learners would come.",
            answer_by=acts.today + timedelta(days=8), by=home.officer.user, now=now,
        )  # fmt: skip

    def project(now: datetime) -> None:
        give_notice(
            agency=colleges[0].agency, partners=[home.virtual_school, colleges[1].agency], kind=NoticeKind.PROJECT,
            title="A workshop on Saturdays", about="The joinery opens on Saturdays for young people without a place.",
            outcomes="Eight people start a course within the year.", by=colleges[0].signatory.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(13, "12:20"), bid)
    acts.plan(acts.moment(70, "12:20"), project)


def _library(acts: Acts, home: Home, colleges: list[College]) -> None:
    """Rules of a fund in two versions, shared with all colleges; and a draft that the Virtual School keeps to itself."""
    shared: list[LibraryDocument] = []

    def page(line: bytes) -> File:
        return ContentFile(page_with(line), "Rules of the fund.pdf")

    def share(now: datetime) -> None:
        shared.append(
            share_document(
                agency=home.virtual_school, readers=[college.agency for college in colleges], kind=LibraryKind.RULES,
                title="Rules of the fund for tools and travel", about="What it pays for, and who decides.",
                file=page(b"The fund pays for tools and travel, up to two hundred pounds a year."),
                applies_from=local_date(now), by=home.officer.user, now=now,
            )
        )  # fmt: skip
        share_document(
            agency=home.virtual_school, readers=[], kind=LibraryKind.FRAMEWORK, title="Framework for taster days, draft",
            file=page(b"A draft."), applies_from=local_date(now), by=home.officer.user, now=now,
        )  # fmt: skip

    def renew(now: datetime) -> None:
        add_version(
            document=shared[0], file=page(b"The fund pays for tools and travel, up to three hundred pounds a year."),
            changes="Three hundred pounds instead of two hundred.", applies_from=local_date(now), by=home.officer.user,
            now=now,
        )  # fmt: skip

    acts.plan(acts.moment(120, "11:20"), share)
    acts.plan(acts.moment(21, "11:20"), renew)


def _feedback(acts: Acts, home: Home, college: College) -> None:
    def complain(now: datetime) -> None:
        record_complaint(
            agreement=agreement_of(home, college), about=college.agency, handler=college.signatory,
            said_by=SaidBy.YOUNG_PERSON, said_by_name="A learner in the first year", received_on=local_date(now),
            summary=COMPLAINT, details="Somebody from the office came in and said aloud that a social worker was there.",
            by=home.officer.user, now=now,
        )  # fmt: skip

    acts.plan(acts.moment(COMPLAINED, "11:40"), complain)
    acts.plan(
        acts.moment(COMPLAINT_ACKNOWLEDGED, "16:40"),
        lambda now: acknowledge_complaint(
            complaint=Complaint.objects.get(summary=COMPLAINT), by=college.signatory.user, now=now
        ),
    )
    acts.plan(
        acts.moment(48, "13:20"),
        lambda now: pass_on_compliment(
            person=college.designated_person, said_by=SaidBy.CARER, received_on=local_date(now),
            text="You rang on a Friday evening to say that the day had gone well. It made the weekend.",
            recorded_at_agency=home.social_care, by=home.team_manager.user, now=now,
        ),
    )  # fmt: skip
