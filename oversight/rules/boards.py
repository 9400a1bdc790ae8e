"""By when leads are asked to answer before a board meets, and what counts as an answer. Pure."""

from datetime import date, timedelta


def usual_day(meets_on: date, days_before: int, today: date) -> date:
    """The day that the terms propose: so long before the meeting, but not in the past, and never after the meeting unless that
    is over.
    """
    return max(today, meets_on - timedelta(days=days_before))


def fits(due_on: date, *, meets_on: date, today: date) -> bool:
    """Whether leads can be asked to answer by that day: not before today, and at the latest on the day of the meeting."""
    return today <= due_on <= meets_on


def state_of(
    *, rows: int, answered: int, is_over: bool, is_asked: bool, has_left: bool = False
) -> tuple[str, str]:  # fmt: skip
    """How far somebody is with what they were asked: words and the colour of the tag. `is_over` is that their day has passed,
    `has_left` that their role has ended and the rows need another lead.
    """
    if answered >= rows and rows:
        return "Complete", "green"
    if has_left:
        return "Role ended", "orange"
    if not is_asked:
        return "Not asked", "grey"
    if is_over:
        return "Late", "red"
    return ("Partly answered", "yellow") if answered else ("Nothing yet", "blue")


def state_in_the_end(*, is_complete: bool, answered: int) -> tuple[str, str]:
    """How far somebody was when the meeting was held or cancelled."""
    if is_complete:
        return "Complete", "green"
    return ("Partly answered", "yellow") if answered else ("No answer", "red")


def wrong_with(
    *, achieved: str, next_step: str, colour: str, rationale: str, nothing_new: bool
) -> tuple[str, str] | None:
    """Which part of what somebody says of one row does not fit the rest, and why; None if all fits."""
    if nothing_new and (achieved.strip() or next_step.strip() or colour or rationale.strip()):
        return "nothing_new", "Write what is new, or say that nothing is: not both"
    if rationale.strip() and not colour:
        return "colour", "Choose a colour too, or leave the reason empty"
    if colour and not rationale.strip():
        return "rationale", "Enter why it is this colour"
    return None
