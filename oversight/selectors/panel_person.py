"""One young person before a panel: what brings them, what is known, what was decided before. Each part as far as the reader
may see it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.clock import local_date
from accounts.models import Agency, User
from deadlines.models import Deadline
from learners.enums import ConsentPurpose
from learners.models import AgencyLink, Enrolment, Learner
from learners.selectors.people import key_worker_at
from learners.selectors.sharing import Sharing, sharings
from oversight.models import PanelItem
from oversight.selectors.panel import Line, agenda_of, lines
from tracking.models import ActivitySpell, AttendanceWeek, Incident, NeetEpisode, Referral
from tracking.rules.attendance import percent

#: How many of each are shown.
SHOWN = 5
WEEKS = 8


@dataclass(frozen=True)
class Attended:
    """One week of attendance, in per cent; a percentage alone is not verified."""

    week: AttendanceWeek
    percent: Decimal | None


@dataclass(frozen=True)
class Partner:
    """A partner of the panel, and whether the record may be opened to it."""

    agency: Agency
    is_open: bool
    sharing: Sharing


def person_page(item: PanelItem, user: User, now: datetime) -> dict[str, Any]:
    """What the screen of one young person shows besides the form."""
    meeting, learner = item.meeting, item.learner
    order = list(agenda_of(meeting, user).values_list("pk", "uuid"))
    keys = [pk for pk, _ in order]
    at = keys.index(item.pk) if item.pk in keys else None
    line: Line = lines([item], meeting, user, first=0 if at is None else at + 1, now=now)[0]
    return {
        "item": item,
        "meeting": meeting,
        "panel": meeting.panel,
        "learner": learner,
        "line": line,
        "number": None if at is None else at + 1,
        "total": len(order),
        "previous_uuid": order[at - 1][1] if at else None,
        "next_uuid": order[at + 1][1] if at is not None and at + 1 < len(order) else None,
        "before": decided_before(item, user),
        "actions": list(item.actions.select_related("owner__user").order_by("due_on", "id")),
        "is_own": Learner.objects.filter(pk=learner.pk).of_own_agencies(user).exists(),
        "today": local_date(now),
        **_known(learner, user, now),
    }


def decided_before(item: PanelItem, user: User) -> list[PanelItem]:
    """What earlier meetings of any panel decided for them, the newest first, with what was to be done."""
    earlier = PanelItem.objects.visible_to(user).filter(learner=item.learner_id).decided().exclude(pk=item.pk)
    rows = earlier.select_related("meeting__panel", "decided_by").prefetch_related("actions__owner__user")
    return list(rows.order_by("-decided_at", "-id")[:SHOWN])


def _known(learner: Learner, user: User, now: datetime) -> dict[str, Any]:
    weeks = (
        AttendanceWeek.objects.visible_to(user)
        .filter(enrolment__learner=learner, enrolment__ended_on__isnull=True)
        .select_related("enrolment__provider")
        .order_by("-week_on", "-id")[:WEEKS]
    )
    return {
        "key_worker": key_worker_at(learner, now).person,
        "enrolments": list(
            Enrolment.objects.visible_to(user)
            .filter(learner=learner)
            .select_related("provider")
            .order_by("-starts_on", "-id")[:SHOWN]
        ),
        "spells": list(
            ActivitySpell.objects.visible_to(user)
            .filter(learner=learner)
            .select_related("code")
            .order_by("-starts_on")[:SHOWN]
        ),
        "episode": NeetEpisode.objects.visible_to(user).filter(learner=learner, ended_on__isnull=True).first(),
        "incidents": list(
            Incident.objects.visible_to(user)
            .filter(learner=learner, occurred_at__gt=now - timedelta(days=365))
            .select_related("enrolment__provider")
            .order_by("-occurred_at")[:SHOWN]
        ),
        "weeks": [Attended(week, _percent(week)) for week in weeks],
        "referrals": list(
            Referral.objects.visible_to(user)
            .filter(learner=learner)
            .select_related("opportunity")
            .order_by("-referred_at")[:SHOWN]
        ),
        "overdue": list(
            Deadline.objects.visible_to(user)
            .filter(learner=learner)
            .tracked()
            .overdue(now)
            .select_related("owner", "partner")
            .order_by("due_at", "id")[:SHOWN]
        ),
    }


def _percent(week: AttendanceWeek) -> Decimal | None:
    return week.percent if week.percent is not None else percent(week.attended or 0, week.possible or 0)


def partners_of(item: PanelItem, now: datetime) -> list[Partner]:
    """The partners of the panel, and whether this record is open to each, or may be (P8)."""
    agencies = list(item.meeting.panel.agencies.order_by("sort_name", "id"))
    found = sharings([item.learner], agencies, ConsentPurpose.PANEL, now)
    open_to = set(
        AgencyLink.objects.active(now)
        .filter(learner=item.learner_id, agency__in=agencies)
        .values_list("agency_id", flat=True)
    )
    return [Partner(agency, agency.pk in open_to, found[item.learner_id, agency.pk]) for agency in agencies]
