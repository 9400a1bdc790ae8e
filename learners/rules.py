"""Rules about young people's records. Pure: no clock, no database."""

import re
from collections.abc import Mapping
from datetime import timedelta

from learners.enums import LifeEvent

#: Given to learners whose real number is not known yet. Shared by many people, so it identifies nobody (domain facts
#: §5).
PLACEHOLDER_ULN = "9999999999"

#: How long a provider whose learner has left can still open the record, to prove notices it owes (A30 survives the end
#: of a place).
TIME_TO_PROVE = timedelta(days=28)


def uln_is_valid(uln: str) -> bool:
    """Whether `uln` is a unique learner number: ten digits, the first not zero, and its check digit right (domain facts
    §5).

    The first nine digits are weighed 10 down to 2; with r the remainder of their sum by 11, the tenth digit is 10 − r,
    and r = 0 is never issued. The temporary placeholder passes unchecked.
    """
    if uln == PLACEHOLDER_ULN:
        return True
    if not re.fullmatch(r"[1-9][0-9]{9}", uln, re.ASCII):
        return False
    remainder = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), uln, strict=False)) % 11
    return remainder != 0 and int(uln[9]) == 10 - remainder


#: Which clocks stop when something happens to the young person. A duty not named here goes on; death stops all of them.
#: The notice of an incident (A30) and the answer to an emergency (A18) are owed for what has already happened, so the
#: end of a place or of the case takes neither away.
CANCELLED_BY: Mapping[LifeEvent, frozenset[str]] = {
    LifeEvent.ENROLMENT_ENDED: frozenset({"education_plan", "plan_review"}),
    LifeEvent.TRANSFERRED: frozenset({"education_plan", "plan_review"}),
    LifeEvent.CASE_CLOSED: frozenset(
        {"education_plan", "plan_review", "key_worker_named", "key_worker_change", "consent_check"}
    ),
}


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
