"""A list of who is on roll, matched, against the same done by hand: the file straight to COPY, and SQL for all the rest, in
one run. Both check every line, match it, give the reason where it is not certain, and write the same table with its keys; the
test ends by comparing them line by line. Who a line might mean besides is looked for on our side alone.

80 of 100 lines have the learner number, 10 name and date of birth, 10 mean nobody. Sizes: BENCH_ROLL="lines:young people",
in full 10,000 against 20,000 and 100,000 against 200,000. Both sides write the same table, with its keys and indexes. Memory
is the most that the process ever held, after each size: flat if the second is hardly more than the first.
"""

import io
import os
import random
import resource
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.core.files import File
from django.db import connection, transaction

from accounts.enums import Purpose
from accounts.models import Agency
from bench.sizes import FULL
from bench.table import Goal, Table
from bench.timing import seconds
from learners.rules import uln_is_valid
from tests.people import World, build_world
from tracking.enums import FileHolds, FileKind, FileState, LineState
from tracking.models import ImportFile, RollLine
from tracking.services.roll_matching import match_waiting_lists

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 6, 7, 0, tzinfo=UTC)
SIZES = os.environ.get("BENCH_ROLL", "10000:20000 100000:200000" if FULL else "5000:10000").split()
_PARTS = (
    "ab",
    "be",
    "ca",
    "da",
    "el",
    "fo",
    "gre",
    "ha",
    "il",
    "jo",
    "ka",
    "lu",
    "mo",
    "na",
    "or",
    "pa",
    "ri",
    "sa",
    "to",
    "ur",
    "va",
    "wi",
)

_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS made (n int, uln text, given text, family text, name text, born date);
TRUNCATE made;
"""
_LEARNERS = """
WITH new AS (
    INSERT INTO learners_learner (uuid, given_name, family_name, preferred_name, sort_name, trigrams, earlier_trigrams,
        postcode, date_of_birth, uln, home_authority_id, care_status, is_restricted, recorded_at)
    SELECT gen_random_uuid(), given, family, '', name, '{}', '{}', '', born, uln, %(authority)s, 'looked_after', false,
        %(now)s FROM made
    RETURNING id
), linked AS (
    INSERT INTO learners_agencylink (uuid, learner_id, agency_id, purpose, starts_at)
    SELECT gen_random_uuid(), id, %(school)s, %(purpose)s, %(now)s - interval '1 year' FROM new
)
INSERT INTO learners_enrolment (uuid, learner_id, provider_id, course, level, trigrams, starts_on, end_reason, recorded_at)
SELECT gen_random_uuid(), id, %(provider)s, 'Art', '2', '{}', '2026-09-01', '', %(now)s FROM new
"""

_BY_HAND = "CREATE TEMP TABLE hand (uln text, given text, family text, born text, starts text)"
_HAND_COPY = "COPY hand FROM STDIN WITH (FORMAT csv, HEADER, FORCE_NOT_NULL (uln, given, family, born, starts))"
_HAND_INSERT = """
INSERT INTO tracking_rollline (file_id, number, uln, given_name, family_name, sort_name, date_of_birth, reference, course,
    aim_reference, starts_on, completion, state, reason, errors, learner_id, enrolment_id, is_told)
