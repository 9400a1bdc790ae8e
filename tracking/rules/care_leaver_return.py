"""The checks of the yearly return on care leavers (OC3 of SSDA903; domain facts §5). Pure.

The return runs from 1 April to 31 March and asks of each care leaver whether somebody is in touch, what they do and where
they live, on or around their birthday in that year.
"""

from dataclasses import dataclass
from datetime import date

from tracking.rules.ages import age_on

YES, NO, DIED, REFUSES, NOT_NEEDED, HOME = "YES", "NO", "DIED", "REFU", "NREQ", "RHOM"
IN_TOUCH = {
    YES: "In touch",
    NO: "Not in touch",
    DIED: "Died",
    REFUSES: "Refuses contact",
    NOT_NEEDED: "No longer requires services",
    HOME: "Returned home for six months or more",
}
NOTHING = "0"

#: The fields of the return, as forms name them.
FIELDS = ("in_touch", "activity", "accommodation")


@dataclass(frozen=True)
class Entry:
    """What the return says of one care leaver; empty fields are not filled in."""

    in_touch: str
    activity: str
    accommodation: str


@dataclass(frozen=True)
class Fault:
    """What is wrong, beside which field."""

    field: str
    text: str


def return_year(day: date) -> int:
    """The year of the return in which a day lies: the calendar year in which it ends."""
    return day.year + (day.month >= 4)


def age_in(date_of_birth: date, year: int) -> int:
    """The age reached in the year of the return."""
    return age_on(date_of_birth, date(year, 3, 31))


def faults(entry: Entry, *, date_of_birth: date, year: int, before: Entry | None = None) -> list[Fault]:
    """Everything that the national checks would refuse; `before` is the entry of the year before."""
    filled = [bool(getattr(entry, field)) for field in FIELDS]
    if not any(filled):
        return []
    if not all(filled):
        return [
            Fault(field, "Fill in all three, or none")
            for field, is_there in zip(FIELDS, filled, strict=True)
            if not is_there
        ]
    age = age_in(date_of_birth, year)
    found = []
    if age < 17:
        found.append(Fault("in_touch", "Nobody under 17 is in this return"))
    if age > 25:
        found.append(Fault("in_touch", "Nobody over 25 is in this return"))
    found += _of_contact(entry, age, before)
    found += _of_home(entry.accommodation, age)
    return found


def _of_contact(entry: Entry, age: int, before: Entry | None) -> list[Fault]:
    found = []
    nothing = [field for field in ("activity", "accommodation") if getattr(entry, field) == NOTHING]
    if entry.in_touch == YES:
        found += [Fault(field, "Somebody is in touch, so this is known") for field in nothing]
    if entry.in_touch in (DIED, HOME):
        given = [field for field in ("activity", "accommodation") if field not in nothing]
        found += [Fault(field, f"Choose 0: {IN_TOUCH[entry.in_touch].lower()}") for field in given]
    if before is not None and before.in_touch == DIED and entry.in_touch != DIED:
        found.append(Fault("in_touch", "The return of the year before says that they died"))
    if 22 <= age <= 25 and entry.in_touch != YES:
        found.append(Fault("in_touch", "From 22 on only those who are in touch are in this return"))
    return found


def _of_home(accommodation: str, age: int) -> list[Fault]:
    found = []
    if accommodation in ("S1", "X1"):
        found.append(Fault("accommodation", "No fixed abode and custody are never suitable"))
    if accommodation.startswith("T") and age < 18:
        found.append(Fault("accommodation", "A foyer is for people of 18 and over"))
    if accommodation.startswith("Z") and age == 17:
        found.append(Fault("accommodation", "Staying with former foster carers begins at 18"))
    return found


def birthday_in(date_of_birth: date, year: int) -> date:
    """The birthday in the year of the return; of who is born on 29 February, in other years 1 March."""
    for calendar_year in (year - 1, year):
        try:
            birthday = date_of_birth.replace(year=calendar_year)
        except ValueError:
            birthday = date(calendar_year, 3, 1)
        if return_year(birthday) == year:
            return birthday
    raise AssertionError("every year has a birthday")


#: Work and learning of fewer hours a week is part time.
FULL_TIME = 16

#: What the return calls what the list of current activity (NCCIS) calls by a code. A proposal for a person to check: the two
#: lists do not match one to one, and of those missing here the return says nothing.
_RETURNED_AS = {
    **dict.fromkeys(("210", "220", "230", "270", "280", "290", "110", "120"), "F2"),
    "240": "F1",
    "250": "P2",
    "310": "F4",
    **dict.fromkeys(("320", "330", "340", "350", "380", "381", "410", "430", "440", "450", "460"), "F5"),
    "360": "P5",
    "530": "P5",
    **dict.fromkeys(("540", "550", "610", "615", "616", "619", "620", "660", "670", "680", "710"), "G5"),
    **dict.fromkeys(("630", "650"), "G6"),
    "640": "G4",
}


def proposed_activity(code: str, hours: int | None) -> str:
    """The code of the return for what the record says they did; empty where it proposes nothing."""
    found = _RETURNED_AS.get(code, "")
    return f"P{found[1:]}" if found.startswith("F") and hours is not None and hours < FULL_TIME else found
