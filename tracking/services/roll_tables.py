"""The tables of the worker in which a list of who is on roll is matched (W9). They are its own, and gone when it ends.

Lines go in with COPY, some thousands at a time; who they mean is found in sets: by unique learner number, then by name and
date of birth where exactly one fits. Who it might be besides is scored in Python, one date of birth after the other, so
that neither the list nor the young people have to fit into the memory.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from accounts.enums import Purpose
from accounts.names import sort_name
from learners.rules import PLACEHOLDER_ULN
from tracking.enums import FileHolds
from tracking.models import ImportFile
from tracking.rules.roll import MOST_SHOWN, alike_enough, day_fit, least_likeness_of_names, likeness, what_fits
from tracking.selectors.roll_memory import marks

#: Rows fetched at a time.
_AT_ONCE = 2_000

_TABLES = "roll_listed, roll_person, roll_match, roll_might, roll_decided, roll_twice, roll_place"

_MAKE = f"""
DROP TABLE IF EXISTS {_TABLES};
CREATE TEMP TABLE roll_listed (
    number int NOT NULL, uln text, given_name text, family_name text, name text, date_of_birth date, reference text,
    course text, aim_reference text, starts_on date, planned_end_on date, ended_on date, completion text, errors text
);
CREATE TEMP TABLE roll_match (number int NOT NULL, learner_id bigint, is_by_uln bool NOT NULL, differs bool NOT NULL);
CREATE TEMP TABLE roll_might (number int NOT NULL, learner_id bigint NOT NULL, score int NOT NULL, fits text NOT NULL);
CREATE TEMP TABLE roll_decided (number int NOT NULL);
"""

# Restricted records are left out: that one exists must not be seen from a list.
_PEOPLE = """
CREATE TEMP TABLE roll_person AS
SELECT learner.id AS learner_id, NULLIF(NULLIF(learner.uln, %(placeholder)s), '') AS uln, learner.date_of_birth,
       learner.sort_name AS name
FROM learners_learner learner
JOIN learners_agencylink link ON link.learner_id = learner.id AND link.agency_id = %(school)s
    AND link.purpose = %(purpose)s AND link.starts_at <= %(now)s AND (link.ends_at IS NULL OR link.ends_at > %(now)s)
WHERE NOT learner.is_restricted AND learner.closed_on IS NULL AND learner.died_on IS NULL
"""

_COPY = "COPY roll_listed FROM STDIN WITH (FORMAT csv)"

_BY_ULN = """
INSERT INTO roll_match
SELECT listed.number, person.learner_id, true,
       bool_and(CASE WHEN listed.date_of_birth IS NULL THEN person.name <> listed.name
                     ELSE person.date_of_birth <> listed.date_of_birth END)
FROM roll_listed listed JOIN roll_person person ON person.uln = listed.uln
WHERE listed.errors IS NULL
GROUP BY listed.number, person.learner_id
"""

_BY_NAME = """
INSERT INTO roll_match
SELECT listed.number, CASE WHEN count(DISTINCT person.learner_id) = 1 THEN min(person.learner_id) END, false,
       bool_or(person.uln <> NULLIF(listed.uln, %(placeholder)s))
           IS NOT DISTINCT FROM true AND count(DISTINCT person.learner_id) = 1
FROM roll_listed listed
JOIN roll_person person ON person.date_of_birth = listed.date_of_birth AND person.name = listed.name
WHERE listed.errors IS NULL
  AND NOT EXISTS (SELECT FROM roll_match found WHERE found.number = listed.number)
GROUP BY listed.number
"""

_LEFT_BY_DAY = """
SELECT unmatched.date_of_birth, unmatched.numbers, unmatched.names, born.ids, born.names
FROM (
    SELECT listed.date_of_birth, array_agg(listed.number) AS numbers, array_agg(listed.name) AS names
    FROM roll_listed listed
    WHERE listed.errors IS NULL AND listed.date_of_birth IS NOT NULL
      AND NOT EXISTS (SELECT FROM roll_match found WHERE found.number = listed.number)
    GROUP BY listed.date_of_birth
) unmatched
LEFT JOIN (
    SELECT date_of_birth, array_agg(learner_id) AS ids, array_agg(name) AS names FROM roll_person GROUP BY date_of_birth
) born USING (date_of_birth)
"""

_LEFT_BY_NAME = """
SELECT listed.number, listed.date_of_birth, person.learner_id, min(person.date_of_birth)
FROM roll_listed listed JOIN roll_person person ON person.name = listed.name
WHERE listed.errors IS NULL AND person.date_of_birth IS DISTINCT FROM listed.date_of_birth
  AND NOT EXISTS (SELECT FROM roll_match found WHERE found.number = listed.number)
GROUP BY listed.number, listed.date_of_birth, person.learner_id
"""

_READ = """
SELECT listed.number, listed.uln, listed.name, listed.date_of_birth, found.number IS NOT NULL, found.learner_id
FROM roll_listed listed LEFT JOIN roll_match found ON found.number = listed.number WHERE listed.errors IS NULL
"""

_MIGHT_AS_DECIDED = """
INSERT INTO roll_might
SELECT decided.number, decided.learner_id, 100, 'As it was decided before'
FROM unnest(%(numbers)s::int[], %(learners)s::bigint[]) AS decided (number, learner_id)
WHERE EXISTS (SELECT FROM roll_person person WHERE person.learner_id = decided.learner_id)
  AND NOT EXISTS (
      SELECT FROM roll_might might WHERE might.number = decided.number AND might.learner_id = decided.learner_id
  )
