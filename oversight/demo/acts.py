"""What can happen to a young person of the demonstration: each method plans calls of services at a moment of the past."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from accounts.clock import local_date
from accounts.models import Membership
from deadlines.calendar import at_local
from education_plans.enums import PlanParty, SectionCode, SectionState
from education_plans.models import EducationPlan
from education_plans.services import agree, begin_plan, record_review, save_section
from learners.enums import CareStatus, EndReason, KeyWorkerKind, StartItem
from learners.models import Enrolment, Learner
from learners.services import assign_key_worker, end_enrolment, enrol, introduce_mentor, record_learner, tick_checklist
from oversight.demo.agreed import ask_about_sharing
from oversight.demo.cast import Cast, College, Home
from oversight.demo.names import COURSES, FAMILY, GIVEN
from oversight.demo.plan_texts import SECTIONS
from oversight.demo.stage import Stage
from tracking.enums import CallOutcome, IncidentKind
from tracking.models import Emergency, Incident
from tracking.services import (
    acknowledge,
    call_meeting,
    close_emergency,
    close_incident,
    log_call,
    log_incident,
    raise_emergency,
    record_meeting,
    respond,
)


@dataclass
class Story:
    """One young person as the demonstration goes on."""

    home: Home
    college: College
    key_worker: Membership
    learner: Learner | None = None
    enrolment: Enrolment | None = None
    plan: EducationPlan | None = None
    incidents: list[Incident] = field(default_factory=list)
    emergencies: list[Emergency] = field(default_factory=list)


class Acts:
    def __init__(self, *, cast: Cast, stage: Stage, today: date, chance: random.Random) -> None:
        self.cast = cast
        self.stage = stage
        self.today = today
        self.chance = chance
        self._people = self._everybody()
        self._turn = 0
        self._recorded = 0
        #: One comes of age with the consent of a parent, and nobody has asked since.
        self.one_has_lapsed = False

    @staticmethod
    def morning_of(today: date, days_ago: int) -> datetime:
        return at_local(today - timedelta(days=days_ago), time(7))

    # --- When and who -------------------------------------------------------------------------------------------------

    def moment(self, days_ago: float, at: str = "10:30") -> datetime:
        hour, minute = at.split(":")
        return at_local(self.today - timedelta(days=days_ago), time(int(hour), int(minute)))

    def hours_ago(self, hours: float) -> datetime:
        return self.stage.ends_at - timedelta(hours=hours)

    def plan(self, moment: datetime, act: Callable[[datetime], object]) -> None:
        self.stage.at(moment, act)

    def story(self, *, home: int | None = None, college: int | None = None, key_worker: int | None = None) -> Story:
        """The next young person; homes, colleges and key workers take turns unless named."""
        turn = self._turn
        self._turn += 1
        family = self.cast.homes[turn % len(self.cast.homes) if home is None else home]
        workers = family.key_workers
        return Story(
            home=family,
            college=self.cast.colleges[turn // 3 % len(self.cast.colleges) if college is None else college],
            key_worker=workers[turn // 3 % min(len(workers), 4) if key_worker is None else key_worker],
        )

    def _everybody(self) -> list[tuple[str, str]]:
        given, family = list(GIVEN), list(FAMILY)
        self.chance.shuffle(given)
        self.chance.shuffle(family)
        return [(given[n % len(given)], family[(n * 7) % len(family)]) for n in range(400)]

    # --- The record ---------------------------------------------------------------------------------------------------

    def record(
        self,
        story: Story,
        days_ago: float,
        *,
        age: float = 17.2,
        status: CareStatus | None = None,
        restricted: bool = False,
    ) -> None:
        given, family = self._people.pop()
        born_on = self.today - timedelta(days=int(age * 365.25))
        care = status or (CareStatus.FORMER_RELEVANT if age >= 18 else CareStatus.LOOKED_AFTER)
        preferred = given[:3] + "s" if self.chance.random() < 0.08 else ""

        def act(now: datetime) -> None:
            story.learner = record_learner(
                given_name=given, family_name=family, preferred_name=preferred, date_of_birth=born_on, uln="",
                home_authority=story.home.virtual_school.local_authority, care_status=care, is_restricted=restricted,
                home_virtual_school=story.home.virtual_school, social_care=story.home.social_care,
                by=story.home.officer.user, now=now,
            )  # fmt: skip

        self.plan(self.moment(days_ago, "09:00"), act)
        self._recorded += 1
        ask_about_sharing(self, story, days_ago, born_on=born_on, number=self._recorded)

    def name_key_worker(
        self, story: Story, days_ago: float, *, worker: Membership | None = None, at: str = "09:20"
    ) -> None:
        def act(now: datetime) -> None:
            story.key_worker = worker or story.key_worker
            colleague = next(m for m in story.home.key_workers if m.pk != story.key_worker.pk)
            assign_key_worker(
                learner=story.learner, membership=story.key_worker, kind=_kind_of(story.key_worker), cover=colleague,
                starts_at=now, by=story.home.team_manager.user, now=now,
            )  # fmt: skip

        self.plan(self.moment(days_ago, at), act)

    def enrol(self, story: Story, days_ago: float, *, starts: float, ready: bool = True) -> None:
        """Recorded `days_ago`; the course starts `starts` days ago (negative: still to come)."""
        course, level = self.chance.choice(COURSES)

        def act(now: datetime) -> None:
            starts_on = self.today - timedelta(days=starts)
            story.enrolment = enrol(
                learner=story.learner, provider=story.college.agency, course=course, level=level, starts_on=starts_on,
                planned_end_on=starts_on + timedelta(days=300 if starts < 250 else 665), mentor=story.college.mentor,
                by=story.college.designated_person.user, now=now,
            )  # fmt: skip
            if ready:
                self._tick(story, now)

        self.plan(self.moment(days_ago, "11:00"), act)

    def _tick(self, story: Story, now: datetime) -> None:
        by, done_on = story.college.designated_person.user, local_date(now)
        for item in StartItem:
            tick_checklist(enrolment=story.enrolment, item=item, done_on=done_on, by=by, now=now)
        introduce_mentor(enrolment=story.enrolment, mentor=story.college.mentor, introduced_on=done_on, by=by, now=now)

    def leave(self, story: Story, days_ago: float, reason: EndReason) -> None:
        self.plan(
            self.moment(days_ago, "15:00"),
            lambda now: end_enrolment(
                enrolment=story.enrolment, ended_on=self.today - timedelta(days=days_ago), reason=reason,
                by=story.college.designated_person.user, now=now,
            ),
        )  # fmt: skip

    # --- The plan -----------------------------------------------------------------------------------------------------

    def write_plan(self, story: Story, days_ago: float, *, sections: Sequence[SectionCode] = tuple(SECTIONS)) -> None:
        def act(now: datetime) -> None:
            by = story.key_worker.user
            story.plan = begin_plan(enrolment=story.enrolment, by=by, now=now)
            for code in sections:
                save_section(
                    plan=story.plan,
                    code=code,
                    answers=SECTIONS[code],
                    version=0,
                    state=SectionState.COMPLETE,
                    by=by,
                    now=now,
                )

        self.plan(self.moment(days_ago, "13:30"), act)

    def agree_plan(self, story: Story, days_ago: float, *, parties: Sequence[PlanParty] = tuple(PlanParty)) -> None:
        def act(now: datetime) -> None:
            names = {
                PlanParty.YOUNG_PERSON: story.learner.full_name,
                PlanParty.KEY_WORKER: story.key_worker.user.name,
                PlanParty.PROVIDER: story.college.designated_person.user.name,
            }
            for party in parties:
                by = story.college.designated_person.user if party == PlanParty.PROVIDER else story.key_worker.user
                agree(plan=story.plan, party=party, name=names[party], agreed_at=now, by=by, now=now)

        self.plan(self.moment(days_ago, "14:30"), act)

    def review(self, story: Story, days_ago: float) -> None:
        self.plan(
            self.moment(days_ago, "16:00"),
            lambda now: record_review(
                plan=story.plan, held_on=self.today - timedelta(days=days_ago), place=story.college.agency.name,
                attendees=f"{story.learner.full_name}, {story.key_worker.user.name}, {story.college.designated_person.user.name}",
                young_person_said="“Things are better since I changed groups. I want to keep Thursdays free for work.”",
                decisions="Stay on the course; maths moved to Tuesday; next visit to an employer in half-term.",
                by=story.key_worker.user, now=now,
            ),
        )  # fmt: skip

    # --- What goes wrong ----------------------------------------------------------------------------------------------

    def incident(
        self, story: Story, kind: IncidentKind, occurred_at: datetime, text: str, *, logged_after: float = 0.25
    ) -> None:
        """Logged so many hours after it occurred."""
        self.plan(
            occurred_at + timedelta(hours=logged_after),
            lambda now: story.incidents.append(
                log_incident(
                    enrolment=story.enrolment, kind=kind, occurred_at=occurred_at, description=text,
                    by=story.college.designated_person.user, now=now,
                )
            ),
        )  # fmt: skip

    def ring(self, story: Story, at: datetime, *parties: str, outcome: CallOutcome = CallOutcome.SPOKE) -> None:
        """The designated person rings the people of these parties and logs it ten minutes later."""

        def act(now: datetime) -> None:
            incident = story.incidents[-1]
            by = story.college.designated_person.user
            people = {
                slot.person
                for slot in incident.slots.filter(channel="phone", party__in=parties).select_related("person")
            }
            for person in sorted(filter(None, people), key=lambda person: person.pk):
                log_call(
                    incident=incident, reached=person, called_at=now - timedelta(minutes=10), outcome=outcome,
                    note="", caller=by, by=by, now=now,
                )  # fmt: skip

        self.plan(at + timedelta(minutes=10), act)

    def meet_professionals(self, story: Story, *, called_at: datetime, for_: datetime, held: bool) -> None:
        by = story.college.designated_person.user

        def call(now: datetime) -> None:
            call_meeting(
                incident=story.incidents[-1],
                scheduled_for=for_,
                place=f"{story.college.agency.name}, room B12",
                by=by,
                now=now,
            )

        def record(now: datetime) -> None:
            record_meeting(
                meeting=story.incidents[-1].meetings.latest("scheduled_for"), held_at=for_,
                attendees=f"{story.learner.full_name}, {story.key_worker.user.name}, {story.home.key_contact.user.name}",
                alternatives="A reduced timetable, another group, a start at a training provider in January.",
                safeguarding="Where they are during the day while not in college, and who checks.",
                outcome="The place could not be kept; a start elsewhere is being arranged.", by=by, now=now,
            )  # fmt: skip

        self.plan(called_at, call)
        if held:
            self.plan(for_ + timedelta(hours=2), record)

    def settle_incident(self, story: Story, at: datetime) -> None:
        self.plan(
            at,
            lambda now: close_incident(
                incident=story.incidents[-1], outcome="Back in class, with a check-in each morning.",
                by=story.college.designated_person.user, now=now,
            ),
        )  # fmt: skip

    def emergency(
        self, story: Story, raised_at: datetime, text: str, *, by: Membership | None = None,
        acknowledged_after: float | None = None, responded_after: float | None = None, closed: bool = True,
    ) -> None:  # fmt: skip
        """Hours are counted from when it was raised; None: not yet."""
        who = by or story.college.designated_person
        self.plan(
            raised_at,
            lambda now: story.emergencies.append(
                raise_emergency(learner=story.learner, description=text, by=who.user, now=now)
            ),
        )
        if acknowledged_after is not None:
            self.plan(
                raised_at + timedelta(hours=acknowledged_after),
                lambda now: acknowledge(emergency=story.emergencies[-1], by=story.key_worker.user, now=now),
            )
        if responded_after is not None:
            self.plan(
                raised_at + timedelta(hours=responded_after),
                lambda now: respond(
                    emergency=story.emergencies[-1], responded_at=now, by=story.key_worker.user, now=now,
                    response="Met them at the college, arranged a place to stay and told the carer and the college.",
                ),
            )  # fmt: skip
            if closed:
                self.plan(
                    raised_at + timedelta(hours=responded_after + 20),
                    lambda now: close_emergency(
                        emergency=story.emergencies[-1], note="Settled.", by=story.home.team_manager.user, now=now
                    ),
                )


def _kind_of(worker: Membership) -> KeyWorkerKind:
    kinds = {
        "social_worker": KeyWorkerKind.SOCIAL_WORKER,
        "personal_adviser": KeyWorkerKind.PERSONAL_ADVISER,
        "carer": KeyWorkerKind.FOSTER_CARER,
        "residential_worker": KeyWorkerKind.RESIDENTIAL_WORKER,
    }
    return kinds.get(worker.role, KeyWorkerKind.OTHER)
