"""Promises with a clock that stand in no agreement: a KPI without a measure is rated by hand; an audit is answered; before a board
meets, whoever leads says how it stands; and whoever asks for it in feedback is rung.
"""

from agreements.enums import TermKey
from deadlines.enums import Party, Unit
from deadlines.rules import Days, Duty, Limit, Step

KPI_RATING, BOARD_UPDATE = "kpi_rating", TermKey.BOARD_UPDATE.value
FEEDBACK_CALL = "feedback_call"
AUDIT_ANSWERS = "audit_answers"

#: Who is told; `oversight.audiences` finds them.
RATER, STRATEGY_KEEPER = Party.RATER.value, "strategy_keeper"
UPDATER, UPDATER_MANAGER, BOARD_CHAIR = Party.UPDATER.value, "updater_manager", "board_chair"
FEEDBACK_CALLER, FEEDBACK_KEEPER = "feedback_caller", "feedback_keeper"
AUDITOR, AUDIT_KEEPER = Party.AUDITOR.value, "audit_keeper"

DUTIES: tuple[Duty, ...] = (
    Duty(
        code=KPI_RATING,
        clauses=("K2", "K3"),
        title="Rate the KPI",
        owed_by=Party.RATER,
        starts="a day is set by which it is rated, or it was rated with a day for the next time",
        limit=Limit(0, Unit.FIXED_DAY),  # the day that was set
        met_by="somebody who leads it rates it, with a reason",
        steps=(
            Step("14 days before", Days(-14), (RATER,)),
            Step("on the due day", Days(0), (RATER,)),
            Step("the day after", Days(1), (RATER, STRATEGY_KEEPER)),
            Step("14 days after", Days(14), (RATER, STRATEGY_KEEPER)),
        ),
    ),
    Duty(
        code=FEEDBACK_CALL,
        clauses=("W12",),
        title="Ring whoever asked for it in feedback",
        owed_by=Party.VIRTUAL_SCHOOL,
        starts="a young person or a carer who answers questions ticks that somebody should call",
        limit=Limit(0, Unit.FIXED_DAY),  # as many working days as the page promised
        met_by="somebody has rung, and writes down what was done",
        steps=(
            Step("on the due day", Days(0), (FEEDBACK_CALLER,)),
            Step("the day after", Days(1), (FEEDBACK_CALLER, FEEDBACK_KEEPER)),
        ),
    ),
    Duty(
        code=AUDIT_ANSWERS,
        clauses=("K9",),
        title="Answer the questions of an audit",
        owed_by=Party.AUDITOR,
        starts="young people of a sample are given to an auditor, with a day",
        limit=Limit(0, Unit.FIXED_DAY),  # the day that was set
        met_by="the questions are answered for each of them, or somebody who runs the audit sets the rest aside",
        steps=(
            Step("7 days before", Days(-7), (AUDITOR,)),
            Step("on the due day", Days(0), (AUDITOR,)),
            Step("the day after", Days(1), (AUDITOR, AUDIT_KEEPER)),
            Step("14 days after", Days(14), (AUDITOR, AUDIT_KEEPER)),
        ),
    ),
    Duty(
        code=BOARD_UPDATE,
        clauses=("W3",),
        title="Update for the board",
        owed_by=Party.UPDATER,
        starts="a board that steers a strategy asks those who lead its rows",
        limit=Limit(0, Unit.FIXED_DAY),  # the day that was set; the terms propose it
        met_by="each of their rows has an update, or “nothing new”",
        steps=(
            Step("7 days before", Days(-7), (UPDATER,)),
            Step("2 days before", Days(-2), (UPDATER,)),
            Step("on the due day", Days(0), (UPDATER,)),
            Step("the day after", Days(1), (UPDATER, BOARD_CHAIR)),
            Step("3 days after", Days(3), (UPDATER, UPDATER_MANAGER, BOARD_CHAIR)),
        ),
    ),
)
