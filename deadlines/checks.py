"""System checks: every name the engine will meet must be registered before the first request.

A duty whose audience nobody registered would fail in the middle of the night, on the day somebody had to be told.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from deadlines import registry
from deadlines.bank_holidays import published_until


@register()
def every_name_is_registered(**_: Any) -> list[CheckMessage]:
    """E001: a ladder tells an audience nobody registered. E002: a clock is recomputed for a duty that does not exist."""
    audiences = set(registry.audiences())
    problems: list[CheckMessage] = [
        Error(
            f"The duty “{duty.code}” tells “{name}” at the step “{step.key}”, but no such audience is registered.",
            hint="Call deadlines.registry.register_audience in an AppConfig.ready().",
            id="deadlines.E001",
        )
        for duty in registry.duties()
        for step in duty.steps
        for name in step.audiences
        if name not in audiences
    ]
    known = {duty.code for duty in registry.duties()}
    problems += [
        Error(f"A recomputer is registered for “{code}”, which is no duty.", id="deadlines.E002")
        for code in registry.recomputers()
        if code not in known
    ]
    return problems


@register()
def every_clock_can_be_computed_afresh(**_: Any) -> list[CheckMessage]:
    """W002: nobody registered how a duty's clocks follow from the records, so `check_ledger` is blind to them."""
    return [
        Warning(f"No recomputer is registered for the duty “{duty.code}”.", id="deadlines.W002")
        for duty in registry.duties()
        if duty.code not in registry.recomputers()
    ]


@register()
def every_step_has_its_own_key(**_: Any) -> list[CheckMessage]:
    """E003: two steps of a duty share a key, or one is too long for the database."""
    problems: list[CheckMessage] = []
    for duty in registry.duties():
        keys = [step.key for step in duty.steps]
        if len(keys) != len(set(keys)) or any(len(key) > 30 for key in keys):
            problems.append(
                Error(f"The steps of “{duty.code}” need keys of their own, of at most 30 letters.", id="deadlines.E003")
            )
    return problems


@register()
def bank_holidays_are_known(**_: Any) -> list[CheckMessage]:
    """W001: the published bank holidays end within a year, so clocks of working days soon rest on the usual ones."""
    until = published_until()
    today = datetime.now(tz=UTC).date()  # a check is an edge, and one that must work without a database
    if today + timedelta(days=365) < until:
        return []
    return [
        Warning(
            f"The list of bank holidays ends on {until:%d %B %Y}. After that day only the usual ones are known.",
            hint="Update the package govuk-bank-holidays.",
            id="deadlines.W001",
        )
    ]
