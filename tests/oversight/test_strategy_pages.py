"""The pages of strategies: who may open and change what, that nothing typed is lost, and that they stay flat as rows are added."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data
from accounts.models import User
from deadlines.models import Deadline
from education_plans.enums import Rag
from oversight.enums import LeadKind, Rated, RowKind, RowStatus
from oversight.models import Strategy, StrategyRow
from oversight.selectors.strategy import may_write
from oversight.services.strategy_progress import rate
from oversight.services.strategy_rows import NewLead
from oversight.services.strategy_versions import keep_version, publish, write_for_young_people
from tests.crawling import text_of
from tests.factories import MembershipFactory
from tests.oversight.strategies import added, kpi_of, strategy_of
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def strategy(world: World, real_now: datetime) -> Strategy:
    return strategy_of(world, real_now)


def page_of(strategy: Strategy, more: str = "") -> str:
    return f"/strategies/{strategy.uuid}/{more}"


def row_page(row: StrategyRow, more: str = "") -> str:
    return f"/strategies/rows/{row.uuid}/{more}"


def test_a_strategy_is_written_and_put_in_force(world: World, real_now: datetime, client_of: ClientOf):
    client, today = client_of(world.head.user), local_date(real_now)
    top = {
        "owner": world.virtual_school.uuid, "kind": "work_plan", "title": "Work plan", **day_data("starts_on", today),
        "partners": [world.social_care.uuid],
    }  # fmt: skip
    assert "Enter" in text_of(client.post("/strategies/new/", {**top, "title": ""}))
    client.post("/strategies/new/", top)
    strategy = Strategy.objects.get()
    assert "There is one of this title already." in text_of(
        client.post("/strategies/new/", {**top, "title": "work PLAN"})
    )
    assert "Add one first" in text_of(client.post(page_of(strategy, "begin/")))
    client.post(page_of(strategy, "add/objective/"), {"number": "6", "text": "Everybody is advised"})
    objective = StrategyRow.objects.get()
    assert client.get(page_of(strategy, "add/kpi/")).status_code == 404
    action = {
        "number": "6k", "text": "Review the pages for carers", "timescale": "09/14",
        "membership": world.team_manager.uuid, "agency_name": "The careers service",
    }  # fmt: skip
    carer = client.post(row_page(objective, "add/action/"), {**action, "membership": world.carer.uuid})
    assert "Cora Carer" not in carer.content.decode()
    refused = client.post(row_page(objective, "add/action/"), {**action, "due_on_day": "31", "due_on_month": "2"})
    assert "Review the pages for carers" in refused.content.decode()
    assert StrategyRow.objects.count() == 1
    client.post(row_page(objective, "add/action/"), action)
    page = text_of(client.get(page_of(strategy)))
    for words in ("6k Review the pages for carers", "Tom Manager", "The careers service", "09/14", "Draft"):
        assert words in page
    client.post(page_of(strategy, "begin/"))
    assert "In force" in text_of(client.get(page_of(strategy)))


def test_who_finds_it(strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf):
    """Drafts for whoever writes them; after that its agency, its partners and whoever leads a row; nobody else."""
    kpi = kpi_of(strategy, world, real_now, in_force=False)
    viewer = MembershipFactory(agency=world.social_care, role=RoleCode.VIEWER)

    def found_by(*people: User) -> list[int]:
        return [client_of(user).get(row_page(kpi)).status_code for user in people]

    inside = (world.head.user, world.officer.user, world.team_manager.user, viewer.user, world.social_worker.user)
    outside = (world.stranger.user, world.designated_person.user, world.host_key_contact.user, world.carer.user)
    assert found_by(*inside, *outside) == [200] + [404] * 8
    Strategy.objects.filter(pk=strategy.pk).update(status="in_force")
    assert found_by(*inside, *outside) == [200] * 5 + [404] * 4
    assert client_of(world.carer.user).get("/strategies/").status_code == 403
    assert "Learning and work" in text_of(client_of(world.social_worker.user).get("/strategies/"))


def test_who_writes(strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf):
    """Whoever keeps it everywhere; a lead, and who keeps strategies at the lead agency, on their row and what is under it."""
    kpi = kpi_of(strategy, world, real_now)
    assert kpi.parent
    under = added(strategy, world, real_now, RowKind.ACTION, parent=kpi)
    beside = added(strategy, world, real_now, RowKind.ACTION, parent=kpi.parent)
    for person in (world.social_worker, world.team_manager):
        assert [may_write(person.user, row) for row in (kpi, under, beside)] == [True, True, False]
        client = client_of(person.user)
        answers = [client.get(row_page(row, "rate/progress/")).status_code for row in (under, beside)]
        assert answers == [200, 403]
        assert client.get(row_page(kpi, "change/")).status_code == 403
    assert client_of(world.officer.user).get(row_page(kpi, "entries/new/")).status_code == 403
    assert may_write(world.head.user, beside)


def test_a_lead_rates_with_the_meaning_of_each_colour_in_sight(
    strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf
):
    today = local_date(real_now)
    kpi = kpi_of(strategy, world, real_now, first_rating_on=today + 5 * DAY)
    client = client_of(world.social_worker.user)
    deadline = Deadline.objects.get(subject_uuid=kpi.uuid)
    address = deadline.get_absolute_url()
    assert address in text_of(client.get("/deadlines/?mine=on"))
    assert address not in text_of(client_of(world.designated_person.user).get("/deadlines/"))
    page = text_of(client.get(deadline.get_absolute_url()))
    assert "Home Social Care" in page
    assert client_of(world.stranger.user).get(deadline.get_absolute_url()).status_code == 404
    page = text_of(client.get(row_page(kpi, "rate/kpi/")))
    for words in ("Green: The target is reached.", "Red: Far from the target."):
        assert words in page
    typed = {"colour": "amber", "rationale": "", **day_data("on", today), **day_data("again_on", today + 90 * DAY)}
    refused = client.post(row_page(kpi, "rate/kpi/"), typed)
    assert "Why?" in text_of(refused)
    assert not kpi.ratings.exists()
    client.post(row_page(kpi, "rate/kpi/"), {**typed, "rationale": "Nearly there"})
    page = text_of(client.get(row_page(kpi)))
    for words in ("Nearly there", "Sue Worker", "Amber"):
        assert words in page
    assert not Deadline.objects.get(pk=deadline.pk).is_open
    assert client.get(row_page(kpi, "rate/luck/")).status_code == 404


def test_entries_evidence_and_status_stand_on_the_row(
    strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf
):
    kpi = kpi_of(strategy, world, real_now)
    other = added(strategy, world, real_now, RowKind.KPI, "A better one", kpi.parent)
    client = client_of(world.head.user)
    client.post(row_page(kpi, "entries/new/"), {"kind": "next_step", "text": "Ask the colleges"})
    step = kpi.entries.get()
    done = {"kind": "achievement", "text": "Asked", **day_data("on", local_date(real_now)), "fulfils": step.uuid}
    client.post(row_page(kpi, "entries/new/"), done)
    upload = SimpleUploadedFile("minutes.pdf", b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", content_type="application/pdf")
    client.post(row_page(kpi, "evidence/new/"), {"form": upload, "note": "The minutes"})
    bad = SimpleUploadedFile("virus.exe", b"MZ", content_type="application/pdf")
    assert "must be a PDF" in text_of(client.post(row_page(kpi, "evidence/new/"), {"form": bad}))
    file = kpi.evidence.get()
    answer = client.get(reverse("oversight:strategy-evidence", args=[file.uuid]))
    assert answer.getvalue().startswith(b"%PDF")
    assert (
        client_of(world.stranger.user).get(reverse("oversight:strategy-evidence", args=[file.uuid])).status_code == 404
    )
    status = {"status": "superseded", "superseded_by": other.uuid, "reason": ""}
    assert "why it is dropped" in text_of(client.post(row_page(kpi, "status/"), status))
    client.post(row_page(kpi, "status/"), {**status, "reason": "Easier to count"})
    page = text_of(client.get(row_page(kpi)))
    for words in ("Asked", "Taken: Ask the colleges", "minutes.pdf", "Superseded", "A better one", "takes its place."):
        assert words in page
    kpi.refresh_from_db()
    assert kpi.status == RowStatus.SUPERSEDED


def test_rows_are_changed_moved_and_led_by_hand(
    strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf
):
    kpi = kpi_of(strategy, world, real_now, target="95", measure_code="attendance_at_target")
    other = added(strategy, world, real_now, RowKind.THEME, "After 18")
    client = client_of(world.head.user)
    changed = {
        "text": "All are there",
        "green_from": "95",
        "amber_from": "98",
        "direction": "higher",
        "measure_code": "attendance_at_target",
    }
    assert "harder to reach" in text_of(client.post(row_page(kpi, "change/"), changed))
    client.post(row_page(kpi, "change/"), {**changed, "amber_from": "90"})
    client.post(row_page(kpi, "move/"), {"parent": other.uuid})
    lead = {"kind": "contributor", "name": "Health"}
    client.post(row_page(kpi, "leads/new/"), lead)
    assert "does that already" in text_of(client.post(row_page(kpi, "leads/new/"), lead))
    kpi.refresh_from_db()
    assert (kpi.text, kpi.parent, kpi.measure_code, kpi.amber_from) == (
        "All are there",
        other,
        "attendance_at_target",
        90,
    )
    client.post(f"/strategies/leads/{kpi.leads.get(name='Health').uuid}/remove/")
    assert not kpi.leads.filter(name="Health").exists()


def test_people_colours_and_money(strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf):
    kpi_of(strategy, world, real_now)
    client, today = client_of(world.head.user), local_date(real_now)
    client.post(page_of(strategy, "people/new/"), {"role": "lead_contact", "membership": world.officer.uuid})
    person = strategy.people.get()
    changed = {"role": "strategic_lead", "name": "O. Officer", "part": "Chairs the group"}
    client.post(f"/strategies/people/{person.uuid}/change/", changed)
    page = text_of(client.get(page_of(strategy)))
    for words in ("Strategic lead:", "O. Officer", "Chairs the group"):
        assert words in page
    client.post(f"/strategies/people/{person.uuid}/remove/")
    assert not strategy.people.exists()
    colours = {f"{which}_{colour}": f"{which} {colour}" for which in Rated.values for colour in Rag.values}
    client.post(page_of(strategy, "colours/"), {**colours, **day_data("from_on", today)})
    assert strategy.meanings.count() == 6
    line = {"kind": "committed", "amount": "1200.50", "what": "Mentors", **day_data("on", today)}
    client.post(page_of(strategy, "budget/"), line)
    assert "1200.50" in text_of(client.get(page_of(strategy, "budget/")))
    assert client_of(world.officer.user).post(page_of(strategy, "budget/"), line).status_code == 403


def test_versions_are_compared(strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf):
    kpi = kpi_of(strategy, world, real_now)
    client = client_of(world.head.user)
    assert client.get(page_of(strategy, "compare/")).status_code == 404
    client.post(page_of(strategy, "versions/"), {"changed": "First", "why": "The board agreed"})
    client.post(row_page(kpi, "change/"), {"text": "Nearly all are there", "direction": "higher"})
    page = text_of(client_of(world.team_manager.user).get(page_of(strategy, "compare/")))
    for words in ("Version 1, then: As it stands now.", "Everybody is at their lessons", "Nearly all are there"):
        assert words in page
    version = strategy.versions.get()
    then = text_of(client.get(f"/strategies/versions/{version.uuid}/"))
    assert "The board agreed" in then
    assert "Nearly all are there" not in then
    assert client_of(world.stranger.user).get(f"/strategies/versions/{version.uuid}/").status_code == 404


def test_everybody_reads_the_plain_words_and_nothing_else(
    strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf
):
    kpi = kpi_of(strategy, world, real_now)
    assert kpi.parent
    address = f"/partners/plans/{strategy.uuid}/"
    client = client_of(world.head.user)
    typed = {
        "text": "We want you to do well at school. Ask us for help when you need it.",
        f"row_{kpi.parent.uuid}": "You get help.",
    }
    page = text_of(client.post(page_of(strategy, "young-people/"), typed, follow=True))
    assert "Easy enough" in page
    assert Client().get(address).status_code == 404
    client.post(page_of(strategy, "publish/"))
    answer = Client().get(address)
    told = text_of(answer)
    assert "Set-Cookie" not in answer.headers
    assert "public" in answer["Cache-Control"]
    assert "You get help." in told
    for hidden in ("Everybody is at their lessons", "Sue Worker"):
        assert hidden not in told
    assert strategy.title in text_of(Client().get("/partners/plans/"))
    client.post(page_of(strategy, "take-back/"))
    assert Client().get(address).status_code == 404
    assert strategy.title not in text_of(Client().get("/partners/plans/"))


def test_it_is_printed_in_the_shape_of_the_document(
    strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf
):
    kpi = kpi_of(strategy, world, real_now, number="1.4.1")
    rate(
        row=kpi, which=Rated.KPI, colour=Rag.RED, rationale="Far off", on=local_date(real_now),
        by=world.head.user, now=real_now,
    )  # fmt: skip
    client = client_of(world.viewer.user)
    assert client.get(page_of(strategy, "pdf/")).status_code == 404
    client = client_of(world.officer.user)
    page = text_of(client.get(page_of(strategy, "print/")))
    for words in ("1.4.1 Everybody is at their lessons", "KPI: Red", "What the colours mean"):
        assert words in page
    answer = client.get(page_of(strategy, "pdf/"))
    assert answer.content.startswith(b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]


def test_pages_cost_the_same_for_one_row_and_for_many(
    strategy: Strategy, world: World, real_now: datetime, client_of: ClientOf
):
    kpi = kpi_of(strategy, world, real_now)
    told = {"strategy": strategy, "by": world.head.user, "now": real_now}
    write_for_young_people(text="We help you.", of_rows={}, **told)
    publish(**told)
    keep_version(changed="First", why="The board", **told)
    client = client_of(world.head.user)
    paths = [
        "/strategies/", page_of(strategy), page_of(strategy, "print/"), page_of(strategy, "versions/"),
        page_of(strategy, "budget/"), "/partners/plans/", row_page(kpi),
    ]  # fmt: skip

    def costs() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            found.append(len(asked.captured_queries))
        return found

    before = costs()
    for number in range(6):
        added(
            strategy, world, real_now, RowKind.ACTION, f"Do {number}", kpi, number=f"9.{number}",
            leads=[NewLead(kind=LeadKind.LEAD, membership=world.team_manager, is_main=True)],
        )  # fmt: skip
        other = strategy_of(world, real_now, f"Another {number}")
        kpi_of(other, world, real_now)
        write_for_young_people(text="We help you.", of_rows={}, strategy=other, by=world.head.user, now=real_now)
        publish(strategy=other, by=world.head.user, now=real_now)
        keep_version(changed=f"Step {number}", why="The board", **told)
    assert costs() == before
