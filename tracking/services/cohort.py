"""The Year 11 group of a Virtual School: who is in it, what is to do for each, and that the partners agree (P10)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission, Purpose
from accounts.errors import ServiceError
from accounts.models import Agency, User
from accounts.roles import roles_with
from accounts.selectors import holders_of
from agreements.rules import academic_year
from learners.models import AgencyLink, Learner
from notifications.enums import MessageKind
from notifications.services import tell
from tracking.enums import CohortState
from tracking.models import Cohort, CohortMember, CohortPartner
from tracking.rules.ages import born_for_year_group


class CohortError(ServiceError):
    """What cannot be done with a Year 11 group; `field` is the question it belongs to."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def draw_up_cohort(*, virtual_school: Agency, year: int, how_we_keep_up: str = "", by: User, now: datetime) -> Cohort:
    """Begin the group of the year in which Year 11 begins, with everybody of the Virtual School who is in Year 11 then.

    Restricted records stay out: partners must not learn that they exist. Raises CohortError.
    """
    if virtual_school.kind != AgencyKind.VIRTUAL_SCHOOL:
        raise CohortError("Only a Virtual School draws up a Year 11 group")
    if abs(year - local_date(now).year) > 2:
        raise CohortError("The year is too far away", "year")
    if Cohort.objects.filter(virtual_school=virtual_school, year=year).exists():
        raise CohortError(f"The group of {academic_year(year)} is there already", "year")
    cohort = Cohort(
        virtual_school=virtual_school,
        year=year,
        how_we_keep_up=how_we_keep_up.strip(),
        drawn_up_at=now,
        drawn_up_by=by,
    )
    history.save(cohort, by=by, at=now)
    _add(cohort, missing_from(cohort), by=by, now=now)
    return cohort


