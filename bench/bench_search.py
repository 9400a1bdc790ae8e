"""Search over many young people, beside the same questions written by hand in SQL, in one run.

A Virtual School sees 2,000 of all young people; a hundred others share the rest. Names, courses and districts are drawn from
the same few hundred everywhere, so that whatever is typed fits thousands of others too. Sizes: BENCH_PEOPLE.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import Purpose
from accounts.models import Agency
from accounts.names import trigrams
from bench.rows import asking, multiply
from bench.sizes import sizes
from bench.table import Table
from bench.timing import by_turns
from learners.models import AgencyLink, Enrolment, KeyWorker, Learner
from oversight.demo.names import COURSES, FAMILY, GIVEN
from oversight.rules.search import Where
from oversight.selectors.search import found_in, search_in
from tests.factories import AgencyFactory
from tests.people import World, build_world

pytestmark = pytest.mark.django_db

SIZES = sizes("BENCH_PEOPLE", small="20000 60000", full="200000 1000000")
SEEN, SCHOOLS, PROVIDERS, ROUNDS = 2_000, 100, 50, 5
#: The ids of those who were multiplied begin here.
BASE = 10_000_000

#: What is typed, and where it is looked for.
ASKED = {
    Where.NAME: FAMILY[0],
    Where.EARLIER: FAMILY[1],
    Where.ULN: "10000",
    Where.POSTCODE: "WS1",
    Where.COURSE: "Bricklaying",
    Where.PROVIDER: "Brindley",
}

_OURS = """
SELECT link.learner_id FROM learners_agencylink link WHERE link.agency_id = %(school)s AND link.ends_at IS NULL
"""
_PEOPLE = "SELECT learner.* FROM learners_learner learner WHERE NOT learner.is_restricted AND learner.id IN ({ours}) AND {fits}"
_LIKE = """
    learner.{field} && %(pieces)s::varchar[]
    AND cardinality(ARRAY(SELECT unnest(learner.{field}) INTERSECT SELECT unnest(%(pieces)s::varchar[]))) >= %(wanted)s
