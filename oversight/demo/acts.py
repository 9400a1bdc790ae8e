"""What can happen to a young person of the demonstration: each method plans calls of services at a moment of the past."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from accounts.clock import local_date
from accounts.models import Membership
from deadlines.calendar import at_local
from education_plans.enums import PlanParty, PlanVariant, SectionCode
from education_plans.models import EducationPlan
from education_plans.selectors.targets import may_be_carried
from education_plans.services import agree, begin_plan, record_review
from education_plans.services.early_reviews import decline, propose_early_reviews
from education_plans.services.targets import carry_forward
from learners.enums import CareStatus, EndReason, KeyWorkerKind, StartItem
from learners.models import Enrolment, Learner
from learners.services import assign_key_worker, end_enrolment, enrol, introduce_mentor, record_learner, tick_checklist
from oversight.demo.agreed import ask_about_sharing
from oversight.demo.cast import Cast, College, Home
from oversight.demo.names import COURSES, FAMILY, GIVEN
from oversight.demo.plan_work import (
    REVIEWS,
    close_next_target,
    set_first_targets,
    set_following_target,
    write_sections,
)
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

_DISTRICTS = ("WS1", "WS2", "WS10", "B66", "B70", "DY1", "DY4")


@dataclass
class Story:
    """One young person as the demonstration goes on."""

    home: Home
    college: College
    key_worker: Membership
    learner: Learner | None = None
    enrolment: Enrolment | None = None
    plan: EducationPlan | None = None
    #: The turn in which it is told, and the name of the course: both decide what the plan says.
    number: int = 0
    course: str = ""
    #: Targets that come first because money is asked for with them, by their place in the list.
    wants: list[int] = field(default_factory=list)
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
            number=turn,
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
                # The last part has letters that the post never uses, so nobody lives there.
                postcode=f"{_DISTRICTS[story.number % len(_DISTRICTS)]} {story.number % 9 + 1}CK",
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

    def enrol(self, story: Story, days_ago: float, *, starts: float, course: str = "") -> None:
        """Recorded `days_ago`; the course starts `starts` days ago (negative: still to come). `course`: a word of its name."""
        name, level = self.chance.choice([each for each in COURSES if course in each[0]])
        story.course = name

        def act(now: datetime) -> None:
            starts_on = self.today - timedelta(days=starts)
            story.enrolment = enrol(
                learner=story.learner, provider=story.college.agency, course=name, level=level, starts_on=starts_on,
                planned_end_on=starts_on + timedelta(days=300 if starts < 250 else 665), mentor=story.college.mentor,
                by=story.college.designated_person.user, now=now,
            )  # fmt: skip
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

    def write_plan(
        self,
        story: Story,
        days_ago: float,
        *,
        sections: Sequence[SectionCode] | None = None,
        variant: PlanVariant = PlanVariant.COURSE,
        university: bool = False,
    ) -> None:
        """Begun and written; with `sections` only these, without them most, and the first targets are set."""

        def act(now: datetime) -> None:
            story.plan = begin_plan(
                enrolment=story.enrolment,
                learner=None if story.enrolment else story.learner,
                variant=PlanVariant.APPRENTICE if "Apprenticeship" in story.course else variant,
                aims_for_higher_education=university,
                by=story.key_worker.user,
                now=now,
            )
            if sections is None:
                set_first_targets(story, now)
            write_sections(story, now, only=sections)

        self.plan(self.moment(days_ago, "13:30"), act)

    def agree_plan(
        self, story: Story, days_ago: float, *, parties: Sequence[PlanParty] = tuple(PlanParty), at: str = "14:30"
    ) -> None:
        self.plan(self.moment(days_ago, at), lambda now: self.agree(story, now, parties=parties))

    @staticmethod
    def agree(story: Story, now: datetime, *, parties: Sequence[PlanParty] = tuple(PlanParty)) -> None:
        names = {
            PlanParty.YOUNG_PERSON: story.learner.full_name,
            PlanParty.KEY_WORKER: story.key_worker.user.name,
            PlanParty.PROVIDER: story.college.designated_person.user.name,
        }
        for party in parties:
            by = story.college.designated_person.user if party == PlanParty.PROVIDER else story.key_worker.user
            agree(plan=story.plan, party=party, name=names[party], agreed_at=now, by=by, now=now)

    def write_plan_again(self, story: Story, days_ago: float) -> None:
        """The plan of the next place: written anew, with the targets that were still open in the one before."""

        def act(now: datetime) -> None:
            story.plan = begin_plan(enrolment=story.enrolment, by=story.key_worker.user, now=now)
            due_on = local_date(now) + timedelta(days=95)
            carry_forward(
                plan=story.plan, targets=may_be_carried(story.plan), due_on=due_on, by=story.key_worker.user, now=now
            )
            write_sections(story, now)

        self.plan(self.moment(days_ago, "13:30"), act)

    def review(self, story: Story, days_ago: float) -> None:
        """Held; what was to be reached is closed with what came of it. Sometimes a target is set, and all agree again."""

        def act(now: datetime) -> None:
            said, decided = REVIEWS[(story.number + int(days_ago)) % len(REVIEWS)]
            people = [story.learner.full_name, story.key_worker.user.name]
            if story.enrolment is not None:
                people.append(story.college.designated_person.user.name)
            record_review(
                plan=story.plan, held_on=self.today - timedelta(days=days_ago),
                place=story.college.agency.name if story.enrolment else "In the visitors’ room",
                attendees=", ".join(people), young_person_said=said, decisions=decided, by=story.key_worker.user, now=now,
            )  # fmt: skip
            close_next_target(story, now)
            if story.number % 4 == 1:
                set_following_target(story, now)
                self.agree(story, now)

        self.plan(self.moment(days_ago, "16:00"), act)

    # --- What goes wrong ----------------------------------------------------------------------------------------------

    def incident(
        self, story: Story, kind: IncidentKind, occurred_at: datetime, text: str, *, logged_after: float = 0.25
    ) -> None:
        """Logged so many hours after it occurred; it proposes a review of the plan."""

        def act(now: datetime) -> None:
            incident = log_incident(
                enrolment=story.enrolment, kind=kind, occurred_at=occurred_at, description=text,
                by=story.college.designated_person.user, now=now,
            )  # fmt: skip
            story.incidents.append(incident)
            propose_early_reviews(now=now)

        self.plan(occurred_at + timedelta(hours=logged_after), act)

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
        def act(now: datetime) -> None:
            incident = story.incidents[-1]
            by = story.college.designated_person.user
            close_incident(incident=incident, outcome="Back in class, with a check-in each morning.", by=by, now=now)
            for proposal in story.plan.early_reviews.filter(source_uuid=incident.uuid, settled_at__isnull=True):
                reason = "Talked through when they came back; the plan stays as it is."
                decline(early_review=proposal, reason=reason, by=by, now=now)

        self.plan(at, act)

    def answer_emergency(self, story: Story, at: datetime) -> None:
        """The key worker says that they have it, and responds an hour later."""
        by = story.key_worker.user
        self.plan(at - timedelta(hours=1), lambda now: acknowledge(emergency=story.emergencies[-1], by=by, now=now))
        self.plan(
            at,
            lambda now: respond(
                emergency=story.emergencies[-1], responded_at=now, by=by, now=now,
                response="Went there with the police, who sent them away. They sleep at the carer’s until the lock is changed.",
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
