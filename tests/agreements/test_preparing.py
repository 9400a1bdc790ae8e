"""The tasks of a draft: what is missing, who may do them, and what each records."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from agreements.enums import AgreementStatus, Side, TermKey
from agreements.models import Agreement, EmployerPartner, Wording
from agreements.selectors.preparing import missing_before_signature, tasks
from agreements.services import DatesOutOfOrder, SupportDetails, TermRefused, WrongParty, record_agreement
from agreements.services.preparing import (
    NotNeeded,
    NotPublished,
    OutForSignature,
    WhoSigns,
    choose_wording,
    explain_no_employers,
    name_signatories,
    note_contract,
    plan_start,
    record_consultation,
    record_meeting,
    record_support,
    set_draft_term,
    use_default_term,
)
from deadlines.enums import Unit
from deadlines.rules import Limit
from tests.agreements.sides import backing
from tests.factories import AgencyFactory, AgreementFactory
from tests.people import World

ClientOf = Callable[[User], Client]
TWENTY_DAYS = Limit(20, Unit.DAYS)


@pytest.fixture
def draft(world: World, now: datetime) -> Agreement:
    """The college with the Virtual School of another authority, nothing recorded yet."""
    world.agreement.delete()
    return record_agreement(virtual_school=world.virtual_school, provider=world.college, by=world.head.user, now=now)


def page(agreement: Agreement, name: str = "agreement", *args: object) -> str:
    return reverse(f"agreements:{name}", args=[agreement.uuid, *args])


def again(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def fill(draft: Agreement, world: World, now: datetime) -> None:
    """Everything a draft needs."""
    by, today = world.head.user, local_date(now)
    backed = backing(world.virtual_school, world.college, today)
    record_support(agreement=draft, details=backed["support"], by=by, now=now)  # type: ignore[arg-type]
    record_consultation(agreement=draft, details=backed["consultation"], by=by, now=now)  # type: ignore[arg-type]
    explain_no_employers(agreement=draft, note="The college works with none.", by=by, now=now)
    record_meeting(agreement=draft, meeting_on=today, place="At the college", people="Hana, Sid", by=by, now=now)
    people = [WhoSigns(side, "Sam", "Principal", "sam@example.org") for side in Side]
    name_signatories(agreement=draft, people=people, by=by, now=now)
    plan_start(agreement=draft, starts_on=today, ends_on=None, by=by, now=now)


def test_a_new_draft_says_everything_that_is_missing(draft: Agreement, now: datetime):
    assert missing_before_signature(draft, now) == [
        "the consultation of the Virtual School in Host",
        "the support of social care",
        "an employer that supports it, or why there is none",
        "the formal meeting",
        "who signs for the Virtual School",
        "who signs for the provider",
        "the day from which it is in force",
    ]
    assert draft.wording == Wording.objects.get(virtual_school=None, number=1)


def test_with_everything_recorded_nothing_is_missing(draft: Agreement, world: World, now: datetime):
    fill(draft, world, now)
    assert missing_before_signature(again(draft), now) == []
    assert all(task.is_done for task in tasks(again(draft), now))


def test_a_vacant_post_is_missing(draft: Agreement, world: World, now: datetime):
    fill(draft, world, now)
    world.post_designated_person.delete()
    world.post_key_contact.delete()
    assert missing_before_signature(again(draft), now) == [
        "the designated person of the provider",
        "the key contact of the Virtual School",
    ]


def test_an_employer_that_supports_it_takes_the_place_of_the_note(draft: Agreement, world: World, now: datetime):
    fill(draft, world, now)
    explain_no_employers(agreement=draft, note="", by=world.head.user, now=now)
    assert missing_before_signature(again(draft), now) == ["an employer that supports it, or why there is none"]
    employer = EmployerPartner.objects.create(provider=world.college, name="Lathe Works")
    assert missing_before_signature(again(draft), now)
    EmployerPartner.objects.filter(pk=employer.pk).update(supported_on=local_date(now))
    assert missing_before_signature(again(draft), now) == []


def test_two_that_have_an_agreement_need_its_end_or_its_renewal(world: World, now: datetime):
    draft = record_agreement(virtual_school=world.virtual_school, provider=world.college, by=None, now=now)
    assert "the end of the agreement these two already have" in missing_before_signature(draft, now)
    Agreement.objects.filter(pk=draft.pk).update(predecessor=world.agreement)
    assert "the end of the agreement these two already have" not in missing_before_signature(again(draft), now)


def test_inside_the_authority_nobody_is_consulted(world: World, now: datetime):
    draft = record_agreement(virtual_school=world.host_virtual_school, provider=world.college, by=None, now=now)
    assert not [what for what in missing_before_signature(draft, now) if "consultation" in what]
    details = backing(world.virtual_school, world.college, local_date(now))["consultation"]
    with pytest.raises(NotNeeded):
        record_consultation(agreement=draft, details=details, by=None, now=now)  # type: ignore[arg-type]


def test_only_social_care_of_the_authority_can_support_it(draft: Agreement, now: datetime):
    stranger = SupportDetails(AgencyFactory(social_care=True), "Nobody", "Director", local_date(now))
    with pytest.raises(WrongParty):
        record_support(agreement=draft, details=stranger, by=None, now=now)


def test_support_meeting_and_start_have_sensible_days(draft: Agreement, world: World, now: datetime):
    tomorrow = local_date(now) + timedelta(days=1)
    later = SupportDetails(world.social_care, "Cass", "Director", tomorrow)
    with pytest.raises(DatesOutOfOrder):
        record_support(agreement=draft, details=later, by=None, now=now)
    with pytest.raises(DatesOutOfOrder):
        record_meeting(agreement=draft, meeting_on=tomorrow, place="Here", people="All", by=None, now=now)
    with pytest.raises(DatesOutOfOrder):
        plan_start(agreement=draft, starts_on=tomorrow, ends_on=local_date(now), by=None, now=now)


def test_what_is_out_for_signature_does_not_change(draft: Agreement, world: World, now: datetime):
    fill(draft, world, now)
    Agreement.objects.filter(pk=draft.pk).update(status=AgreementStatus.OUT_FOR_SIGNATURE)
    acts: list[Callable[[], object]] = [
        lambda: explain_no_employers(agreement=draft, note="Changed", by=None, now=now),
        lambda: plan_start(agreement=draft, starts_on=local_date(now), ends_on=None, by=None, now=now),
        lambda: name_signatories(agreement=draft, people=[], by=None, now=now),
        lambda: use_default_term(agreement=draft, key=TermKey.EDUCATION_PLAN, by=None, now=now),
        lambda: note_contract(
            agreement=draft, title="X", clauses=["plan_review"], note="", starts_on=local_date(now), ends_on=None,
            by=None, now=now,
        ),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(OutForSignature):
            act()


def test_only_a_published_wording_of_the_school_can_be_chosen(draft: Agreement, world: World, now: datetime):
    anothers = Wording.objects.create(
        virtual_school=world.host_virtual_school, number=1, text="x", sha256="", created_at=now, published_at=now
    )
    unpublished = Wording.objects.create(
        virtual_school=world.virtual_school, number=1, text="x", sha256="", created_at=now
    )
    for wording in (anothers, unpublished):
        with pytest.raises(NotPublished):
            choose_wording(agreement=draft, wording=wording, by=None, now=now)


def test_a_limit_of_a_draft_follows_its_first_day(draft: Agreement, world: World, now: datetime):
    def plan(limit: Limit = TWENTY_DAYS, reason: str = "Agreed at the meeting") -> None:
        set_draft_term(agreement=draft, key=TermKey.EDUCATION_PLAN, limit=limit, reason=reason, by=None, now=now)

    with pytest.raises(TermRefused):
        plan(reason=" ")
    plan()
    first_day = date(2027, 1, 4)
    plan_start(agreement=draft, starts_on=first_day, ends_on=None, by=None, now=now)
    (term,) = draft.terms.all()
    assert (term.limit, term.effective_on) == (TWENTY_DAYS, first_day)
    plan(Limit(25, Unit.DAYS))
    plan_start(agreement=draft, starts_on=date(2026, 12, 1), ends_on=None, by=None, now=now)
    (term,) = draft.terms.all()
    assert (term.limit, term.effective_on) == (Limit(25, Unit.DAYS), date(2026, 12, 1))
    use_default_term(agreement=draft, key=TermKey.EDUCATION_PLAN, by=None, now=now)
    assert not draft.terms.exists()


def test_a_contract_is_shown_with_the_promise_it_goes_before(world: World, client_of: ClientOf, real_now: datetime):
    head = client_of(world.head.user)
    today = local_date(real_now)
    answers = {"title": "Transport contract", "clauses": ["education_plan"], "note": "Plans within ten days."}
    response = head.post(page(world.agreement, "draft-contract-new"), answers | day_data("starts_on", today))
    assert response.status_code == 302
    clauses = head.get(page(world.agreement)).context["clauses"]
    assert [clause.duty.code for clause in clauses if clause.contracts] == ["education_plan"]
    contract = world.agreement.contracts.get()
    head.post(
        page(world.agreement, "draft-contract-end", contract.uuid), day_data("ends_on", today - timedelta(days=1))
    )
    contract.refresh_from_db()
    assert contract.ends_on is None
    head.post(page(world.agreement, "draft-contract-end", contract.uuid), day_data("ends_on", today))
    contract.refresh_from_db()
    assert contract.ends_on == today


def test_an_officer_prepares_it_page_by_page(draft: Agreement, world: World, client_of: ClientOf, real_now: datetime):
    officer = client_of(world.officer.user)
    today = local_date(real_now)
    answers: dict[str, dict[str, object]] = {
        "draft-support": {
            "social_care": world.social_care.uuid, "name": "Cass", "role": "Director", **day_data("given_on", today),
        },
        "draft-consultation": {
            "virtual_school": "Host Virtual School", "name": "Hal", "outcome": "They agree.",
            **day_data("consulted_on", today),
        },
        "draft-wording": {"wording": Wording.objects.get(virtual_school=None).uuid},
        "draft-employers": {"note": "It works with none."},
        "draft-meeting": {"place": "At the college", "people": "Hana\nSid", **day_data("meeting_on", today)},
        "draft-signatories": {
            f"{side}_{part}": value
            for side in Side
            for part, value in (("name", "Sam"), ("role", "Principal"), ("email", "sam@example.org"))
        },
        "draft-start": day_data("starts_on", today),
    }  # fmt: skip
    for name, data in answers.items():
        assert officer.get(page(draft, name)).status_code == 200
        assert (
            "Error: " in officer.post(page(draft, name), {"nothing": ""}).content.decode() or name == "draft-employers"
        )
        assert officer.post(page(draft, name), data).url == page(draft) + "#tasks"
    text = officer.get(page(draft)).content.decode()
    assert "Ready to be signed" in text
    assert "A lead of the Virtual School can send it out" in text
    assert officer.get(page(draft, "draft-terms")).status_code == 403
    head_text = client_of(world.head.user).get(page(draft)).content.decode()
    assert page(draft, "send-out") in head_text


def test_a_limit_is_changed_and_given_back_on_its_page(draft: Agreement, world: World, client_of: ClientOf):
    head = client_of(world.head.user)
    url = page(draft, "draft-term", "education_plan")
    assert "The default is: 30 calendar days" in head.get(url).content.decode()
    refused = head.post(url, {"amount": "20", "unit": "days", "reason": ""})
    assert "Error: " in refused.content.decode()
    head.post(url, {"amount": "20", "unit": "days", "reason": "The college asked for it."})
    text = head.get(page(draft, "draft-terms")).content.decode()
    assert "Differs" in text
    assert "The college asked for it." in text
    head.post(page(draft, "draft-term-default", "education_plan"))
    assert not draft.terms.exists()
    assert head.get(page(draft, "draft-term", "same_day_notice")).status_code == 404


def test_the_other_side_reads_the_tasks_and_changes_nothing(draft: Agreement, world: World, client_of: ClientOf):
    text = client_of(world.signatory.user).get(page(draft)).content.decode()
    assert "Support of social care" in text
    assert page(draft, "draft-support") not in text
    assert client_of(world.signatory.user).get(page(draft, "draft-support")).status_code == 403
    assert client_of(world.stranger.user).get(page(draft, "draft-support")).status_code == 404


def test_a_draft_of_the_factory_has_its_page(world: World, client_of: ClientOf):
    bare = AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college, draft=True)
    text = client_of(world.head.user).get(page(bare)).content.decode()
    assert "the wording" in text
    assert "Nobody is a mentor at the provider yet" in text
