"""Figures: what each number counts, that it opens a list of that length, and what it costs."""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.clock import database_now, local_date
from accounts.enums import Purpose
from accounts.models import User
from learners.models import Learner
from learners.services import enrol
from oversight.enums import Area, Attending, Doing, Listing
from oversight.measures.conditions import limits
from oversight.selectors.dashboard_figures import Asked, Seat, cards, missing_education, seat_of
from oversight.selectors.dashboard_trends import activity_by_month, attendance_by_week, month_ends
from oversight.selectors.list_kinds import ELSEWHERE, KINDS
from oversight.selectors.measures import PeopleFilters, people
from tests.crawling import text_of
from tests.oversight.facts import attended, does, placed
from tests.people import World
from tracking.enums import ActivityGroup
from tracking.rules.attendance_weeks import monday_of

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
G = ActivityGroup

#: A link whose text begins with a number: a card, a cell of a table.
NUMBERED = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>(?:\s*<span[^>]*>)?\s*(\d+)\s*<')


def listed(user: User, now, **filters) -> set[str]:
    return {learner.family_name for learner in people(user, PeopleFilters(**filters), now)}


@pytest.fixture
def eventful(world: World) -> World:
    """Some of everything: activities, long and short, places here and elsewhere, attendance, an overdue plan."""
    now = database_now()
    today = local_date(now)
    year = timedelta(days=365)
    at_college = world.learner(family_name="College", date_of_birth=today - 17 * year)
    does(at_college, G.EDUCATION, today - year)
    attended(at_college.enrolments.get(), world, now, (1, 10, 10), (2, 10, 9))
    absent = world.learner(family_name="Absent", date_of_birth=today - 17 * year, key_worker=world.personal_adviser)
    does(absent, G.EDUCATION, today - year)
    attended(absent.enrolments.get(), world, now, (0, 10, 5), (1, 10, 10), (3, 10, 6))
    long = world.learner(family_name="Long", enrolled=False, date_of_birth=today - 19 * year)
    does(long, G.NEET, today - year)
    does(long, G.NEET_UNAVAILABLE, today - timedelta(days=30))
    short = world.learner(family_name="Short", enrolled=False, date_of_birth=today - 17 * year)
    does(short, G.EDUCATION, today - year)
    does(short, G.NEET, today - timedelta(days=20))
    lost = world.learner(family_name="Lost", enrolled=False, date_of_birth=today - 17 * year)
    does(lost, G.NOT_KNOWN, today - timedelta(days=50))
    unsaid = world.learner(family_name="Unsaid", enrolled=False, date_of_birth=today - 17 * year)
    unsaid.key_workers.update(ends_at=now - timedelta(hours=1))
    near = world.learner(family_name="Near", enrolled=False, date_of_birth=today - 16 * year)
    placed(near, home_college(world), today - timedelta(days=90))
    late = world.learner(family_name="Late", enrolled=False)
    enrol(
        learner=late, provider=world.college, course="Joinery", level="2", mentor=world.mentor,
        starts_on=today - timedelta(days=50), by=world.designated_person.user, now=now - timedelta(days=55),
    )  # fmt: skip
    world.learner(family_name="Hidden", is_restricted=True)
    return world


def home_college(world: World):
    from tests.factories import AgencyFactory

    return AgencyFactory(provider=True, name="Home College", local_authority=world.virtual_school.local_authority)


def test_what_young_people_do(eventful: World, real_now):
    user = eventful.officer.user
    assert listed(user, real_now, doing=Doing.NEET) == {"Long", "Short"}
    assert listed(user, real_now, doing=Doing.LONG_NEET) == {"Long"}, "a change of reason does not begin the count anew"
    assert listed(user, real_now, doing=Doing.EET) == {"College", "Absent"}
    assert listed(user, real_now, doing=Doing.NOT_KNOWN) == {"Lost"}
    assert listed(user, real_now, doing=Doing.NOT_RECORDED) == {"Unsaid", "Near", "Late"}
    assert listed(user, real_now, doing=Doing.MISSING) == {"Short", "Lost", "Unsaid"}
    then = local_date(real_now) - timedelta(days=25)
    assert listed(user, real_now, doing=Doing.NEET, on=then) == {"Long"}
    assert not listed(eventful.designated_person.user, real_now, doing=Doing.EET), "no business of a provider"


