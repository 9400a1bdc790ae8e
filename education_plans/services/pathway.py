"""Writing a pathway plan: its ten matters and what will be done about each (P2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from accounts import history
from accounts.clock import local_date
from accounts.models import Membership, User
from deadlines.services import cancel, lock_open
from education_plans.enums import PathwayDomain, SectionState
from education_plans.models import PathwayAction, PathwayPlan, PathwaySection
from education_plans.services.endings import call_off_meetings
from education_plans.services.pathway_clocks import PATHWAY_REVIEW, PATHWAY_REVIEW_ASKED
from education_plans.services.pathway_errors import PathwayError, lock_learner, lock_pathway
from learners.models import Learner
from tracking.services.own_clocks import who_owes


class PathwayAlreadyBegun(PathwayError):
    def __init__(self) -> None:
        super().__init__("There is already a pathway plan for this young person.")


class StaleMatter(PathwayError):
    """Somebody else saved the matter since the person opened it. `theirs` is the matter as it is now, `mine` the answers
    that were not saved.
    """

    def __init__(self, theirs: PathwaySection, mine: Mapping[str, str]) -> None:
        who = theirs.saved_by or "Somebody"
        super().__init__(f"{who} changed this part while you were writing. Nothing is lost: both texts are here.")
        self.theirs = theirs
        self.mine = dict(mine)


class NothingWritten(PathwayError):
    field = "needs"

    def __init__(self) -> None:
        super().__init__("Say what they need before you call this part complete")


class WhyNotMissing(PathwayError):
    field = "not_applicable_reason"

    def __init__(self) -> None:
        super().__init__("Say why this does not apply")


class ContingencyApplies(PathwayError):
    field = "state"

    def __init__(self) -> None:
        super().__init__("Every plan says what happens if it does not work out, so this part always applies")


class HowMissing(PathwayError):
    field = "how"

    def __init__(self) -> None:
        super().__init__("Say what will be done")


class OwnerMissing(PathwayError):
    field = "owner"

    def __init__(self) -> None:
        super().__init__("Say who will do it")


class DueInPast(PathwayError):
    field = "due_on"

    def __init__(self) -> None:
        super().__init__("The day must be today or later")


class DoneInFuture(PathwayError):
    field = "done_on"

    def __init__(self) -> None:
        super().__init__("The day must be today or in the past")


class AlreadyDone(PathwayError):
    def __init__(self) -> None:
        super().__init__("This is already recorded as done")


class CloseReasonMissing(PathwayError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Give a reason")


@dataclass(frozen=True)
class SavedMatter:
    """A matter as saved, and whether somebody’s agreement was taken back because the words have changed."""

    section: PathwaySection
    asks_again: bool = False


@transaction.atomic
def begin_pathway(*, learner: Learner, by: User, now: datetime) -> PathwayPlan:
    """Begin a young person's pathway plan with its ten matters empty.

    Raises CaseHasEnded, PathwayAlreadyBegun, and NobodyOwes where no agency would owe its reviews.
    """
    learner = lock_learner(learner.pk)
    if PathwayPlan.objects.filter(learner=learner, closed_on__isnull=True).exists():
        raise PathwayAlreadyBegun
    who_owes(learner)
    pathway = PathwayPlan(learner=learner, begun_at=now, begun_by=by)
    history.save(pathway, by=by, at=now)
    sections = [PathwaySection(pathway=pathway, domain=domain) for domain in PathwayDomain]
    history.create_all(sections, by=by, reason="Begun", at=now)
    return pathway


@transaction.atomic
def save_matter(
    *,
    pathway: PathwayPlan,
    domain: PathwayDomain,
    needs: str,
    says: str,
    state: SectionState,
    not_applicable_reason: str = "",
    version: int,
    by: User,
    now: datetime,
) -> SavedMatter:
    """Save one matter, if it is still the `version` the person read.

    Until the plan holds, other words take back what was agreed before: it was agreed to other words. Their own draft goes.
    Raises NothingWritten, WhyNotMissing, ContingencyApplies, StaleMatter, CaseHasEnded, PathwayIsClosed.
    """
    if state == SectionState.NOT_APPLICABLE:
        if domain == PathwayDomain.CONTINGENCY:
            raise ContingencyApplies
        if not not_applicable_reason.strip():
            raise WhyNotMissing
    else:
        not_applicable_reason = ""
    if state == SectionState.COMPLETE and not needs.strip():
        raise NothingWritten
    pathway = lock_pathway(pathway)
    rows = PathwaySection.objects.filter(pathway=pathway, domain=domain)
    before = rows.select_related("saved_by").get()
    new = {"needs": needs, "says": says, "state": state, "not_applicable_reason": not_applicable_reason.strip()}
    if before.version == version and all(getattr(before, name) == value for name, value in new.items()):
        before.drafts.filter(user=by).delete()
        return SavedMatter(before)
    # The version stands in the UPDATE's WHERE: whoever comes second changes no row.
    if not rows.filter(version=version).update(version=F("version") + 1):
        raise StaleMatter(rows.select_related("saved_by").get(), {"needs": needs, "says": says})
    section = rows.get()
    for name, value in new.items():
        setattr(section, name, value)
    section.saved_at, section.saved_by = now, by
    history.save(section, by=by, at=now)
    section.drafts.filter(user=by).delete()
    has_new_words = (before.needs, before.says) != (needs, says)
    asks_again = has_new_words and take_back(pathway, f"“{section}” was changed afterwards", by=by, now=now)
    return SavedMatter(section, asks_again)


def take_back(pathway: PathwayPlan, reason: str, *, by: User, now: datetime) -> bool:
    """Take back what was agreed on a locked plan that does not hold yet; whether there was anything to take back."""
    if pathway.in_force_at is not None or not (pathway.young_person_answer or pathway.key_worker_agreed_at):
        return False
    pathway.young_person_answer = pathway.young_person_says = pathway.young_person_through = ""
    pathway.not_asked_reason = ""
    pathway.young_person_answered_at = pathway.key_worker_agreed_at = pathway.key_worker_agreed_by = None
    history.save(pathway, by=by, reason=reason, at=now)
    return True


@transaction.atomic
def add_action(
    *,
    pathway: PathwayPlan,
    domain: PathwayDomain,
    how: str,
    owner: Membership | None = None,
    owner_name: str = "",
    due_on: date,
    by: User,
    now: datetime,
) -> PathwayAction:
    """Say how a need is met, by whom (a colleague, or somebody by name) and by which day.

    Raises HowMissing, OwnerMissing, DueInPast, CaseHasEnded, PathwayIsClosed.
    """
    _check_action(how, owner, owner_name)
    if due_on < local_date(now):
        raise DueInPast
    pathway = lock_pathway(pathway)
    section = pathway.sections.get(domain=domain)
    action = PathwayAction(section=section, due_on=due_on)
    _fill(action, how=how, owner=owner, owner_name=owner_name)
    history.save(action, by=by, at=now)
    _touch(section, by=by, now=now)
    take_back(pathway, f"An action was added to “{section}” afterwards", by=by, now=now)
    return action


@transaction.atomic
def change_action(
    *,
    action: PathwayAction,
    how: str,
    owner: Membership | None = None,
    owner_name: str = "",
    due_on: date,
    by: User,
    now: datetime,
) -> PathwayAction:
    """Change what will be done, by whom or by when; the history keeps what it was. A day that has passed may stay as it is.

    Raises HowMissing, OwnerMissing, DueInPast, AlreadyDone, CaseHasEnded, PathwayIsClosed.
    """
    _check_action(how, owner, owner_name)
    pathway, action = _lock_action(action)
    if action.done_on is not None:
        raise AlreadyDone
    if due_on != action.due_on and due_on < local_date(now):
        raise DueInPast
    _fill(action, how=how, owner=owner, owner_name=owner_name)
    action.due_on = due_on
    history.save(action, by=by, at=now)
    _touch(action.section, by=by, now=now)
    take_back(pathway, f"An action in “{action.section}” was changed afterwards", by=by, now=now)
    return action


@transaction.atomic
def complete_action(*, action: PathwayAction, done_on: date, result: str, by: User, now: datetime) -> PathwayAction:
    """Record that something was done, and with which result. Raises AlreadyDone, DoneInFuture, CaseHasEnded,
    PathwayIsClosed.
    """
    if done_on > local_date(now):
        raise DoneInFuture
    _, action = _lock_action(action)
    if action.done_on is not None:
        raise AlreadyDone
    action.done_on, action.result = done_on, result.strip()
    history.save(action, by=by, reason="Done", at=now)
    return action


@transaction.atomic
def close_pathway(*, pathway: PathwayPlan, reason: str, by: User, now: datetime) -> PathwayPlan:
    """Close the plan today: the young person is 25, or no longer wants one. Its clocks stop and
    meetings to come are called off; a new one can be begun.

    Raises CloseReasonMissing, CaseHasEnded, PathwayIsClosed.
    """
    if not reason.strip():
        raise CloseReasonMissing
    pathway = lock_pathway(pathway)
    pathway.closed_on, pathway.closed_reason = local_date(now), reason.strip()
    history.save(pathway, by=by, reason="Closed", at=now)
    asked = pathway.review_requests.filter(review__isnull=True).values_list("uuid", flat=True)
    for code, uuid in [(PATHWAY_REVIEW, pathway.uuid), *((PATHWAY_REVIEW_ASKED, uuid) for uuid in asked)]:
        running = lock_open(duty_code=code, subject_uuid=uuid)
        if running is not None:
            cancel(deadline=running, reason="The pathway plan is closed", by=by, now=now)
    call_off_meetings(pathway, reason="The pathway plan is closed", by=by, now=now)
    return pathway


def _check_action(how: str, owner: Membership | None, owner_name: str) -> None:
    if not how.strip():
        raise HowMissing
    if owner is None and not owner_name.strip():
        raise OwnerMissing


def _fill(action: PathwayAction, *, how: str, owner: Membership | None, owner_name: str) -> None:
    action.how, action.owner = how.strip(), owner
    action.owner_name = "" if owner else owner_name.strip()


def _touch(section: PathwaySection, *, by: User, now: datetime) -> None:
    """Note that what will be done about a matter has changed: work on it has begun, its words are the same version."""
    section.actions_changed_at = now
    if section.state == SectionState.NOT_STARTED:
        section.state = SectionState.IN_PROGRESS
    history.save(section, by=by, reason="What will be done", at=now)


def _lock_action(action: PathwayAction) -> tuple[PathwayPlan, PathwayAction]:
    pathway = lock_pathway(action.section.pathway)
    found = PathwayAction.objects.select_for_update(of=("self",)).select_related("section").get(pk=action.pk)
    return pathway, found