def missing_from(cohort: Cohort) -> list[Learner]:
    """Those of the Virtual School who are in Year 11 in that year and not in the group, by name."""
    linked = AgencyLink.objects.active().filter(agency=cohort.virtual_school_id, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    born = born_for_year_group(11, cohort.year)
    young = Learner.objects.open().filter(
        pk__in=linked.values("learner"),
        is_restricted=False,
        date_of_birth__range=(born.first, born.last),
    )
    return list(young.exclude(pk__in=cohort.members.values("learner")).order_by("sort_name", "pk"))


@transaction.atomic
def bring_up_to_date(*, cohort: Cohort, by: User, now: datetime) -> int:
    """Add those who have come since; how many. Partners who had agreed are asked again."""
    cohort = _locked(cohort)
    found = missing_from(cohort)
    if found:
        _add(cohort, found, by=by, now=now)
        _changed(cohort, by=by, now=now)
    return len(found)


@transaction.atomic
def change_cohort(*, cohort: Cohort, how_we_keep_up: str, by: User, now: datetime) -> Cohort:
    """Say anew how progress is kept up. It is part of what the partners agree to, so they are asked again."""
    cohort = _locked(cohort)
    if cohort.how_we_keep_up != how_we_keep_up.strip():
        cohort.how_we_keep_up = how_we_keep_up.strip()
        history.save(cohort, by=by, at=now)
        _changed(cohort, by=by, now=now)
    return cohort


def _add(cohort: Cohort, learners: Iterable[Learner], *, by: User, now: datetime) -> None:
    members = [CohortMember(cohort=cohort, learner=learner) for learner in learners]
    history.create_all(members, by=by, reason="In Year 11", at=now)


@transaction.atomic
def leave_out(*, member: CohortMember, because: str, by: User, now: datetime) -> CohortMember:
    """Take somebody out of the group with a reason, or with none put them back. Partners are asked again."""
    cohort = _locked(member.cohort)
    member = CohortMember.objects.select_for_update().get(pk=member.pk)
    if member.left_out_because != because.strip():
        was_in = not member.left_out_because
        member.left_out_because = because.strip()
        history.save(member, by=by, at=now)
        if was_in == bool(member.left_out_because):
            _changed(cohort, by=by, now=now)
    return member


@transaction.atomic
def set_action(
    *,
    member: CohortMember,
    to_do: str,
    to_do_by: str = "",
    to_do_on: date | None = None,
    done_on: date | None = None,
    by: User,
    now: datetime,
) -> CohortMember:
    """Say what is to do for somebody, who does it and by when; `done_on` once it is done. Raises CohortError."""
    if not to_do.strip():
        raise CohortError("Enter what is to do", "to_do")
    if done_on is not None and done_on > local_date(now):
        raise CohortError("The day on which it was done must not be in the future", "done_on")
    member = CohortMember.objects.select_for_update().get(pk=member.pk)
    member.to_do, member.to_do_by = to_do.strip(), to_do_by.strip()
    member.to_do_on, member.done_on = to_do_on, done_on
    history.save(member, by=by, at=now)
    return member


@transaction.atomic
def ask_partners(*, cohort: Cohort, agencies: Sequence[Agency], by: User, now: datetime) -> list[CohortPartner]:
    """Ask agencies to agree to the group; those who are asked already are not asked twice. Their people who may agree
    are told, without any name. Raises CohortError.
    """
    cohort = _locked(cohort)
    if not cohort.how_we_keep_up:
        raise CohortError("Say first how progress is kept up: the partners agree to that too")
    if not _in_group(cohort):
        raise CohortError("There is nobody in the group to agree on")
    asked = set(cohort.partners.values_list("agency_id", flat=True))
    new = [agency for agency in agencies if agency.pk not in asked and agency.pk != cohort.virtual_school_id]
    if not new:
        raise CohortError("Choose somebody who has not been asked yet", "agencies")
    partners = [CohortPartner(cohort=cohort, agency=agency, asked_at=now) for agency in new]
    history.create_all(partners, by=by, reason="Asked to agree", at=now)
    cohort.state = CohortState.SENT
    history.save(cohort, by=by, at=now)
    _tell(cohort, [agency.pk for agency in new], by=by, now=now)
    return partners


@transaction.atomic
def answer_cohort(*, partner: CohortPartner, agrees: bool, says: str, by: User, now: datetime) -> CohortPartner:
    """An agency agrees to the group as it is now, or says what should change first. Once all agree it is agreed.

    Raises CohortError.
    """
    cohort = _locked(partner.cohort)
    partner = CohortPartner.objects.select_for_update().get(pk=partner.pk)
    if partner.agreed_at is not None:
        raise CohortError("Your agency has agreed already")
    if not agrees and not says.strip():
        raise CohortError("Say what should change", "says")
    partner.says = says.strip()
    if agrees:
        partner.agreed_at, partner.agreed_by, partner.members = now, by, _in_group(cohort)
    history.save(partner, by=by, at=now)
    if not cohort.partners.filter(agreed_at__isnull=True).exists():
        cohort.state = CohortState.AGREED
        history.save(cohort, by=by, at=now)
    return partner


def _changed(cohort: Cohort, *, by: User, now: datetime) -> None:
    """The group is no longer what partners agreed to: they are asked again, and it stays known to how many they agreed."""
    agreed = list(cohort.partners.filter(agreed_at__isnull=False))
    for partner in agreed:
        partner.agreed_at = partner.agreed_by = None
    history.change_all(
        [(partner, "The group has changed") for partner in agreed], fields=["agreed_at", "agreed_by"], by=by, at=now
    )
    if agreed:
        cohort.state = CohortState.SENT
        history.save(cohort, by=by, at=now)
        _tell(cohort, [partner.agency_id for partner in agreed], by=by, now=now)


def _tell(cohort: Cohort, agency_ids: Sequence[int], *, by: User, now: datetime) -> None:
    people = holders_of(roles_with(Permission.AGREE_COHORT), agency_ids)
    topic = f"cohort:{cohort.uuid}"
    tell(
        [person for each in people.values() for person in each],
        "tracking/email/cohort_asked.txt",
        {"agency": cohort.virtual_school, "kind": "Year 11 group"},
        kind=MessageKind.LIAISON,
        link=f"/year-11/{cohort.uuid}/",
        topic=topic,
        key=f"{topic}:{now.isoformat()}",
        by=by,
        now=now,
    )


def _in_group(cohort: Cohort) -> int:
    """How many are in the group. Whoever became restricted since is not counted."""
    return cohort.members.filter(left_out_because="", learner__is_restricted=False).count()


def _locked(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_for_update(of=("self",)).select_related("virtual_school").get(pk=cohort.pk)
