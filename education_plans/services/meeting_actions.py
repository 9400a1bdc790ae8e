"""What somebody will do after a meeting: a task of theirs until it is done (A14)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Membership, User
from education_plans.enums import MeetingState
from education_plans.models import MeetingAction, PlanMeeting
from education_plans.selectors.addresses import meeting_address
from education_plans.services.errors import PlanError
from education_plans.services.invitations import check_may_know
from learners.services.notices import tell
from notifications.enums import MessageKind


class NobodyDoesIt(PlanError):
    field = "owner"

    def __init__(self) -> None:
        super().__init__("Choose who does it, or enter their name.")


class DueBeforeToday(PlanError):
    field = "due_on"

    def __init__(self) -> None:
        super().__init__("The day must be today or later.")


class OfCancelledMeeting(PlanError):
    def __init__(self) -> None:
        super().__init__("This meeting was called off.")


class DoneAlready(PlanError):
    def __init__(self) -> None:
        super().__init__("This is recorded as done already.")


class ResultMissing(PlanError):
    field = "result"

    def __init__(self) -> None:
        super().__init__("Enter what came of it.")


@transaction.atomic
def add_action(
    *,
    meeting: PlanMeeting,
    what: str,
    owner: Membership | None,
    owner_name: str = "",
    due_on: date,
    by: User,
    now: datetime,
) -> MeetingAction:
    """Somebody will do something by a day (a local date, that day included). A colleague is told and has it among their
    tasks; somebody from outside is only named.

    Raises NobodyDoesIt, DueBeforeToday, OfCancelledMeeting, MayNotKnow, MayNotSee.
    """
    if meeting.state == MeetingState.CANCELLED:
        raise OfCancelledMeeting
    if owner is None and not owner_name.strip():
        raise NobodyDoesIt
    if due_on < local_date(now):
        raise DueBeforeToday
    if owner is not None:
        check_may_know(meeting, [owner.user])
    action = MeetingAction(
        meeting=meeting, what=what.strip(), owner=owner, owner_name="" if owner else owner_name.strip(), due_on=due_on
    )
    history.save(action, by=by, at=now)
    if owner is not None:
        tell(
            [owner.user],
            learner=meeting.about.learner,
            kind=MessageKind.PLAN,
            template="education_plans/email/meeting_action.txt",
            context={"due_on": due_on},
            topic=f"meeting_action:{action.uuid}",
            by=by,
            now=now,
            link=meeting_address(meeting),
        )
    return action


@transaction.atomic
def finish_action(*, action: MeetingAction, result: str, by: User, now: datetime) -> MeetingAction:
    """It is done, and this came of it. Raises DoneAlready, ResultMissing."""
    action = MeetingAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.done_on is not None:
        raise DoneAlready
    if not result.strip():
        raise ResultMissing
    action.done_on, action.result = local_date(now), result.strip()
    history.save(action, by=by, reason="Done", at=now)
    return action
