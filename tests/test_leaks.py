"""What nobody should learn: a young person at two providers, each of which knows of its own place only."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from accounts.clock import database_now, local_date
from accounts.enums import AgencyKind, Purpose, RoleCode
from accounts.models import User
from accounts.services import begin_membership
from deadlines.models import Deadline
from education_plans.models import EducationPlan
from education_plans.services import begin_plan
from learners.enums import ConsentPurpose
from learners.models import AgencyLink, Enrolment, Learner
from learners.selectors import timeline as story_of
from learners.services import enrol, link_agency, restrict, unrestrict
from tests.crawling import pages_reached
from tests.factories import AgencyFactory, ConsentFactory
from tests.people import World
from tests.things import Things, build_things
from tracking.enums import IncidentKind
from tracking.models import Incident
from tracking.services import log_incident

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]

#: Words that stand only in what belongs to the other provider's place, and the partner on a panel.
COURSE, WHAT_HAPPENED, OTHER, PARTNER = "Zymurgy", "A quarrel in the brewhouse", "Elsewhere College", "Quiet Partners"


@pytest.fixture
def two_places(world: World) -> Things:
    """The young person of the things learns at Brindley College, and at Elsewhere College too."""
    things = build_things(world)
    now = database_now()
    place = enrol(
        learner=things.learner, provider=world.other_college, course=COURSE, level="2",
        starts_on=local_date(now) - timedelta(days=90), by=world.key_contact.user, now=now - timedelta(days=91),
    )  # fmt: skip
    begin_plan(enrolment=place, by=world.stranger.user, now=now)
    log_incident(
        enrolment=place, kind=IncidentKind.SUSPENSION, occurred_at=now - timedelta(days=3), description=WHAT_HAPPENED,
        by=world.stranger.user, now=now,
    )  # fmt: skip
    partner = AgencyFactory(kind=AgencyKind.OTHER, name=PARTNER)
    for purpose in (ConsentPurpose.PANEL, ConsentPurpose.SUPPORT):
        ConsentFactory(learner=things.learner, purpose=purpose)
    link_agency(
        learner=things.learner, agency=partner, purpose=Purpose.PANEL_PARTNER, starts_at=now, by=None, now=now
    )  # fmt: skip
    return things


def everything(client: Client, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Pages that can be reached from the first one by links, with what they say: choices of forms left out."""
    start = ("/", "/learners/", "/deadlines/?state=any", "/incidents/", "/emergencies/", "/oversight/")
    for address, text in pages_reached(client, start, whole=whole):
        yield address, re.sub(r"<option.*?</option>", "", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("designated_person", False),
        *(
            pytest.param(part, True, marks=pytest.mark.exhaustive)
            for part in ("designated_person", "signatory", "viewer", "mentor")
        ),
    ],
)
def test_a_provider_reads_nothing_of_another_providers_place(
    part: str, whole: bool, world: World, two_places: Things, client_of: ClientOf
):
    read = dict(everything(client_of(world.people()[part]), whole=whole))
    assert f"/learners/{two_places.learner.uuid}/" in read
    for words in (COURSE, WHAT_HAPPENED, OTHER, PARTNER, "Stan Stranger"):
        assert [address for address, text in read.items() if words in text] == [], words


def test_the_young_persons_own_agencies_read_of_both(world: World, two_places: Things, client_of: ClientOf):
    for person in (world.key_contact, world.team_manager, world.social_worker):
        text = client_of(person.user).get(f"/learners/{two_places.learner.uuid}/story/").content.decode()
        assert all(words in text for words in (COURSE, "Bricklaying", OTHER, "Brindley College", PARTNER))


def test_every_door_confines_a_provider_to_its_own_places(world: World, two_places: Things):
    own, other = world.designated_person.user, world.stranger.user
    for user, provider in ((own, world.college), (other, world.other_college)):
        assert {place.provider for place in Enrolment.objects.visible_to(user)} == {provider}
        assert {plan.enrolment.provider for plan in EducationPlan.objects.visible_to(user)} == {provider}
        assert {incident.enrolment.provider for incident in Incident.objects.visible_to(user)} == {provider}
        parties = {agency for d in Deadline.objects.visible_to(user) for agency in (d.owner, d.partner) if agency}
        assert {agency for agency in parties if agency.kind == AgencyKind.PROVIDER} == {provider}
        assert "emergency_response" in Deadline.objects.visible_to(user).values_list("duty_code", flat=True)


