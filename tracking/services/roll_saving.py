"""What came of matching a list of who is on roll becomes lines for people to look at (W9): in one statement, because the list
may be long. Why a line is not certain is judged here, in this order: who it is, what was decided of the same line before,
whether it is there twice, the place, the end, the start.
"""

from datetime import date
from typing import Any

from django.db import connection

from agreements.enums import TermKey
from agreements.terms import terms_for
from tracking.enums import Completion, FileHolds, LineReason, LineState
from tracking.models import ImportFile

_LINES = """
INSERT INTO tracking_rollline (
    file_id, number, uln, given_name, family_name, sort_name, date_of_birth, reference, course, aim_reference, starts_on,
    planned_end_on, ended_on, completion, state, reason, errors, learner_id, enrolment_id, is_told
)
SELECT %(file)s, number, CASE WHEN kept THEN coalesce(uln, '') ELSE '' END,
       CASE WHEN kept THEN coalesce(given_name, '') ELSE '' END, CASE WHEN kept THEN coalesce(family_name, '') ELSE '' END,
       CASE WHEN kept THEN coalesce(name, '') ELSE '' END, CASE WHEN kept THEN date_of_birth END,
       CASE WHEN kept THEN coalesce(reference, '') ELSE '' END, CASE WHEN kept THEN coalesce(course, '') ELSE '' END,
       CASE WHEN kept THEN coalesce(aim_reference, '') ELSE '' END, CASE WHEN kept THEN starts_on END,
       CASE WHEN kept THEN planned_end_on END, CASE WHEN kept THEN ended_on END,
       CASE WHEN kept THEN coalesce(completion, '') ELSE '' END, state,
       CASE WHEN state = %(review)s THEN reason ELSE '' END, coalesce(replace(errors, chr(31), chr(10)), ''),
       CASE WHEN state = %(matched)s THEN learner_id END, CASE WHEN state = %(matched)s THEN enrolment_id END, false
FROM (
    SELECT judged.*, state IN (%(matched)s, %(review)s) AS kept
    FROM (
        SELECT reasoned.*,
               CASE WHEN errors IS NOT NULL THEN %(wrong)s
                    WHEN reason = '' THEN %(matched)s
                    WHEN reason = %(none)s AND %(everyone)s
                         AND NOT EXISTS (SELECT FROM roll_might might WHERE might.number = reasoned.number)
                        THEN %(not_ours)s
                    ELSE %(review)s END AS state
        FROM (
            SELECT listed.*, found.learner_id, coalesce(meant.id, place.id) AS enrolment_id,
                   CASE WHEN listed.errors IS NOT NULL OR found.number IS NULL THEN %(none)s
                        WHEN found.learner_id IS NULL THEN %(several)s
                        WHEN found.differs THEN %(differs)s
                        WHEN decided.number IS NOT NULL THEN %(decided)s
                        WHEN twice.number IS NOT NULL THEN %(twice)s
                        WHEN place.id IS NULL AND EXISTS (
                            SELECT FROM learners_enrolment other
                            WHERE other.learner_id = found.learner_id AND other.ended_on IS NULL
                              AND other.provider_id <> %(provider)s
                        ) THEN %(elsewhere)s
                        WHEN place.id IS NULL THEN %(no_place)s
                        WHEN listed.completion IN (%(completed)s, %(withdrawn)s) OR listed.ended_on <= %(today)s
                            THEN %(left)s
                        WHEN abs(listed.starts_on - coalesce(meant.starts_on, place.starts_on)) > %(tolerance)s THEN %(start)s
                        ELSE '' END AS reason
            FROM roll_listed listed
            LEFT JOIN roll_match found ON found.number = listed.number
            LEFT JOIN roll_decided decided ON decided.number = listed.number
            LEFT JOIN roll_twice twice ON twice.number = listed.number
            LEFT JOIN roll_place place ON place.learner_id = found.learner_id
            LEFT JOIN LATERAL (
                SELECT one.id, one.starts_on FROM learners_enrolment one
                WHERE place.places > 1 AND one.learner_id = found.learner_id AND one.provider_id = %(provider)s
                  AND one.ended_on IS NULL
                ORDER BY lower(one.course) = lower(listed.course) DESC NULLS LAST,
                         abs(one.starts_on - listed.starts_on) NULLS LAST, one.id
                LIMIT 1
            ) meant ON true
        ) reasoned
    ) judged
) blanked
"""

