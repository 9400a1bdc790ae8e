"""A strategy in force, shared with social care, with one of everything in it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from accounts.clock import local_date
from accounts.tables import workbook_bytes
from education_plans.enums import Rag
from learners.models import Learner
from oversight.enums import BudgetKind, EntryKind, LeadKind, PlanRole, Rated, RowKind, StrategyKind
from oversight.services.strategy import PersonDetails, StrategyDetails, add_person, open_strategy, put_in_force
from oversight.services.strategy_imports import keep_document
from oversight.services.strategy_progress import attach_evidence, rate, write_budget_line, write_entry
from oversight.services.strategy_rows import NewLead, RowDetails, add_row
from oversight.services.strategy_versions import keep_version, publish, write_for_young_people
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    head, today = world.head.user, local_date(now)
    strategy = open_strategy(
        owner=world.virtual_school, kind=StrategyKind.STRATEGY,
        details=StrategyDetails(title="Learning and work", about="So that everybody gets on.", starts_on=today),
        partners=[world.social_care], by=head, now=now,
    )  # fmt: skip

    def add(kind: RowKind, number: str, text: str, parent: Any = None, **more: Any) -> Any:
        leads = more.pop("leads", ())
        details = RowDetails(number=number, text=text, **more)
        return add_row(strategy=strategy, kind=kind, parent=parent, details=details, leads=leads, by=head, now=now)

    theme = add(RowKind.THEME, "1", "School and college")
    kpi = add(
        RowKind.KPI, "1.1", "Everybody is at their lessons", theme, target=Decimal(95),
        first_rating_on=today + timedelta(days=60),
        leads=[
            NewLead(kind=LeadKind.AGENCY, agency=world.virtual_school, is_main=True),
            NewLead(kind=LeadKind.LEAD, membership=world.key_contact, is_main=True),
        ],
    )  # fmt: skip
    action = add(RowKind.ACTION, "1.1.1", "Ring every provider on Mondays", kpi, timescale="Ongoing")
    person = add_person(
        strategy=strategy,
        details=PersonDetails(role=PlanRole.LEAD_CONTACT, membership=world.officer),
        by=head,
        now=now,
    )
    strategy = put_in_force(strategy=strategy, by=head, now=now)
    write_entry(row=action, kind=EntryKind.ACHIEVEMENT, text="Begun with two colleges", on=today, by=head, now=now)
    write_entry(row=action, kind=EntryKind.NEXT_STEP, text="Ring the others", on=None, by=head, now=now)
    rate(
        row=kpi, which=Rated.PROGRESS, colour=Rag.AMBER, rationale="Two of five", on=today, by=world.key_contact.user,
        now=now,
    )  # fmt: skip
    evidence = attach_evidence(
        row=kpi, file=ContentFile(b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "calls.pdf"), note="The calls", by=head, now=now
    )
    write_budget_line(
        strategy=strategy, kind=BudgetKind.AVAILABLE, amount=Decimal("250000"), what="The guarantee", on=today, by=head,
        now=now,
    )  # fmt: skip
    version = keep_version(strategy=strategy, changed="First one", why="The board agreed it", by=head, now=now)
    write_for_young_people(
        strategy=strategy, text="We want you to do well. This is how we help.",
        of_rows={theme.uuid: "You get help to be at your lessons."}, by=head, now=now,
    )  # fmt: skip
    publish(strategy=strategy, by=head, now=now)
    book = workbook_bytes(
        [("Plan", [["Milestones", "Lead", "Timescale", "Progress", "RAG"], ["1a) Ring round", "HC", "", "", "G"]])]
    )
    wanted = keep_document(owner=world.virtual_school, file=ContentFile(book, "plan.xlsx"), by=head, now=now)
    return {
        "strategy_import_uuid": wanted.uuid,
        "ending": "docx",
        "strategy_uuid": strategy.uuid,
        "told_strategy_uuid": strategy.uuid,
        "strategy_row_uuid": kpi.uuid,
        "strategy_lead_uuid": kpi.leads.get(kind=LeadKind.LEAD).uuid,
        "strategy_person_uuid": person.uuid,
        "strategy_evidence_uuid": evidence.uuid,
        "strategy_version_uuid": version.uuid,
        "row_kind": "theme",
        "row_kind_below": "action",
        "rating": "progress",
    }
