"""The pages of audits: the way through one, who may do what, that nothing typed is lost, small numbers of what leaves (K9)."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data
from accounts.models import User
from learners.models import Learner
from oversight.enums import FindingKind, RowKind
from oversight.models import Audit, AuditCase, AuditFinding, AuditSample, AuditShare
from oversight.services.audit_answers import write_finding
from oversight.services.saved_views import save_view
from tests.crawling import text_of
from tests.factories import MembershipFactory
from tests.oversight.audits import DAY, answer, audit_of, drawn
from tests.oversight.strategies import added, strategy_of
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def page_of(audit: Audit, more: str = "") -> str:
    return f"/audits/{audit.uuid}/{more}"


def case_page(case: AuditCase, more: str = "") -> str:
    return f"/audits/sampled/{case.uuid}/{more}"


def test_the_way_through_an_audit(world: World, real_now: datetime, client_of: ClientOf):
    world.learner(given_name="Ade", family_name="Bello")
    client, today = client_of(world.head.user), local_date(real_now)
    view = save_view(
        agency=world.virtual_school, page="young_people", name="Out of area", filters="area=out", by=world.head.user,
        now=real_now,
    )  # fmt: skip
    about = {
        "agency": world.virtual_school.uuid, "title": "Do plans help?", "purpose": "Whether plans made a difference",
        **day_data("starts_on", today - 90 * DAY), **day_data("ends_on", today), "view": view.uuid,
    }  # fmt: skip
    refused = text_of(client.post("/audits/new/", {**about, "area": "in"}))
    assert "not both" in refused
    client.post("/audits/new/", about)
    audit = Audit.objects.get()
    assert (audit.listing, audit.filters) == ("young_people", "area=out")
    assert "There is one of this title already." in text_of(client.post("/audits/new/", about))
    client.post(page_of(audit, "questions/new/"), {"text": "Did it help?", "kind": "yes_no"})
    assert "Enter a whole number" in text_of(client.post(page_of(audit, "draw/"), {"size": "many"}))
    client.post(page_of(audit, "draw/"), {"size": "5"})
    client.post(page_of(audit, "draw/"), {"size": "5"})
    assert AuditSample.objects.get().population == 1, "a further one needs a reason"
    client.post(page_of(audit, "auditors/"), {"auditors": [world.officer.uuid], **day_data("due_on", today + 9 * DAY)})
    share, case = AuditShare.objects.get(), AuditCase.objects.get()
    officer = client_of(world.officer.user)
    assert "Answer the questions of an audit" in text_of(officer.get("/deadlines/?mine=1"))
    assert "Ade Bello" in text_of(officer.get(f"/audits/shares/{share.uuid}/"))
    question = audit.questions.get()
    half = {"revision": "0", f"words_{question.uuid}": "Rather"}
    assert "Choose an answer." in text_of(officer.post(case_page(case), {**half, "finish": ""}))
    officer.post(case_page(case), half)
    late = officer.post(case_page(case), {**half, f"words_{question.uuid}": "Typed by another"})
    assert "Answers were saved since you opened this page." in text_of(late)
    assert "Typed by another" in late.content.decode()
    officer.post(case_page(case), {"revision": "1", f"value_{question.uuid}": "yes", "finish": ""})
    case.refresh_from_db(), share.refresh_from_db()
    assert case.finished_at
    assert share.done_at
    assert "Ade Bello" in text_of(client.get(f"/audits/questions/{question.uuid}/answers/?value=yes&area=out"))
    assert "Ade Bello" not in text_of(client.get(f"/audits/questions/{question.uuid}/answers/?value=no"))
    assert client.get(f"/audits/questions/{question.uuid}/answers/?value=maybe").status_code == 404
    client.post(page_of(audit, "findings/new/"), {"kind": "strength", "theme": "Voice", "text": "They are heard"})
    client.post(page_of(audit, "close/"), {"conclusion": "Plans help"})
    ended = text_of(client.get(page_of(audit)))
    assert "Plans help" in ended
    assert "They are heard" in ended
    assert "This audit has ended." in text_of(client.post(page_of(audit, "draw/"), {"size": "5", "reason": "More"}))


def test_who_does_what(world: World, real_now: datetime, client_of: ClientOf):
    learner = world.learner()
    audit = drawn(world, real_now)
    case = AuditCase.objects.get()
    second = MembershipFactory(agency=world.virtual_school, role=RoleCode.VIRTUAL_SCHOOL_OFFICER)
    client = client_of(second.user)
    assert client.get(case_page(case)).status_code == 200, "an auditor reads"
    assert client.post(case_page(case), {"revision": "0"}).status_code == 403, "whom somebody else answers for"
    assert client.get(page_of(audit, "draw/")).status_code == 403
    for person in (
        world.team_manager,
        world.social_worker,
        world.designated_person,
        world.host_key_contact,
        world.stranger,
    ):
        other = client_of(person.user)
        for page in (page_of(audit), page_of(audit, "results/"), case_page(case)):
            assert other.get(page).status_code == 404, (person, page)
    Learner.objects.filter(pk=learner.pk).update(is_restricted=True)
    page = text_of(client.get(page_of(audit)))
    assert "No longer open to you" in page
    assert learner.full_name not in page
    assert client.get(case_page(case)).status_code == 404


def test_a_finding_becomes_an_action_by_form(world: World, real_now: datetime, client_of: ClientOf):
    audit = audit_of(world, real_now)
    finding = write_finding(
        audit=audit, kind=FindingKind.NEEDS_WORK, theme="Voice", text="Seldom asked", by=world.head.user, now=real_now
    )
    theme = added(strategy_of(world, real_now), world, real_now, RowKind.THEME, "Hearing them")
    kpi = added(theme.strategy, world, real_now, RowKind.KPI, "Everybody is asked", theme)
    theirs = strategy_of(world, real_now, "Of social care", owner=world.social_care, partners=[world.virtual_school])
    foreign = added(theirs, world, real_now, RowKind.KPI, "Theirs", added(theirs, world, real_now, RowKind.THEME))
    client = client_of(world.head.user)
    address = f"/audits/findings/{finding.uuid}/action/"
    assert "Seldom asked" in client.get(address).content.decode()
    assert "Select a valid choice" in text_of(client.post(address, {"text": "Ask", "parent": foreign.uuid}))
    client.post(address, {"text": "Ask before each review", "parent": kpi.uuid, "lead": world.officer.uuid})
    action = AuditFinding.objects.get().action
    assert action
    assert (action.parent, action.text) == (kpi, "Ask before each review")
    assert "Ask before each review" in text_of(client.get(page_of(audit)))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (["yes"] * 7 + ["no"] * 6, ["7", "0", "6"]),
        (["yes"] * 7 + ["no"] * 2, ["c", "0", "c"]),  # nine together, as the scale tells: either could be the small one
        (["yes"] * 3, ["c", "c", "c"]),
    ],
)
def test_small_numbers_do_not_leave(
    values: list[str], shown: list[object], world: World, real_now: datetime, client_of: ClientOf
):
    for _ in values:
        world.learner()
    audit = drawn(world, real_now)
    for case, value in zip(AuditCase.objects.order_by("position"), values, strict=True):
        answer(case, world, real_now, value)
    book = load_workbook(BytesIO(client_of(world.head.user).get(page_of(audit, "results/download/")).content))
    rows = [row[2] for row in book["Answers"].iter_rows(min_row=2, max_row=4, values_only=True)]
    assert rows == shown


def test_pages_cost_the_same_for_one_and_for_many(world: World, real_now: datetime, client_of: ClientOf):
    client = client_of(world.head.user)

    def cost(page: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        return len(asked.captured_queries)

    def pages(audit: Audit) -> list[str]:
        answers = f"/audits/questions/{audit.questions.order_by('position')[0].uuid}/answers/"
        share = AuditShare.objects.get(audit=audit)
        return [page_of(audit), page_of(audit, "results/"), answers, f"/audits/shares/{share.uuid}/", "/audits/"]

    world.learner()
    one = drawn(world, real_now)
    answer(AuditCase.objects.get(), world, real_now)
    few = [cost(page) for page in pages(one) for _ in range(2)][1::2]
    for _ in range(5):
        world.learner()
    many = drawn(world, real_now, title="Do reviews help?")
    for case in AuditCase.objects.filter(audit=many):
        answer(case, world, real_now)
    assert [cost(page) for page in pages(many)] == few
