"""Sections of a board pack that speak of what happened in the period. Each table is counted by the database and hidden as one,
with its sum (ADR 16); of tables that overlap with figures told elsewhere no sum leaves.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, Value, When

from accounts.wording import percent, written_day
from agreements.enums import ChallengeState
from agreements.models import Challenge, Complaint
from deadlines import adherence as kept
from deadlines.adherence import Counts
from education_plans.rules.months import name_of
from oversight.enums import Area, Doing, PanelMeetingState
from oversight.measures.adherence import OUT
from oversight.measures.conditions import EET, GROUPS, NEET, area_among, spells_on
from oversight.measures.measure import Scope
from oversight.models import PanelAction, PanelItem, PanelMeeting
from oversight.rules.suppression import hide, share
from oversight.selectors.dashboard_trends import ACTIVITY
from oversight.selectors.measure_values import scope_of_school
from oversight.selectors.pack_blocks import NOTHING, Block, Cell, lines, number, table
from oversight.selectors.pack_readings import Asked

#: So many agencies are shown one by one; the others, which owe least, together.
MOST_AGENCIES = 40

_KIND: Mapping[str, str] = {
    **{group.value: "eet" for group in EET},
    **{group.value: "neet" for group in NEET},
}
#: From where to where: what each line of the table of movements is made of.
_MOVES: Sequence[tuple[str, tuple[tuple[str, str], ...]]] = (
    ("In learning or work, at the beginning and at the end", (("eet", "eet"),)),
    ("From neither into learning or work", (("neet", "eet"),)),
    ("From elsewhere into learning or work", (("", "eet"),)),
    ("From learning or work into neither", (("eet", "neet"),)),
    ("From elsewhere into neither", (("", "neet"),)),
    ("In neither, at the beginning and at the end", (("neet", "neet"),)),
    ("Out of learning, work or neither, to elsewhere", (("eet", ""), ("neet", ""))),
)
_ELSEWHERE = "At school age, in custody, not known or not recorded, at the beginning and at the end"


def population(asked: Asked) -> list[Block]:
    """How many young people, and where they learn. Only inside: beside the wholes of measures it would tell small numbers."""
    if asked.leaves:
        return []
    places = asked.scope.places_held.filter(learner=OuterRef("pk"))
    whens = [When(area_among(area, places), then=Value(area.value)) for area in Area]
    by_area = asked.scope.learners.annotate(where=Case(*whens, default=Value(""), output_field=CharField()))
    counted = dict(by_area.order_by().values_list("where").annotate(n=Count("pk")))
    rows: list[list[Cell]] = [[str(area.label), counted.get(area.value, 0)] for area in Area]
    rows.append(["All", sum(counted.values())])
    title = f"Young people with an open case on {written_day(asked.ends_on)}"
    return [table(title, ["Where they learn", "Young people"], rows)]


def movements(asked: Asked) -> list[Block]:
    """Into and out of learning and work, of those who were with us before the first day and on the last one. One query."""
    days = (asked.scope_before.on, asked.scope.on)
    of_day = [
        Subquery(spells_on(day).filter(learner=OuterRef("pk")).order_by("pk").values("code__group")[:1]) for day in days
    ]
    both = asked.scope.learners.filter(pk__in=asked.scope_before.learners.order_by().values("pk"))
    groups = both.annotate(first=of_day[0], last=of_day[1]).order_by().values_list("first", "last")
    moved: Counter[tuple[str, str]] = Counter()
    for first, last, counted in groups.annotate(n=Count("pk")):
        moved[_KIND.get(first or "", ""), _KIND.get(last or "", "")] += counted
    parts = [sum(moved[way] for way in ways) for _, ways in _MOVES]
    out = hide([*parts, moved["", ""]]) if asked.leaves else None
    shown = out.parts if out else parts
    rows: list[list[Cell]] = [
        [label, number(counted)] for (label, _), counted in zip(_MOVES, shown[: len(parts)], strict=True)
    ]
    if not asked.leaves:
        rows += [[_ELSEWHERE, moved["", ""]], ["All of them", sum(moved.values())]]
    title = f"Movements from {written_day(days[0])} to {written_day(days[1])}"
    note = "Of young people with an open case on both days. Neither: not in education, employment or training (NEET)."
    return [table(title, ["Movement", "Young people"], rows, note=note)]


def months(asked: Asked) -> list[Block]:
    """What young people did on the last day of each month. Only inside, for the same reason as `population`."""
    if asked.leaves:
        return []
    rows: list[list[Cell]] = []
    for month in [one for one in asked.readings.months if one >= asked.before]:
        rows.append([name_of(month), *_doing(scope_of_school(asked.school, month))])
    headings = ["At the end of", *(str(part["label"]) for part in ACTIVITY), "Nothing recorded", "All"]
    return [table("What young people did", headings, rows)]


def _doing(scope: Scope) -> list[int]:
    spells = spells_on(scope.on).filter(learner=OuterRef("pk")).order_by("pk").values("code__group")[:1]
    found = scope.learners.annotate(does=Subquery(spells)).order_by().values_list("does").annotate(n=Count("pk"))
    counted = {group or "": n for group, n in found}
    parts = [sum(counted.get(group.value, 0) for group in GROUPS[Doing(part["key"])]) for part in ACTIVITY]
    return [*parts, sum(counted.values()) - sum(parts), sum(counted.values())]


def adherence(asked: Asked) -> list[Block]:
    """Clocks about our young people that ended in the period, by the agency that owes them (A4, A5). Three queries."""
    begins, ends = asked.midnights
    clocks = asked.scope.clocks.filter(
        learner__in=asked.scope.everybody.values("pk"), original_due_at__gt=begins, original_due_at__lte=ends
    )
    clocks = clocks.tracked().with_outcome(ends).exclude(Q(outcome__in=OUT))
    of_agency: dict[tuple[str, int], tuple[str, Counts]] = {}
    for row in kept.table(clocks, ends):
        key = (row.agency.sort_name, row.agency.pk)
        counts = of_agency[key][1] if key in of_agency else Counts()
        of_agency[key] = (row.agency.name, counts + row.counts)
    found = [of_agency[key] for key in sorted(of_agency) if of_agency[key][1].judged]
    if len(found) > MOST_AGENCIES:
        most = {name for name, _ in sorted(found, key=lambda one: -one[1].judged)[:MOST_AGENCIES]}
        others = [counts for name, counts in found if name not in most]
        found = [one for one in found if one[0] in most] + [(f"{len(others)} others", sum(others, Counts()))]
    note = (
        "A promise that two agencies owe counts for both. Each is judged on its first day; moving it changes nothing."
    )
    if not asked.leaves:
        rows: list[list[Cell]] = [
            [name, one.judged, one.on_time, one.late, one.missed, percent(one.rate)] for name, one in found
        ]
        headings = ["Agency", "Ended", "Kept on time", "Late", "Not kept", "On time"]
    else:
        rows = _agencies_out(found)
        headings = ["Agency", "Ended", "Kept on time", "On time"]
    title = "Promises to young people that ended in the period"
    return [table(title, headings, rows, note=note if rows else "No promise ended in the period.")]


def _agencies_out(found: Sequence[tuple[str, Counts]]) -> list[list[Cell]]:
    wholes = [one.judged for _, one in found]
    of = hide(wholes)
    also = [place for place, whole in enumerate(of.parts) if whole is None]
    on_time = hide([one.on_time for _, one in found], of=wholes, also=also)
    return [
        [
            name, number(whole), number(part),
            NOTHING if whole is None or part is None else percent(share(part, whole)),
        ]
        for (name, _), whole, part in zip(found, of.parts, on_time.parts, strict=True)
    ]  # fmt: skip


def panel(asked: Asked) -> list[Block]:
    """What the panel looked at and decided in meetings of the period, and what came of it. Three queries."""
    begins, ends = asked.midnights
    meetings = PanelMeeting.objects.filter(
        panel__virtual_school=asked.school, scheduled_for__gte=begins, scheduled_for__lt=ends, state=PanelMeetingState.CLOSED
    )  # fmt: skip
    held = meetings.count()
    items = PanelItem.objects.filter(meeting__in=meetings.values("pk")).on_agenda()
    decided = Q(decided_at__isnull=False)
    looked = items.order_by().aggregate(
        settled=Count("pk", filter=decided & Q(return_on__isnull=True)),
        returns=Count("pk", filter=decided & Q(return_on__isnull=False)),
        open=Count("pk", filter=~decided),
    )
    actions = PanelAction.objects.filter(item__in=items.order_by().values("pk")).aggregate(
        in_time=Count("pk", filter=Q(done_on__lte=F("due_on"))),
        late=Count("pk", filter=Q(done_on__gt=F("due_on"))),
        waits=Count("pk", filter=Q(done_on__isnull=True)),
    )
    met = "The panel did not meet." if not held else f"Meetings held and closed: {held}."
    return [
        lines("", [met]),
        _summed(
            "Young people on agendas",
            [("Decided", looked["settled"]), ("Decided, and the panel looks again", looked["returns"]),
             ("Not decided", looked["open"])],
            asked, note="Who was on two agendas counts twice.",
        ),
        _summed(
            "Actions that were set",
            [("Done in time", actions["in_time"]), ("Done late", actions["late"]), ("Not done yet", actions["waits"])],
            asked,
        ),
    ]  # fmt: skip


def complaints(asked: Asked) -> list[Block]:
    """Challenges and complaints under agreements of the Virtual School, by how they stood at the end. Complaints are
    confidential: small numbers of them are hidden for everybody. Two queries.
    """
    begins, ends = asked.midnights
    closed, answered = _come("closed_at", ends), _come("answered_at", ends)
    challenges = Challenge.objects.filter(
        agreement__virtual_school=asked.school, raised_at__gte=begins, raised_at__lt=ends
    ).aggregate(
        waits=Count("pk", filter=~closed & ~answered),
        answered=Count("pk", filter=~closed & answered),
        resolved=Count("pk", filter=closed & Q(state=ChallengeState.RESOLVED)),
        withdrawn=Count("pk", filter=closed & Q(state=ChallengeState.WITHDRAWN)),
    )
    received = Complaint.objects.filter(
        agreement__virtual_school=asked.school, received_on__gte=asked.starts_on, received_on__lte=asked.ends_on
    ).aggregate(answered=Count("pk", filter=answered), waits=Count("pk", filter=~answered))
    return [
        _summed(
            "Challenges raised in the period",
            [("Waiting for an answer", challenges["waits"]), ("Answered, not closed", challenges["answered"]),
             ("Resolved", challenges["resolved"]), ("Withdrawn", challenges["withdrawn"])],
            asked,
        ),
        _summed(
            "Complaints received in the period",
            [("Answered", received["answered"]), ("Not answered yet", received["waits"])],
            asked, note="Complaints are confidential: small numbers of them are hidden for everybody.", always=True,
        ),
    ]  # fmt: skip


def _come(moment: str, ends: datetime) -> Q:
    """True or false of every row: a moment that is empty has not come."""
    return Q(**{f"{moment}__isnull": False, f"{moment}__lt": ends})


def _summed(
    title: str, parts: Sequence[tuple[str, int]], asked: Asked, *, note: str = "", always: bool = False
) -> Block:
    """Parts beside their sum."""
    out = hide([counted for _, counted in parts]) if asked.leaves or always else None
    shown = out.parts if out else [counted for _, counted in parts]
    rows: list[list[Cell]] = [[label, number(counted)] for (label, _), counted in zip(parts, shown, strict=True)]
    rows.append(["All", number(out.total if out else sum(counted for _, counted in parts))])
    return table(title, ["How it stands", "How many"], rows, note=note)