def test_addresses_of_the_other_place_are_not_found(world: World, two_places: Things, client_of: ClientOf):
    client = client_of(world.designated_person.user)
    place = Enrolment.objects.get(provider=world.other_college)
    incident = Incident.objects.get(enrolment=place)
    for path in ("", "end/", "mentor/", "transfer/", "checklist/provider_knows_contacts_on/"):
        assert client.get(f"/enrolments/{place.uuid}/{path}").status_code == 404
    for deadline in Deadline.objects.filter(subject_uuid__in=[place.uuid, incident.uuid]):
        assert client.get(deadline.get_absolute_url()).status_code == 404
    assert client.get(incident.get_absolute_url()).status_code == 404


def test_no_filter_tells_what_the_page_would_not(world: World, two_places: Things, client_of: ClientOf):
    """Asked for young people who are also at another provider, or known to a partner, a list stays empty."""
    client = client_of(world.designated_person.user)
    partner = AgencyLink.objects.get(purpose=Purpose.PANEL_PARTNER).agency
    assert client.get(f"/learners/?provider={world.other_college.uuid}").context["page_obj"].paginator.count == 0
    for agency in (world.other_college, partner):
        for page in ("incidents", "emergencies"):
            assert client.get(f"/{page}/?agency={agency.uuid}").context["page_obj"].paginator.count == 0
            assert client.get(f"/{page}/?agency={world.virtual_school.uuid}").context["page_obj"].paginator.count == 1


def test_the_file_holds_no_other_place_either(world: World, two_places: Things, client_of: ClientOf):
    own = client_of(world.designated_person.user).get("/learners/export.csv").getvalue().decode()
    assert "Bricklaying" in own
    assert not {word for word in (COURSE, OTHER) if word in own}
    assert COURSE in client_of(world.key_contact.user).get("/learners/export.csv").getvalue().decode()


def test_what_is_late_elsewhere_is_not_late_here(world: World, client_of: ClientOf):
    """The other provider's overdue clock neither colours the row nor finds it, and does not move it up."""
    now = database_now()
    learner = world.learner()
    enrol(
        learner=learner, provider=world.other_college, course=COURSE, level="2",
        starts_on=local_date(now) - timedelta(days=90), by=None, now=now,
    )  # fmt: skip
    assert client_of(world.key_contact.user).get("/learners/?show=overdue").context["page_obj"].paginator.count == 1
    for address in ("?show=overdue", "?plan=overdue", "?plan=due"):
        here = client_of(world.designated_person.user).get(f"/learners/{address}")
        assert here.context["page_obj"].paginator.count == 0, address
    (row,) = client_of(world.designated_person.user).get("/learners/").context["rows"]
    assert row.deadline is None
    assert [place.provider for place in row.enrolments] == [world.college]


def test_a_second_hat_elsewhere_opens_nothing_more(world: World, two_places: Things):
    """Somebody of the college who also works for an agency that does not know the young person."""
    person, now = world.designated_person.user, database_now()
    begin_membership(
        user=person, agency=world.other_virtual_school, role=RoleCode.VIRTUAL_SCHOOL_OFFICER, starts_at=now, by=None,
        now=now,
    )  # fmt: skip
    assert {incident.enrolment.provider for incident in Incident.objects.visible_to(person)} == {world.college}
    assert {place.provider for place in Enrolment.objects.visible_to(person)} == {world.college}
    link_agency(
        learner=two_places.learner, agency=world.other_virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL,
        starts_at=now, by=None, now=now,
    )  # fmt: skip
    assert Enrolment.objects.visible_to(person).count() == 2


def test_why_a_record_was_hidden_stays_with_those_who_knew_of_it(world: World):
    learner: Learner = world.learner()
    now = database_now()
    restrict(learner=learner, people=[], reason="Her uncle works there", by=world.head.user, now=now)
    learner.refresh_from_db()
    assert "Her uncle works there" in [entry.text for entry in story_of(learner, world.head.user)]
    unrestrict(learner=learner, reason="Her uncle has left", by=world.head.user, now=now)
    learner.refresh_from_db()
    told = [entry.text for entry in story_of(learner, world.officer.user)]
    assert not [text for text in told if "uncle" in text]
