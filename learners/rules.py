"""Rules about young people's records. Pure: no clock, no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from operator import mul

from accounts.enums import Purpose
from learners.enums import Asker, Basis, ConsentDecision, ConsentPurpose, ConsentSaidBy, LifeEvent

#: Given to learners whose real number is not known yet. Shared by many people, so it identifies nobody (domain facts
#: §5).
PLACEHOLDER_ULN = "9999999999"
_WEIGHTS = tuple(range(10, 0, -1))

#: How long a provider whose learner has left can still open the record, to prove notices it owes (A30 survives the end
#: of a place).
TIME_TO_PROVE = timedelta(days=28)


def uln_is_valid(uln: str) -> bool:
    """Whether `uln` is a unique learner number: ten digits, the first not zero, and its check digit right (domain facts
    §5).

    The first nine digits are weighed 10 down to 2; with r the remainder of their sum by 11, the tenth digit is 10 − r,
    and r = 0 is never issued. So all ten, weighed 10 down to 1, leave the remainder 10; the code of a letter may stand for
    the digit, because 48 times the weights leaves none. The temporary placeholder passes unchecked.
    """
    if uln == PLACEHOLDER_ULN:
        return True
    if len(uln) != 10 or not (uln.isascii() and uln.isdigit()) or uln[0] == "0":
        return False
    return sum(map(mul, _WEIGHTS, uln.encode())) % 11 == 10


_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})", re.ASCII)


def written_postcode(text: str) -> str:
    """A postcode as it is written out, "ws1 1tp" and "WS11TP" alike: “WS1 1TP”. ValueError if it is none."""
    match = _POSTCODE.fullmatch("".join(text.upper().split()))
    if match is None:
        raise ValueError(f"“{text}” is no postcode.")
    return f"{match[1]} {match[2]}"


#: Which clocks stop when something happens to the young person. A duty not named here goes on; death stops all of them.
#: The notice of an incident (A30) and the answer to an emergency (A18) are owed for what has already happened, and a copy
#: of their record (P19a) is owed to whoever asked for it, so the end of a place or of the case takes none of them away.
CANCELLED_BY: Mapping[LifeEvent, frozenset[str]] = {
    LifeEvent.ENROLMENT_ENDED: frozenset({"education_plan", "plan_review"}),
    LifeEvent.TRANSFERRED: frozenset({"education_plan", "plan_review"}),
    LifeEvent.CASE_CLOSED: frozenset(
        {
            "education_plan",
            "plan_review",
            "pathway_review",
            "pathway_review_asked",
            "view_answered",
            "in_touch",
            "work_contact_weekly",
            "work_contact_monthly",
            "taster_day",
            "in_touch_day",
            "support_review",
            "key_worker_named",
            "key_worker_change",
            "consent_check",
        }
    ),
}

#: What a provider owes together with social care and leaves to it when the place ends: no reason to keep the record open.
LEFT_TO_SOCIAL_CARE: frozenset[str] = frozenset({"view_answered"})


def stops_clock(event: LifeEvent, duty_code: str) -> bool:
    """Whether `event` takes away the duty `duty_code` while its clock runs."""
    return event == LifeEvent.DIED or duty_code in CANCELLED_BY[event]


def missing_for_start(
    *, has_key_worker: bool, designated_person_knows_key_worker: bool, provider_knows_contacts: bool
) -> list[str]:
    """What must still be done before the young person is ready to start (A12, A26), in words; empty when they are
    ready.
    """
    missing = []
    if not has_key_worker:
        missing.append("name a key worker")
    if not designated_person_knows_key_worker:
        missing.append("make sure the designated person knows the key worker")
    if not provider_knows_contacts:
        missing.append("make sure the provider knows the key worker and the Virtual School key contact")
    return missing


#: From this birthday on only the young person decides what is shared about them (Family Law Reform Act 1969 s. 1(1)).
ADULT = 18

#: The longest that a record is shared without consent before somebody must think and write again: the grounds of P19f
#: are about something acute, and four weeks reach the next meeting of the people around a young person.
LONGEST_OVERRIDE = timedelta(days=28)


def turns_18_on(date_of_birth: date) -> date:
    """The day with whose beginning the young person is 18 (Family Law Reform Act 1969 s. 9(1): an age is reached at the
    start of the anniversary of birth).

    Born on 29 February: 1 March, because eighteen years on there is never a 29 February and on the 28th the year is not
    yet complete.
    """
    year = date_of_birth.year + ADULT
    if (date_of_birth.month, date_of_birth.day) == (2, 29):
        return date(year, 3, 1)
    return date(year, date_of_birth.month, date_of_birth.day)


def lapses_on(*, said_by: str, date_of_birth: date) -> date | None:
    """The day with whose beginning an answer no longer counts: the 18th birthday for what somebody else decided; None
    for the young person’s own.
    """
    return None if said_by == ConsentSaidBy.YOUNG_PERSON else turns_18_on(date_of_birth)


class Standing(Enum):
    """How the latest answer for one purpose stands on a day."""

    NEVER_ASKED = "never asked"
    GIVEN = "given"
    LAPSED = "given by somebody else, who no longer decides"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def standing(*, decision: str | None, said_by: str, date_of_birth: date, today: date) -> Standing:
    """How an answer stands on the local day `today`; `decision` None: nobody has asked yet (P19e)."""
    if decision is None:
        return Standing.NEVER_ASKED
    if decision != ConsentDecision.GIVEN:
        return Standing.REFUSED if decision == ConsentDecision.REFUSED else Standing.WITHDRAWN
    ends = lapses_on(said_by=said_by, date_of_birth=date_of_birth)
    return Standing.LAPSED if ends is not None and today >= ends else Standing.GIVEN


@dataclass(frozen=True)
class AfterAnswer:
    """What an answer does to the clocks of asking again (P19e): the one that runs for the purpose is met or cancelled,
    and whether a new one begins.
    """

    meets_running: bool
    opens_new: bool


#: Somebody who said yes or no was asked, so the clock is met, and a year later the answer is looked at again. Who takes
#: consent back acts by themselves: nobody has asked, nothing is shared that could be checked, and they are not pressed.
AFTER_ANSWER: Mapping[ConsentDecision, AfterAnswer] = {
    ConsentDecision.GIVEN: AfterAnswer(meets_running=True, opens_new=True),
    ConsentDecision.REFUSED: AfterAnswer(meets_running=True, opens_new=True),
    ConsentDecision.WITHDRAWN: AfterAnswer(meets_running=False, opens_new=False),
}


def ask_again_on(*, limit_ends_on: date, said_by: str, date_of_birth: date) -> date:
    """The last day to ask again: where the limit ends, but no later than the 18th birthday if somebody else answered,
    because from that day on the young person has to be asked (P19e).
    """
    ends = lapses_on(said_by=said_by, date_of_birth=date_of_birth)
    return limit_ends_on if ends is None else min(limit_ends_on, ends)


#: What must be agreed before an agency is linked for a purpose, and what is gone with it. A provider’s link needs none:
#: what it records itself and must be told stands in the agreement.
CONSENT_FOR_LINK: Mapping[Purpose, ConsentPurpose] = {
    Purpose.PANEL_PARTNER: ConsentPurpose.PANEL,
    Purpose.HOST_VIRTUAL_SCHOOL: ConsentPurpose.SUPPORT,
}

#: What may be shared with an agency that is linked for a purpose.
SHARED_THROUGH: Mapping[Purpose, tuple[ConsentPurpose, ...]] = {
    Purpose.PROVIDER: (ConsentPurpose.EDUCATION, ConsentPurpose.SAFEGUARDING),
    Purpose.PANEL_PARTNER: (ConsentPurpose.PANEL,),
    Purpose.HOST_VIRTUAL_SCHOOL: (ConsentPurpose.SUPPORT,),
}

#: Who is told something only if the young person has said yes: parents (P19b), whoever takes over the record (P19d), and
#: somebody of whom the protocol says nothing. The police, probation, social services, benefits offices and employers are
#: told unless the young person has said no (P19c).
NEEDS_CONSENT: frozenset[Asker] = frozenset({Asker.PARENT, Asker.OTHER_SERVICE, Asker.OTHER})

#: Who asks for a person and not for an organisation.
PRIVATE: frozenset[Asker] = frozenset({Asker.PARENT, Asker.OTHER})


def asked_about(asker: Asker) -> ConsentPurpose:
    """The purpose of consent that counts for who asks."""
    return ConsentPurpose.FAMILY if asker in PRIVATE else ConsentPurpose.OUTSIDE


def basis_of_release(asker: Asker, stands: Standing) -> Basis | None:
    """On which basis somebody who asks may be told, as the answer of the young person stands; None: not without one of the
    grounds of P19f. What somebody else agreed to before the 18th birthday is no yes, and no no either.
    """
    if stands == Standing.GIVEN:
        return Basis.CONSENT
    if asker in NEEDS_CONSENT or stands in (Standing.REFUSED, Standing.WITHDRAWN):
        return None
    return Basis.NOT_REFUSED
