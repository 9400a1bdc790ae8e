"""May it be shared, on which basis, and what stands on the disclosure log (P8, P19f)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.clock import local_date
from accounts.enums import AgencyKind, Purpose
from accounts.models import Agency, Look
from accounts.selectors import current_memberships
from deadlines.calendar import end_of_local_day
from learners.enums import Basis, ConsentPurpose
from learners.models import AgencyLink, Disclosure, Learner, SharingOverride
from learners.selectors.disclosure_log import disclosure_log
from learners.selectors.sharing import may_share, sharings
from learners.services import enrol, link_agency
from learners.services.links import NoBasis
from learners.services.sharing import (
    AlreadyOver,
    NeedsNoOverride,
    NotTheirProvider,
    SharedTooLong,
    SharedUntilThePast,
    SharingReasonMissing,
    end_override,
    end_what_lapsed,
    share_without_consent,
)
from notifications.models import Message
from tests.factories import AgencyFactory, ConsentFactory
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
EDUCATION, PANEL, SUPPORT = ConsentPurpose.EDUCATION, ConsentPurpose.PANEL, ConsentPurpose.SUPPORT


def override(world: World, learner: Learner, now: datetime, **fields: object) -> SharingOverride:
    given = {
        "recipient": world.college,
        "purpose": "education",
        "ground": "threat_to_life",
        "reason": "He said so today.",
        "until": local_date(now) + 7 * DAY,
        "by": world.key_contact.user,
        **fields,
    }
    return share_without_consent(learner=learner, now=now, **given)


# --- The one question -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipient", "answers", "basis"),
    [
        ("virtual_school", [], Basis.RESPONSIBLE),
        ("social_care", ["refused"], Basis.RESPONSIBLE),
        ("college", [], None),
        ("college", ["given"], Basis.CONSENT),
        ("college", ["refused"], None),
        ("college", ["given", "withdrawn"], None),
        ("college", ["given", "refused"], None),
        ("college", ["given", "withdrawn", "given"], Basis.CONSENT),
        ("college", ["refused", "given"], Basis.CONSENT),
        ("host_virtual_school", [], None),
        ("other_virtual_school", ["given"], Basis.CONSENT),  # whether it is linked at all is another question
    ],
)
def test_every_basis(world: World, now: datetime, recipient: str, answers: list[str], basis: Basis | None):
    learner = world.learner(agreed=())
    for number, decision in enumerate(answers):
        ConsentFactory(learner=learner, decision=decision, recorded_at=now - (9 - number) * DAY)
    found = may_share(learner, getattr(world, recipient), EDUCATION, now)
    assert (found.allowed, found.basis) == (basis is not None, basis)
    assert found.words
    assert may_share(learner, world.college, PANEL, now).allowed is False


@pytest.mark.parametrize(
    ("born", "at", "allowed"),
    [
        (date(2008, 7, 1), datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC), True),  # summer: midnight is 23:00 UTC
        (date(2008, 7, 1), datetime(2026, 6, 30, 23, 0, tzinfo=UTC), False),
        (date(2008, 12, 1), datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), True),
        (date(2008, 12, 1), datetime(2026, 12, 1, 0, 0, tzinfo=UTC), False),
        (date(2008, 2, 29), datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC), True),
        (date(2008, 2, 29), datetime(2026, 3, 1, 0, 0, tzinfo=UTC), False),
        (date(2008, 3, 29), datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC), True),  # the night the clocks go forward
        (date(2008, 3, 29), datetime(2026, 3, 29, 0, 0, tzinfo=UTC), False),
        (date(2008, 10, 25), datetime(2026, 10, 24, 22, 59, 59, tzinfo=UTC), True),  # and back
        (date(2008, 10, 25), datetime(2026, 10, 24, 23, 0, tzinfo=UTC), False),
    ],
)
@pytest.mark.parametrize("said_by", ["parent", "local_authority", "young_person"])
def test_what_somebody_else_said_ends_with_the_18th_birthday(
    world: World, born: date, at: datetime, allowed: bool, said_by: str
):
    learner = world.learner(agreed=(), date_of_birth=born)
    ConsentFactory(learner=learner, said_by=said_by, said_by_name="Ann")
    found = may_share(learner, world.college, EDUCATION, at)
    assert found.allowed is (allowed or said_by == "young_person")
    assert found.allowed or "18" in found.words


def test_past_the_day_of_asking_again_it_holds_and_says_so(world: World, now: datetime):
    learner = world.learner(agreed=())
    ConsentFactory(learner=learner, check_on=local_date(now) - DAY)
    found = may_share(learner, world.college, EDUCATION, now)
    assert found.allowed
    assert "to be asked again" in found.words


@pytest.mark.parametrize(("after", "allowed"), [(timedelta(0), True), (8 * DAY, False)])
def test_an_override_lasts_to_the_end_of_its_last_day(world: World, now: datetime, after: timedelta, allowed: bool):
    learner = world.learner(agreed=())
    made = override(world, learner, now)
    assert made.ends_at == end_of_local_day(local_date(now) + 7 * DAY)
    assert not may_share(learner, world.college, EDUCATION, now - timedelta(seconds=1)).allowed
    assert may_share(learner, world.college, EDUCATION, now + after).allowed is allowed
    for moment, holds in ((made.ends_at - timedelta(microseconds=1), True), (made.ends_at, False)):
        assert may_share(learner, world.college, EDUCATION, moment).allowed is holds
    for agency, purpose in ((world.other_college, EDUCATION), (world.college, ConsentPurpose.SAFEGUARDING)):
        assert not may_share(learner, agency, purpose, now).allowed


def test_many_cost_as_much_as_one(world: World, now: datetime, django_assert_num_queries):
    agencies = [world.college, world.other_college, world.virtual_school]
    few, many = [world.learner()], [world.learner() for _ in range(6)]
    for learners in (few, many):
        with django_assert_num_queries(3):
            found = sharings(learners, agencies, PANEL, now)
        assert len(found) == 3 * len(learners)
    with django_assert_num_queries(1):
        may_share(few[0], world.social_care, EDUCATION, now)
    with django_assert_num_queries(1):
        may_share(few[0], world.college, EDUCATION, now)
    with django_assert_num_queries(2):
        may_share(few[0], world.college, PANEL, now)


# --- Sharing without consent --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"reason": "  "}, SharingReasonMissing),
        ({"until": date(2026, 10, 5)}, SharedUntilThePast),
        ({"until": date(2026, 11, 4)}, SharedTooLong),
        ({"recipient": "social_care"}, NeedsNoOverride),
        ({"recipient": "other_college"}, NotTheirProvider),
    ],
)
def test_what_an_override_needs(world: World, now: datetime, fields: dict[str, object], error: type[Exception]):
    if isinstance(fields.get("recipient"), str):
        fields = {"recipient": getattr(world, str(fields["recipient"]))}
    with pytest.raises(error):
        override(world, world.learner(), now, **fields)
    assert not SharingOverride.objects.exists()


def test_the_longest_override_can_be_followed_by_another(world: World, now: datetime):
    learner = world.learner(agreed=())
    first = override(world, learner, now, until=local_date(now) + 28 * DAY)
    later = first.ends_at + timedelta(hours=1)
    override(world, learner, later)
    assert may_share(learner, world.college, EDUCATION, later).basis == Basis.OVERRIDE


def test_key_worker_and_team_manager_hear_of_it_at_once(world: World, now: datetime):
    learner = world.learner()
    made = override(world, learner, now, purpose="safeguarding")
    told = Message.objects.filter(topic=f"override:{made.uuid}")
    assert {message.recipient for message in told} == {world.social_worker.user, world.team_manager.user}
    assert learner.full_name not in told[0].body
    row = Disclosure.objects.get(learner=learner, kind="link")
    assert (row.basis, row.override, row.by, row.recipient) == ("override", made, world.key_contact.user, world.college)


def test_a_partner_gets_its_link_and_loses_it_with_the_override(world: World, now: datetime):
    learner = world.learner()
    partner = AgencyFactory(kind=AgencyKind.OTHER)
    made = override(world, learner, now, recipient=partner, purpose="panel")
    assert AgencyLink.objects.active(now).filter(agency=partner, learner=learner).exists()
    (link,) = end_override(override=made, by=world.key_contact.user, now=now + DAY)
    assert link.ends_at == now + DAY
    assert not may_share(learner, partner, PANEL, now + DAY).allowed
    with pytest.raises(AlreadyOver):
        end_override(override=made, by=world.key_contact.user, now=now + 2 * DAY)


# --- Links --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [Purpose.PANEL_PARTNER, Purpose.HOST_VIRTUAL_SCHOOL])
def test_no_link_without_a_basis(world: World, now: datetime, purpose: Purpose):
    learner = world.learner()
    with pytest.raises(NoBasis, match="Nobody has asked"):
        link_agency(learner=learner, agency=world.host_virtual_school, purpose=purpose, starts_at=now, by=None, now=now)
    assert not learner.links.filter(purpose=purpose).exists()
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(("agreed", "basis"), [((), "duty"), ((EDUCATION,), "consent")])
def test_a_place_is_on_the_log_with_the_basis_found(world: World, now: datetime, agreed: tuple, basis: str):
    learner = world.learner(enrolled=False, agreed=agreed)
    enrol(
        learner=learner,
        provider=world.college,
        course="Joinery",
        level="2",
        starts_on=local_date(now),
        by=None,
        now=now,
    )
    rows = Disclosure.objects.filter(learner=learner, recipient=world.college)
    assert sorted(rows.values_list("kind", "basis")) == [("link", basis), ("message", basis)]
    assert not Disclosure.objects.exclude(recipient=world.college).exists()


def test_the_birthday_ends_links_once(world: World, now: datetime):
    learner = world.learner(date_of_birth=date(2008, 10, 7))
    ConsentFactory(learner=learner, purpose=SUPPORT, said_by="parent", said_by_name="Ann")
    link = link_agency(
        learner=learner, agency=world.host_virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL, starts_at=now, by=None, now=now
    )  # fmt: skip
    midnight = datetime(2026, 10, 6, 23, 0, tzinfo=UTC)
    assert end_what_lapsed(now=midnight - timedelta(seconds=1)) == 0
    assert end_what_lapsed(now=midnight) == 1
    assert end_what_lapsed(now=midnight + timedelta(hours=1)) == 0
    link.refresh_from_db()
    assert link.ends_at == midnight
    assert "18" in link.history.latest().history_change_reason


# --- The log ------------------------------------------------------------------------------------------------------------


def look(learner: Learner, agency: Agency, world: World, at: datetime, basis: str = "duty") -> None:
    Look.objects.create(
        at=at, user=world.designated_person.user, agency=agency, roles=["designated_person"], kind="view",
        what="oversight:case-file", learner_uuids=[learner.uuid], basis=basis,
    )  # fmt: skip


def test_the_log_groups_looks_by_day_person_and_basis(world: World, now: datetime):
    learner = world.learner()
    for minutes in range(3):
        look(learner, world.college, world, now + timedelta(minutes=minutes))
    look(learner, world.college, world, now, basis="consent")
    look(learner, world.virtual_school, world, now)
    look(learner, world.college, world, now - DAY)
    look(world.learner(), world.college, world, now)
    override(world, learner, now)
    _, (today, yesterday) = disclosure_log(learner, None, user=world.head.user)
    assert [(entry.what, entry.agency) for entry in today.entries] == [
        ("Record opened to an agency: May be opened without consent", "Brindley College"),
        ("Opened the record, 3 times", "Brindley College"),
        ("Opened the record", "Brindley College"),
    ]
    assert today.entries[0].detail == "Somebody’s life is in danger"
    assert len(yesterday.entries) == 1


def test_the_log_costs_the_same_however_long(world: World, now: datetime, django_assert_max_num_queries):
    learner = world.learner()
    reader = world.head.user
    reader.remembers_memberships = True
    current_memberships(reader)
    look(learner, world.college, world, now)
    with django_assert_max_num_queries(6) as first:
        disclosure_log(learner, None, user=reader)
    for days in range(30):
        look(learner, world.college, world, now - days * DAY)
        override(world, learner, now - days * DAY)
    with django_assert_max_num_queries(len(first)):
        page, days_shown = disclosure_log(learner, "2", user=reader)
    assert (page.paginator.num_pages, len(days_shown)) == (3, 10)


def test_a_file_of_the_caseload_is_on_the_log_of_each(world: World, client_of, django_assert_max_num_queries):
    learners = [world.learner() for _ in range(3)]
    client_of(world.designated_person.user).get("/learners/export.csv")
    rows = Disclosure.objects.filter(kind="export")
    assert {row.learner for row in rows} == set(learners)
    assert {(row.basis, row.recipient) for row in rows} == {("consent", world.college)}
    client_of(world.key_contact.user).get("/learners/export.csv")
    assert rows.count() == 3
    assert Look.objects.filter(kind="export", agency=world.virtual_school).get().basis == ""
    assert Look.objects.filter(kind="export", agency=world.college).get().basis == "duty"


def test_the_day_of_the_log_is_that_of_london(world: World):
    learner = world.learner()
    look(learner, world.college, world, datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    _, (day,) = disclosure_log(learner, None, user=world.head.user)
    assert day.on == date(2026, 7, 1)