@pytest.mark.parametrize(("days_more", "is_long"), [(0, True), (1, False)])
def test_long_is_counted_from_the_day_the_terms_say(world: World, real_now, days_more: int, is_long: bool):
    learner = world.learner(family_name="Edge", enrolled=False)
    since = limits(local_date(real_now)).long_since
    does(learner, G.NEET, since + timedelta(days=days_more), since + timedelta(days=40))
    does(learner, G.NEET_UNAVAILABLE, since + timedelta(days=41))
    assert bool(listed(world.officer.user, real_now, doing=Doing.LONG_NEET)) is is_long


def test_a_gap_of_a_day_begins_the_count_anew(world: World, real_now):
    learner = world.learner(enrolled=False)
    since = limits(local_date(real_now)).long_since
    does(learner, G.NEET, since - timedelta(days=90), since + timedelta(days=40))
    does(learner, G.NEET, since + timedelta(days=42))
    assert not listed(world.officer.user, real_now, doing=Doing.LONG_NEET)


def test_where_they_learn(eventful: World, real_now):
    user = eventful.officer.user
    assert listed(user, real_now, area=Area.OUTSIDE) == {"College", "Absent", "Late"}
    assert listed(user, real_now, area=Area.INSIDE) == {"Near"}
    assert listed(user, real_now, area=Area.NO_PLACE) == {"Long", "Short", "Lost", "Unsaid"}


def test_how_they_attend(eventful: World, real_now):
    user = eventful.officer.user
    assert listed(user, real_now, attending=Attending.BELOW_TARGET) == {"Absent"}, "95 of 100 is on the target"
    assert listed(user, real_now, attending=Attending.AT_LIMIT) == {"Absent"}
    assert listed(user, real_now, attending=Attending.NOT_RECORDED) == {"Near", "Late"}
    this_week = monday_of(local_date(real_now))
    assert listed(user, real_now, week=this_week) == {"Absent"}
    assert listed(user, real_now, week=this_week, recorded="no") == {"College", "Near", "Late"}


@pytest.mark.parametrize(
    ("weeks", "kinds"),
    [
        ([(10, 10)], set()),
        ([(10, 9), (10, 10)], set()),  # 95 %, on the target
        ([(10, 9), (10, 10), (10, 9)], {"below_target"}),
        ([(14, 13), (7, 6)], {"below_target"}),  # 90.5 %
        ([(10, 9)], {"below_target", "at_limit"}),  # 90.0 %
        ([(10, 10), (10, 8)], {"below_target", "at_limit"}),  # 90.0 % of both weeks together
        ([(14, 7), (1, 1)], {"below_target", "at_limit"}),
        ([(10, 5)], {"below_target", "at_limit", "severe"}),
        ([(10, 0)], {"below_target", "at_limit", "severe"}),
        ([(10, 10), (10, 10), (10, 10), (10, 10), (10, 0)], set()),  # five weeks back
    ],
)
def test_the_bounds_of_attendance(world: World, real_now, weeks: list[tuple[int, int]], kinds: set[str]):
    attended(world.enrolment(), world, real_now, *((back, *week) for back, week in enumerate(weeks)))
    user = world.officer.user
    assert {kind for kind in ("below_target", "at_limit", "severe") if listed(user, real_now, attending=kind)} == kinds


@pytest.mark.parametrize("who", ["head", "team_manager", "designated_person", "social_worker", "viewer", "mentor"])
def test_every_number_opens_a_list_of_that_length(eventful: World, client_of: ClientOf, who: str):
    client = client_of(getattr(eventful, who).user)
    page = client.get("/figures/").content.decode()
    numbers = [(unescape(url), int(number)) for url, number in NUMBERED.findall(page)]
    assert len(numbers) > 5
    for url, number in numbers:
        assert client.get(url).context["page_obj"].paginator.count == number, url


@pytest.mark.parametrize(
    "filters",
    [
        "ages=16_17",
        "area=out",
        "care_status=looked_after",
        "provider={college}",
        "key_worker={adviser}",
        "key_worker=none",
    ],
)
def test_so_does_every_number_of_a_part(eventful: World, client_of: ClientOf, filters: str):
    client = client_of(eventful.head.user)
    chosen = filters.format(college=eventful.college.uuid, adviser=eventful.personal_adviser.user.uuid)
    response = client.get(f"/figures/?{chosen}")
    numbers = [(unescape(url), int(number)) for url, number in NUMBERED.findall(response.content.decode())]
    assert numbers
    for url, number in numbers:
        assert client.get(url).context["page_obj"].paginator.count == number, url
        assert chosen.split("=")[0] in url


