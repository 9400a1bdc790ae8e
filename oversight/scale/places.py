"""Where a young person learns, and what they do: spell, place, plan, reviews, attendance, incidents."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.models import Membership, User
from accounts.names import trigrams
from agreements.enums import TermKey
from agreements.services import opening_of
from agreements.terms import TermsInForce
from deadlines.calendar import at_local, moment_of_day
from education_plans.enums import PlanState, SectionCode, SectionState
from education_plans.models import EducationPlan, PlanReview, PlanSection
from learners.models import AgencyLink, Enrolment, Learner
from notifications.enums import MessageKind
from oversight.demo.names import COURSES
from oversight.scale import spread
from oversight.scale.agencies import Authority, College
from oversight.scale.clocks import Clocks
from oversight.scale.copying import Copier
from tracking.enums import ActivityGroup, CallOutcome, CodeList, EntrySource, IncidentKind, SlotChannel, SlotParty
from tracking.models import ActivityCode, ActivitySpell, AttendanceWeek, Incident, NoticeSlot, PhoneCall

SESSIONS = 10
INCIDENTS_PER_PLACE = 0.15


@dataclass(frozen=True)
class Case:
    """A young person and who is responsible for them."""

    learner: Learner
    authority: Authority
    worker: Membership | None

    def told(self, college: College | None = None) -> Mapping[str, User]:
        """Who stands for each audience of a ladder."""
        managers = {"team_manager": self.authority.manager.user, "key_contact": self.authority.key_contact.user}
        worker = {"key_worker": self.worker.user} if self.worker else {}
        return {**managers, **worker, **({"designated_person": college.designated_person.user} if college else {})}


class Places:
    def __init__(
        self,
        copier: Copier,
        chance: random.Random,
        now: datetime,
        terms: TermsInForce,
        colleges: list[College],
        clocks: Clocks,
        *,
        weeks: int,
    ) -> None:
        self.copier, self.chance, self.now, self.terms = copier, chance, now, terms
        self.today, self.colleges, self.clocks, self.weeks = local_date(now), colleges, clocks, weeks
        self.sizes = spread.sizes_of_providers(len(colleges))

    def make(self, case: Case, kind: spread.Kind) -> None:
        chance = self.chance
        is_neet = chance.random() < kind.neet
        has_place = not is_neet and chance.random() < kind.enrolled / (1 - kind.neet)
        starts_on = max(local_date(case.learner.recorded_at), self.today - timedelta(days=chance.randrange(20, 420)))
        self._spell(case, kind, starts_on, is_neet=is_neet, has_place=has_place)
        if has_place:
            self._place(case, starts_on)

    def _spell(self, case: Case, kind: spread.Kind, starts_on: date, *, is_neet: bool, has_place: bool) -> None:
        if has_place:
            group = ActivityGroup.EDUCATION
        elif is_neet:
            group = ActivityGroup.NEET if self.chance.random() < 0.7 else ActivityGroup.NEET_UNAVAILABLE
        elif kind.oldest < 16:
            group = ActivityGroup.COMPULSORY
        else:
            group = self.chance.choice((ActivityGroup.EMPLOYMENT, ActivityGroup.EMPLOYMENT, ActivityGroup.NOT_KNOWN))
        by = (case.worker or case.authority.manager).user
        self.copier.add(
            ActivitySpell(
                learner=case.learner,
                code=self.chance.choice(self._codes[group]),
                starts_on=starts_on,
                recorded_at=min(self.now, at_local(starts_on, time(17))),
                recorded_by=by,
            )
        )

    @cached_property
    def _codes(self) -> dict[str, list[ActivityCode]]:
        found: dict[str, list[ActivityCode]] = {}
        for code in ActivityCode.objects.filter(code_list=CodeList.NCCIS, until_on=None).order_by("pk"):
            found.setdefault(code.group, []).append(code)
        return found

    def _place(self, case: Case, starts_on: date) -> None:
        """Mostly near home, mostly at a large college."""
        chance, copier = self.chance, self.copier
        near = chance.random() < 0.7
        college = chance.choice(case.authority.near) if near else chance.choices(self.colleges, self.sizes)[0]
        course, level = chance.choice(COURSES)
        recorded_at = max(case.learner.recorded_at, at_local(starts_on, time(11)))
        enrolment = copier.add(
            Enrolment(
                learner=case.learner, provider=college.agency, course=course, trigrams=trigrams(course), level=level,
                starts_on=starts_on, recorded_at=recorded_at,
            )
        )  # fmt: skip
        copier.add(
            AgencyLink(learner=case.learner, agency=college.agency, purpose=Purpose.PROVIDER, starts_at=recorded_at)
        )
        self._plan(case, college, enrolment)
        self._attendance(college, enrolment)
        if chance.random() < INCIDENTS_PER_PLACE and (self.today - starts_on).days > 20:
            self._incident(case, college, enrolment)

    def _plan(self, case: Case, college: College, enrolment: Enrolment) -> None:
        """Agreed mostly within its thirty days; one in eight is not agreed yet."""
        chance = self.chance
        by = (case.worker or case.authority.manager).user
        agreed_at: datetime | None = at_local(
            enrolment.starts_on + timedelta(days=chance.choice((3, 9, 15, 21, 27, 29, 34, 48))), time(15)
        )
        if agreed_at <= enrolment.recorded_at or agreed_at >= self.now or chance.random() < 0.12:
            agreed_at = None
        plan = self.copier.add(
            EducationPlan(
                learner=case.learner, enrolment=enrolment, state=PlanState.AGREED if agreed_at else PlanState.DRAFT,
                begun_at=enrolment.recorded_at, begun_by=by, agreed_at=agreed_at,
            )
        )  # fmt: skip
        for code in SectionCode:
            answers = {"free": "What was said about it at the meeting, in two or three sentences."} if agreed_at else {}
            self.copier.add(
                PlanSection(
                    plan=plan, code=code, answers=answers, version=1 if agreed_at else 0, saved_at=agreed_at,
                    saved_by=by if agreed_at else None,
                    state=SectionState.COMPLETE if agreed_at else SectionState.NOT_STARTED,
                )
            )  # fmt: skip
        self._clock(
            case, college, enrolment, TermKey.EDUCATION_PLAN, enrolment.starts_on, enrolment.recorded_at, agreed_at
        )
        if agreed_at is not None:
            self._reviews(case, college, enrolment, plan, agreed_at)

    def _reviews(
        self, case: Case, college: College, enrolment: Enrolment, plan: EducationPlan, agreed_at: datetime
    ) -> None:
        starts_on, opened_at = max(local_date(agreed_at), enrolment.starts_on), agreed_at
        while True:
            held_on = starts_on + timedelta(days=self.chance.choice((120, 150, 170, 178, 200)))
            recorded_at = at_local(held_on, time(16))
            is_held = recorded_at < self.now
            self._clock(
                case, college, enrolment, TermKey.PLAN_REVIEW, starts_on, opened_at,
                moment_of_day(held_on, now=recorded_at) if is_held else None,
            )  # fmt: skip
            if not is_held:
                return
            self.copier.add(
                PlanReview(
                    plan=plan, held_on=held_on, attendees="Key worker, tutor", young_person_said="It goes well.",
                    decisions="Carry on.", recorded_at=recorded_at, recorded_by=(case.worker or case.authority.manager).user,
                )
            )  # fmt: skip
            starts_on, opened_at = held_on, recorded_at

    def _clock(
        self, case: Case, college: College, enrolment: Enrolment, duty: TermKey, starts_on: date, opened_at: datetime,
        met_at: datetime | None,
    ) -> None:  # fmt: skip
        self.clocks.live(
            opening_of(
                code=duty.value,
                terms=self.terms,
                owner=case.authority.social_care,
                partner=college.agency,
                learner=case.learner,
                subject_kind="enrolment",
                subject_uuid=enrolment.uuid,
                starts_on=starts_on,
            ),
            opened_at=opened_at,
            met_at=met_at,
            by=(case.worker or case.authority.manager).user,
            told=case.told(college),
        )

    def _attendance(self, college: College, enrolment: Enrolment) -> None:
        monday = self.today - timedelta(days=self.today.weekday())
        rate = self.chance.betavariate(9, 1.2)
        for weeks_ago in range(1, self.weeks + 1):
            week_on = monday - timedelta(weeks=weeks_ago)
            if week_on < enrolment.starts_on:
                return
            attended = sum(self.chance.random() < rate for _ in range(SESSIONS))
            authorised = self.chance.randrange(SESSIONS - attended + 1)
            self.copier.add(
                AttendanceWeek(
                    enrolment=enrolment, week_on=week_on, possible=SESSIONS, attended=attended, authorised=authorised,
                    unauthorised=SESSIONS - attended - authorised, source=EntrySource.FILE,
                    entered_at=at_local(week_on + timedelta(days=5), time(9)),
                    entered_by=college.designated_person.user,
                )
            )  # fmt: skip

    def _incident(self, case: Case, college: College, enrolment: Enrolment) -> None:
        """Four proofs, mostly on the same day; one in ten lacks a call."""
        chance, copier, by = self.chance, self.copier, college.designated_person.user
        days = chance.randrange(1, (self.today - enrolment.starts_on).days - 9)
        occurred_at = at_local(self.today - timedelta(days=days), time(10, chance.randrange(60)))
        if occurred_at < enrolment.recorded_at:
            return
        logged_at, all_told = occurred_at + timedelta(minutes=40), chance.random() < 0.9
        closed_at = logged_at + timedelta(days=9) if all_told and days > 10 else None
        incident = copier.add(
            Incident(
                learner=case.learner, enrolment=enrolment, kind=chance.choice(list(IncidentKind)[:3]),
                occurred_at=occurred_at, description="What happened, in a sentence or two.", logged_at=logged_at,
                logged_by=by, closed_at=closed_at, closed_by=by if closed_at else None,
                outcome="They stay." if closed_at else "",
            )
        )  # fmt: skip
        told_at = logged_at + timedelta(minutes=chance.choice((20, 60, 150, 60 * 26)))
        parties = {
            SlotParty.KEY_WORKER: (case.worker or case.authority.manager).user,
            SlotParty.KEY_CONTACT: case.authority.key_contact.user,
        }
        for party, person in parties.items():
            email = self.clocks.say(
                person, MessageKind.INCIDENT_NOTICE, f"{case.learner.initials}: a place is at risk", topic=incident.topic,
                key=f"{incident.topic}:{party}:{person.pk}", link=incident.get_absolute_url(), about=case.learner.uuid,
                at=logged_at,
            )  # fmt: skip
            copier.add(
                NoticeSlot(
                    incident=incident, party=party, channel=SlotChannel.EMAIL, person=person, message=email,
                    proven_at=logged_at,
                )
            )  # fmt: skip
            call = None
            if all_told and told_at < self.now:
                call = copier.add(
                    PhoneCall(
                        incident=incident, caller=by, reached=person, called_at=told_at, entered_at=told_at,
                        entered_by=by, outcome=CallOutcome.SPOKE,
                    )
                )  # fmt: skip
            copier.add(
                NoticeSlot(
                    incident=incident, party=party, channel=SlotChannel.PHONE, person=person, call=call,
                    proven_at=told_at if call else None,
                )
            )  # fmt: skip
        self.clocks.live(
            opening_of(
                code=TermKey.SAME_DAY_NOTICE.value,
                terms=self.terms,
                owner=college.agency,
                learner=case.learner,
                subject_kind="incident",
                subject_uuid=incident.uuid,
                starts_at=occurred_at,
            ),
            opened_at=logged_at,
            met_at=told_at if all_told and told_at < self.now else None,
            by=by,
            told=case.told(college),
        )