"""
_FITS = {
    Where.NAME: _LIKE.format(field="trigrams"),
    Where.EARLIER: _LIKE.format(field="earlier_trigrams"),
    Where.ULN: "learner.uln LIKE %(start)s",
    Where.POSTCODE: "learner.postcode LIKE %(start)s",
    Where.COURSE: (
        "learner.id IN (SELECT place.learner_id FROM learners_enrolment place WHERE place.ended_on IS NULL AND "
        + _LIKE.format(field="trigrams").replace("learner.", "place.")
        + ")"
    ),
    Where.PROVIDER: (
        "learner.id IN (SELECT place.learner_id FROM learners_enrolment place JOIN accounts_agency agency "
        "ON agency.id = place.provider_id WHERE place.ended_on IS NULL AND lower(agency.name) LIKE lower(%(inside)s))"
    ),
}


def test_search(table: Table):
    world = build_world()
    prototype = world.learner()
    schools = [world.virtual_school, *(AgencyFactory(virtual_school=True) for _ in range(SCHOOLS - 1))]
    providers = [world.college, *(AgencyFactory(provider=True) for _ in range(PROVIDERS - 1))]
    client = Client()
    client.force_login(world.officer.user, backend="django.contrib.auth.backends.ModelBackend")
    pages: dict[Where, dict[int, float]] = {}
    present = 0
    for size in SIZES:
        _multiply_everybody(prototype, schools, providers, present, size)
        present = size
        for where, text in ASKED.items():
            found, ours, hand, page = _measured(world, client, where, text)
            pages.setdefault(where, {})[size] = page
            table.add("search", f"{where.value}, {found} found", size, ours, limit=hand)
            table.add("search", f"{where.value}, whole page", size, page)
    for where, times in pages.items():
        table.growth("search", f"{where.value}, whole page", times)


def _measured(world: World, client: Client, where: Where, text: str) -> tuple[int, float, float, float]:
    """How many were found; then the first 25 of ours, by hand, and the whole page with everywhere else that is looked, by
    turns: medians in milliseconds.
    """
    user = world.officer.user
    pieces = trigrams(text)
    parameters = {
        "school": world.virtual_school.pk, "pieces": pieces, "wanted": max(2, -(-len(pieces) // 3)), "start": f"{text}%",
        "inside": f"%{text}%",
    }  # fmt: skip
    by_hand = _PEOPLE.format(ours=_OURS, fits=_FITS[where]) + " ORDER BY sort_name, id LIMIT 25"
    times = by_turns(
        {
            "ours": lambda: list(search_in(asking(user), text, where)[:25]),
            "hand": lambda: _fetch(by_hand, parameters),
            "page": lambda: client.get("/search/", {"q": text, "where": where.value}),
        },
        ROUNDS,
    )
    found = {each.where: each.count for each in found_in(user, text)}
    return found.get(where, 0), times["ours"], times["hand"], times["page"]


def _fetch(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _multiply_everybody(
    prototype: Learner, schools: list[Agency], providers: list[Agency], first: int, last: int
) -> None:
    """Young people from `first` to `last` with a place and a key worker. Home has as many as always, whatever the size."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS drawn (n int PRIMARY KEY, given text, family text, pieces varchar[])"
        )
        cursor.execute("SELECT count(*) FROM drawn")
        if cursor.fetchone() == (0,):
            cursor.executemany(
                "INSERT INTO drawn VALUES (%s, %s, %s, %s)",
                [
                    (number, given, family, trigrams(f"{given} {family}"))
                    for number, (given, family) in enumerate((given, family) for given in GIVEN for family in FAMILY)
                ],
            )
        cursor.execute("SELECT count(*) FROM drawn")
        (names,) = cursor.fetchone()
    numbers = f"generate_series({first + 1}, {last}) n JOIN drawn ON drawn.n = (n.n::bigint * 7919) % {names}"
    person, new = f"{BASE} + n.n", "gen_random_uuid()"
    school = f"CASE WHEN n.n <= {SEEN} THEN {schools[0].pk} ELSE (ARRAY{[one.pk for one in schools[1:]]})[1 + n.n % {SCHOOLS - 1}] END"
    provider = f"(ARRAY{[one.pk for one in providers]})[1 + n.n % {PROVIDERS}]"
    multiply(
        prototype, numbers,
        {"id": person, "uuid": new, "given_name": "drawn.given", "family_name": "drawn.family",
         "sort_name": "lower(drawn.family || '  ' || drawn.given)", "trigrams": "drawn.pieces",
         "earlier_trigrams": "CASE WHEN n.n % 20 = 0 THEN drawn.pieces ELSE '{}' END",
         "uln": "(1000000000 + n.n)::text", "postcode": "'WS' || (n.n % 10 + 1) || ' ' || (n.n % 9 + 1) || 'AA'"},
    )  # fmt: skip
    home = AgencyLink.objects.get(learner=prototype, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    multiply(home, numbers, {"uuid": new, "learner_id": person, "agency_id": school})
    multiply(KeyWorker.objects.get(learner=prototype), numbers, {"uuid": new, "learner_id": person})
    courses = [course for course, _ in COURSES]
    listed = ", ".join("'" + course.replace("'", "''") + "'" for course in courses)
    pieces = " ".join(
        f"WHEN {number} THEN ARRAY[{', '.join(chr(39) + piece + chr(39) for piece in trigrams(course))}]::varchar[]"
        for number, course in enumerate(courses)
    )
    chosen = f"(n.n % {len(courses)})"
    multiply(
        Enrolment.objects.get(learner=prototype), numbers,
        {"id": person, "uuid": new, "learner_id": person, "provider_id": provider,
         "course": f"(ARRAY[{listed}])[1 + {chosen}]", "trigrams": f"CASE {chosen} {pieces} END"},
    )  # fmt: skip
    with connection.cursor() as cursor:
        for model in (Learner, AgencyLink, KeyWorker, Enrolment):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
