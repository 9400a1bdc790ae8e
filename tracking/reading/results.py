"""The form of a list of courses and results (A35). The second names of the columns are those of the national return (ILR)."""

from collections.abc import Iterator

from accounts.tables import Limits
from learners.enums import Level
from learners.rules import PLACEHOLDER_ULN
from tracking.enums import AimOutcome, Completion, NextStep
from tracking.reading.cells import a_day, a_number, a_text, one_of, read_uln
from tracking.reading.file_form import Column, FileForm, Values
from tracking.rules.results import WITHDRAW_REASONS

LIMITS = Limits(lines=5_000)

_day_of_course = a_day(2000, 2100)
_points = a_number(0, 9_999, places=2)
_LEVELS = {**{value: value for value in Level.values}, **{str(level.label): level.value for level in Level}}
_NEXT = {**{value: value for value in NextStep.values}, **{str(step.label): step.value for step in NextStep}}


def _fits_together(values: Values) -> Iterator[tuple[str, str]]:
    if values["uln"] in ("", PLACEHOLDER_ULN) and not (
        values["given_name"] and values["family_name"] and values["date_of_birth"]
    ):
        yield "uln", "is missing: enter it, or both names and the date of birth."


RESULTS = FileForm(
    sheet="Results",
    columns=(
        Column(
            "uln", "ULN", "Unique learner number: ten digits. Without it enter both names and the date of birth.", read_uln,
            also=("Unique learner number",), empty="",
        ),
        Column("given_name", "Given name", "First name or names.", a_text(60), also=("GivenNames", "First name"), empty=""),
        Column("family_name", "Family name", "Last name.", a_text(60), also=("Surname", "Last name"), empty=""),
        Column("date_of_birth", "Date of birth", "As 3/9/2008 or 2008-09-03.", a_day(1980, 2100), also=("DateOfBirth", "DOB")),
        Column("title", "Course", "The qualification or course, as on the certificate.", a_text(160), True, ("Qualification",)),
        Column("reference", "Learning aim", "The reference of the aim: 8 characters.", a_text(8), also=("LearnAimRef",), empty=""),
        Column("level", "Level", "entry, 1, 2, 3, 4+ or none.", one_of(_LEVELS), True),
        Column("starts_on", "Start date", "The first day.", _day_of_course, True, ("LearnStartDate",)),
        Column("planned_end_on", "Planned end", "The last day as planned.", _day_of_course, True, ("LearnPlanEndDate",)),
        Column("ended_on", "Actual end", "The last day, if it is over.", _day_of_course, also=("LearnActEndDate",)),
        Column(
            "completion", "Completion status", "1 continuing, 2 completed, 3 left before the end, 6 agreed break.",
            one_of({value: value for value in Completion.values}), True, ("CompStatus",),
        ),
        Column(
            "outcome", "Outcome", "1 achieved, 2 in part, 3 not achieved, 8 not yet known.",
            one_of({value: value for value in AimOutcome.values}),
        ),
        Column("grade", "Grade", "As on the certificate.", a_text(10), also=("OutGrade",), empty=""),
        Column(
            "withdraw_reason", "Withdrawal reason", "The national code, if they left before the end.",
            one_of({code: code for code in WITHDRAW_REASONS}), also=("WithdrawReason",), empty="",
        ),
        Column("expected_points", "Expected points", "What learners with the same grades in Year 11 usually reach.", _points),
        Column("actual_points", "Points reached", "By the same measure.", _points),
        Column("next_step", "What came next", f"One of: {', '.join(str(step.label) for step in NextStep)}.", one_of(_NEXT), empty=""),
    ),
    limits=LIMITS,
    judge=_fits_together,
)  # fmt: skip
