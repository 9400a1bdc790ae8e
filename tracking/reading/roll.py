"""The form of a list of who is on roll (W9). The second names of the columns are those of the national return (ILR)."""

from collections.abc import Iterator

from accounts.tables import Limits
from learners.rules import PLACEHOLDER_ULN
from tracking.enums import Completion
from tracking.reading.cells import a_day, a_text, one_of, read_uln
from tracking.reading.file_form import Column, FileForm, Values

LIMITS = Limits(lines=100_000, megabytes=30, unpacked=300)

_day_of_place = a_day(2000, 2100)


def _fits_together(values: Values) -> Iterator[tuple[str, str]]:
    if values["date_of_birth"] is None and values["uln"] in ("", PLACEHOLDER_ULN):
        yield "date_of_birth", "or a unique learner number must be there: a name alone says too little."
    starts = values["starts_on"]
    if starts is not None:
        for key in ("planned_end_on", "ended_on"):
            if values[key] is not None and values[key] < starts:
                yield key, "is before the start."


ROLL = FileForm(
    sheet="On roll",
    columns=(
        Column(
            "uln", "ULN", "Unique learner number: ten digits. 9999999999 if it is not known yet.", read_uln,
            also=("Unique learner number",), empty="",
        ),
        Column("given_name", "Given name", "First name or names.", a_text(60), True, ("GivenNames", "First name"), ""),
        Column("family_name", "Family name", "Last name.", a_text(60), True, ("Surname", "Last name"), ""),
        Column("date_of_birth", "Date of birth", "As 3/9/2008 or 2008-09-03.", a_day(1980, 2100), also=("DateOfBirth", "DOB")),
        Column(
            "reference", "Learner reference", "Your own number for the learner, at most 12 characters.", a_text(12),
            also=("LearnRefNumber",), empty="",
        ),
        Column("course", "Course", "As you call it.", a_text(120), also=("Programme",), empty=""),
        Column("aim_reference", "Learning aim", "The reference of the aim: 8 characters.", a_text(8), also=("LearnAimRef",), empty=""),
        Column("starts_on", "Start date", "The first day of the place.", _day_of_place, also=("LearnStartDate",)),
        Column("planned_end_on", "Planned end", "The last day as planned.", _day_of_place, also=("LearnPlanEndDate",)),
        Column("ended_on", "Actual end", "The last day, if it is over.", _day_of_place, also=("LearnActEndDate",)),
        Column(
            "completion", "Completion status", "1 continuing, 2 completed, 3 left before the end, 6 agreed break.",
            one_of({value: value for value in Completion.values}), also=("CompStatus",), empty="",
        ),
    ),
    limits=LIMITS,
    judge=_fits_together,
)  # fmt: skip
