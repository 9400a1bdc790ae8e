"""The end of a case and the way back: when, what must be done first, and what remains (W8). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracking.rules.ages import age_on

#: Support of a personal adviser lasts to this birthday; after it on request (domain facts §2).
SUPPORTED_UNTIL = 21
#: Until this birthday somebody can ask for support again, whether or not they learn (domain facts §2).
MAY_RETURN_UNTIL = 25


def birthday(date_of_birth: date, age: int) -> date:
    """The day with whose beginning that age is reached. Born on 29 February: 1 March in a year that has none."""
    try:
        return date_of_birth.replace(year=date_of_birth.year + age)
    except ValueError:
        return date(date_of_birth.year + age, 3, 1)


def may_be_closed(date_of_birth: date, on: date) -> bool:
    """Whether support may come to its end on a local day."""
    return age_on(date_of_birth, on) >= SUPPORTED_UNTIL


def may_return(date_of_birth: date, on: date) -> bool:
    """Whether somebody who asks on a local day must be assessed again."""
    return age_on(date_of_birth, on) < MAY_RETURN_UNTIL


def missing_to_close(
    *, is_told: bool, knows_what_remains: bool, is_agreed: bool, has_letter: bool, learns: bool, has_said: bool
) -> list[str]:
    """What must still be done before the case is closed, in words; empty when it may be.

    Who still learns keeps their support unless they themselves want it to end, so what they say is needed then.
    """
    missing = []
    if not is_told:
        missing.append("tell them that the case is to be closed")
    if learns and not has_said:
        missing.append("write down what they say, because they still learn")
    if not knows_what_remains:
        missing.append("tell them what remains available")
    if not is_agreed:
        missing.append("have it agreed by the team manager")
    if not has_letter:
        missing.append("give them the letter")
    return missing


@dataclass(frozen=True)
class Remaining:
    """Something that somebody can still have after the case is closed, as the letter says it."""

    title: str
    text: str
    #: Only for whom may still come back.
    until_25: bool = False


REMAINING = (
    Remaining(
        "Your adviser again",
        "Until the day before you are 25 you can ask for support again. You do not have to be in education, and you do "
        "not have to say why. You can ask more than once.",
        until_25=True,
    ),
    Remaining(
        "Money for learning and work",
        "There may be money for care leavers who start an apprenticeship or go to university. Ask us before you start.",
        until_25=True,
    ),
    Remaining(
        "Your council’s offer for care leavers",
        "Your council has a list of what it does for care leavers: for example help with council tax, with rent or with "
        "travel. Ask us for the list, or look on your council’s website.",
    ),
    Remaining("Your record", "You can ask for a copy of what is written about you, at any time and at no cost."),
    Remaining(
        "To say how it was",
        "You can tell us what was good and what was not, or make a complaint. It changes nothing in what you can ask for.",
    ),
)


def remaining(date_of_birth: date, on: date) -> Iterable[Remaining]:
    """What remains for somebody whose case is closed on a local day."""
    comes_back = may_return(date_of_birth, on)
    return [each for each in REMAINING if comes_back or not each.until_25]