def test_each_sees_the_figures_of_their_seat(eventful: World):
    seats = {
        name: seat_of(getattr(eventful, name).user) for name in ("head", "team_manager", "viewer", "carer", "mentor")
    }
    assert seats == {
        "head": Seat.VIRTUAL_SCHOOL, "team_manager": Seat.MANAGER, "viewer": Seat.PROVIDER, "carer": Seat.OWN,
        "mentor": Seat.OWN,
    }  # fmt: skip


def test_a_restricted_record_is_in_no_figure(eventful: World, real_now):
    before = {card.label: card.count for card in cards(Asked(eventful.head.user, PeopleFilters(), real_now))}
    Learner.objects.update(is_restricted=True)
    after = {card.label: card.count for card in cards(Asked(eventful.head.user, PeopleFilters(), real_now))}
    assert before["Young people"] == 8
    assert set(after.values()) == {0}


def test_missing_education_is_measured_among_everybody_up_to_year_13(eventful: World, real_now):
    missing, whole = missing_education(Asked(eventful.head.user, PeopleFilters(), real_now))
    assert (missing.count, whole.count) == (3, len(listed(eventful.head.user, real_now, ages="up_to_17")))
    assert missing_education(Asked(eventful.designated_person.user, PeopleFilters(), real_now)) is None


def test_figures_month_by_month(eventful: World, real_now):
    bars = activity_by_month(eventful.officer.user, PeopleFilters(), real_now)
    assert len(bars) == 12
    assert {key: bars[-1][key] for key in ("eet", "neet", "not_known", "other")} == {
        "eet": 2, "neet": 2, "not_known": 1, "other": 0,
    }  # fmt: skip
    assert bars[0]["neet"] == 1
    assert bars[0]["eet"] == 3


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 31), date(2028, 2, 29)])
def test_months_end_on_their_last_days(today: date):
    ends = month_ends(today)
    assert len(ends) == 12
    assert ends[-1] == today
    assert all((day + timedelta(days=1)).day == 1 for day in ends[:-1])


def test_attendance_week_by_week(eventful: World, real_now):
    weeks = attendance_by_week(eventful.officer.user, PeopleFilters(), real_now)
    assert [(week.possible, week.attended, week.people) for week in weeks[-4:]] == [
        (10, 6, 1), (10, 9, 1), (20, 20, 2), (10, 5, 1),
    ]  # fmt: skip
    assert weeks[0].percent is None


def test_another_providers_attendance_is_not_in_a_providers_figures(eventful: World, real_now):
    learner = people(eventful.officer.user, PeopleFilters(), real_now).get(family_name="College")
    elsewhere = placed(learner, eventful.other_college, local_date(real_now) - timedelta(days=60))
    attended(elsewhere, eventful, real_now, (0, 10, 0))
    assert listed(eventful.officer.user, real_now, attending=Attending.AT_LIMIT) == {"Absent", "College"}
    assert listed(eventful.designated_person.user, real_now, attending=Attending.AT_LIMIT) == {"Absent"}
    (week,) = attendance_by_week(eventful.designated_person.user, PeopleFilters(), real_now)[-1:]
    assert (week.possible, week.people) == (10, 1)


def test_what_leaves_hides_small_numbers(eventful: World, client_of: ClientOf):
    text = client_of(eventful.head.user).get("/figures/download/?as=csv").content.decode("utf-8-sig")
    assert "Young people,8," in text
    assert "Not in education, employment or training" in text
    for line in text.splitlines():
        cells = [cell for cell in line.split(",") if cell.isdigit()]
        assert not [cell for cell in cells if 0 < int(cell) <= 5], line
    assert client_of(eventful.social_worker.user).get("/figures/download/").status_code == 403


