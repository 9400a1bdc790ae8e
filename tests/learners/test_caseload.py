"""The caseload: who is in it, found how, in which order, and at what cost."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Purpose
from accounts.names import sort_name, trigrams
from learners.enums import CareStatus
from learners.models import Learner
from learners.selectors.caseload import CaseloadFilters, caseload, rows
from learners.services import close_case, end_key_worker, enrol, restrict
from tests.factories import AgencyLinkFactory
from tests.tracking_things.neet_episodes import without_place

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def named(world, given, family, **fields):
    return world.learner(
        given_name=given,
        family_name=family,
        sort_name=sort_name(family, given),
        trigrams=trigrams(f"{given} {family}"),
        **fields,
    )


def names(user, now, **filters):
    return [learner.full_name for learner in caseload(user, CaseloadFilters(**filters), now)]


def page(client, **parameters):
    return client.get("/learners/", parameters)


def found(response):
    return [row.learner for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("siobhan", "Siobhán O’Connor"),
        ("Siobahn", "Siobhán O’Connor"),
        ("shiobhan", "Siobhán O’Connor"),
        ("oconor", "Siobhán O’Connor"),
        ("O'Connor", "Siobhán O’Connor"),
        ("connor siobhan", "Siobhán O’Connor"),
        ("smtih", "John Smith"),
        ("SMITH jonh", "John Smith"),
        ("smi", "John Smith"),
        ("lukasz", "Łukasz Nowak"),
    ],
)
def test_a_near_spelling_is_enough(world, now, typed, expected):
    for given, family in (("Siobhán", "O’Connor"), ("John", "Smith"), ("Łukasz", "Nowak"), ("Precious", "Adeyemi")):
        named(world, given, family)
    assert names(world.officer.user, now, q=typed)[0] == expected
    assert "Precious Adeyemi" not in names(world.officer.user, now, q=typed)


@pytest.mark.parametrize("typed", ["zzzz", "!!", "smith adeyemi"])
def test_what_is_like_nobody_finds_nobody(world, now, typed):
    named(world, "John", "Smith")
    named(world, "Precious", "Adeyemi")
    assert names(world.officer.user, now, q=typed) == []


def test_a_learner_number_finds_its_one_record_and_the_placeholder_nobody(world, now):
    named(world, "John", "Smith", uln="9276308686")
    named(world, "Precious", "Adeyemi", uln="9999999999")
    assert names(world.officer.user, now, q="92763 08686") == ["John Smith"]
    assert names(world.officer.user, now, q="9276") == ["John Smith"]
    assert names(world.officer.user, now, q="9999999999") == []


def test_filters(world, now):
    by = world.team_manager.user
    leaver = named(world, "Ann", "Leaver", care_status=CareStatus.FORMER_RELEVANT)
    late = named(world, "Bea", "Late", enrolled=False)
    enrol(
        learner=late, provider=world.other_college, course="Art", level="2", starts_on=date(2026, 8, 3), by=by, now=now
    )
    vacant = named(world, "Cas", "Vacant")
    end_key_worker(key_worker=world.key_worker_of(vacant), ends_at=now, by=by, now=now)
    closed = named(world, "Dan", "Closed")
    close_case(learner=closed, closed_on=date(2026, 10, 6), reason="Moved", by=by, now=now)

    def ids(**filters):
        return {learner.pk for learner in caseload(world.officer.user, CaseloadFilters(**filters), now)}

    assert ids() == {leaver.pk, late.pk, vacant.pk}
    assert ids(show="closed") == {closed.pk}
    assert ids(show="overdue") == {late.pk}
    assert ids(care_status="former_relevant") == {leaver.pk}
    assert ids(provider=str(world.other_college.uuid)) == {late.pk}
    assert ids(key_worker="none") == {vacant.pk}
    assert ids(key_worker=str(world.social_worker.user.uuid)) == {leaver.pk, late.pk}
    assert ids(plan="overdue") == {late.pk}
    assert ids(plan="due") == ids(plan="agreed") == ids(plan="review_overdue") == set()


def test_sorting(world, now):
    for given, family, status in (
        ("Zoë", "Adams", "none"),
        ("Ali", "Öztürk", "eligible"),
        ("Bo", "Smith-Jones", "relevant"),
    ):
        named(world, given, family, care_status=status)
    urgent = named(world, "Cy", "Smith")
    enrol(learner=urgent, provider=world.other_college, course="Art", level="2", starts_on=now.date(), by=None, now=now)
    user = world.officer.user
    by_name = ["Zoë Adams", "Ali Öztürk", "Cy Smith", "Bo Smith-Jones"]
    assert names(user, now) == names(user, now, sort="name") == by_name
    assert names(user, now, sort="-name") == by_name[::-1]
    assert names(user, now, sort="due")[0] == names(user, now, sort="-due")[0] == "Cy Smith"
    assert names(user, now, sort="status")[1] == "Ali Öztürk"
    assert names(user, now, sort="-status")[0] == "Zoë Adams"


def test_a_row_shows_the_next_deadline_and_who_the_key_worker_is(world, now):
    learner = world.learner(enrolled=False)
    enrol(
        learner=learner, provider=world.college, course="Art", level="2", starts_on=date(2026, 9, 10), by=None, now=now
    )
    (row,) = rows([learner], world.officer.user, now)
    assert (row.due_state, row.due_words) == ("due_soon", "Due in 4 days")
    assert row.deadline.duty.title == "Agree an education plan"
    assert row.key_worker.person == world.social_worker.user
    assert [str(place.provider) for place in row.enrolments] == ["Brindley College"]
    assert rows([learner], world.officer.user, now + 4 * DAY)[0].due_state == "due_today"
    assert rows([learner], world.officer.user, now + 5 * DAY)[0].due_state == "overdue"


def test_restricted_records_are_nowhere(world, real_now, client_of):
    secret = named(world, "Sorrel", "Hidden")
    for number in range(3):
        named(world, f"Given{number}", "Open")
    restrict(learner=secret, people=[world.head.user], reason="At risk", by=None, now=real_now)
    client = client_of(world.officer.user)
    response = page(client)
    assert secret not in found(response)
    assert response.context["page_obj"].paginator.count == 3
    assert found(page(client, q="Sorrel Hidden")) == []
    assert "Hidden" not in "".join(part.decode() for part in client.get("/learners/export.csv"))
    assert client.get(f"/learners/{secret.uuid}/edit/").status_code == 404
    assert found(page(client_of(world.head.user), q="Sorrel Hidden")) == [secret]


def test_the_page_and_its_parts(world, client_of):
    for number in range(27):
        named(world, f"Given{number:02d}", "Family")
    client = client_of(world.officer.user)
    first, second = page(client), page(client, page=2)
    assert (len(found(first)), len(found(second))) == (25, 2)
    assert "27 young people" in first.content.decode()
    assert found(page(client, page="999")) == found(second)
    assert page(client, care_status="nonsense", provider="x", sort="; drop").status_code == 200


def test_an_empty_caseload_says_why(world, client_of):
    response = page(client_of(world.personal_adviser.user))
    assert "Nobody here yet" in response.content.decode()
    assert "Nobody fits" in page(client_of(world.personal_adviser.user), q="x").content.decode()


def test_the_weakest_roles(world, client_of):
    assert page(client_of(world.administrator.user)).status_code == 403
    assert client_of(world.social_worker.user).get("/learners/export.csv").status_code == 403
    assert client_of(world.designated_person.user).get("/learners/new/").status_code == 403


def queries(client, **parameters):
    page(client, **parameters)
    with CaptureQueriesContext(connection) as captured:
        assert page(client, **parameters).status_code == 200
    return captured


@pytest.mark.parametrize("parameters", [{}, {"q": "family"}, {"sort": "due"}, {"show": "overdue"}])
def test_the_number_of_queries_does_not_grow(world, client_of, real_now, parameters):
    def add(count):
        for _ in range(count):
            learner = named(world, "Given", "Family")
            enrol(
                learner=learner,
                provider=world.other_college,
                course="Art",
                level="2",
                starts_on=real_now.date() - 60 * DAY,
                by=None,
                now=real_now,
            )

    client = client_of(world.officer.user)
    add(2)
    few = queries(client, **parameters)
    add(25)
    many = queries(client, **parameters)
    assert len(many) == len(few), [query["sql"][:120] for query in many]
    own = [query for query in many if '"learners_' in query["sql"] or '"deadlines_' in query["sql"]]
    assert len(own) <= 8 + ("q" in parameters), (
        "whom one knows by name, links of one’s agencies, choices of key workers, count, page, places, key workers, "
        "deadlines, and of whom a search showed something"
    )


def test_the_file_is_the_present_filter_with_a_classification_and_no_formulas(world, client_of):
    named(world, "=1+1", "@Attack", preferred_name="+44", uln="9276308686")
    named(world, "Someone", "Else", care_status=CareStatus.QUALIFYING)
    client = client_of(world.officer.user)
    response = client.get("/learners/export.csv", {"care_status": "looked_after"})
    text = b"".join(response).decode()
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert lines[0][0].startswith("OFFICIAL-SENSITIVE")
    assert lines[1][0].endswith("by Ola Officer")
    assert lines[2][0] == "Given name"
    (only,) = lines[3:]
    assert only[:5] == ["'=1+1", "'@Attack", "'+44", "2008-05-17", "9276308686"]
    assert only[7] == "Brindley College"
    assert "attachment" in response["Content-Disposition"]
    assert "no-store, private" in response["Cache-Control"]


def test_a_list_too_long_for_one_answer_is_made_in_the_background(world, client_of, monkeypatch):
    monkeypatch.setattr("learners.views.caseload.MOST_AT_ONCE", 1)
    named(world, "One", "Alone")
    client = client_of(world.officer.user)
    assert client.get("/learners/export.csv").status_code == 200
    named(world, "Two", "Many")
    answer = client.get("/learners/export.csv?q=many")
    assert answer.status_code == 200
    answer = client.get("/learners/export.csv?show=")
    assert answer["Location"] == "/lists/young_people/download/?show="


def test_only_those_are_exported_for_whom_the_role_may_export(world, client_of, now):
    """A team manager exports the agency's young people, not one they are key worker for without a link."""
    mine = named(world, "Mine", "Linked")
    other = named(world, "Other", "Unlinked", key_worker=world.team_manager)
    other.links.all().delete()
    client = client_of(world.team_manager.user)
    assert set(found(page(client))) == {mine, other}
    text = "".join(part.decode() for part in client.get("/learners/export.csv"))
    assert "Linked" in text
    assert "Unlinked" not in text


def test_the_search_uses_the_index_of_trigrams(world, now):
    """With sequential scans made dear, the plan must offer the GIN index: a search that could not would have to read
    every name.
    """
    learners = caseload(world.officer.user, CaseloadFilters(q="smith"), now)
    matching = Learner.objects.filter(trigrams__overlap=trigrams("smith"))
    sql, parameters = matching.order_by().values("pk").query.sql_with_params()  # no other index can offer an order
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "learner_by_trigram" in plan
    assert "&&" in str(learners.query)


def test_a_clock_that_is_confidential_is_next_for_nobody_else(world, now):
    learner = world.learner()
    without_place(learner, world, now, days=200)  # its clocks are overdue
    host = AgencyLinkFactory(learner=learner, agency=world.host_virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL)
    for person, knows in ((world.officer, True), (world.social_worker, True), (world.designated_person, False),
                          (world.host_key_contact, False)):  # fmt: skip
        (row,) = rows([learner], person.user, now)
        assert (row.deadline is not None) == knows, (person, host)
        assert (names(person.user, now, show="overdue") == [learner.full_name]) == knows, person
