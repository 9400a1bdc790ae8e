"""Opening a young person's case file and keeping it right."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.models import Agency, LocalAuthority, User
from accounts.names import sort_name, trigrams
from agreements.rules import key_worker_clock
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines.enums import Unit
from deadlines.models import Deadline
from deadlines.services import cancel, lock_open, open_deadline
from learners.enums import CareStatus
from learners.models import Learner
from learners.registry import after_change
from learners.rules import PLACEHOLDER_ULN, uln_is_valid
from learners.selectors.likeness import earlier_names
from learners.selectors.people import social_care_of, virtual_school_for
from learners.services.consent import restart_checks
from learners.services.errors import CaseIsClosed, LearnerError
from learners.services.links import link_agency
from learners.services.restrictions import name_first_people

KEY_WORKER_NAMED = "key_worker_named"


class UlnRefused(LearnerError):
    """The learner number cannot be used: it is wrong, or another record has it. The words are the same whoever has it,
    so that they do not tell of a record that the person may not know of.
    """

    def __init__(self) -> None:
        super().__init__(
            "This unique learner number cannot be used here. Check the ten digits. If they are right, leave it empty and "
            "ask the Virtual School."
        )


class BornInTheFuture(LearnerError):
    """Nobody is recorded before they are born."""

    def __init__(self) -> None:
        super().__init__("The date of birth must be in the past.")


@transaction.atomic
def record_learner(
    *,
    given_name: str,
    family_name: str,
    preferred_name: str = "",
    date_of_birth: date,
    uln: str = "",
    home_authority: LocalAuthority,
    care_status: CareStatus | str,
    postcode: str = "",
    is_restricted: bool = False,
    home_virtual_school: Agency,
    social_care: Agency,
    by: User | None,
    now: datetime,
) -> Learner:
    """Open a case file, link the home Virtual School and social care, and start the clock by which a key worker must be
    named (A8, A9).

    Named on a restricted record are the person who opens it and, unless that is somebody who leads the home Virtual
    School, its head: somebody there must be told of incidents (A30) and must be able to name others. Raises UlnRefused,
    BornInTheFuture, WrongKindOfAgency, NobodyOfVirtualSchool.
    """
    learner = Learner(
        given_name=given_name,
        family_name=family_name,
        preferred_name=preferred_name,
        date_of_birth=date_of_birth,
        uln=uln,
        home_authority=home_authority,
        care_status=care_status,
        postcode=postcode,
        is_restricted=is_restricted,
        recorded_at=now,
    )
    _check(learner, now)
    _index(learner)
    history.save(learner, by=by, reason="Case file opened", at=now)
    link_agency(learner=learner, agency=social_care, purpose=Purpose.SOCIAL_CARE, starts_at=now, by=by, now=now)
    link_agency(
        learner=learner,
        agency=home_virtual_school,
        purpose=Purpose.HOME_VIRTUAL_SCHOOL,
        starts_at=now,
        by=by,
        now=now,
    )
    if is_restricted:
        name_first_people(learner=learner, virtual_school=home_virtual_school, by=by, now=now)
    open_key_worker_named(
        learner=learner, social_care=social_care, home_virtual_school=home_virtual_school, by=by, now=now
    )
    after_change(learner, by=by, now=now)
    return learner


@transaction.atomic
def change_learner(
    *,
    learner: Learner,
    given_name: str,
    family_name: str,
    preferred_name: str,
    date_of_birth: date,
    uln: str,
    home_authority: LocalAuthority,
    care_status: CareStatus | str,
    postcode: str | None = None,
    reason: str = "",
    by: User | None,
    now: datetime,
) -> Learner:
    """Correct or update what the case file says; the postcode only if it is given. A corrected date of birth starts the
    key worker clock afresh, if it still runs, and those of asking again for consent.

    Raises UlnRefused, BornInTheFuture, CaseIsClosed for a young person who has died.
    """
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    if learner.died_on is not None:
        raise CaseIsClosed
    was_born = learner.date_of_birth
    learner.given_name = given_name
    learner.family_name = family_name
    learner.preferred_name = preferred_name
    learner.date_of_birth = date_of_birth
    learner.uln = uln
    learner.home_authority = home_authority
    learner.care_status = CareStatus(care_status)
    learner.postcode = learner.postcode if postcode is None else postcode
    _check(learner, now)
    _index(learner)
    history.save(learner, by=by, reason=reason, at=now)
    if was_born != date_of_birth:
        _restart_key_worker_named(learner, by=by, now=now)
        restart_checks(learner=learner, by=by, now=now)
    after_change(learner, by=by, now=now)
    return learner


def open_key_worker_named(
    *, learner: Learner, social_care: Agency, home_virtual_school: Agency | None, by: User | None, now: datetime
) -> Deadline:
    """Start the clock of A9: the end of Year 11, or the term's working days from the recording for somebody recorded
    after it.
    """
    recorded_on = local_date(learner.recorded_at)
    terms = terms_for(home_virtual_school=home_virtual_school, provider=None, on=recorded_on)
    clock = key_worker_clock(
        date_of_birth=learner.date_of_birth, recorded_on=recorded_on, after_year_11=terms.limit(KEY_WORKER_NAMED)
    )
    return open_deadline(
        opening_of(
            code=KEY_WORKER_NAMED,
            terms=terms,
            limit=clock.limit,
            owner=social_care,
            learner=learner,
            subject_kind="learner",
            subject_uuid=learner.uuid,
            starts_at=learner.recorded_at,
            due_on=clock.due_on if clock.limit.unit == Unit.FIXED_DAY else None,
        ),
        by=by,
        now=now,
    )


def _restart_key_worker_named(learner: Learner, *, by: User | None, now: datetime) -> None:
    running = lock_open(duty_code=KEY_WORKER_NAMED, subject_uuid=learner.uuid)
    social_care = social_care_of(learner)
    if running is None or social_care is None:
        return
    cancel(deadline=running, reason="The date of birth was corrected", by=by, now=now)
    open_key_worker_named(
        learner=learner,
        social_care=social_care,
        home_virtual_school=virtual_school_for(learner),
        by=by,
        now=now,
    )


def _index(learner: Learner) -> None:
    """What lists sort and search by. A name they had before is found too, by their own agencies."""
    learner.sort_name = sort_name(learner.family_name, learner.called)
    learner.trigrams = trigrams(f"{learner.given_name} {learner.preferred_name} {learner.family_name}")
    if learner.pk is not None:
        learner.earlier_trigrams = trigrams(" ".join(earlier_names(learner)))


def _check(learner: Learner, now: datetime) -> None:
    if learner.date_of_birth > local_date(now):
        raise BornInTheFuture
    if not learner.uln:
        return
    if not uln_is_valid(learner.uln):
        raise UlnRefused
    if learner.uln == PLACEHOLDER_ULN:
        return
    if Learner.objects.exclude(pk=learner.pk).filter(uln=learner.uln).exists():
        raise UlnRefused
