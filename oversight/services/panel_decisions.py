"""What a panel decides for one young person, who does what about it, and what came of it (M1, M2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Membership, User
from learners.services.notices import tell
from notifications.enums import MessageKind
from oversight.enums import PanelMeetingState
from oversight.models import PanelAction, PanelItem, PanelMeeting
from oversight.rules.panel import needs_contingency
from oversight.selectors.panel import open_actions_of


class DecisionError(ServiceError):
    """Something that cannot be written down."""


class NotBegun(DecisionError):
    def __init__(self) -> None:
        super().__init__("Decisions are written down while the meeting runs.")


class TakenOff(DecisionError):
    def __init__(self) -> None:
        super().__init__("They were taken off this agenda.")


class CaseClosed(DecisionError):
    def __init__(self) -> None:
        super().__init__("The case is closed. Take them off the agenda.")


class DecisionMissing(DecisionError):
    field = "decision"

    def __init__(self) -> None:
        super().__init__("Enter what the panel decided.")


class ContingencyMissing(DecisionError):
    field = "contingency"

    def __init__(self) -> None:
        super().__init__("Enter what happens if that does not work: they may stay without a place for long.")


class ReturnTooEarly(DecisionError):
    field = "return_on"

    def __init__(self) -> None:
        super().__init__("The panel looks again on a later day than this meeting.")


class NobodyDoesIt(DecisionError):
    def __init__(self, what: str) -> None:
        super().__init__(f"Choose who does it, or enter their name: {what}")


class DueBeforeMeeting(DecisionError):
    def __init__(self, what: str) -> None:
        super().__init__(f"The day by which it is done must be today or later: {what}")


class OwnerMayNotSee(DecisionError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} does not see this young person’s record. Choose somebody else.")


class DoneAlready(DecisionError):
    def __init__(self) -> None:
        super().__init__("This is recorded as done already.")


class ResultMissing(DecisionError):
    field = "result"

    def __init__(self) -> None:
        super().__init__("Enter what came of it.")


@dataclass(frozen=True)
class NewAction:
    """What somebody will do by a day: a colleague, or somebody from outside by name."""

    what: str
    owner: Membership | None
    owner_name: str
    due_on: date


@transaction.atomic
def decide(
    *,
    item: PanelItem,
    says: str,
    decision: str,
    contingency: str = "",
    return_on: date | None = None,
    actions: Sequence[NewAction] = (),
    results: Mapping[UUID, str] | None = None,
    by: User,
    now: datetime,
) -> PanelItem:
    """Write down what the young person wants, what the panel decided, who does what by when, and when it looks again.
    `results` says of earlier actions, by their UUID, what came of them; whatever else was promised stays open and stands on
    the next agenda. While the meeting runs it can be written again: actions are added, none is lost.

    Raises NotBegun, TakenOff, CaseClosed, DecisionMissing, ContingencyMissing, ReturnTooEarly, NobodyDoesIt,
    DueBeforeMeeting, OwnerMayNotSee, DoneAlready.
    """
    meeting = PanelMeeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    item = PanelItem.objects.select_for_update(of=("self",)).select_related("learner").get(pk=item.pk)
    if meeting.state != PanelMeetingState.RUNNING:
        raise NotBegun
    if item.taken_off:
        raise TakenOff
    if item.learner.is_closed:
        raise CaseClosed
    if not decision.strip():
        raise DecisionMissing
    if needs_contingency(item.reasons) and not contingency.strip():
        raise ContingencyMissing
    if return_on is not None and return_on <= local_date(meeting.scheduled_for):
        raise ReturnTooEarly
    item.says, item.decision, item.contingency = says.strip(), decision.strip(), contingency.strip()
    item.return_on, item.decided_at, item.decided_by = return_on, now, by
    history.save(item, by=by, reason="Decided by the panel", at=now)
    earlier = {action.uuid: action for action in open_actions_of(item)}
    for uuid, result in (results or {}).items():
        if uuid in earlier and result.strip():
            finish_action(action=earlier[uuid], result=result, by=by, now=now)
    for action in actions:
        _add_action(item, action, by=by, now=now)
    return item


def _add_action(item: PanelItem, new: NewAction, *, by: User, now: datetime) -> PanelAction:
    if new.owner is None and not new.owner_name.strip():
        raise NobodyDoesIt(new.what)
    if new.due_on < local_date(now):
        raise DueBeforeMeeting(new.what)
    if new.owner is not None and not PanelItem.objects.visible_to(new.owner.user).filter(pk=item.pk).exists():
        raise OwnerMayNotSee(new.owner.user.name)
    action = PanelAction(
        item=item, what=new.what.strip(), owner=new.owner, due_on=new.due_on,
        owner_name="" if new.owner else new.owner_name.strip(),
    )  # fmt: skip
    history.save(action, by=by, reason="Asked for by the panel", at=now)
    if new.owner is not None:
        tell(
            [new.owner.user],
            learner=item.learner,
            kind=MessageKind.PANEL,
            template="oversight/email/panel_action.txt",
            context={"due_on": new.due_on},
            topic=f"panel_action:{action.uuid}",
            by=by,
            now=now,
            link=reverse("oversight:agenda-action-done", args=[action.uuid]),
        )
    return action


@transaction.atomic
def finish_action(*, action: PanelAction, result: str, by: User, now: datetime) -> PanelAction:
    """It is done, and this came of it. Raises DoneAlready, ResultMissing."""
    action = PanelAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.done_on is not None:
        raise DoneAlready
    if not result.strip():
        raise ResultMissing
    action.done_on, action.result = local_date(now), result.strip()
    history.save(action, by=by, reason="Done", at=now)
    return action