WITH checked AS (
    SELECT row_number() OVER () + 1 AS number, replace(uln, ' ', '') AS uln, given, family, born, starts,
           concat_ws(E'\\n',
               CASE WHEN uln <> '' AND uln <> '9999999999' AND (uln !~ '^[1-9][0-9]{9}$' OR (
                   10 * substr(uln, 1, 1)::int + 9 * substr(uln, 2, 1)::int + 8 * substr(uln, 3, 1)::int
                   + 7 * substr(uln, 4, 1)::int + 6 * substr(uln, 5, 1)::int + 5 * substr(uln, 6, 1)::int
                   + 4 * substr(uln, 7, 1)::int + 3 * substr(uln, 8, 1)::int + 2 * substr(uln, 9, 1)::int
                   + substr(uln, 10, 1)::int) %% 11 <> 10) THEN 'ULN is no number' END,
               CASE WHEN given = '' THEN 'Given name is missing' WHEN length(given) > 60 THEN 'Given name is too long' END,
               CASE WHEN family = '' THEN 'Family name is missing' WHEN length(family) > 60 THEN 'Family name is too long' END,
               CASE WHEN born !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN 'Date of birth is no day' END,
               CASE WHEN starts !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN 'Start is no day' END
           ) AS errors
    FROM hand
), line AS MATERIALIZED (
    SELECT number, uln, given, family, errors, CASE WHEN errors = '' THEN born::date END AS born,
           CASE WHEN errors = '' THEN starts::date END AS starts,
           lower(regexp_replace(trim(family), '[^a-zA-Z0-9]+', ' ', 'g')) || '  '
               || lower(regexp_replace(trim(given), '[^a-zA-Z0-9]+', ' ', 'g')) AS name
    FROM checked
), ours AS MATERIALIZED (
    SELECT learner.id, learner.uln, learner.sort_name, learner.date_of_birth FROM learners_learner learner
    JOIN learners_agencylink link ON link.learner_id = learner.id AND link.agency_id = %(school)s
        AND link.purpose = 'home_virtual_school' AND link.starts_at <= %(now)s
        AND (link.ends_at IS NULL OR link.ends_at > %(now)s)
    WHERE NOT learner.is_restricted AND learner.closed_on IS NULL AND learner.died_on IS NULL
), by_uln AS MATERIALIZED (
    SELECT line.number, ours.id, ours.date_of_birth <> line.born AS differs FROM line
    JOIN ours ON ours.uln = line.uln WHERE line.uln NOT IN ('', '9999999999') AND line.errors = ''
), by_name AS (
    SELECT line.number, CASE WHEN count(*) = 1 THEN min(ours.id) END AS id, false AS differs FROM line
    JOIN ours ON ours.sort_name = line.name AND ours.date_of_birth = line.born
    WHERE line.errors = '' AND NOT EXISTS (SELECT FROM by_uln WHERE by_uln.number = line.number)
    GROUP BY line.number
), found AS (
    SELECT *, row_number() OVER (PARTITION BY id ORDER BY number) AS time
    FROM (SELECT * FROM by_uln UNION ALL SELECT * FROM by_name) both_ways
), reasoned AS (
    SELECT line.*, found.id AS learner_id, place.id AS place_id,
           CASE WHEN line.errors <> '' THEN '' WHEN found.number IS NULL THEN 'none' WHEN found.id IS NULL THEN 'several'
                WHEN found.differs THEN 'differs' WHEN found.time > 1 THEN 'twice'
                WHEN place.id IS NULL THEN CASE WHEN EXISTS (
                    SELECT FROM learners_enrolment other WHERE other.learner_id = found.id AND other.ended_on IS NULL
                      AND other.provider_id <> %(provider)s) THEN 'provider' ELSE 'no_place' END
                WHEN abs(line.starts - place.starts_on) > 28 THEN 'start' ELSE '' END AS reason
    FROM line LEFT JOIN found ON found.number = line.number
    LEFT JOIN LATERAL (
        SELECT place.id, place.starts_on FROM learners_enrolment place
        WHERE place.learner_id = found.id AND place.provider_id = %(provider)s AND place.ended_on IS NULL
        ORDER BY abs(place.starts_on - line.starts), place.id LIMIT 1
    ) place ON true
), judged AS (
    SELECT *, CASE WHEN errors <> '' THEN 'wrong' WHEN reason = '' THEN 'matched' WHEN reason = 'none' THEN 'not_ours'
                   ELSE 'review' END AS state
    FROM reasoned
)
SELECT %(file)s, number, CASE WHEN kept THEN uln ELSE '' END, CASE WHEN kept THEN given ELSE '' END,
       CASE WHEN kept THEN family ELSE '' END, CASE WHEN kept THEN name ELSE '' END, CASE WHEN kept THEN born END, '', '', '',
       CASE WHEN kept THEN starts END, '', state, CASE WHEN state = 'review' THEN reason ELSE '' END, errors,
       CASE WHEN state = 'matched' THEN learner_id END, CASE WHEN state = 'matched' THEN place_id END, false
FROM (SELECT *, state IN ('matched', 'review') AS kept FROM judged) blanked
"""
#: What both sides must agree on. Who a line might mean besides is looked for on our side alone.
_SAME = """
SELECT count(*) FROM tracking_rollline ours FULL JOIN tracking_rollline hand
    ON hand.number = ours.number AND hand.file_id = %(hand)s
WHERE ours.file_id = %(ours)s AND (ours.state, ours.reason, ours.learner_id, ours.enrolment_id, ours.uln, ours.sort_name)
    IS DISTINCT FROM (hand.state, hand.reason, hand.learner_id, hand.enrolment_id, hand.uln, hand.sort_name)
    AND NOT (ours.state = 'review' AND ours.reason = 'none' AND hand.state = 'not_ours')
