"""One young person with everything that belongs to them, as if it had been recorded over the last year and a half."""

import random
from datetime import datetime, time, timedelta

from django.db.models import Max

from accounts.clock import local_date
from accounts.enums import LookKind, Purpose
from accounts.models import Look, Membership
from accounts.names import sort_name, trigrams
from agreements.enums import TermKey
from agreements.rules import key_worker_clock
from agreements.services import opening_of
from agreements.terms import TermsInForce
from deadlines.calendar import at_local
from deadlines.enums import Unit
from learners.enums import KeyWorkerKind
from learners.models import AgencyLink, KeyWorker, Learner
from oversight.demo.names import FAMILY, GIVEN
from oversight.scale import spread
from oversight.scale.agencies import Authority, College
from oversight.scale.clocks import Clocks
from oversight.scale.copying import Copier
from oversight.scale.places import Case, Places
from tracking.enums import ContactHow, ContactReason
from tracking.models import Contact
from tracking.rules.in_touch import CARE_LEAVERS

#: How long ago the first were recorded, in days.
LONGEST_RECORDED = 540
#: How often a record is opened in the time for which the record of who looked is filled.
LOOKS = 20


class People:
    """Makes young people one by one; `copier` keeps their rows."""

    def __init__(
        self,
        copier: Copier,
        chance: random.Random,
        now: datetime,
        terms: TermsInForce,
        authorities: list[Authority],
        colleges: list[College],
        *,
        weeks: int,
    ) -> None:
        self.copier, self.chance, self.now, self.terms = copier, chance, now, terms
        self.today = local_date(now)
        self.authorities = authorities
        self.sizes = spread.sizes_of_authorities(len(authorities), chance)
        self.clocks = Clocks(copier, now)
        self.places = Places(copier, chance, now, terms, colleges, self.clocks, weeks=weeks)
        highest = Learner.objects.exclude(uln="").exclude(uln__gte="9999999999").aggregate(Max("uln"))["uln__max"]
        self._uln = int(highest[:9]) if highest else 100_000_000

    def make(self) -> None:
        chance, copier = self.chance, self.copier
        kind = spread.kind_of(chance)
        authority = chance.choices(self.authorities, self.sizes)[0]
        recorded_at = self._workday_at(self.now - timedelta(days=chance.randrange(30, LONGEST_RECORDED)))
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        learner = copier.add(
            Learner(
                given_name=given,
                family_name=family,
                sort_name=sort_name(family, given),
                trigrams=trigrams(f"{given} {family}"),
                date_of_birth=spread.born_on(kind, self.today, chance),
                uln=self._next_uln(),
                home_authority=authority.area,
                care_status=kind.status,
                recorded_at=recorded_at,
            )
        )
        for agency, purpose in (
            (authority.social_care, Purpose.SOCIAL_CARE),
            (authority.virtual_school, Purpose.HOME_VIRTUAL_SCHOOL),
        ):
            copier.add(AgencyLink(learner=learner, agency=agency, purpose=purpose, starts_at=recorded_at))
        worker = self._key_worker(learner, authority)
        case = Case(learner, authority, worker)
        if kind.status in CARE_LEAVERS:
            self._keep_in_touch(case)
        self.places.make(case, kind)
        self._look(case)

    def _key_worker(self, learner: Learner, authority: Authority) -> Membership | None:
        """Social worker or personal adviser, named some days after the recording; one in twenty has none yet."""
        chance, of_age = self.chance, learner.care_status in CARE_LEAVERS
        worker = chance.choice(authority.personal_advisers if of_age else authority.social_workers)
        assigned_at = learner.recorded_at + timedelta(days=chance.choice((0, 1, 2, 3, 6, 14)), hours=2)
        has_one = chance.random() < 0.95
        clock = key_worker_clock(
            date_of_birth=learner.date_of_birth,
            recorded_on=local_date(learner.recorded_at),
            after_year_11=self.terms.limit(TermKey.KEY_WORKER_NAMED.value),
        )
        self.clocks.live(
            opening_of(
                code=TermKey.KEY_WORKER_NAMED.value,
                terms=self.terms,
                limit=clock.limit,
                owner=authority.social_care,
                learner=learner,
                subject_kind="learner",
                subject_uuid=learner.uuid,
                starts_at=learner.recorded_at,
                due_on=clock.due_on if clock.limit.unit == Unit.FIXED_DAY else None,
            ),
            opened_at=learner.recorded_at,
            met_at=assigned_at if has_one else None,
            by=authority.manager.user,
            told=Case(learner, authority, worker if has_one else None).told(),
        )
        if not has_one:
            return None
        kind = KeyWorkerKind.PERSONAL_ADVISER if of_age else KeyWorkerKind.SOCIAL_WORKER
        self.copier.add(
            KeyWorker(
                learner=learner, membership=worker, kind=kind, starts_at=assigned_at, assigned_at=assigned_at,
                assigned_by=authority.manager.user,
            )
        )  # fmt: skip
        return worker

    def _keep_in_touch(self, case: Case) -> None:
        """Reached every few weeks since the recording, mostly in time; the last clock runs."""
        chance, learner = self.chance, case.learner
        starts_on, opened_at = local_date(learner.recorded_at), learner.recorded_at
        by = (case.worker or case.authority.manager).user
        while True:
            reached_on = starts_on + timedelta(days=chance.choice((14, 28, 35, 42, 49, 54, 55, 63, 80)))
            at = at_local(reached_on, self._hour())
            written_at = at + timedelta(minutes=20)
            reached = written_at < self.now
            self.clocks.live(
                opening_of(
                    code=TermKey.IN_TOUCH.value,
                    terms=self.terms,
                    owner=case.authority.social_care,
                    learner=learner,
                    subject_kind="keeping_in_touch",
                    subject_uuid=learner.uuid,
                    starts_on=starts_on,
                ),
                opened_at=opened_at,
                met_at=at if reached else None,
                by=by,
                told=case.told(),
            )
            if not reached:
                return
            self.copier.add(
                Contact(
                    learner=learner, reason=ContactReason.IN_TOUCH, how=chance.choice(list(ContactHow)[:3]), at=at,
                    reached=True, note="They are well.", recorded_at=written_at, recorded_by=by,
                )
            )  # fmt: skip
            starts_on, opened_at = reached_on, written_at

    def _look(self, case: Case) -> None:
        """Who opened the record in the last month."""
        hats = [hat for hat in (case.worker, case.authority.key_contact, case.authority.manager) if hat]
        for _ in range(self.chance.randrange(LOOKS)):
            hat = self.chance.choice(hats)
            self.copier.add(
                Look(
                    at=self.now - timedelta(minutes=self.chance.randrange(30 * 24 * 60)),
                    user=hat.user,
                    agency=hat.agency,
                    roles=[hat.role],
                    kind=LookKind.VIEW,
                    what="oversight:case-file",
                    learner_uuids=[case.learner.uuid],
                    label=case.learner.full_name,
                )
            )

    def _next_uln(self) -> str:
        """The next number whose check digit is one figure (domain facts §5)."""
        while True:
            self._uln += 1
            digits = str(self._uln)
            rest = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
            if rest:
                return f"{digits}{10 - rest}"

    def _workday_at(self, moment: datetime) -> datetime:
        day = local_date(moment)
        return at_local(day - timedelta(days=max(0, day.weekday() - 4)), self._hour())

    def _hour(self) -> time:
        return time(self.chance.randrange(9, 17), self.chance.randrange(60))
