"""A board pack of the largest Virtual School of a seeded caseload, beside the same numbers written by hand in SQL, in one run.

`count` is the counting of all sections of a pack; the months of its measures are kept already, as the nightly round leaves them.
What is held against it are the counts of the same events and the same months, one statement each, without words, without colours
and without hiding. The number of queries stands in the table too: it must not grow with young people. Sizes: BENCH_PACK.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from accounts.clock import database_now, local_date
from accounts.enums import Purpose
from accounts.models import Agency, User
from bench.sizes import rounds, sizes
from bench.table import Table
from bench.timing import by_turns, seconds
from education_plans.rules.months import first_of, months_from
from learners.models import AgencyLink
from oversight.enums import PackAudience, PackSection
from oversight.models import BoardPack
from oversight.scale.seed import seed
from oversight.selectors.packs import asked_by, figures_of, last_day_of
from oversight.services.measure_snapshots import take_month
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SIZES = sizes("BENCH_PACK", small="2000", full="30000")
ROUNDS = rounds(3, 5)
MONTHS = 3

_OURS = """
    SELECT learner.id FROM learners_learner learner JOIN learners_agencylink link ON link.learner_id = learner.id
    WHERE link.agency_id = %(school)s AND link.purpose = 'home_virtual_school' AND link.starts_at <= %(end)s
        AND (link.ends_at IS NULL OR link.ends_at > %(end)s) AND (learner.closed_on IS NULL OR learner.closed_on > %(last)s)
        AND (learner.died_on IS NULL OR learner.died_on > %(last)s)
"""
_SPELL = """
    LEFT JOIN tracking_activityspell {name} ON {name}.learner_id = ours.id AND {name}.starts_on <= {day}
        AND ({name}.ends_on IS NULL OR {name}.ends_on >= {day})
    LEFT JOIN tracking_activitycode {name}_code ON {name}_code.id = {name}.code_id
"""
_BY_HAND = (
    f"""SELECT first_code."group", last_code."group", count(*) FROM ({_OURS}) ours
        {_SPELL.format(name="first", day="%(first)s")} {_SPELL.format(name="last", day="%(last)s")} GROUP BY 1, 2""",
    *(
        f"""SELECT last_code."group", count(*) FROM ({_OURS}) ours {_SPELL.format(name="last", day=f"%(month{month})s")} GROUP BY 1"""
        for month in range(MONTHS + 1)
    ),
    f"""SELECT CASE WHEN place.id IS NULL THEN 'none' WHEN provider.local_authority_id = learner.home_authority_id THEN 'in'
            ELSE 'out' END, count(DISTINCT ours.id) FROM ({_OURS}) ours JOIN learners_learner learner ON learner.id = ours.id
        LEFT JOIN learners_enrolment place ON place.learner_id = ours.id AND (place.ended_on IS NULL OR place.ended_on > %(last)s)
        LEFT JOIN accounts_agency provider ON provider.id = place.provider_id GROUP BY 1""",
    *(
        f"""SELECT {party}, count(*), count(*) FILTER (WHERE met_at < original_due_at) FROM deadlines_deadline
            WHERE original_due_at > %(begin)s AND original_due_at <= %(end)s AND is_tracked AND state NOT IN ('waived', 'cancelled')
            AND learner_id IN ({_OURS}) GROUP BY 1"""
        for party in ("owner_id", "partner_id")
    ),
    """SELECT code, month, split, key, numerator, denominator FROM oversight_measuresnapshot kept WHERE agency_id = %(school)s
        AND split IN ('', 'area') AND NOT EXISTS (SELECT FROM oversight_measuresnapshot newer WHERE newer.corrects_id = kept.id)""",
)  # fmt: skip


def test_a_pack(table: Table):
    for size in SIZES:
        now = database_now()
        seed(learners=size, number=1, weeks=4, now=now, say=lambda words: None)
        school, ours = _largest()
        user = UserFactory()
        until = months_from(first_of(local_date(now)), -1)
        took = seconds(lambda: take_month(school=school, month=until, now=now))  # noqa: B023  (called at once)
        table.add("pack", f"month kept, {ours} of the school", size, took * 1000)
        packs = {audience: _pack(school, user, audience, until, now) for audience in PackAudience}
        acts: dict[str, Callable[[], Any]] = {
            audience.value: lambda pack=pack: _count(pack, now)  # noqa: B023
            for audience, pack in packs.items()
        }
        said = _said(packs[PackAudience.INSIDE], now)
        medians = by_turns({**acts, "by hand": lambda: _by_hand(said)}, ROUNDS)  # noqa: B023
        for audience, pack in packs.items():
            table.add("pack", f"count, {audience.label}", size, medians[audience.value], limit=medians["by hand"])
            with CaptureQueriesContext(connection) as asked:
                _count(pack, now)
            table.add("pack", f"queries, {audience.label}", size, len(asked), unit="")


def _largest() -> tuple[Agency, int]:
    links = AgencyLink.objects.filter(purpose=Purpose.HOME_VIRTUAL_SCHOOL).order_by().values_list("agency")
    [(pk, ours)] = links.annotate(n=Count("pk")).order_by("-n")[:1]
    return Agency.objects.get(pk=pk), ours


def _pack(school: Agency, user: User, audience: PackAudience, until: Any, now: datetime) -> BoardPack:
    return BoardPack.objects.create(
        agency=school, title="Bench", starts_on=months_from(until, 1 - MONTHS), ends_on=last_day_of(until), audience=audience,
        sections=[section.value for section in PackSection], asked_at=now, asked_by=user,
    )  # fmt: skip


def _count(pack: BoardPack, now: datetime) -> dict[str, Any]:
    return figures_of(pack, asked_by(pack, now), lambda done: None)


def _said(pack: BoardPack, now: datetime) -> dict[str, Any]:
    asked = asked_by(pack, now)
    begin, end = asked.midnights
    months = {f"month{back}": last_day_of(months_from(asked.last, -back)) for back in range(MONTHS + 1)}
    return {
        "school": pack.agency_id, "begin": begin, "end": end, "first": pack.starts_on - timedelta(days=1),
        "last": pack.ends_on, **months,
    }  # fmt: skip


def _by_hand(said: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for sql in _BY_HAND:
            cursor.execute(sql, said)
            cursor.fetchall()