"""

_COPY_MIGHT = "COPY roll_might FROM STDIN WITH (FORMAT csv)"


#: A line as it goes into the table: a value for each of its columns; of a wrong one only the number and what is wrong.
Listed = tuple[object, ...]


def make(file: ImportFile, now: datetime) -> None:
    """Make the tables anew, with the young people the list is matched to: those of the Virtual School the file was sent to."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        cursor.execute(
            _PEOPLE,
            {
                "placeholder": PLACEHOLDER_ULN, "school": file.virtual_school_id, "now": now,
                "purpose": Purpose.HOME_VIRTUAL_SCHOOL,
            },
        )  # fmt: skip
        _add_given_names(cursor)
        cursor.execute("ANALYZE roll_person")


def drop() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS " + _TABLES)


def _add_given_names(cursor: Any) -> None:
    """A young person is sorted by what they like to be called; a list may say their given name."""
    cursor.execute(
        "SELECT person.*, learner.family_name, learner.given_name FROM roll_person person"
        " JOIN learners_learner learner ON learner.id = person.learner_id"
        " WHERE learner.preferred_name NOT IN ('', learner.given_name)"
    )
    rows = [
        (learner_id, uln, born, name)
        for learner_id, uln, born, _, family, given in cursor.fetchall()
        if (name := sort_name(family, given))
    ]
    _copy(cursor, "COPY roll_person FROM STDIN WITH (FORMAT csv)", rows)


def _copy(cursor: Any, statement: str, rows: Iterable[Iterable[object]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    text.seek(0)
    cursor.cursor.copy_expert(statement, text)


def add(lines: Iterable[Listed]) -> None:
    """Put some lines in. An empty text is no value."""
    with connection.cursor() as cursor:
        _copy(cursor, _COPY, lines)


def all_are_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE roll_listed")


def match() -> int:
    """Find whom the lines mean for certain; how many lines are matched or wrong. All at once: each question reads every
    young person, and a hundred thousand lines take it about a second.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_ULN)
        cursor.execute(_BY_NAME, {"placeholder": PLACEHOLDER_ULN})
        cursor.execute("SELECT (SELECT count(*) FROM roll_match) + (SELECT count(errors) FROM roll_listed)")
        return int(cursor.fetchone()[0])


def look_for_others(holds: FileHolds) -> Iterator[int]:
    """Score who the other lines might mean. Yields how many lines are done, after each some thousand."""
    looked_at = 0
    found: list[tuple[object, ...]] = []
    with connection.cursor() as writing:
        for day, numbers, names, ids, recorded in _streamed(_LEFT_BY_DAY):
            if ids is not None:
                found += _alike(day, numbers, names, ids, recorded, holds)
            looked_at += len(numbers)
            if len(found) >= _AT_ONCE or looked_at >= _AT_ONCE:
                _copy(writing, _COPY_MIGHT, found)
                found.clear()
                yield looked_at
                looked_at = 0
        for number, listed, learner_id, recorded in _streamed(_LEFT_BY_NAME):
            fit = day_fit(listed, recorded)
            if least_likeness_of_names(holds, fit) <= 100:
                found.append((number, learner_id, likeness(100, fit), what_fits(100, fit)))
        _copy(writing, _COPY_MIGHT, found)
    yield looked_at


def _alike(
    day: date, numbers: list[int], names: list[str], ids: list[int], recorded: list[str], holds: FileHolds
) -> Iterator[tuple[object, ...]]:
    """For each line of this date of birth those born on the same day whose names are alike enough."""
    fit = day_fit(day, day)
    least = least_likeness_of_names(holds, fit)
    for number, name in zip(numbers, names, strict=True):
        best: dict[int, int] = {}
        for place, alike in alike_enough(name, recorded, least):
            best[ids[place]] = max(alike, best.get(ids[place], 0))
        for learner_id in sorted(best, key=lambda one: (-best[one], one))[:MOST_SHOWN]:
            alike = best[learner_id]
            yield number, learner_id, likeness(alike, fit), what_fits(alike, fit)


def hold_against(decided: Mapping[str, int | None]) -> None:
    """Note the lines that mean somebody else for certain than a person `decided` of the same line before, and add whom they
    decided on where nobody is certain.
    """
    if not decided:
        return
    otherwise: list[int] = []
    meant: dict[int, int] = {}
    for number, uln, name, born, is_matched, learner_id in _streamed(_READ):
        known = [mark for mark in marks(uln, name, born) if mark in decided]
        if not known:
            continue
        before = decided[known[0]]
        if learner_id is not None and learner_id != before:
            otherwise.append(number)
        elif not is_matched and before is not None:
            meant[number] = before
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO roll_decided SELECT unnest(%s::int[])", [otherwise])
        cursor.execute(_MIGHT_AS_DECIDED, {"numbers": list(meant), "learners": list(meant.values())})


def _streamed(query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, some thousand at a time."""
    connection.ensure_connection()
    with connection.connection.cursor(name="roll", withhold=True) as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(query)
        yield from cursor
