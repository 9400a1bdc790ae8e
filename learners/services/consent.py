"""What a young person, or who decides for them until they are 18, says about sharing (A11, P8, P19e, P19g)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.core.files.base import File
from django.db import transaction

from accounts.clock import local_date
from accounts.models import Agency, User
from accounts.services.files import keeping_files
from accounts.uploads import check_file
from accounts.wording import written_day
from agreements.services import opening_of
from agreements.terms import TermsInForce, terms_for
from deadlines.calendar import at_local, due_for
from deadlines.enums import Unit
from deadlines.models import Deadline
from deadlines.rules import Limit
from deadlines.services import cancel, lock_open, meet, open_deadline
from learners.enums import ConsentDecision, ConsentHow, ConsentPurpose, ConsentSaidBy
from learners.models import AgencyLink, Attachment, Consent, Learner
from learners.rules import AFTER_ANSWER, ask_again_on, turns_18_on
from learners.selectors.people import social_care_of, virtual_school_for
from learners.selectors.sharing import latest_answers
from learners.services.errors import CaseIsClosed, LearnerError
from learners.services.links import end_links_without_basis

CONSENT_CHECK = "consent_check"
_NOON = time(12)


class ConsentError(LearnerError):
    """An answer that cannot be recorded as it was entered. `field` names the question it belongs to."""


class DecidedInFuture(ConsentError):
    field = "decided_on"

    def __init__(self) -> None:
        super().__init__("The day must be today or in the past.")


class DecidedBeforeBirth(ConsentError):
    field = "decided_on"

    def __init__(self) -> None:
        super().__init__("The day must not be before the young person was born.")


class AnsweredLater(ConsentError):
    field = "decided_on"

    def __init__(self, latest: Consent) -> None:
        super().__init__(
            f"There is a later answer, of {written_day(latest.decided_on)}. Record only what was said on that day or since."
        )


class OnlyTheYoungPerson(ConsentError):
    field = "said_by"

    def __init__(self, birthday: date) -> None:
        super().__init__(
            f"The young person has been 18 since {written_day(birthday)}, so only they can decide from that day on."
        )


class NameMissing(ConsentError):
    field = "said_by_name"

    def __init__(self) -> None:
        super().__init__("Enter the name of the person who decided.")


class FormMissing(ConsentError):
    field = "form"

    def __init__(self) -> None:
        super().__init__("Attach the signed form: it is the proof.")


class NothingToWithdraw(ConsentError):
    field = "decision"

    def __init__(self) -> None:
        super().__init__("Only consent that was given can be withdrawn. Record a refusal instead.")


class NobodyAsks(ConsentError):
    def __init__(self) -> None:
        super().__init__("No social care agency and no Virtual School is linked, so nobody would ask again in a year.")


@dataclass(frozen=True)
class Recorded:
    """The answer, and the links that ended with it."""

    consent: Consent
    ended: Sequence[AgencyLink] = field(default_factory=list)


def record_consent(
    *,
    learner: Learner,
    purpose: ConsentPurpose | str,
    decision: ConsentDecision | str,
    decided_on: date,
    how: ConsentHow | str,
    said_by: ConsentSaidBy | str,
    said_by_name: str = "",
    note: str = "",
    form: File | None = None,
    by: User,
    now: datetime,
) -> Recorded:
    """Record what was said on the local day `decided_on` about sharing for one purpose. It replaces what was said
    before.

    The clock of the answer before is met (somebody was asked) or cancelled (consent was taken back), and a new one runs
    for 12 months, or until the 18th birthday if somebody else answered (`learners.rules.AFTER_ANSWER`). A refusal or
    withdrawal ends the links it carried in the same transaction. The case may be closed unless consent is given.

    Raises DecidedInFuture, DecidedBeforeBirth, AnsweredLater, OnlyTheYoungPerson, NameMissing, FormMissing,
    NothingToWithdraw, NobodyAsks, CaseIsClosed, and what `accounts.uploads.check_file` raises; then no file is left behind.
    """
    checked = check_file(form) if form is not None else None
    answer = Consent(
        learner=learner,
        purpose=ConsentPurpose(purpose),
        decision=ConsentDecision(decision),
        decided_on=decided_on,
        how=ConsentHow(how),
        said_by=ConsentSaidBy(said_by),
        said_by_name="" if said_by == ConsentSaidBy.YOUNG_PERSON else said_by_name.strip(),
        note=note.strip(),
        recorded_by=by,
        recorded_at=now,
    )
    with keeping_files() as keep, transaction.atomic():
        learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
        latest = latest_answers([learner.pk], [ConsentPurpose(answer.purpose)]).get((learner.pk, answer.purpose))
        _check(answer, learner, latest, now)
        if how == ConsentHow.SIGNED_FORM and checked is None:
            raise FormMissing
        if checked is not None:
            answer.form = keep(Attachment(learner=learner, uploaded_by=by, uploaded_at=now), checked)
        clock = _Clock.of(answer, learner) if _asks_again(answer, learner) else None
        answer.check_on = clock.due_on if clock else None
        answer.save(force_insert=True)
        if latest is not None:
            _close_clock(latest, answer, by=by, now=now)
        if clock is not None:
            clock.open(answer, learner, by=by, now=now)
        ended: Sequence[AgencyLink] = []
        if answer.decision != ConsentDecision.GIVEN:
            ended = end_links_without_basis(learner=learner, purposes=[ConsentPurpose(answer.purpose)], by=by, now=now)
    return Recorded(answer, ended)


def restart_checks(*, learner: Learner, by: User | None, now: datetime) -> None:
    """The date of birth was corrected: the clocks of what somebody else answered run to the other 18th birthday, and
    what lapsed with it no longer carries a link. Called within the caller's transaction.
    """
    for answer in latest_answers([learner.pk]).values():
        if answer.said_by == ConsentSaidBy.YOUNG_PERSON:
            continue
        running = lock_open(duty_code=CONSENT_CHECK, subject_uuid=answer.uuid)
        if running is not None:
            cancel(deadline=running, reason="The date of birth was corrected", by=by, now=now)
            _Clock.of(answer, learner).open(answer, learner, by=by, now=now)
    end_links_without_basis(learner=learner, purposes=ConsentPurpose, by=by, now=now)


def asked_at(decided_on: date, recorded_at: datetime) -> datetime:
    """The moment at which an answer keeps the duty to ask: its recording if that was the same day, else noon of its
    day.
    """
    return recorded_at if decided_on == local_date(recorded_at) else at_local(decided_on, _NOON)


def _check(answer: Consent, learner: Learner, latest: Consent | None, now: datetime) -> None:
    if learner.died_on is not None or (learner.is_closed and answer.decision == ConsentDecision.GIVEN):
        raise CaseIsClosed
    if answer.decided_on > local_date(now):
        raise DecidedInFuture
    if answer.decided_on < learner.date_of_birth:
        raise DecidedBeforeBirth
    if answer.said_by != ConsentSaidBy.YOUNG_PERSON:
        birthday = turns_18_on(learner.date_of_birth)
        if answer.decided_on >= birthday:
            raise OnlyTheYoungPerson(birthday)
        if not answer.said_by_name:
            raise NameMissing
    if latest is not None and answer.decided_on < latest.decided_on:
        raise AnsweredLater(latest)
    if answer.decision == ConsentDecision.WITHDRAWN and (latest is None or latest.decision != ConsentDecision.GIVEN):
        raise NothingToWithdraw


def _asks_again(answer: Consent, learner: Learner) -> bool:
    return AFTER_ANSWER[ConsentDecision(answer.decision)].opens_new and not learner.is_closed


def _close_clock(before: Consent, answer: Consent, *, by: User, now: datetime) -> None:
    """The clock of the answer before is kept, or no longer applies."""
    running = lock_open(duty_code=CONSENT_CHECK, subject_uuid=before.uuid)
    if running is None:
        return
    at = asked_at(answer.decided_on, now)
    if AFTER_ANSWER[ConsentDecision(answer.decision)].meets_running:
        meet(deadline=running, at=at, by=by, now=now)
    else:
        cancel(deadline=running, reason="Consent was withdrawn", at=at, by=by, now=now)


@dataclass(frozen=True)
class _Clock:
    """When an answer is to be asked for again, by the terms of its day."""

    terms: TermsInForce
    owner: Agency
    limit: Limit
    due_on: date
    ends_with_birthday: bool

    @classmethod
    def of(cls, answer: Consent, learner: Learner) -> "_Clock":
        """Raises NobodyAsks."""
        virtual_school = virtual_school_for(learner)
        owner = social_care_of(learner) or virtual_school
        if owner is None:
            raise NobodyAsks
        place = learner.enrolments.open().select_related("provider__local_authority").order_by("starts_on", "id").last()
        terms = terms_for(
            home_virtual_school=virtual_school, provider=place.provider if place else None, on=answer.decided_on
        )
        limit_ends_on = due_for(terms.limit(CONSENT_CHECK), start_on=answer.decided_on).due_on
        assert limit_ends_on is not None
        due_on = ask_again_on(limit_ends_on=limit_ends_on, said_by=answer.said_by, date_of_birth=learner.date_of_birth)
        earlier = due_on < limit_ends_on
        limit = Limit(0, Unit.FIXED_DAY) if earlier else terms.limit(CONSENT_CHECK)
        return cls(terms, owner, limit, due_on, earlier)

    def open(self, answer: Consent, learner: Learner, *, by: User | None, now: datetime) -> Deadline:
        return open_deadline(
            opening_of(
                code=CONSENT_CHECK,
                terms=self.terms,
                limit=self.limit,
                owner=self.owner,
                learner=learner,
                subject_kind="consent",
                subject_uuid=answer.uuid,
                starts_on=answer.decided_on,
                due_on=self.due_on if self.ends_with_birthday else None,
            ),
            by=by,
            now=now,
        )
