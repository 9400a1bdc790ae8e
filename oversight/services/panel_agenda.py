"""The agenda of a panel: drawn up by rules, changed by hand (M1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from learners.models import Learner
from oversight.enums import PanelMeetingState
from oversight.models import PanelItem, PanelMeeting
from oversight.rules.panel import moved, place, reasons
from oversight.selectors.panel_facts import facts_for, long_without, looked_after_by, notable
from oversight.selectors.risk import RiskStanding, judgements_in_force, standing


class AgendaError(ServiceError):
    """Something that cannot be done to an agenda."""


class MeetingIsClosed(AgendaError):
    def __init__(self) -> None:
        super().__init__("This meeting is closed.")


class OnItAlready(AgendaError):
    field = "learner"

    def __init__(self, learner: Learner) -> None:
        super().__init__(f"{learner} is on this agenda already.")


class NotOfThisPanel(AgendaError):
    field = "learner"

    def __init__(self) -> None:
        super().__init__("This panel looks after young people of its own Virtual School whose case is open.")


class DecidedAlready(AgendaError):
    def __init__(self) -> None:
        super().__init__("The panel has decided on this young person already.")


@dataclass(frozen=True)
class Drawn:
    """What drawing up an agenda changed."""

    added: int
    gone: int


@dataclass(frozen=True)
class _Wanted:
    codes: list[str]
    risk: RiskStanding
    sort_name: str


@transaction.atomic
def draw_up(*, meeting: PanelMeeting, by: User, now: datetime) -> Drawn:
    """Put on the agenda whom the rules name, the highest risk first. Drawn up again it follows what has changed since:
    new people come after those who are on it, whom nothing calls for any more goes, and what was done by hand stays.

    A restricted record is put on by hand alone, by somebody who may know of it. Raises MeetingIsClosed.
    """
    meeting = locked_meeting(meeting)
    wanted = _wanted(meeting, now)
    present = {item.learner_id: item for item in meeting.items.select_for_update()}
    gone = 0
    changes: list[tuple[PanelItem, str]] = []
    for item in present.values():
        if item.decided_at is not None:
            continue
        found = wanted.get(item.learner_id)
        if found is not None:
            item.reasons, item.risk_then = found.codes, found.risk.points
            changes.append((item, "Drawn up again"))
        elif item.added_by_hand:
            item.reasons = []
            changes.append((item, "Drawn up again"))
        else:
            item._change_reason = "Nothing calls for it any more"  # type: ignore[attr-defined]
            item._history_user = by  # type: ignore[attr-defined]
            item.delete()
            gone += 1
    history.change_all(changes, fields=["reasons", "risk_then"], by=by, at=now)
    new = sorted(
        (learner_id for learner_id in wanted if learner_id not in present),
        key=lambda pk: place(
            codes=wanted[pk].codes, risk=wanted[pk].risk.risk, points=wanted[pk].risk.points, sort_name=wanted[pk].sort_name
        ),
    )  # fmt: skip
    first = _next_position(meeting)
    history.create_all(
        [
            PanelItem(
                meeting=meeting,
                learner_id=pk,
                position=first + number,
                reasons=wanted[pk].codes,
                risk_then=wanted[pk].risk.points,
            )
            for number, pk in enumerate(new)
        ],
        by=by,
        reason="Put on the agenda by the rules",
        at=now,
    )
    meeting.drawn_up_at = now
    history.save(meeting, by=by, reason="Agenda drawn up", at=now, update_fields=["drawn_up_at"])
    return Drawn(len(new), gone)


@transaction.atomic
def add_by_hand(*, meeting: PanelMeeting, learner: Learner, why: str, by: User, now: datetime) -> PanelItem:
    """Put somebody on the agenda, at its end, and say why. Raises MeetingIsClosed, OnItAlready, NotOfThisPanel."""
    meeting = locked_meeting(meeting)
    if not looked_after_by(meeting.panel).filter(pk=learner.pk).exists():
        raise NotOfThisPanel
    item = meeting.items.select_for_update().filter(learner=learner).first()
    if item is not None and not item.taken_off:
        raise OnItAlready(learner)
    facts = facts_for([learner.pk], long=long_without(meeting.panel.virtual_school, local_date(now)), now=now)
    item = item or PanelItem(meeting=meeting, learner=learner)
    item.position = _next_position(meeting)
    item.added_by_hand, item.taken_off = why.strip(), ""
    item.risk_then = standing(facts[learner.pk], None).points
    history.save(item, by=by, reason="Put on the agenda by hand", at=now)
    return item


@transaction.atomic
def take_off(*, item: PanelItem, reason: str, by: User, now: datetime) -> PanelItem:
    """The panel need not look at them this time, and why. Drawing the agenda up again does not bring them back.

    Raises MeetingIsClosed, DecidedAlready.
    """
    locked_meeting(item.meeting)
    item = PanelItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.decided_at is not None:
        raise DecidedAlready
    item.taken_off = reason.strip()
    history.save(item, by=by, reason="Taken off the agenda", at=now)
    return item


@transaction.atomic
def move(*, item: PanelItem, places: int, by: User, now: datetime) -> None:
    """So many places further down the agenda, up if negative, as far as there is room. Raises MeetingIsClosed."""
    meeting = locked_meeting(item.meeting)
    items = {each.pk: each for each in meeting.items.select_for_update().on_agenda()}
    if item.pk not in items:
        return
    changes = []
    for position, pk in enumerate(moved(list(items), item.pk, places), start=1):
        if items[pk].position != position:
            items[pk].position = position
            changes.append((items[pk], "Moved on the agenda"))
    history.change_all(changes, fields=["position"], by=by, at=now)


def locked_meeting(meeting: PanelMeeting) -> PanelMeeting:
    """The meeting as it stands, for nobody else to change meanwhile. Raises MeetingIsClosed."""
    meeting = (
        PanelMeeting.objects.select_for_update(of=("self",)).select_related("panel__virtual_school").get(pk=meeting.pk)
    )
    if meeting.state == PanelMeetingState.CLOSED:
        raise MeetingIsClosed
    return meeting


def _wanted(meeting: PanelMeeting, now: datetime) -> dict[int, _Wanted]:
    """Whom the rules name, by learner id."""
    panel, today, day = meeting.panel, local_date(now), local_date(meeting.scheduled_for)
    seen_before = PanelItem.objects.filter(meeting__panel=panel).exclude(meeting=meeting).values("learner_id")
    learners = looked_after_by(panel).filter(Q(is_restricted=False) | Q(pk__in=seen_before))
    known = notable(learners, long=long_without(panel.virtual_school, today), now=now, panel=panel, before=meeting)
    named = {pk: whys for pk, one in known.items() if (whys := reasons(one.facts, day))}
    judged = judgements_in_force(list(named), today)
    return {
        pk: _Wanted([why.reason for why in whys], standing(known[pk].facts, judged.get(pk)), known[pk].sort_name)
        for pk, whys in named.items()
    }


def _next_position(meeting: PanelMeeting) -> int:
    last = meeting.items.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1
