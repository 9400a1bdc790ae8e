"""The promises of the agreement that have a clock. Read from top to bottom, they are what Mainstay does.

A care-experienced young person moves from school to college. Social care, the provider and the Virtual School have
promised to work together, and some of their promises must be kept by a certain moment. Each row of the tables is one of
them: what must have happened, who owes it, what starts the clock, how long there is, what counts as kept, and who hears
about it before, at and after that moment. Twenty are about a young person (`young_people`):

    before the start    a key worker is named                                  social care
    around the start    an education plan is agreed                            key worker and designated person
    every six months    the plan is reviewed at the provider                   key worker and designated person
    when people change  the provider hears that the key worker changed         social care
    when it goes wrong  key worker and key contact hear of it the same day     provider
    in an emergency     the key worker responds                                key worker, within 24 hours
    every year          the young person is asked again what may be shared     key worker
    every six months    the pathway plan is reviewed, sooner if asked for      key worker
    when they speak     what the young person said is answered                 key worker, or the provider
    when they ask       they are given a copy of their record                  key worker, by promise and by law
    when others ask     somebody rings back, then releases or refuses          key worker
    every eight weeks   somebody is in touch with the care leaver              key worker
    in a new job        somebody asks how it goes, weekly and monthly          key worker
    without a place     there are taster days and in-touch days                key worker
    every six months    extra support is reviewed                              key worker
    when they return    who comes back after 21 is assessed                    social care

Seven are about the agencies themselves (`agencies`). Each side of an agreement owes the first three to the other, as
long as it is in force; the others begin with an act:

    every year          people and contacts are confirmed as right             each side
    before it expires   the data-protection registration is renewed            each side
    before it is stale  the training of those in the posts is refreshed        each side
    every year          the agreement is reviewed                              Virtual School
    when challenged     an answer is given                                     the agency that is challenged
    on a complaint      it is acknowledged, and it is answered                 the agency it is about

The limits are those the agreement is signed with; one agreement may set others (`agreements.terms`). The letters and
numbers name the clauses. A ladder climbs: those who owe the duty are reminded first, their manager hears when it is
late, then the partner agency.
"""

from collections.abc import Mapping

from agreements.duties.agencies import ABOUT_THE_AGENCIES
from agreements.duties.young_people import ABOUT_A_YOUNG_PERSON
from agreements.enums import TermKey
from deadlines.enums import Unit
from deadlines.rules import Duty, Limit

DUTIES: tuple[Duty, ...] = (*ABOUT_A_YOUNG_PERSON, *ABOUT_THE_AGENCIES)

#: How long social care has to name a key worker for a young person recorded after the end of Year 11 (A9).
AFTER_YEAR_11 = Limit(10, Unit.WORKING_DAYS)

#: Local hour at which the steps counted in days leave.
MORNING_HOUR = Limit(8, Unit.HOURS)

#: Attendance in per cent: what is aimed at (the regional strategy), and at or below which absence is persistent and
#: something is done (absence of 10 % or more: domain facts §6).
ATTENDANCE_TARGET = Limit(95, Unit.PERCENT)
ATTENDANCE_LIMIT = Limit(90, Unit.PERCENT)

#: From when on a time without a place counts as long. No law says; six months are common practice.
LONG_TERM_NEET = Limit(6, Unit.MONTHS)

#: How far the start of a place on a provider's list may lie from the one on record and still mean the same place.
ROLL_TOLERANCE = Limit(28, Unit.DAYS)

DUTY_BY_CODE: Mapping[str, Duty] = {duty.code: duty for duty in DUTIES}

#: How long before a board meets the leads of its strategies answer. Papers of a local authority's meetings are open to
#: everybody five clear days before (Local Government Act 1972, section 100B), and somebody has to write them first.
BOARD_UPDATE = Limit(10, Unit.DAYS)

#: The default terms: what applies where no agreement says otherwise. Loaded as dated rows by a migration, so that
#: they too can change from a day on.
DEFAULT_TERMS: Mapping[TermKey, Limit] = {
    **{TermKey(duty.code): duty.limit for duty in DUTIES},
    TermKey.KEY_WORKER_NAMED: AFTER_YEAR_11,
    TermKey.ATTENDANCE_TARGET: ATTENDANCE_TARGET,
    TermKey.ATTENDANCE_LIMIT: ATTENDANCE_LIMIT,
    TermKey.LONG_TERM_NEET: LONG_TERM_NEET,
    TermKey.ROLL_TOLERANCE: ROLL_TOLERANCE,
    TermKey.BOARD_UPDATE: BOARD_UPDATE,
    TermKey.MORNING_HOUR: MORNING_HOUR,
}
