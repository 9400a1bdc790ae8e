"""Keeping in touch: with care leavers, and with whoever is new in a job (P1, K6, K7, KPI 2.2.3)."""

from decimal import Decimal

from agreements.enums import TermKey
from oversight.enums import MeasurePeriod
from oversight.measures.adherence import ended, on_time
from oversight.measures.measure import Measure

_ON_TIME = "those kept before it was over. What was waived or stopped applying before then is left out."

MEASURES = (
    Measure(
        code="in_touch_kept",
        title="Care leavers kept in touch with",
        definition=f"Of the clocks of being in touch with a care leaver whose last day lies in the month and is over: {_ON_TIME}",
        sources=("P1",),
        population=ended(TermKey.IN_TOUCH.value),
        met=on_time,
        period=MeasurePeriod.MONTH,
        of_clocks=True,
    ),
    Measure(
        code="work_contacts_kept",
        title="Contacts in a new job kept",
        definition="Of the clocks of contact in a new job (weekly for eight weeks with whoever was supported into it, monthly to "
        f"six months with everybody) whose last day lies in the month and is over: {_ON_TIME}",
        sources=("K3", "K7", "KPI 2.2.3"),
        population=ended(TermKey.WORK_CONTACT_WEEKLY.value, TermKey.WORK_CONTACT_MONTHLY.value),
        met=on_time,
        period=MeasurePeriod.MONTH,
        of_clocks=True,
        aim=Decimal(100),
    ),
    Measure(
        code="in_touch_days_kept",
        title="In-touch days kept",
        definition="Of the clocks of in-touch days for who has no place whose last day lies in the month and is over: "
        f"{_ON_TIME}",
        sources=("K3", "K6", "KPI 3.4.5"),
        population=ended(TermKey.IN_TOUCH_DAY.value),
        met=on_time,
        period=MeasurePeriod.MONTH,
        of_clocks=True,
        aim=Decimal(100),
    ),
)
