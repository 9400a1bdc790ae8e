"""What the ledger refuses, in words for the person who asked."""

from deadlines.enums import DeadlineState


class LedgerError(Exception):
    """The deadline cannot be changed like that. The text says why to the person who tried."""

    text = "This deadline cannot be changed like that."

    def __init__(self, text: str = "") -> None:
        super().__init__(text or self.text)


class AlreadyOpen(LedgerError):
    text = "There is already an open deadline for this."


class AlreadyClosed(LedgerError):
    """It was met, waived or cancelled before."""

    def __init__(self, state: str) -> None:
        super().__init__(f"This deadline is closed already: {DeadlineState(state).label.lower()}.")


class StillOpen(LedgerError):
    text = "This deadline is still open."


class AlreadyPaused(LedgerError):
    text = "This deadline is paused. Start it again first."


class NotPaused(LedgerError):
    text = "This deadline is not paused."


class AlreadyOverdue(LedgerError):
    text = "This deadline is overdue. An overdue deadline cannot be paused."


class ReasonMissing(LedgerError):
    text = "Give a reason."


class InTheFuture(LedgerError):
    text = "A deadline cannot be met at a moment that has not come yet."


class NotMoved(LedgerError):
    text = "Choose a day or time other than the present one."


class WrongMoment(LedgerError):
    """A clock of days is moved to a day, a clock of hours to an instant."""

    text = "A deadline counted in days moves to another day; one counted in hours moves to another time."