def test_no_table_gives_away_what_another_one_hides(world: World, client_of: ClientOf, real_now):
    """Three have no place, and of three nothing is recorded: neither number can be had from the others in the file."""
    today, college = local_date(real_now), home_college(world)
    for _ in range(7):
        learner = world.learner(enrolled=False)
        placed(learner, college, today - timedelta(days=90))
        does(learner, G.EDUCATION, today - timedelta(days=90))
    for _ in range(6):
        does(world.learner(), G.NEET, today - timedelta(days=90))
    for _ in range(3):
        world.learner(enrolled=False)
    text = client_of(world.head.user).get("/figures/download/?as=csv").content.decode("utf-8-sig")
    said: dict[str, list[str]] = {}
    for line in filter(None, csv.reader(text.splitlines())):
        said.setdefault(line[0], line[1:])  # on a Monday, attendance has a line of the same name
    assert said["Young people"][0] == "16"
    assert said[Area.INSIDE.label][0] == "7"
    assert [said[area.label][0] for area in (Area.OUTSIDE, Area.NO_PLACE)] == ["c", "c"]
    assert said["Learn in another authority"] == ["c", ""], "six, of sixteen less seven"
    assert said["No place"][0] == "c"
    last = said[f"{today.day} {today:%b %Y}"]
    assert last == ["7", "0", "0", "c", "c", "16"]
    assert said["Not in education, employment or training"] == ["c", ""]
    assert said["Nothing recorded of what they do"] == ["c", ""]


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", ["head", "team_manager", "designated_person"])
@pytest.mark.parametrize(
    "path",
    ["/figures/", *(f"/lists/{kind}/" for kind in KINDS if kind not in ELSEWHERE), "/saved-views/", "/exports/"],
)
def test_query_count_does_not_grow_with_rows(eventful: World, client_of: ClientOf, path: str, who: str):
    client = client_of(getattr(eventful, who).user)
    if client.get(path).status_code == 404:
        assert who == "designated_person"
        return
    few = queries(client, path)
    today = local_date(database_now())
    for number in range(5):
        more = eventful.learner(family_name=f"More{number}", date_of_birth=today - timedelta(days=16 * 365))
        does(more, G.EDUCATION if number % 2 else G.NEET, today - timedelta(days=100))
        attended(more.enrolments.get(), eventful, database_now(), (0, 10, number))
    assert queries(client, path) == few
    assert few <= (80 if path == "/figures/" else 30)


def test_no_figure_reads_every_young_person(eventful: World, real_now):
    """With sequential scans made dear, each number must be found from the links of the agency: not one plan may read all
    young people, all places, all spells or all weeks.
    """
    user = eventful.officer.user
    asked = [
        PeopleFilters(), PeopleFilters(doing=Doing.NEET), PeopleFilters(doing=Doing.LONG_NEET),
        PeopleFilters(doing=Doing.MISSING), PeopleFilters(area=Area.OUTSIDE), PeopleFilters(attending=Attending.AT_LIMIT),
        PeopleFilters(week=monday_of(local_date(real_now)), recorded="no"),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for filters in asked:
            sql, parameters = people(user, filters, real_now).order_by().values("pk").query.sql_with_params()
            cursor.execute(f"EXPLAIN {sql}", parameters)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            big = (
                "learners_learner|learners_enrolment|tracking_activityspell|tracking_attendanceweek|learners_agencylink"
            )
            assert not re.findall(rf"Seq Scan on (?:{big})\b", plan), f"{filters}\n{plan}"


def test_lists_of_what_young_people_do_are_no_business_of_a_provider(world: World, client_of: ClientOf):
    client = client_of(world.designated_person.user)
    for listing in ("activity", "neet", "year_11", "from_16", "nonsense"):
        assert client.get(f"/lists/{listing}/").status_code == 404, listing
    assert "NEET analysis" not in text_of(client.get("/lists/"))
    assert "NEET analysis" in text_of(client_of(world.officer.user).get("/lists/"))
    assert client.get("/lists/deadlines/?state=overdue")["Location"] == "/deadlines/?state=overdue"


def test_my_day_leads_to_figures_and_lists(world: World, client_of: ClientOf):
    assert 'href="/figures/"' in client_of(world.social_worker.user).get("/").content.decode()
    assert 'href="/lists/"' in client_of(world.head.user).get("/oversight/").content.decode()
    assert 'href="/figures/"' not in client_of(world.administrator.user).get("/").content.decode()


def test_a_value_that_makes_no_sense_widens_nothing(eventful: World, client_of: ClientOf):
    client = client_of(eventful.officer.user)
    response = client.get("/lists/young_people/?doing=nonsense")
    assert response.context["page_obj"].paginator.count == 0
    assert "Select a valid choice" in response.content.decode() or response.context["filter_form"].errors
    assert client.get("/figures/?ages=nonsense").status_code == 200


def test_a_supporting_school_is_not_told_what_they_do(eventful: World, real_now):
    from accounts import access
    from tests.factories import AgencyLinkFactory

    learner = people(eventful.officer.user, PeopleFilters(), real_now).get(family_name="Short")
    AgencyLinkFactory(learner=learner, agency=eventful.host_virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL)
    access.project(Learner, [learner.pk])
    host = eventful.host_key_contact.user
    assert listed(host, real_now) == {"Short"}
    assert not listed(host, real_now, doing=Doing.NEET)
    kind = KINDS[Listing.NEET]
    assert not kind.rows(host, "", real_now).exists()