"""


def test_a_list_of_who_is_on_roll(table: Table):
    world = build_world()
    present = 0
    for size in SIZES:
        lines, people = map(int, size.split(":"))
        _fill(world, present, people)
        present = people
        with tempfile.NamedTemporaryFile("w+", encoding="utf-8", suffix=".csv") as listed:
            _write(listed, lines, people)
            by_hand = _roll(world, listed.name, "hand")
            least = seconds(partial(_match_by_hand, by_hand, listed.name))
            ours = _roll(world, listed.name, "ours")
            before = _held()
            took = seconds(_match)
            held = _held()
        ours.refresh_from_db()
        assert (ours.state, ours.lines) == (FileState.DONE, lines), ours.problem
        assert _other_than_by_hand(ours, by_hand) == 0
        assert lines * 0.89 < RollLine.objects.filter(file=ours, state=LineState.MATCHED).count() < lines * 0.91
        size_words = f"{lines:,} lines, {people:,} people"
        table.add("roll", "matched", size_words, took, limit=least, unit="s", goal=Goal(1.5))
        table.add("roll", "memory held at most, against before", size_words, held, limit=before, unit="MB")
        _forget()


def _held() -> float:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _name(source: random.Random) -> str:
    return "".join(source.choices(_PARTS, k=source.randint(2, 4))).capitalize()


def _people(first: int, last: int) -> Iterator[tuple[int, str, str, str, date]]:
    """Young people by number; the same number is always the same person."""
    for n in range(first, last):
        source = random.Random(n)
        born = date(2005, 1, 1) + timedelta(days=source.randrange(3_650))
        yield n, _uln(n), _name(source), _name(source), born


def _uln(n: int) -> str:
    stem = str(100_000_000 + n)
    remainder = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), stem, strict=True)) % 11
    return f"{stem}{10 - remainder}" if remainder else ""


def _fill(world: World, first: int, last: int) -> None:
    """Young people of Home, each with a place at the college."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for start in range(first, last, 10_000):
            rows = (
                f"{n}\t{uln}\t{given}\t{family}\t{family.lower()}  {given.lower()}\t{born}\n"
                for n, uln, given, family, born in _people(start, min(start + 10_000, last))
            )
            cursor.cursor.copy_expert("COPY made FROM STDIN", io.StringIO("".join(rows)))
        cursor.execute(
            _LEARNERS,
            {
                "authority": world.virtual_school.local_authority_id, "school": world.virtual_school.pk, "now": NOW,
                "provider": world.college.pk, "purpose": Purpose.HOME_VIRTUAL_SCHOOL.value,
            },
        )  # fmt: skip
        cursor.execute("ANALYZE learners_learner; ANALYZE learners_agencylink; ANALYZE learners_enrolment")


def _write(file: object, lines: int, people: int) -> None:
    """The list: every second young person, and lines that mean nobody."""
    write = file.write  # type: ignore[attr-defined]
    write("ULN,Given name,Family name,Date of birth,Start date\n")
    step = max(people // lines, 1)
    for place, (n, uln, given, family, born) in enumerate(_people(0, lines)):
        if place % 10 == 9:
            source = random.Random(-n - 1)
            born = date(2005, 1, 1) + timedelta(days=source.randrange(3_650))
            write(f",{_name(source)},{_name(source)}q,{born},2026-09-02\n")
        else:
            n, uln, given, family, born = next(_people(n * step, n * step + 1))
            write(f"{'' if place % 10 == 8 else uln},{given},{family},{born},2026-09-02\n")
    file.flush()  # type: ignore[attr-defined]
    assert uln_is_valid(_uln(1))


def _roll(world: World, path: str, what: str) -> ImportFile:
    file = ImportFile(
        kind=FileKind.ROLL, holds=FileHolds.EVERYONE, provider=world.college, virtual_school=world.virtual_school,
        uploaded_by=world.officer.user, uploaded_at=NOW, name="on roll.csv", content_type="text/csv", size=1, sha256=f"{what}{path}",
        scan="clean", state=FileState.WAITING if what == "ours" else FileState.DONE,
    )  # fmt: skip
    with open(path, "rb") as data:
        file.file.save("upload", File(data), save=False)
    file.save()
    return file


def _match() -> None:
    match_waiting_lists(now_source=lambda: NOW)


def _match_by_hand(file: ImportFile, path: str) -> None:
    school: Agency = file.virtual_school  # type: ignore[assignment]
    with transaction.atomic(), connection.cursor() as cursor, open(path) as data:
        cursor.execute(_BY_HAND)
        cursor.cursor.copy_expert(_HAND_COPY, data)
        cursor.execute("ANALYZE hand")
        cursor.execute(_HAND_INSERT, {"file": file.pk, "school": school.pk, "provider": file.provider_id, "now": NOW})
        cursor.execute("DROP TABLE hand")


def _other_than_by_hand(ours: ImportFile, by_hand: ImportFile) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SAME, {"ours": ours.pk, "hand": by_hand.pk})
        (different,) = cursor.fetchone()
    return int(different)


def _forget() -> None:
    """Both sides begin with an empty table."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracking_rollcandidate; DELETE FROM tracking_rollline")
