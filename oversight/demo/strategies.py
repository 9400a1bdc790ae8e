"""A strategy and a work plan of the first authority of the demonstration, written, put in force, rated and changed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from accounts.clock import local_date
from accounts.models import Membership
from education_plans.enums import Rag
from oversight.demo import strategy_texts, work_plan_texts
from oversight.demo.acts import Acts
from oversight.demo.cast import Home
from oversight.demo.strategy_texts import CARE, SCHOOL
from oversight.demo.work_plan_texts import SampleAction
from oversight.enums import (
    BudgetKind,
    Direction,
    EntryKind,
    LeadKind,
    PlanRole,
    Rated,
    RowKind,
    RowStatus,
    StrategyKind,
)
from oversight.measures import registry
from oversight.models import Strategy, StrategyRow
from oversight.services.strategy import PersonDetails, StrategyDetails, add_person, open_strategy, put_in_force
from oversight.services.strategy_progress import rate, write_budget_line, write_entry
from oversight.services.strategy_rows import NewLead, RowDetails, add_row, change_row, say_status
from oversight.services.strategy_versions import keep_version, publish, write_for_young_people

#: Days ago.
WRITTEN, IN_FORCE, TOLD, RATED, CHANGED = 300, 290, 280, 75, 60
PLAN_WRITTEN, PLAN_IN_FORCE, PLAN_REVIEWED, SPENT = 250, 244, 50, 20
#: Days from the rating until the next one.
AGAIN = 90
#: KPIs that are rated by hand, with the days from the beginning until they first are: some on time, some not.
BY_HAND = {"1.1": 240, "1.2": 240, "1.10": 200, "2.2.3": 220, "3.1.1": 215, "3.1.2": 270, "4.3": 240}


#: KPIs that a measure speaks of: its code, and from where it is green and amber.
MEASURED = {
    "1.4": ("attendance_at_target", "95", "85"), "1.7": ("permanent_exclusions", "0", "1"),
    "1.12": ("years_12_13_in_eet", "92", "80"), "1.14": ("careers_advice", "100", "80"),
    "1.15": ("options_support", "100", "80"), "2.1.5": ("higher_education", "30", "20"),
}  # fmt: skip


def write_strategies(acts: Acts) -> None:
    """Plan it for the first authority."""
    home = acts.cast.homes[0]
    for days_ago, at, act in (
        (WRITTEN, "10:00", write_strategy),
        (IN_FORCE, "10:00", begin_strategy),
        (TOLD, "15:00", tell_young_people),
        (RATED, "14:00", rate_strategy),
        (CHANGED, "16:00", change_strategy),
        (PLAN_WRITTEN, "10:00", write_work_plan),
        (PLAN_IN_FORCE, "10:00", begin_work_plan),
        (PLAN_REVIEWED, "11:00", review_work_plan),
        (SPENT, "11:00", spend),
    ):
        acts.plan(acts.moment(days_ago, at), partial(act, home))


def _strategy() -> Strategy:
    return Strategy.objects.select_related("owner").get(title=strategy_texts.TITLE)


def _work_plan() -> Strategy:
    return Strategy.objects.select_related("owner").get(title=work_plan_texts.TITLE)


def _leads_of(home: Home, agency: str) -> list[NewLead]:
    """Our own agencies and their people where the text names them, else the name."""
    own = {SCHOOL: (home.virtual_school, home.key_contact), CARE: (home.social_care, home.team_manager)}
    if agency not in own:
        return [NewLead(kind=LeadKind.AGENCY, name=agency, is_main=True)]
    found, person = own[agency]
    return [
        NewLead(kind=LeadKind.AGENCY, agency=found, is_main=True),
        NewLead(kind=LeadKind.LEAD, membership=person, is_main=True),
    ]


def write_strategy(home: Home, now: datetime) -> None:
    """The whole document, row by row."""
    by, today = home.head.user, local_date(now)
    strategy = open_strategy(
        owner=home.virtual_school, kind=StrategyKind.STRATEGY, partners=[home.social_care], by=by, now=now,
        details=StrategyDetails(
            title=strategy_texts.TITLE, about=strategy_texts.ABOUT, starts_on=today, written_on=today,
            review_on=today + timedelta(days=365),
        ),
    )  # fmt: skip
    for sample in strategy_texts.THEMES:
        theme = add_row(
            strategy=strategy, kind=RowKind.THEME, parent=None, by=by, now=now,
            details=RowDetails(number=sample.number, text=sample.text),
        )  # fmt: skip
        for kpi in sample.kpis:
            first = BY_HAND.get(kpi.number)
            measure, green, amber = MEASURED.get(kpi.number, ("", None, None))
            row = add_row(
                strategy=strategy, kind=RowKind.KPI, parent=theme, leads=_leads_of(home, kpi.agency), by=by, now=now,
                details=RowDetails(
                    number=kpi.number, text=kpi.text, target=None if kpi.target is None else Decimal(kpi.target),
                    first_rating_on=today + timedelta(days=first) if first else None,
                    measure_code=measure, green_from=Decimal(green) if green else None,
                    amber_from=Decimal(amber) if amber else None,
                    direction=registry.get(measure).direction if measure else Direction.HIGHER,
                ),
            )  # fmt: skip
            for place, (text, agency) in enumerate(kpi.actions, 1):
                add_row(
                    strategy=strategy, kind=RowKind.ACTION, parent=row, leads=_leads_of(home, agency), by=by, now=now,
                    details=RowDetails(number=f"{kpi.number}.{place}", text=text),
                )  # fmt: skip


def begin_strategy(home: Home, now: datetime) -> None:
    """The board agrees it."""
    strategy = put_in_force(strategy=_strategy(), by=home.head.user, now=now)
    keep_version(
        strategy=strategy, changed="The first version.", why="Agreed by the corporate parenting board.",
        by=home.head.user, now=now,
    )  # fmt: skip


def tell_young_people(home: Home, now: datetime) -> None:
    """In plain words, open to everybody."""
    strategy, by = _strategy(), home.head.user
    told = {sample.number: sample.young for sample in strategy_texts.THEMES}
    rows = strategy.rows.filter(kind=RowKind.THEME, number__in=told)
    write_for_young_people(
        strategy=strategy,
        text=strategy_texts.YOUNG,
        of_rows={row.uuid: told[row.number] for row in rows},
        by=by,
        now=now,
    )
    publish(strategy=strategy, by=by, now=now)


def rate_strategy(home: Home, now: datetime) -> None:
    """Whoever leads a KPI rates it; some are rated again in three months, and some still wait."""
    strategy, today = _strategy(), local_date(now)
    for number, progress, kpi, why in strategy_texts.RATED:
        row = strategy.rows.get(number=number)
        by = _who_rates(row, home).user
        rate(row=row, which=Rated.PROGRESS, colour=Rag(progress), rationale=why, on=today, by=by, now=now)
        if kpi:
            again = today + timedelta(days=AGAIN) if number in BY_HAND else None
            rate(row=row, which=Rated.KPI, colour=Rag(kpi), rationale=why, on=today, again_on=again, by=by, now=now)
        write_entry(row=row, kind=EntryKind.ACHIEVEMENT, text=why, on=today, by=by, now=now)


def _who_rates(row: StrategyRow, home: Home) -> Membership:
    lead = row.leads.filter(kind=LeadKind.LEAD, membership__isnull=False).select_related("membership__user").first()
    return lead.membership if lead and lead.membership else home.head


def change_strategy(home: Home, now: datetime) -> None:
    """An outcome was not reached, so the board changes the plan and says why (K5)."""
    strategy, by = _strategy(), home.head.user
    row = strategy.rows.get(number="3.1.2")
    details = RowDetails(
        number=row.number, target=row.target, first_rating_on=row.first_rating_on,
        text="Everybody without a place has a taster day every two months, the first within four weeks",
    )  # fmt: skip
    change_row(row=row, details=details, by=by, now=now)
    add_row(
        strategy=strategy, kind=RowKind.ACTION, parent=row, leads=_leads_of(home, SCHOOL), by=by, now=now,
        details=RowDetails(number="3.1.2.2", text="Ask each college for a taster week in every half term"),
    )  # fmt: skip
    keep_version(
        strategy=strategy, changed="Taster days come sooner and more often; colleges offer taster weeks.",
        why="Too few young people had a taster day, and those who had one more often found a place.", by=by, now=now,
    )  # fmt: skip


def write_work_plan(home: Home, now: datetime) -> None:
    """The whole document, row by row."""
    by, today = home.key_contact.user, local_date(now)
    plan = open_strategy(
        owner=home.virtual_school, kind=StrategyKind.WORK_PLAN, partners=[home.social_care], by=by, now=now,
        details=StrategyDetails(
            title=work_plan_texts.TITLE, about=work_plan_texts.ABOUT, starts_on=today, written_on=today,
            review_on=today + timedelta(days=300),
        ),
    )  # fmt: skip
    people = (
        PersonDetails(role=PlanRole.LEAD_CONTACT, membership=home.key_contact, part="Education adviser"),
        PersonDetails(role=PlanRole.STRATEGIC_LEAD, membership=home.head, part="Chairs the group"),
        *(
            PersonDetails(role=PlanRole.CONTRIBUTOR, name=name, job_title=job, part=part)
            for name, job, part in work_plan_texts.CONTRIBUTORS
        ),
    )
    for details in people:
        add_person(strategy=plan, details=details, by=by, now=now)
    for theme_text, objectives in work_plan_texts.THEMES:
        theme = _add(plan, RowKind.THEME, None, home, now, text=theme_text)
        for sample in objectives:
            objective = _add(plan, RowKind.OBJECTIVE, theme, home, now, number=sample.number, text=sample.text)
            for text in sample.expected:
                _add(plan, RowKind.EXPECTATION, objective, home, now, text=text)
            for action in sample.actions:
                _add(
                    plan, RowKind.ACTION, objective, home, now, leads=_by_initials(action), number=action.number,
                    text=action.text, timescale=action.timescale,
                )  # fmt: skip


def _add(
    plan: Strategy, kind: RowKind, parent: StrategyRow | None, home: Home, now: datetime,
    leads: Iterable[NewLead] = (), **details: str,
) -> StrategyRow:  # fmt: skip
    return add_row(
        strategy=plan, kind=kind, parent=parent, details=RowDetails(**details), leads=list(leads),  # type: ignore[arg-type]
        by=home.key_contact.user, now=now,
    )  # fmt: skip


def _by_initials(action: SampleAction) -> list[NewLead]:
    """Who leads, in the order of the document: the first is the main one."""
    names = [name.strip() for part in action.leads.split("/") for name in part.split(" to ")]
    return [NewLead(kind=LeadKind.LEAD, name=name, is_main=place == 0) for place, name in enumerate(names)]


def _actions() -> list[SampleAction]:
    return [action for _, objectives in work_plan_texts.THEMES for one in objectives for action in one.actions]


def begin_work_plan(home: Home, now: datetime) -> None:
    """The group agrees it; there is money for the guarantee."""
    by, today = home.key_contact.user, local_date(now)
    plan = put_in_force(strategy=_work_plan(), by=by, now=now)
    row = plan.rows.get(number="1i")
    for kind, amount, what in (
        (BudgetKind.AVAILABLE, 250_000, "The guarantee, for two years"),
        (BudgetKind.COMMITTED, 38_000, "Preparation course, four groups"),
        (BudgetKind.COMMITTED, 24_500, "Mentors in ten schools"),
    ):
        write_budget_line(
            strategy=plan, row=row, kind=kind, amount=Decimal(amount), what=what, on=today, by=by, now=now
        )
    keep_version(strategy=plan, changed="The first version.", why="Agreed by the group.", by=by, now=now)


def review_work_plan(home: Home, now: datetime) -> None:
    """What was achieved, what comes next, a colour for each action, and what is dropped."""
    plan, by, today = _work_plan(), home.key_contact.user, local_date(now)
    rows = {row.number: row for row in plan.rows.select_related("strategy__owner")}
    for action in _actions():
        row = rows[action.number]
        for kind, texts in ((EntryKind.ACHIEVEMENT, action.achieved), (EntryKind.NEXT_STEP, action.next_steps)):
            for text in texts:
                on = today if kind == EntryKind.ACHIEVEMENT else None
                write_entry(row=row, kind=kind, text=text, on=on, by=by, now=now)
        if action.colour:
            why = action.achieved[0] if action.achieved else "Not begun."
            rate(row=row, which=Rated.PROGRESS, colour=Rag(action.colour), rationale=why, on=today, by=by, now=now)
    for action in _actions():
        if action.dropped:
            say_status(
                row=rows[action.number], status=RowStatus.SUPERSEDED, reason=action.dropped,
                superseded_by=rows[action.by], by=by, now=now,
            )  # fmt: skip
    expected = plan.rows.filter(kind=RowKind.EXPECTATION).order_by("position")
    for place, row in enumerate(expected):
        status = RowStatus.MET if place % 3 == 0 else RowStatus.WORKING_TOWARDS
        say_status(row=row, status=status, by=by, now=now)
    keep_version(
        strategy=plan, changed="Progress of every action; four actions were taken into others.",
        why="The yearly look at the plan.", by=by, now=now,
    )  # fmt: skip


def spend(home: Home, now: datetime) -> None:
    """Part of what was promised is paid."""
    plan, by, today = _work_plan(), home.key_contact.user, local_date(now)
    row = plan.rows.get(number="1i")
    for kind, amount, what in (
        (BudgetKind.COMMITTED, -19_000, "Preparation course: two groups paid"),
        (BudgetKind.SPENT, 19_000, "Preparation course, two groups"),
    ):
        write_budget_line(
            strategy=plan, row=row, kind=kind, amount=Decimal(amount), what=what, on=today, by=by, now=now
        )
