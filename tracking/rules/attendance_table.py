"""The table of attendance that a provider hands in: a line for each young person and week (P9). Pure."""

from collections.abc import Iterator, Mapping
from datetime import date

from tracking.enums import MarkMeaning
from tracking.reading import Column, FileForm, Limits, Unreadable, Values, a_day, a_text, read_uln
from tracking.rules.attendance_entry import Entry, Faults, read_marks, read_numbers, read_percent

_MONDAY = a_day(2015, 2100)


def _a_monday(text: str) -> date:
    day = _MONDAY(text)
    if day.weekday() != 0:
        raise Unreadable(f"must be a Monday, and {day:%-d/%-m/%Y} is a {day:%A}.")
    return day


def _fits(values: Values) -> Iterator[tuple[str, str]]:
    if not values["uln"] and not (values["given_name"] and values["family_name"] and values["date_of_birth"]):
        yield "uln", "is missing: enter it, or both names and the date of birth."
    ways = [bool(values["possible"] or values["attended"]), bool(values["marks"]), bool(values["percent"])]
    if not any(ways):
        yield "attended", "is missing: enter sessions, marks or a percentage."
    elif sum(ways) > 1:
        yield "percent" if ways[2] else "marks", "is one too many: enter sessions, marks or a percentage, one of them."


FORM = FileForm(
    sheet="Attendance",
    columns=(
        Column(
            "uln",
            "ULN",
            "The unique learner number, ten digits. Best of all: names can be alike.",
            read_uln,
            also=("UniqueLearnerNumber",),
            empty="",
        ),
        Column(
            "given_name",
            "Given name",
            "Needed where there is no ULN.",
            a_text(60),
            also=("GivenNames", "Forename"),
            empty="",
        ),
        Column("family_name", "Family name", "Needed where there is no ULN.", a_text(60), also=("Surname",), empty=""),
        Column(
            "date_of_birth",
            "Date of birth",
            "Needed where there is no ULN, as 3/9/2008.",
            a_day(1980, 2100),
            also=("DOB",),
        ),
        Column(
            "course",
            "Course",
            "Only for somebody with two courses with you: its name in Mainstay.",
            a_text(120),
            empty="",
        ),
        Column("week", "Week beginning", "The Monday, as 7/9/2026.", _a_monday, is_needed=True, also=("Week",)),
        Column(
            "possible",
            "Possible sessions",
            "Half days that could have been attended, 0 to 14.",
            a_text(20),
            also=("Possible",),
            empty="",
        ),
        Column("attended", "Sessions attended", "Half days.", a_text(20), also=("Attended", "Present"), empty=""),
        Column(
            "authorised",
            "Absences with permission",
            "Half days; empty for none.",
            a_text(20),
            also=("Authorised",),
            empty="",
        ),
        Column(
            "marks",
            "Marks",
            "The marks of the week instead of sessions, as //\\//. What they mean is said in Mainstay.",
            a_text(60),
            empty="",
        ),
        Column(
            "percent",
            "Percentage",
            "Only where nothing else is known: it is shown as unverified.",
            a_text(20),
            also=("Attendance %",),
            empty="",
        ),
    ),
    limits=Limits(lines=5_000),
    judge=_fits,
)

TITLES = {column.key: column.title for column in FORM.columns}


def entry_in(values: Values, meanings: Mapping[str, MarkMeaning]) -> tuple[Entry | None, Faults]:
    """The week that a line tells of, and everything wrong with it by column."""
    if values["marks"]:
        return read_marks(values["marks"], meanings)
    if values["percent"]:
        return read_percent(values["percent"])
    return read_numbers(values["possible"], values["attended"], values["authorised"])
