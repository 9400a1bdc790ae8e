"""Lists of who is on roll: handed in, stopped, decided line by line, returned to the provider (W9, A25).

Nothing is recorded about a young person here. A line that is matched says that the provider’s learner is one of ours, and
no more; a place that is missing is recorded on the case file by a person.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.clock import local_date
from accounts.enums import Permission, Purpose
from accounts.errors import ServiceError
from accounts.models import Agency, User
from accounts.roles import roles_with
from accounts.selectors import holders_of
from accounts.services.files import keeping_files
from accounts.uploads import CheckedFile
from agreements.models import Agreement
from learners.models import AgencyLink, Enrolment, Learner
from learners.services.disclosing import disclose_long_list, going
from notifications.enums import MessageKind
from notifications.services import jobs, tell, wake
from tracking.enums import FileHolds, FileKind, FileState, LineState
from tracking.models import ImportFile, RollCandidate, RollDecision, RollLine
from tracking.rules.roll import place_that_fits
from tracking.selectors.roll_memory import marks
from tracking.services.import_files import taken_before

#: The task that looks for lists to be matched.
TASK = "tracking.match_rolls"
#: A decision is proposed with later lists for so long: a year of the same monthly list, and what comes late.
REMEMBERED_FOR = timedelta(days=400)
#: Matched lines whose sharing is asked about together.
_AT_ONCE = 1_000
_WHAT = "That a learner on their list is in care or a care leaver"


class RollError(ServiceError):
    """Something about a list of who is on roll that cannot be done."""


class NoAgreementForRolls(RollError):
    field = "partner"

    def __init__(self) -> None:
        super().__init__("There is no agreement in force between this provider and this Virtual School.")


class NotOver(RollError):
    def __init__(self) -> None:
        super().__init__("The list is not matched yet.")


class NotForDecision(RollError):
    def __init__(self) -> None:
        super().__init__("This line is settled: who it was is not kept. It can come again with the next list.")


class NotOneOfOurs(RollError):
    field = "who"

    def __init__(self) -> None:
        super().__init__("This young person is not one of this Virtual School’s own. Choose somebody else.")


def take_roll(
    *, provider: Agency, virtual_school: Agency, holds: FileHolds, checked: CheckedFile, by: User, now: datetime
) -> tuple[ImportFile, bool]:
    """Keep a list and ask the worker to match it; whether it is a new one. The same file for the same two agencies is taken
    once: a repeat changes nothing and gives the first one.

    Raises NoAgreementForRolls.
    """
    if (
        not Agreement.objects.in_force(local_date(now))
        .filter(provider=provider, virtual_school=virtual_school)
        .exists()
    ):
        raise NoAgreementForRolls
    with keeping_files() as keep, transaction.atomic():
        file = ImportFile(
            kind=FileKind.ROLL, holds=holds, provider=provider, virtual_school=virtual_school, uploaded_by=by, uploaded_at=now
        )  # fmt: skip
        if (first := taken_before(file, checked)) is not None:
            return first, False
        keep(file, checked)
        wake(TASK)
    return file, True


def stop_roll(*, file: ImportFile, now: datetime) -> ImportFile:
    """Stop a list that is not matched yet. Nothing of it is kept."""
    stopped = jobs.stop(file, now=now)
    wake(TASK)  # deletes the bytes
    return stopped


@transaction.atomic
def decide_line(*, line: RollLine, learner: Learner | None, why: str = "", by: User, now: datetime) -> RollLine:
    """Say that the line means `learner`, or none of ours: then who it was is blanked. A later decision replaces an earlier
    one. Raises NotForDecision, NotOneOfOurs.
    """
    line = RollLine.objects.select_for_update(of=("self",)).select_related("file").get(pk=line.pk)
    if line.state not in (LineState.REVIEW, LineState.MATCHED):
        raise NotForDecision
    if learner is not None and not _is_ours(learner, line.file.virtual_school_id, now):
        raise NotOneOfOurs
    uln_mark, name_mark = marks(line.uln, line.sort_name, line.date_of_birth)
    RollDecision.objects.create(
        line=line, learner=learner, why=why, uln_mark=uln_mark, name_mark=name_mark, at=now, by=by
    )
    line.learner, line.decided_at, line.decided_by, line.reason = learner, now, by, ""
    if learner is None:
        _blank(line)
    else:
        line.state = LineState.MATCHED
        places = Enrolment.objects.open().filter(learner=learner, provider=line.file.provider_id).order_by("pk")
        line.enrolment = place_that_fits(list(places), line.course, line.starts_on)
    line.save()
    return line


def forget_decisions(*, now: datetime) -> int:
    """Forget by what the lines would be known again whose decision is longer ago than `REMEMBERED_FOR`; of how many."""
    old = RollDecision.objects.filter(at__lte=now - REMEMBERED_FOR).exclude(uln_mark="", name_mark="")
    return old.update(uln_mark="", name_mark="")


def _blank(line: RollLine) -> None:
    line.state, line.enrolment = LineState.NOT_OURS, None
    line.uln = line.given_name = line.family_name = line.sort_name = line.reference = ""
    line.course = line.aim_reference = line.completion = ""
    line.date_of_birth = line.starts_on = line.planned_end_on = line.ended_on = None
    RollCandidate.objects.filter(line=line).delete()


def _is_ours(learner: Learner, virtual_school_id: int | None, now: datetime) -> bool:
    links = AgencyLink.objects.active(now).filter(agency=virtual_school_id, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    return links.filter(learner=learner).exists()


@transaction.atomic
def return_roll(*, file: ImportFile, by: User, now: datetime) -> tuple[ImportFile, int]:
    """Give the provider the answer as it stands: which of its own lines are ours, and no more. How many are.

    Only what may be shared with the provider is said; of whom it may not, the answer is the same as of somebody else’s
    child. Each young person who is named anew stands in the log. May be done again when more is decided. Raises NotOver.
    """
    file = ImportFile.objects.select_for_update(of=("self",)).select_related("provider").get(pk=file.pk)
    if file.state != FileState.DONE:
        raise NotOver
    matched = RollLine.objects.filter(file=file, state=LineState.MATCHED)
    told_before = set(matched.filter(is_told=True).values_list("learner_id", flat=True))
    ids = sorted(set(matched.filter(learner__is_restricted=False).values_list("learner_id", flat=True)))
    told: set[int] = set()
    for start in range(0, len(ids), _AT_ONCE):
        part = list(Learner.objects.filter(pk__in=ids[start : start + _AT_ONCE]))
        rows, refused = going(part, recipient=file.provider, now=now)
        told |= {learner.pk for learner in part} - refused
        new = [row for row in rows if row.learner_id not in refused | told_before]
        disclose_long_list(new, recipient=file.provider, what=_WHAT, by=by, now=now)
    RollLine.objects.filter(Q(state=LineState.MATCHED) | Q(is_told=True), file=file).update(is_told=False)
    matched.filter(learner_id__in=told).update(is_told=True)
    file.returned_at, file.returned_by = now, by
    file.save(update_fields=["returned_at", "returned_by"])
    people = holders_of(roles_with(Permission.SEND_ROLL), [file.provider_id])[file.provider_id]
    tell(
        people, "tracking/email/roll_returned.txt", {"agency": file.virtual_school},
        kind=MessageKind.LIST_READY, link=file.get_absolute_url(), topic=f"roll:{file.uuid}",
        key=f"roll:{file.uuid}:{now.isoformat()}", by=by, now=now,
    )  # fmt: skip
    return file, matched.filter(is_told=True).count()
