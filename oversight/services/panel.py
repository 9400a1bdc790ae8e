"""A panel, and its meetings from the day they are planned until they are closed (M1)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, Membership, User
from oversight.enums import PanelMeetingState
from oversight.models import Panel, PanelMeeting, PanelPerson
from oversight.services.panel_agenda import draw_up


class PanelError(ServiceError):
    """Something a panel cannot do."""


class NameTaken(PanelError):
    field = "name"

    def __init__(self) -> None:
        super().__init__("There is a panel of this name already.")


class PanelIsClosed(PanelError):
    def __init__(self) -> None:
        super().__init__("This panel is closed.")


class MeetingStillOpen(PanelError):
    def __init__(self) -> None:
        super().__init__("Close the meetings of this panel first.")


class InThePast(PanelError):
    field = "scheduled_for"

    def __init__(self) -> None:
        super().__init__("The meeting must be later than now.")


class NotPlanned(PanelError):
    def __init__(self) -> None:
        super().__init__("This meeting has begun already.")


class NotRunning(PanelError):
    def __init__(self) -> None:
        super().__init__("This meeting is not running.")


class NobodyNamed(PanelError):
    field = "name"

    def __init__(self) -> None:
        super().__init__("Choose a colleague, or enter a name.")


class NamedTwice(PanelError):
    field = "membership"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is on the list already.")


@transaction.atomic
def open_panel(*, virtual_school: Agency, name: str, agencies: Collection[Agency], by: User, now: datetime) -> Panel:
    """Set up a panel around a Virtual School, with the partners who come to it. Raises NameTaken."""
    panel = Panel(virtual_school=virtual_school, name=name.strip())
    _check_name(panel)
    history.save(panel, by=by, reason="Set up", at=now)
    panel.agencies.set(agencies)
    return panel


@transaction.atomic
def change_panel(*, panel: Panel, name: str, agencies: Collection[Agency], by: User, now: datetime) -> Panel:
    """Rename it, or change who comes to it. Raises NameTaken."""
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    panel.name = name.strip()
    _check_name(panel)
    history.save(panel, by=by, reason="Changed", at=now)
    panel.agencies.set(agencies)
    return panel


@transaction.atomic
def close_panel(*, panel: Panel, by: User, now: datetime) -> Panel:
    """It meets no more; what it decided stays. Raises PanelIsClosed, MeetingStillOpen."""
    panel = _open_panel(panel)
    if panel.meetings.exclude(state=PanelMeetingState.CLOSED).exists():
        raise MeetingStillOpen
    panel.closed_on = local_date(now)
    history.save(panel, by=by, reason="Closed", at=now)
    return panel


@transaction.atomic
def plan_meeting(
    *, panel: Panel, scheduled_for: datetime, place: str, chair: Membership | None, by: User, now: datetime
) -> PanelMeeting:
    """Plan a meeting and draw up its agenda by the rules. Who chairs it, and whoever came to the last one, is on the list
    of people. Raises PanelIsClosed, InThePast.
    """
    panel = _open_panel(panel)
    if scheduled_for <= now:
        raise InThePast
    last = panel.meetings.order_by("-scheduled_for", "-id").first()
    meeting = PanelMeeting(
        panel=panel, scheduled_for=scheduled_for, place=place.strip(), chair=chair, recorded_at=now, recorded_by=by
    )
    history.save(meeting, by=by, reason="Planned", at=now)
    people = {chair.pk: chair} if chair else {}
    if last is not None:
        still_here = Membership.objects.active(now).filter(user__is_active=True).values("pk")
        before = last.people.filter(membership__in=still_here).select_related("membership__user").order_by("id")
        people |= {one.membership.pk: one.membership for one in before if one.membership}
    history.create_all(
        [PanelPerson(meeting=meeting, membership=hat, name=hat.user.name) for hat in people.values()],
        by=by, reason="On the list", at=now,
    )  # fmt: skip
    draw_up(meeting=meeting, by=by, now=now)
    return meeting


@transaction.atomic
def change_meeting(
    *, meeting: PanelMeeting, scheduled_for: datetime, place: str, chair: Membership | None, by: User, now: datetime
) -> PanelMeeting:
    """Another time, place or chair. Raises NotPlanned, InThePast."""
    meeting = _locked(meeting)
    if meeting.state != PanelMeetingState.PLANNED:
        raise NotPlanned
    if scheduled_for <= now:
        raise InThePast
    meeting.scheduled_for, meeting.place, meeting.chair = scheduled_for, place.strip(), chair
    history.save(meeting, by=by, reason="Changed", at=now)
    return meeting


@transaction.atomic
def add_person(
    *, meeting: PanelMeeting, membership: Membership | None, name: str = "", by: User, now: datetime
) -> PanelPerson:
    """Somebody comes to the meeting: a colleague, or a guest by name. Raises NobodyNamed, NamedTwice."""
    meeting = _locked(meeting)
    name = membership.user.name if membership else name.strip()
    if not name:
        raise NobodyNamed
    if membership is not None and meeting.people.filter(membership=membership).exists():
        raise NamedTwice(name)
    person = PanelPerson(meeting=meeting, membership=membership, name=name)
    history.save(person, by=by, reason="On the list", at=now)
    return person


@transaction.atomic
def say_who_came(*, meeting: PanelMeeting, came: Mapping[UUID, bool], by: User, now: datetime) -> None:
    """Who was there and who sent apologies, by the UUID of each person on the list."""
    meeting = _locked(meeting)
    changes = []
    for person in meeting.people.select_for_update():
        if person.uuid in came and person.came != came[person.uuid]:
            person.came = came[person.uuid]
            changes.append((person, "Came" if person.came else "Sent apologies"))
    history.change_all(changes, fields=["came"], by=by, at=now)


@transaction.atomic
def begin_meeting(*, meeting: PanelMeeting, by: User, now: datetime) -> PanelMeeting:
    """The meeting begins: from now on decisions are written down. Raises NotPlanned."""
    meeting = _locked(meeting)
    if meeting.state != PanelMeetingState.PLANNED:
        raise NotPlanned
    meeting.state = PanelMeetingState.RUNNING
    history.save(meeting, by=by, reason="Begun", at=now)
    return meeting


@transaction.atomic
def close_meeting(*, meeting: PanelMeeting, by: User, now: datetime) -> PanelMeeting:
    """The meeting is over. Whoever was not reached comes back on the next agenda. Raises NotRunning."""
    meeting = _locked(meeting)
    if meeting.state != PanelMeetingState.RUNNING:
        raise NotRunning
    meeting.state, meeting.closed_at = PanelMeetingState.CLOSED, now
    history.save(meeting, by=by, reason="Closed", at=now)
    return meeting


def _check_name(panel: Panel) -> None:
    others = Panel.objects.exclude(pk=panel.pk).filter(virtual_school=panel.virtual_school_id)
    if others.filter(name__iexact=panel.name).exists():
        raise NameTaken


def _open_panel(panel: Panel) -> Panel:
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    if panel.closed_on is not None:
        raise PanelIsClosed
    return panel


def _locked(meeting: PanelMeeting) -> PanelMeeting:
    return PanelMeeting.objects.select_for_update(of=("self",)).select_related("panel").get(pk=meeting.pk)