_TWICE = """
DROP TABLE IF EXISTS roll_twice;
CREATE TEMP TABLE roll_twice AS
SELECT number FROM (
    SELECT listed.number, row_number() OVER (
        PARTITION BY found.learner_id, lower(listed.course), lower(listed.aim_reference) ORDER BY listed.number
    ) AS time
    FROM roll_match found JOIN roll_listed listed ON listed.number = found.number
    WHERE found.learner_id IN (SELECT learner_id FROM roll_match GROUP BY learner_id HAVING count(*) > 1)
) counted WHERE time > 1;
"""

# Most young people have one place at the provider. Only of those with several it matters which one is meant.
_PLACES = """
DROP TABLE IF EXISTS roll_place;
CREATE TEMP TABLE roll_place AS
SELECT place.learner_id, count(*) AS places, min(place.id) AS id, min(place.starts_on) AS starts_on
FROM learners_enrolment place WHERE place.provider_id = %(provider)s AND place.ended_on IS NULL
GROUP BY place.learner_id;
ANALYZE roll_twice; ANALYZE roll_place; ANALYZE roll_match; ANALYZE roll_might; ANALYZE roll_decided;
"""

_CANDIDATES = """
INSERT INTO tracking_rollcandidate (line_id, learner_id, score, fits)
SELECT line.id, ranked.learner_id, ranked.score, ranked.fits
FROM (
    SELECT might.*, row_number() OVER (PARTITION BY number ORDER BY score DESC, learner_id) AS place
    FROM (
        SELECT number, learner_id, score, fits FROM roll_might
        UNION ALL
        SELECT number, learner_id, CASE WHEN differs THEN 90 ELSE 100 END,
               CASE WHEN is_by_uln AND differs THEN 'The same unique learner number, but another date of birth or name'
                    WHEN is_by_uln THEN 'The same unique learner number'
                    WHEN differs THEN 'The same name and date of birth, but another unique learner number'
                    ELSE 'The same name, the same date of birth' END
        FROM roll_match WHERE learner_id IS NOT NULL
        UNION ALL
        SELECT DISTINCT found.number, person.learner_id, 100, 'The same name, the same date of birth'
        FROM roll_match found JOIN roll_listed listed ON listed.number = found.number
        JOIN roll_person person ON person.date_of_birth = listed.date_of_birth AND person.name = listed.name
        WHERE found.learner_id IS NULL
    ) might
) ranked
JOIN tracking_rollline line ON line.file_id = %(file)s AND line.number = ranked.number AND line.state = %(review)s
WHERE ranked.place <= %(most)s
"""

_COUNTS = "SELECT count(*), count(errors) FROM roll_listed"


def save_lines(file: ImportFile, *, most_shown: int, today: date) -> tuple[int, int]:
    """Write the lines and who they might mean; how many lines there are, and how many of them are wrong."""
    terms = terms_for(home_virtual_school=file.virtual_school, provider=file.provider, on=today)
    values: dict[str, Any] = {
        "file": file.pk, "provider": file.provider_id, "today": today, "tolerance": terms.limit(TermKey.ROLL_TOLERANCE).amount,
        "everyone": file.holds == FileHolds.EVERYONE,
        "matched": LineState.MATCHED.value, "review": LineState.REVIEW.value, "wrong": LineState.WRONG.value,
        "not_ours": LineState.NOT_OURS.value,
        "none": LineReason.NONE.value, "several": LineReason.SEVERAL.value, "differs": LineReason.DIFFERS.value,
        "decided": LineReason.DECIDED.value,
        "twice": LineReason.TWICE.value, "elsewhere": LineReason.PROVIDER.value, "no_place": LineReason.NO_PLACE.value,
        "left": LineReason.LEFT.value, "start": LineReason.START.value,
        "completed": Completion.COMPLETED.value, "withdrawn": Completion.WITHDRAWN.value, "most": most_shown,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TWICE)
        cursor.execute(_PLACES, values)
        cursor.execute(_LINES, values)
        cursor.execute(_CANDIDATES, values)
        cursor.execute(_COUNTS)
        lines, wrong = cursor.fetchone()
    return lines, wrong
