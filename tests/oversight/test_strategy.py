"""Strategies: rows, leads, ratings and their clock, versions; what is refused, and that nothing remains of what fails."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from accounts.clock import local_date
from accounts.errors import ServiceError
from deadlines.models import Deadline
from education_plans.enums import Rag
from oversight.enums import (
    BudgetKind,
    EntryKind,
    LeadKind,
    PlanRole,
    Rated,
    RowKind,
    RowStatus,
    StrategyKind,
    StrategyStatus,
)
from oversight.models import Strategy, StrategyRating, StrategyRow
from oversight.selectors.strategy import flat, meanings_of, money_of, possible_leads, tree_of
from oversight.services import strategy as whole
from oversight.services import strategy_progress as progress
from oversight.services import strategy_rows as rows
from oversight.services import strategy_versions as versions
from tests.oversight.strategies import added, kpi_of, strategy_of
from tests.people import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def strategy(world: World, now: datetime) -> Strategy:
    return strategy_of(world, now)


def rated(row: StrategyRow, world: World, now: datetime, **more: Any) -> StrategyRating:
    usual: dict[str, Any] = {
        "which": Rated.KPI, "colour": Rag.AMBER, "rationale": "Half of them", "on": local_date(now),
        "by": world.social_worker.user, "now": now,
    }  # fmt: skip
    return progress.rate(row=row, **{**usual, **more})


def test_both_shapes_of_document_go_in_and_come_out_in_order(strategy: Strategy, world: World, now: datetime):
    theme = added(strategy, world, now, RowKind.THEME, "Further and higher education", number="2.1")
    late = added(strategy, world, now, RowKind.KPI, "Ten", theme, number="2.1.10")
    kpi = added(strategy, world, now, RowKind.KPI, "Attendance", theme, number="2.1.1", target=Decimal(95))
    loose = added(strategy, world, now, RowKind.ACTION, "Without a number", kpi)
    added(strategy, world, now, RowKind.ACTION, "First", kpi, number="2.1.1.1")
    objective = added(strategy, world, now, RowKind.OBJECTIVE, "Information", number="6")
    added(strategy, world, now, RowKind.EXPECTATION, "Goals are set", objective)
    leads = [
        rows.NewLead(kind=LeadKind.LEAD, name="J. R.", is_main=True),
        rows.NewLead(kind=LeadKind.LEAD, name="M. C."),
        rows.NewLead(kind=LeadKind.AGENCY, name="Fostering and residential placements", is_main=True),
        rows.NewLead(kind=LeadKind.CONTRIBUTOR, membership=world.team_manager),
    ]
    step = added(
        strategy, world, now, RowKind.ACTION, "Review the pages", objective, number="6k", timescale="09/14", leads=leads
    )
    nodes = list(flat(tree_of(strategy, local_date(now))))
    assert [node.row.number or node.row.text for node in nodes] == [
        "2.1", "2.1.1", "2.1.1.1", "Without a number", "2.1.10", "6", "6k", "Goals are set",
    ]  # fmt: skip
    node = next(node for node in nodes if node.row == step)
    assert [(lead.name, lead.is_main) for lead in node.people] == [("J. R.", True), ("M. C.", False)]
    assert [lead.name for lead in node.contributors] == ["Tom Manager"]
    assert [node.depth for node in nodes if node.row in (theme, late, loose)] == [1, 3, 2]


@pytest.mark.parametrize(
    ("kind", "under", "error"),
    [
        (RowKind.KPI, None, rows.WrongPlace),
        (RowKind.KPI, RowKind.KPI, rows.WrongPlace),
        (RowKind.ACTION, RowKind.ACTION, rows.WrongPlace),
        (RowKind.THEME, RowKind.OBJECTIVE, rows.WrongPlace),
    ],
)
def test_a_row_stands_where_it_can(
    kind: RowKind, under: RowKind | None, error: type[ServiceError], strategy: Strategy, world: World, now: datetime
):
    theme = added(strategy, world, now, RowKind.THEME)
    parents = {
        RowKind.KPI: lambda: added(strategy, world, now, RowKind.KPI, parent=theme),
        RowKind.ACTION: lambda: added(strategy, world, now, RowKind.ACTION, parent=theme),
        RowKind.OBJECTIVE: lambda: added(strategy, world, now, RowKind.OBJECTIVE, parent=theme),
    }
    parent = parents[under]() if under else None
    with pytest.raises(error):
        added(strategy, world, now, kind, parent=parent)


def test_a_number_stands_once_in_a_strategy_and_again_in_another(strategy: Strategy, world: World, now: datetime):
    added(strategy, world, now, RowKind.THEME, number="6k")
    with pytest.raises(whole.StrategyRefused) as refused:
        added(strategy, world, now, RowKind.THEME, number="6K")
    assert refused.value.field == "number"
    other = strategy_of(world, now, "Another")
    assert added(other, world, now, RowKind.THEME, number="6k").number == "6k"


def test_nothing_of_a_row_remains_if_a_lead_cannot_be_written(strategy: Strategy, world: World, now: datetime):
    theme = added(strategy, world, now, RowKind.THEME)
    twice = [rows.NewLead(kind=LeadKind.LEAD, membership=world.team_manager)] * 2
    with pytest.raises(rows.LedAlready):
        added(strategy, world, now, RowKind.KPI, parent=theme, leads=twice)
    assert list(StrategyRow.objects.all()) == [theme]


def test_a_new_main_lead_takes_the_place_of_the_one_before(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now)
    new = rows.NewLead(kind=LeadKind.LEAD, membership=world.team_manager, is_main=True)
    rows.add_lead(row=kpi, lead=new, by=world.head.user, now=now)
    people = kpi.leads.filter(kind=LeadKind.LEAD).order_by("id")
    assert [(lead.name, lead.is_main) for lead in people] == [("Sue Worker", False), ("Tom Manager", True)]
    rows.remove_lead(lead=people[0], by=world.head.user, now=now)
    assert kpi.leads.filter(kind=LeadKind.LEAD).count() == 1


def test_what_is_dropped_says_why_and_by_what(strategy: Strategy, world: World, now: datetime):
    objective = added(strategy, world, now, RowKind.OBJECTIVE)
    old = added(strategy, world, now, RowKind.ACTION, "Old", objective)
    new = added(strategy, world, now, RowKind.ACTION, "New", objective)
    say = {"row": old, "by": world.head.user, "now": now}
    with pytest.raises(whole.StrategyRefused, match="why"):
        rows.say_status(status=RowStatus.WITHDRAWN, **say)
    with pytest.raises(whole.StrategyRefused, match="takes its place"):
        rows.say_status(status=RowStatus.SUPERSEDED, reason="Merged", superseded_by=old, **say)
    found = rows.say_status(status=RowStatus.SUPERSEDED, reason="Merged", superseded_by=new, **say)
    assert (found.superseded_by, found.status_on) == (new, local_date(now))
    with pytest.raises(rows.RowIsDropped):
        rated(old, world, now, which=Rated.PROGRESS)
    back = rows.say_status(status=RowStatus.OPEN, **say)
    assert (back.superseded_by, back.status_on, back.status_reason) == (None, None, "")


def test_a_row_is_not_put_under_one_that_stands_under_it_since(strategy: Strategy, world: World, now: datetime):
    """Two move at once: what the second one read before the first is not believed."""
    first, second = (added(strategy, world, now, RowKind.THEME, text) for text in ("First", "Second"))
    read_before = StrategyRow.objects.get(pk=first.pk)
    rows.move_row(row=first, parent=second, by=world.head.user, now=now)
    with pytest.raises(whole.StrategyRefused) as refused:
        rows.move_row(row=second, parent=read_before, by=world.head.user, now=now)
    assert refused.value.field == "parent"
    assert [node.row for node in flat(tree_of(strategy, local_date(now)))] == [second, first]


def test_rows_read_before_they_were_dropped_hold_and_replace_nothing(strategy: Strategy, world: World, now: datetime):
    objective = added(strategy, world, now, RowKind.OBJECTIVE)
    old, new = (added(strategy, world, now, RowKind.ACTION, text, objective) for text in ("Old", "New"))
    drop = {"status": RowStatus.WITHDRAWN, "reason": "Not ours", "by": world.head.user, "now": now}
    for row in (objective, new):
        rows.say_status(row=StrategyRow.objects.get(pk=row.pk), **drop)
    with pytest.raises(rows.RowIsDropped):
        added(strategy, world, now, RowKind.ACTION, parent=objective)
    with pytest.raises(whole.StrategyRefused) as refused:
        rows.say_status(row=old, superseded_by=new, **{**drop, "status": RowStatus.SUPERSEDED})
    assert refused.value.field == "superseded_by"


def test_rows_that_stand_under_each_other_are_walked_once(strategy: Strategy, world: World, now: datetime):
    first, second = (added(strategy, world, now, RowKind.THEME, text) for text in ("First", "Second"))
    StrategyRow.objects.filter(pk=first.pk).update(parent=second)
    StrategyRow.objects.filter(pk=second.pk).update(parent=first)
    assert added(strategy, world, now, RowKind.ACTION, parent=first).parent == first


def test_an_expectation_is_worked_towards_and_met_and_an_action_is_not(strategy: Strategy, world: World, now: datetime):
    objective = added(strategy, world, now, RowKind.OBJECTIVE)
    expected = added(strategy, world, now, RowKind.EXPECTATION, parent=objective)
    action = added(strategy, world, now, RowKind.ACTION, parent=objective)
    for status in (RowStatus.WORKING_TOWARDS, RowStatus.MET):
        rows.say_status(row=expected, status=status, by=world.head.user, now=now)
    with pytest.raises(whole.StrategyRefused):
        rows.say_status(row=action, status=RowStatus.MET, by=world.head.user, now=now)


def test_two_ratings_each_with_its_history_and_none_is_rewritten(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now)
    rated(kpi, world, now, which=Rated.PROGRESS, colour=Rag.RED)
    rated(kpi, world, now + DAY, which=Rated.PROGRESS, colour=Rag.GREEN, on=local_date(now + DAY))
    first = rated(kpi, world, now + DAY, colour=Rag.AMBER)
    node = next(node for node in flat(tree_of(strategy, local_date(now))) if node.row == kpi)
    assert node.progress is not None
    assert (node.progress.colour, node.kpi) == (Rag.GREEN, first)
    assert kpi.ratings.count() == 3
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        StrategyRating.objects.filter(pk=first.pk).update(colour=Rag.RED)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        first.delete()


@pytest.mark.parametrize(
    ("more", "field"),
    [({"rationale": " "}, "rationale"), ({"on": 1}, "on"), ({"again_on": 0}, "again_on")],
)
def test_a_rating_that_is_refused_leaves_nothing(
    more: dict[str, Any], field: str, strategy: Strategy, world: World, now: datetime
):
    kpi = kpi_of(strategy, world, now)
    days = {name: local_date(now) + value * DAY for name, value in more.items() if isinstance(value, int)}
    with pytest.raises(whole.StrategyRefused) as refused:
        rated(kpi, world, now, **{**more, **days})
    assert refused.value.field == field
    assert not StrategyRating.objects.exists()
    assert not Deadline.objects.filter(subject_uuid=kpi.uuid).exists()


def test_a_draft_is_not_rated_and_an_action_has_no_kpi(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now, in_force=False)
    with pytest.raises(whole.NotInForce):
        rated(kpi, world, now)
    action = added(strategy, world, now, RowKind.ACTION, parent=kpi)
    whole.put_in_force(strategy=strategy, by=world.head.user, now=now)
    with pytest.raises(whole.StrategyRefused):
        rated(action, world, now)
    assert rated(action, world, now, which=Rated.PROGRESS).colour == Rag.AMBER


def test_entries_of_both_kinds_and_a_next_step_is_taken_once(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now)
    write = {"row": kpi, "by": world.social_worker.user, "now": now}
    step = progress.write_entry(kind=EntryKind.NEXT_STEP, text="Ask the colleges", on=None, **write)
    done = {"kind": EntryKind.ACHIEVEMENT, "text": "Asked", "fulfils": step, **write}
    with pytest.raises(whole.StrategyRefused):
        progress.write_entry(**{**done, "on": local_date(now) + DAY})
    progress.write_entry(**done, on=local_date(now))
    with pytest.raises(progress.NoMore):
        progress.write_entry(**done, on=local_date(now))
    node = next(n for n in flat(tree_of(strategy, local_date(now), with_entries=True)) if n.row == kpi)
    assert ([one.text for one in node.achieved], node.next_steps) == (["Asked"], [])


def test_money_is_summed_and_taken_back(strategy: Strategy, world: World, now: datetime):
    line = {"strategy": strategy, "what": "Mentors", "on": local_date(now), "by": world.head.user, "now": now}
    sums = ((BudgetKind.AVAILABLE, 250_000), (BudgetKind.COMMITTED, 40_000), (BudgetKind.COMMITTED, -15_000))
    for kind, amount in (*sums, (BudgetKind.SPENT, 5_000)):
        progress.write_budget_line(kind=kind, amount=Decimal(amount), **line)
    money = money_of(strategy.budget_lines.all())
    assert (money.available, money.committed, money.spent, money.left) == (250_000, 25_000, 5_000, 220_000)
    with pytest.raises(whole.StrategyRefused):
        progress.write_budget_line(kind=BudgetKind.SPENT, amount=Decimal(0), **line)


def test_evidence_is_kept_and_what_is_no_document_is_not(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now)
    attach = {"row": kpi, "by": world.social_worker.user, "now": now}
    kept = progress.attach_evidence(
        file=ContentFile(b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "a.pdf"), note="Minutes", **attach
    )
    assert (kept.name, kept.row) == ("a.pdf", kpi)
    with pytest.raises(ServiceError):
        progress.attach_evidence(file=ContentFile(b"MZ", "a.exe"), **attach)
    assert kpi.evidence.count() == 1


def test_versions_say_why_and_keep_what_was(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now)
    keep = {"strategy": strategy, "changed": "First", "why": "The board", "by": world.head.user}
    first = versions.keep_version(now=now, **keep)
    with pytest.raises(versions.NothingChanged):
        versions.keep_version(now=now, **keep)
    rows.change_row(row=kpi, details=rows.RowDetails(text="Nearly everybody"), by=world.head.user, now=now)
    second = versions.keep_version(now=now + DAY, **keep)
    assert (first.number, second.number) == (1, 2)
    assert {row["text"] for row in first.content["rows"]} >= {"Everybody is at their lessons"}
    with pytest.raises(whole.StrategyRefused):
        versions.keep_version(now=now, **{**keep, "why": ""})
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(why="Another reason")


def test_colours_mean_what_the_strategy_says_from_a_day_on(strategy: Strategy, world: World, now: datetime):
    today = local_date(now)
    meanings = {(Rated.PROGRESS, Rag.GREEN): "All is well"}
    whole.set_meanings(strategy=strategy, meanings=meanings, from_on=today, by=world.head.user, now=now)
    assert meanings_of(strategy, Rated.PROGRESS, today)[0].meaning == "All is well"
    assert meanings_of(strategy, Rated.PROGRESS, today - DAY)[0].meaning.startswith("On schedule")
    assert [one.colour for one in meanings_of(strategy, Rated.KPI, today)] == list(Rag)


def test_one_lead_contact_and_many_contributors(strategy: Strategy, world: World, now: datetime):
    put = {"strategy": strategy, "by": world.head.user, "now": now}
    person = whole.add_person(details=whole.PersonDetails(role=PlanRole.LEAD_CONTACT, membership=world.officer), **put)
    assert (person.name, person.email) == ("Ola Officer", world.officer.user.email)
    with pytest.raises(whole.StrategyRefused, match="already"):
        whole.add_person(details=whole.PersonDetails(role=PlanRole.LEAD_CONTACT, name="Somebody"), **put)
    for name in ("A. Ford", "B. Reed"):
        whole.add_person(details=whole.PersonDetails(role=PlanRole.CONTRIBUTOR, name=name), **put)
    assert strategy.people.count() == 3


def test_a_strategy_is_shared_with_whom_its_agency_works_and_nobody_else(world: World, now: datetime):
    college = {"owner": world.college, "kind": StrategyKind.STRATEGY, "by": world.signatory.user, "now": now}
    details = whole.StrategyDetails(title="Our college", starts_on=local_date(now))
    for stranger in (world.other_college, world.social_care):
        with pytest.raises(whole.StrategyRefused) as refused:
            whole.open_strategy(details=details, partners=[stranger], **college)
        assert refused.value.field == "partners"
    assert not Strategy.objects.exists()
    strategy = whole.open_strategy(details=details, partners=[world.virtual_school], **college)
    change = {"strategy": strategy, "details": details, "by": world.signatory.user, "now": now}
    with pytest.raises(whole.StrategyRefused):
        whole.change_strategy(partners=[world.other_virtual_school], **change)
    world.agreement.status = "expired"
    world.agreement.save()
    whole.change_strategy(partners=[world.virtual_school], **change)
    assert list(strategy.partners.all()) == [world.virtual_school]


def test_of_a_partner_only_those_who_oversee_are_named_and_without_their_telephone(
    strategy: Strategy, world: World, now: datetime
):
    known = possible_leads(strategy)
    assert {world.officer, world.team_manager} <= set(known)
    assert not {world.social_worker, world.carer, world.personal_adviser} & set(known)
    put = {"strategy": strategy, "by": world.head.user, "now": now}
    kpi = kpi_of(strategy, world, now)
    for hat in (world.carer, world.social_worker, world.signatory):
        with pytest.raises(whole.StrategyRefused) as refused:
            whole.add_person(details=whole.PersonDetails(role=PlanRole.CONTRIBUTOR, membership=hat), **put)
        assert refused.value.field == "membership"
        lead = rows.NewLead(kind=LeadKind.CONTRIBUTOR, membership=hat)
        with pytest.raises(whole.StrategyRefused):
            rows.add_lead(row=kpi, lead=lead, by=world.head.user, now=now)
    agency = rows.NewLead(kind=LeadKind.AGENCY, agency=world.other_college)
    with pytest.raises(whole.StrategyRefused):
        rows.add_lead(row=kpi, lead=agency, by=world.head.user, now=now)
    assert not strategy.people.exists()
    theirs = whole.PersonDetails(role=PlanRole.CONTRIBUTOR, membership=world.team_manager)
    person = whole.add_person(details=theirs, **put)
    assert (person.name, person.phone, person.email) == ("Tom Manager", "", "")


def test_what_has_ended_is_not_changed(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now)
    with pytest.raises(whole.NotADraft):
        whole.put_in_force(strategy=strategy, by=world.head.user, now=now)
    ended = whole.end_strategy(strategy=strategy, reason="A new one", by=world.head.user, now=now)
    assert (ended.status, ended.ends_on) == (StrategyStatus.ENDED, local_date(now))
    for act in (
        lambda: rated(kpi, world, now),
        lambda: added(strategy, world, now, RowKind.THEME),
        lambda: progress.write_entry(
            row=kpi, kind=EntryKind.NEXT_STEP, text="On", on=None, by=world.head.user, now=now
        ),
    ):
        with pytest.raises(whole.StrategyIsOver):
            act()


def test_young_peoples_text_is_published_once_it_is_written(strategy: Strategy, world: World, now: datetime):
    tell = {"strategy": strategy, "by": world.head.user, "now": now}
    with pytest.raises(versions.NotToTell):
        versions.publish(**tell)
    kpi = kpi_of(strategy, world, now)
    assert kpi.parent
    with pytest.raises(whole.StrategyRefused):
        versions.publish(**tell)
    of_rows = {kpi.parent.uuid: "You get help.", kpi.uuid: "Not shown"}
    versions.write_for_young_people(text="We help you.", of_rows=of_rows, **tell)
    assert versions.publish(**tell).published_at == now
    kpi.refresh_from_db()
    kpi.parent.refresh_from_db()
    assert (kpi.young_text, kpi.parent.young_text) == ("", "You get help.")
    with pytest.raises(whole.StrategyRefused):
        versions.write_for_young_people(text="", of_rows={}, **tell)
    assert versions.take_back(**tell).published_at is None
