"""The register, one agreement, and recording, changing and ending it."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from agreements.enums import AgreementStatus, Side, TermKey
from agreements.models import Agreement
from deadlines.enums import Unit
from deadlines.models import Deadline
from deadlines.rules import Limit
from learners.services import enrol
from tests.factories import AgencyFactory, AgreementFactory, ContactFactory, SignatoryFactory
from tests.people import World

ClientOf = Callable[[User], Client]
DEADLINE_LINK = re.compile(r'href="(/deadlines/[0-9a-f-]{36}/)"')
WRITING = ["put-in-force", "end", "renew"]


def page(agreement: Agreement, name: str = "agreement", *args: str) -> str:
    return reverse(f"agreements:{name}", args=[agreement.uuid, *args])


@pytest.fixture
def head(world: World, client_of: ClientOf) -> Client:
    return client_of(world.head.user)


def test_the_register_shows_who_is_in_post_and_what_is_vacant(world: World, head: Client):
    AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college)
    text = head.get("/agreements/").content.decode()
    assert "Dina Designated" in text
    assert "Kay Contact" in text
    assert text.count(">Vacant<") == 1  # the other college has no designated person
    assert "Start an agreement" in text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Everybody can see it on the public pages."),
        ({"starts_on": date(2031, 9, 1)}, "From Mon 1 September 2031 everybody can see it on the public pages."),
        ({"ends_on": date(2024, 12, 31)}, "It is over, so it is no longer on the public pages."),
        (
            {"status": AgreementStatus.ENDED, "ends_on": date(2024, 12, 31)},
            "It is over, so it is no longer on the public pages.",
        ),
        ({"is_public": False}, "It is not shown on the public pages."),
    ],
)
def test_an_agreement_says_whether_everybody_can_see_it(
    world: World, head: Client, fields: dict[str, object], says: str
):
    agreement = AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college, **fields)
    assert says in " ".join(strip_tags(head.get(page(agreement)).text).split())


def test_the_register_shows_only_agreements_of_ones_own_agencies(world: World, client_of: ClientOf):
    AgreementFactory(virtual_school=world.host_virtual_school, provider=world.other_college)
    response = client_of(world.designated_person.user).get("/agreements/")
    assert [row["listed"].agreement for row in response.context["rows"]] == [world.agreement]
    assert "Start an agreement" not in response.content.decode()


def test_the_register_can_be_filtered(world: World, head: Client):
    today = local_date(world.agreement.history.first().history_date)
    vacant = AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college, draft=True)
    lapsed = AgreementFactory(
        virtual_school=world.virtual_school,
        provider=AgencyFactory(provider=True, name="Zeta Training"),
        ends_on=today - timedelta(days=1),
    )

    def found(query: str) -> set[Agreement]:
        return {row["listed"].agreement for row in head.get(f"/agreements/?{query}").context["rows"]}

    assert found("") == {world.agreement, vacant, lapsed}
    assert found("q=brindl") == {world.agreement}
    assert found("standing=in_force") == {world.agreement}
    assert found("standing=draft") == {vacant}
    assert found("standing=over") == {lapsed}
    assert found("vacant=on") == {vacant, lapsed}
    assert found("q=nothing") == set()


def test_the_page_says_every_duty_with_its_limit_and_since_when(world: World, head: Client):
    world.agreement.terms.create(
        key=TermKey.EDUCATION_PLAN, amount=20, unit=Unit.DAYS, effective_on=date(2025, 9, 1), reason="A test"
    )
    SignatoryFactory(agreement=world.agreement)
    text = head.get(page(world.agreement)).content.decode()
    assert "20 calendar days" in text
    assert "Own term since 1 Sep 2025" in text
    assert "6 calendar months" in text
    assert "Default since 1 Sep 2020" in text
    assert "End of Year 11; 10 working days for somebody recorded later" in text
    assert "end of the same day" in text
    assert "24 hours" in text
    assert "Sam Signatory, Principal" in text
    assert "Reminders leave at 8:00" in text


def test_the_counts_of_a_duty_are_the_lengths_of_the_lists_behind_them(world: World, head: Client, real_now):
    today = local_date(real_now)
    for starts_on in (today, today - timedelta(days=90)):
        enrol(
            learner=world.learner(enrolled=False),
            provider=world.college,
            course="Carpentry",
            level="2",
            starts_on=starts_on,
            by=world.key_contact.user,
            now=real_now,
        )
    clause = next(
        clause for clause in head.get(page(world.agreement)).context["clauses"] if clause.duty.code == "education_plan"
    )
    (running,) = clause.running
    assert (running.agency, running.open, running.overdue) == (world.college, 2, 1)
    for url, count in ((running.open_url, 2), (running.overdue_url, 1)):
        assert len(set(DEADLINE_LINK.findall(head.get(url).content.decode()))) == count
    assert Deadline.objects.count() == 2


def test_a_stranger_finds_nothing(world: World, client_of: ClientOf):
    client = client_of(world.stranger.user)
    for url in [page(world.agreement), *(page(world.agreement, name) for name in WRITING)]:
        assert client.get(url).status_code == 404
    assert client.get(page(world.agreement, "term", "education_plan")).status_code == 404


@pytest.mark.parametrize("person", ["officer", "designated_person", "signatory", "viewer"])
def test_reading_is_not_managing(world: World, client_of: ClientOf, person: str):
    client = client_of(getattr(world, person).user)
    assert client.get(page(world.agreement)).status_code == 200
    for url in [
        *(page(world.agreement, name) for name in WRITING),
        page(world.agreement, "term", "education_plan"),
        page(world.agreement, "term-deadlines", "education_plan"),
    ]:
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403
    prepares = 200 if person == "officer" else 403
    for url in (page(world.agreement, "edit"), reverse("agreements:new")):
        assert client.get(url).status_code == prepares


def test_a_role_without_the_register_is_refused(world: World, client_of: ClientOf):
    assert client_of(world.carer.user).get("/agreements/").status_code == 403
    assert client_of(world.carer.user).get(page(world.agreement)).status_code == 404


def test_from_recording_to_being_in_force(world: World, head: Client, real_now):
    today = local_date(real_now)
    response = head.post(
        reverse("agreements:new"),
        {"virtual_school": world.virtual_school.uuid, "provider": world.other_college.uuid, "notes": "First talk"},
    )
    agreement = Agreement.objects.get(provider=world.other_college)
    assert response.url == page(agreement)
    text = head.get(page(agreement)).content.decode()
    assert "Not in force yet" in text
    refused = head.post(page(agreement, "put-in-force"))
    assert "Still missing" in refused.content.decode()
    response = head.post(
        page(agreement, "edit"),
        {
            **day_data("signed_on", today),
            **day_data("starts_on", today),
            "virtual_school_name": "Hana Head",
            "virtual_school_role": "Head",
            "virtual_school_email": "head@example.org",
            "provider_name": "Pia Principal",
            "provider_role": "Principal",
            "provider_email": "pia@example.org",
        },
    )
    assert response.url == page(agreement)
    refused = head.post(page(agreement, "put-in-force")).content.decode()
    assert "the support of social care; the consultation of the Virtual School in Elsewhere" in refused
    support = {"social_care": world.social_care.uuid, "name": "Cass Director", "role": "Director"}
    head.post(page(agreement, "draft-support"), support | day_data("given_on", today))
    asked = {"virtual_school": "Elsewhere Virtual School", "name": "Eli", "outcome": "They agree."}
    head.post(page(agreement, "draft-consultation"), asked | day_data("consulted_on", today))
    head.post(page(agreement, "put-in-force"))
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.IN_FORCE
    assert {signatory.side for signatory in agreement.signatories.all()} == set(Side)
    assert agreement.history.latest("history_id").history_user == world.head.user


def test_a_half_signature_is_pointed_out_and_nothing_typed_is_lost(world: World, head: Client):
    draft = AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college, draft=True)
    response = head.post(page(draft, "edit"), {"provider_name": "Pia Principal"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "Enter the role of the person who signed for the Provider" in text
    assert "Enter the day on which the agreement was signed" in text
    assert 'value="Pia Principal"' in text
    assert not draft.signatories.exists()


def test_a_virtual_school_may_not_record_for_another(world: World, head: Client):
    head.post(
        reverse("agreements:new"),
        {"virtual_school": world.host_virtual_school.uuid, "provider": world.other_college.uuid},
    )
    assert not Agreement.objects.filter(virtual_school=world.host_virtual_school).exists()


def test_setting_a_term(world: World, head: Client, real_now):
    today = local_date(real_now)
    url = page(world.agreement, "term", "education_plan")
    assert "Today it is: 30 calendar days." in head.get(url).content.decode()
    past = {"amount": "20", "unit": "days", "reason": "Review", **day_data("effective_on", today - timedelta(days=1))}
    assert "cannot be in the past" in head.post(url, past).content.decode()
    assert head.post(url, past | day_data("effective_on", today)).status_code == 302
    assert world.agreement.terms.get().limit == Limit(20, Unit.DAYS)


def test_terms_that_cannot_be_set_have_no_page(world: World, head: Client):
    for key in ("same_day_notice", "nonsense"):
        assert head.get(page(world.agreement, "term", key)).status_code == 404
    assert page(world.agreement, "term", "same_day_notice") not in head.get(page(world.agreement)).content.decode()


def test_ending_an_agreement(world: World, head: Client, real_now):
    yesterday = local_date(real_now) - timedelta(days=1)
    response = head.post(page(world.agreement, "end"), {"reason": "", **day_data("ends_on", yesterday)})
    assert "Error: " in response.content.decode()
    head.post(page(world.agreement, "end"), {"reason": "The college closes", **day_data("ends_on", yesterday)})
    world.agreement.refresh_from_db()
    assert world.agreement.status == AgreementStatus.ENDED
    assert "The college closes" in head.get(page(world.agreement)).content.decode()


def test_the_register_takes_as_many_queries_for_many_as_for_one(
    world: World, head: Client, django_assert_max_num_queries
):
    head.get("/agreements/")
    with django_assert_max_num_queries(30) as first:
        head.get("/agreements/")
    for _ in range(5):
        agreement = AgreementFactory(virtual_school=world.virtual_school)
        ContactFactory(agency=agreement.provider)
    with django_assert_max_num_queries(len(first)):
        head.get("/agreements/")


def test_the_page_of_an_agreement_asks_for_all_clocks_of_an_agency_at_once(
    world: World, head: Client, django_assert_max_num_queries
):
    head.get(page(world.agreement))
    with django_assert_max_num_queries(45):  # there are more than twenty promises
        head.get(page(world.agreement))
