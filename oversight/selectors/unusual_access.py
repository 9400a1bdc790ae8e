"""Unusual access at one agency over the last days: computed in sets, judged by `oversight.rules.unusual_access`.

No young person is named here: an agency's administrator sees counts. The queries are SQL because each goes once through
an agency's looks by its index on agency and time; nothing here asks a question for each look or each day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.clock import local_date
from accounts.enums import LookKind, Scope
from accounts.models import Agency, Look, User
from accounts.roles import roles_reaching
from deadlines.calendar import local_midnight
from learners.models import BrokenGlass
from oversight.enums import Unusual
from oversight.rules.unusual_access import (
    AT_ALL_HOURS,
    DAYS_BACK,
    MANY_EMPTY_SEARCHES,
    MANY_RECORDS,
    SHORT_TIME,
    busiest,
    is_many,
    working_hours,
)
from oversight.wording import between, counted

#: Kinds that show a record itself.
_OPENED = [LookKind.VIEW.value, LookKind.DOWNLOAD.value]

# The days asked about, each with its first and last instant and its working hours (a day without any opens and closes at
# the same instant).
_DAYS = """
    days AS (
        SELECT * FROM unnest(%(days)s::date[], %(begins)s::timestamptz[], %(ends)s::timestamptz[],
            %(opens)s::timestamptz[], %(closes)s::timestamptz[]) AS d(day, begins, ends, opens, closes)
    )
"""

# Per person and day: what happened outside working hours, how many searches found nobody.
_DAY_BY_DAY = f"""
    WITH {_DAYS}, looks AS (
        SELECT d.day, l.user_id, l.at,
            NOT (l.at >= d.opens AND l.at < d.closes)
                AND cardinality(l.learner_uuids) > 0 AND NOT l.roles <@ %(at_all_hours)s::varchar[] AS outside,
            l.kind = %(search)s AND l.learner_uuids = '{{}}' AS empty
        FROM days d JOIN accounts_look l ON l.agency_id = %(agency)s AND l.at >= d.begins AND l.at < d.ends
    )
    SELECT user_id, day,
        count(*) FILTER (WHERE outside) AS outside,
        min(at) FILTER (WHERE outside) AS first_outside, max(at) FILTER (WHERE outside) AS last_outside,
        count(*) FILTER (WHERE empty) AS empty
    FROM looks GROUP BY user_id, day
    HAVING count(*) FILTER (WHERE outside) > 0 OR count(*) FILTER (WHERE empty) > %(many_empty)s
"""

_RECORDS_OUTSIDE = f"""
    WITH {_DAYS}
    SELECT l.user_id, d.day, count(DISTINCT record)
    FROM days d
    JOIN accounts_look l ON l.agency_id = %(agency)s AND l.at >= d.begins AND l.at < d.ends
        AND NOT (l.at >= d.opens AND l.at < d.closes) AND NOT l.roles <@ %(at_all_hours)s::varchar[]
    CROSS JOIN unnest(l.learner_uuids) AS record
    GROUP BY l.user_id, d.day
"""

# Persons and days on which there could be many in any hour: an hour lies in two neighbouring hours of the clock, so
# their records together are no fewer. Only these days are looked at one by one.
_PERHAPS_MANY = f"""
    WITH {_DAYS}, hours AS (
        SELECT l.user_id, date_trunc('hour', l.at, 'UTC') AS hour, count(DISTINCT record) AS records
        FROM accounts_look l CROSS JOIN unnest(l.learner_uuids) AS record
        WHERE l.agency_id = %(agency)s AND l.kind = ANY(%(opened)s)
            AND l.at >= (SELECT min(begins) FROM days) - %(short_time)s AND l.at < (SELECT max(ends) FROM days)
        GROUP BY l.user_id, date_trunc('hour', l.at, 'UTC')
    ), neighbours AS (
        SELECT user_id, hour,
            sum(records) OVER (PARTITION BY user_id ORDER BY hour RANGE BETWEEN '1 hour' PRECEDING AND CURRENT ROW)
                AS records
        FROM hours
    )
    SELECT DISTINCT n.user_id, d.day
    FROM neighbours n JOIN days d ON n.hour >= d.begins AND n.hour < d.ends
    WHERE n.records > %(many)s
"""

# Asked of the days first: from the people's side the planner may read an agency's looks once for each of them.
_OPENED_THEN = f"""
    WITH {_DAYS}
    SELECT l.user_id, d.day, l.at, record
    FROM days d
    JOIN accounts_look l ON l.agency_id = %(agency)s AND l.at >= d.begins - %(short_time)s AND l.at < d.ends
        AND l.kind = ANY(%(opened)s)
    JOIN unnest(%(people)s::bigint[], %(their_days)s::date[]) AS asked(user_id, day)
        ON asked.user_id = l.user_id AND asked.day = d.day
    CROSS JOIN unnest(l.learner_uuids) AS record
    ORDER BY l.user_id, d.day, l.at, l.id
