"""How ready a place is: the start checklist of an enrolment (A12, A26, A29)."""

from dataclasses import dataclass
from datetime import date, datetime

from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from learners.enums import StartItem
from learners.models import Enrolment
from learners.rules import missing_for_start
from learners.selectors.people import KeyWorkerPost, key_worker_at


@dataclass(frozen=True)
class StartChecklist:
    """What has been done for a place. `missing` says in words what stands between the young person and “ready to
    start”.
    """

    enrolment: Enrolment
    key_worker: KeyWorkerPost
    plan: Deadline | None
    missing: list[str]

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def plan_agreed_at(self) -> datetime | None:
        return self.plan.met_at if self.plan is not None and self.plan.state == DeadlineState.MET else None

    @property
    def mentor_introduced_on(self) -> date | None:
        return self.enrolment.mentor_introduced_on

    def done_on(self, item: StartItem) -> date | None:
        done: date | None = getattr(self.enrolment, item.value)
        return done


def start_checklist(enrolment: Enrolment, now: datetime) -> StartChecklist:
    """The checklist of one place. “Plan in place” is read from the ledger; it and the mentor may follow after the
    start.
    """
    key_worker = key_worker_at(enrolment.learner, now)
    plan = Deadline.objects.filter(duty_code="education_plan", subject_uuid=enrolment.uuid).order_by("-id").first()
    return StartChecklist(
        enrolment=enrolment,
        key_worker=key_worker,
        plan=plan,
        missing=missing_for_start(
            has_key_worker=not key_worker.is_vacant,
            designated_person_knows_key_worker=enrolment.designated_person_knows_key_worker_on is not None,
            provider_knows_contacts=enrolment.provider_knows_contacts_on is not None,
        ),
    )