"""

# Opened under roles that reach only one's own young people, by somebody who on that day did not work with them.
_OUTSIDE_CASELOAD = f"""
    WITH {_DAYS}, opened AS (
        SELECT DISTINCT l.user_id, d.day, d.begins, d.ends, record
        FROM days d
        JOIN accounts_look l ON l.agency_id = %(agency)s AND l.at >= d.begins AND l.at < d.ends
            AND l.kind = ANY(%(opened)s) AND l.roles <> '{{}}' AND l.roles <@ %(own)s::varchar[]
        CROSS JOIN unnest(l.learner_uuids) AS record
    )
    SELECT o.user_id, o.day, count(*)
    FROM opened o JOIN learners_learner y ON y.uuid = o.record
    WHERE NOT EXISTS (
        SELECT FROM learners_keyworker k JOIN accounts_membership m ON m.id IN (k.membership_id, k.cover_id)
        WHERE k.learner_id = y.id AND m.user_id = o.user_id
            AND k.starts_at < o.ends AND (k.ends_at IS NULL OR k.ends_at > o.begins)
    ) AND NOT EXISTS (
        SELECT FROM learners_enrolment e JOIN accounts_membership m ON m.id = e.mentor_id
        WHERE e.learner_id = y.id AND m.user_id = o.user_id AND (e.ended_on IS NULL OR e.ended_on >= o.day)
    ) AND NOT EXISTS (
        SELECT FROM learners_delegatedlearner s JOIN accounts_delegation g ON g.id = s.delegation_id
        JOIN accounts_membership m ON m.id = g.deputy_id
        WHERE s.learner_id = y.id AND m.user_id = o.user_id AND g.starts_at < o.ends AND g.ends_at > o.begins
    )
    GROUP BY o.user_id, o.day
"""


@dataclass(frozen=True)
class Finding:
    """One rule, one person, one day in London, with the figures that made it."""

    kind: Unusual
    person: User
    day: date
    figures: str


def unusual_access(agency: Agency, *, now: datetime, days_back: int = DAYS_BACK) -> list[Finding]:
    """Everything unusual at `agency`, latest day first. At most seven queries, however many looks there are."""
    last_day = local_date(now)
    days = [last_day - timedelta(days=back) for back in range(days_back)]
    found = [
        *_day_by_day(agency, days),
        *_outside_caseload(agency, days),
        *_broken_glass(agency, since=local_midnight(days[-1])),
    ]
    people = User.objects.in_bulk({pk for pk, _, _, _ in found})
    findings = [Finding(kind, people[pk], day, figures) for pk, kind, day, figures in found]
    return sorted(findings, key=lambda each: (-each.day.toordinal(), each.person.name, each.kind))


#: Person, rule, day, figures.
_Found = tuple[int, Unusual, date, str]


def _day_by_day(agency: Agency, days: list[date]) -> Iterable[_Found]:
    asked = _asked(agency, days)
    rows = _rows(_DAY_BY_DAY, asked)
    records_outside = {(pk, day): number for pk, day, number in _rows(_RECORDS_OUTSIDE, asked)}
    yield from _bursts(agency, _rows(_PERHAPS_MANY, asked))
    for pk, day, outside, first, last, empty in rows:
        if outside:
            records = counted(records_outside[pk, day], "young person", "young people")
            pages = counted(outside, "page")
            yield pk, Unusual.OUT_OF_HOURS, day, f"{pages} that showed {records}, {between(first, last)}"
        if empty > MANY_EMPTY_SEARCHES:
            yield pk, Unusual.EMPTY_SEARCHES, day, f"{empty} searches that found nobody"


def _bursts(agency: Agency, perhaps_many: Sequence[tuple[Any, ...]]) -> Iterable[_Found]:
    if not perhaps_many:
        return
    asked = _asked(agency, sorted({day for _, day in perhaps_many})) | {
        "people": [pk for pk, _ in perhaps_many],
        "their_days": [day for _, day in perhaps_many],
    }
    opened: dict[tuple[int, date], list[tuple[datetime, UUID]]] = {}
    for pk, day, at, record in _rows(_OPENED_THEN, asked):
        opened.setdefault((pk, day), []).append((at, record))
    for (pk, day), looks in opened.items():
        burst = busiest(looks, since=local_midnight(day))
        if burst is not None and is_many(burst):
            when = between(burst.first_at, burst.last_at)
            yield pk, Unusual.MANY_RECORDS, day, f"{burst.records} different records {when}"


def _outside_caseload(agency: Agency, days: list[date]) -> Iterable[_Found]:
    own = [str(role) for role in roles_reaching(Scope.OWN)]
    for pk, day, number in _rows(_OUTSIDE_CASELOAD, _asked(agency, days) | {"own": own}):
        yield pk, Unusual.OUTSIDE_CASELOAD, day, counted(number, "record")


def _broken_glass(agency: Agency, *, since: datetime) -> Iterable[_Found]:
    pages = (
        Look.objects.filter(
            user=OuterRef("membership__user"),
            at__gte=OuterRef("opened_at"),
            at__lt=OuterRef("ends_at"),
            learner_uuids__contains=[OuterRef("learner__uuid")],
        )
        .order_by()
        .values("user")
        .annotate(number=Count("*"))
        .values("number")
    )
    opened = BrokenGlass.objects.filter(membership__agency=agency, opened_at__gte=since).annotate(
        pages=Coalesce(Subquery(pages, output_field=IntegerField()), Value(0))
    )
    for glass in opened.select_related("membership"):
        figures = (
            f"Opened {between(glass.opened_at, glass.opened_at)}, then {counted(glass.pages, 'page')} of the record"
        )
        yield glass.membership.user_id, Unusual.BROKEN_GLASS, local_date(glass.opened_at), figures


def _asked(agency: Agency, days: list[date]) -> dict[str, Any]:
    hours = [working_hours(day) or (local_midnight(day), local_midnight(day)) for day in days]
    return {
        "agency": agency.pk,
        "days": days,
        "begins": [local_midnight(day) for day in days],
        "ends": [local_midnight(day + timedelta(days=1)) for day in days],
        "opens": [opens for opens, _ in hours],
        "closes": [closes for _, closes in hours],
        "opened": _OPENED,
        "search": LookKind.SEARCH.value,
        "at_all_hours": [str(role) for role in AT_ALL_HOURS],
        "short_time": SHORT_TIME,
        "many": MANY_RECORDS,
        "many_empty": MANY_EMPTY_SEARCHES,
    }


def _rows(sql: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(asked))
        return list(cursor.fetchall())
