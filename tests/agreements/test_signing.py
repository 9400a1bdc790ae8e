"""From a draft to two signatures: what is fixed, who may sign it, and what refuses."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from accounts.clock import local_date
from agreements.enums import AgreementStatus, Side, TermKey
from agreements.models import Agreement, AgreementText, Contract, Signature, SignatureRequest
from agreements.rules import digest, is_canonical
from agreements.selectors.signing import is_intact, last_refusal, text_of
from agreements.selectors.signing_text import compose_text
from agreements.services import NotADraft, end_agreement, put_in_force
from agreements.services.signing import (
    AlreadySigned,
    DeclineReasonMissing,
    LinkClosed,
    NotOutForSignature,
    NotReachable,
    NotReadyToSend,
    RemindedAlready,
    SignatureNameMissing,
    TextAltered,
    WithdrawReasonMissing,
    complete_signing,
    decline,
    remind,
    send_again,
    send_out,
    sign,
    token_digest_of,
    withdraw,
)
from deadlines.enums import Unit
from notifications.models import Message
from notifications.services import deliver
from tests.agreements.signing_things import ADDRESSES, day, ready_draft, sign_for, tamper_with_text, token_for
from tests.factories import AgreementFactory
from tests.people import World


@pytest.fixture
def draft(world: World, now: datetime) -> Agreement:
    return ready_draft(world, now)


@pytest.fixture
def text(world: World, draft: Agreement, now: datetime) -> AgreementText:
    return send_out(agreement=draft, by=world.head.user, now=now)


def open_link(side: Side, text: AgreementText, **more: object) -> dict[str, object]:
    return {"token_digest": token_digest_of(token_for(side)), "seen": text.sha256, "address": None, **more}


def status(agreement: Agreement) -> str:
    return Agreement.objects.get(pk=agreement.pk).status


def test_the_text_says_everything_that_is_agreed(world: World, draft: Agreement, now: datetime):
    draft.terms.create(
        key=TermKey.EDUCATION_PLAN, amount=20, unit=Unit.DAYS, effective_on=local_date(now), reason="Faster"
    )
    Contract.objects.create(
        agreement=draft, title="Home to college transport", clauses=[TermKey.EDUCATION_PLAN], starts_on=local_date(now),
        note="Two\n# lines",
    )  # fmt: skip
    text = compose_text(Agreement.objects.get(pk=draft.pk), now)
    assert is_canonical(text)
    for said in (
        "# Agreement between Home Virtual School and Brindley College",
        f"- In force: from {day(local_date(now))}, without a last day",
        "- Supported by social care: Home Social Care, through Tom Manager, Team manager",
        "- For the provider: Prof Principal, Principal",
        "- For the Virtual School: Hana Head, Head of the Virtual School",
        "- Designated person at Brindley College: Dina Designated, covered by Colin Cover",
        "- Key contact at Home Virtual School: Kay Contact, covered by Ola Officer",
        "- Agree an education plan: 20 calendar days instead of 30 calendar days.",
        "- Home to college transport, from",
        "It says: Two # lines",
        "- A key worker for each young person (A9)",
    ):
        assert said in text, said
    assert "@" not in text
    assert "\n# lines" not in text


def test_sending_out_fixes_the_text_and_sends_two_links(
    world: World, draft: Agreement, text: AgreementText, now: datetime
):
    assert status(draft) == AgreementStatus.OUT_FOR_SIGNATURE
    assert text.text == compose_text(Agreement.objects.get(pk=draft.pk), now)
    assert text.sha256 == digest(text.text)
    requests = {request.side: request for request in text.requests.all()}
    assert set(requests) == set(Side)
    for side in Side:
        assert requests[side].token_digest == token_digest_of(token_for(side))
        assert requests[side].expires_at == now + settings.MAINSTAY_SIGNING_VALID
    assert not Message.objects.filter(channel="in_app", body__contains="/sign/").exists()


def test_the_link_is_erased_from_the_outbox_once_it_is_sent(text: AgreementText, now: datetime):
    mail = Message.objects.get(address=ADDRESSES[Side.PROVIDER], kind="account")
    deliver(now_source=lambda: now)
    mail.refresh_from_db()
    assert (mail.state, mail.body) == ("sent", "")


def test_a_head_may_be_asked_to_sign_many_agreements_in_an_hour(world: World, text: AgreementText, now: datetime):
    request = text.requests.get(side=Side.VIRTUAL_SCHOOL)
    for _ in range(8):
        send_again(request=request, by=world.head.user, now=now)
    mails = Message.objects.filter(address=ADDRESSES[Side.VIRTUAL_SCHOOL], kind="account")
    assert mails.count() == 9


def test_what_is_missing_is_named_and_nothing_leaves(world: World, draft: Agreement, now: datetime):
    draft.signatories.filter(side=Side.PROVIDER).delete()
    draft.meeting_on = None
    draft.save()
    with pytest.raises(NotReadyToSend) as refused:
        send_out(agreement=draft, by=world.head.user, now=now)
    assert len(refused.value.missing) == 2
    assert not AgreementText.objects.exists()
    assert status(draft) == AgreementStatus.DRAFT


def test_it_goes_out_once(world: World, draft: Agreement, text: AgreementText, now: datetime):
    with pytest.raises(NotADraft):
        send_out(agreement=draft, by=world.head.user, now=now)


def test_nobody_is_asked_whose_account_is_closed(world: World, draft: Agreement, now: datetime):
    draft.signatories.filter(side=Side.PROVIDER).update(email=world.signatory.user.email)
    world.signatory.user.is_active = False
    world.signatory.user.save()
    with pytest.raises(NotReachable):
        send_out(agreement=draft, by=world.head.user, now=now)
    assert status(draft) == AgreementStatus.DRAFT


def test_two_signatures_bring_it_into_force(draft: Agreement, text: AgreementText, now: datetime):
    first = sign_for(Side.PROVIDER, text, now, name="  Prof   Principal ")
    assert (first.name, first.role, first.address, first.text_sha256) == (
        "Prof Principal", "Principal", "192.0.2.7", text.sha256,
    )  # fmt: skip
    assert status(draft) == AgreementStatus.OUT_FOR_SIGNATURE
    later = now + timedelta(hours=2)
    second = sign_for(Side.VIRTUAL_SCHOOL, text, later)
    in_force = Agreement.objects.get(pk=draft.pk)
    assert (in_force.status, in_force.signed_on) == (AgreementStatus.IN_FORCE, local_date(later))
    assert in_force.put_in_force_at == later
    assert {first.signed_at, second.signed_at} == {now, later}
    assert set(in_force.signatories.values_list("signed_on", flat=True)) == {local_date(now), local_date(later)}
    told = Message.objects.filter(subject__startswith="Signed by both").values_list("address", flat=True)
    assert set(told) == {ADDRESSES[Side.PROVIDER]}  # the head has an account and is told there
    assert Message.objects.filter(subject__startswith="In force", recipient__email="hana.head@example.org").exists()


def test_one_that_begins_later_waits_for_its_day(world: World, now: datetime):
    starts_on = local_date(now) + timedelta(days=30)
    draft = ready_draft(world, now, starts_on=starts_on)
    text = send_out(agreement=draft, by=world.head.user, now=now)
    for side in Side:
        sign_for(side, text, now)
    assert not Agreement.objects.in_force(local_date(now)).filter(pk=draft.pk).exists()
    assert Agreement.objects.in_force(starts_on).filter(pk=draft.pk).exists()


def test_a_link_works_once(text: AgreementText, now: datetime):
    used = open_link(Side.PROVIDER, text, name="Prof", now=now)
    sign(**used)
    with pytest.raises(LinkClosed) as refused:
        sign(**used)
    assert refused.value.state == "signed"
    assert Signature.objects.count() == 1


def test_a_link_expires(text: AgreementText, now: datetime):
    with pytest.raises(LinkClosed) as refused:
        sign(**open_link(Side.PROVIDER, text, name="Prof", now=now + settings.MAINSTAY_SIGNING_VALID))
    assert refused.value.state == "expired"


def test_an_unknown_link_opens_nothing(text: AgreementText, now: datetime):
    with pytest.raises(LinkClosed):
        sign(token_digest=token_digest_of("guess"), name="Prof", seen=text.sha256, address=None, now=now)


def test_a_signature_needs_a_name(text: AgreementText, now: datetime):
    with pytest.raises(SignatureNameMissing):
        sign(**open_link(Side.PROVIDER, text, name=" \t ", now=now))


def test_only_the_text_that_was_read_is_signed(text: AgreementText, now: datetime):
    with pytest.raises(TextAltered):
        sign(**open_link(Side.PROVIDER, text, name="Prof", now=now) | {"seen": "0" * 64})


def test_an_altered_text_is_signed_by_nobody(text: AgreementText, now: datetime):
    tamper_with_text("key worker", "key-worker")
    assert not is_intact(AgreementText.objects.get(pk=text.pk))
    with pytest.raises(TextAltered):
        sign(**open_link(Side.PROVIDER, text, name="Prof", now=now))


@pytest.mark.parametrize("statement", ["UPDATE {} SET text_id = text_id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_signature(text: AgreementText, now: datetime, statement: str):
    sign_for(Side.PROVIDER, text, now)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("agreements_signature"))


def test_declining_makes_it_a_draft_again_and_says_why(
    world: World, draft: Agreement, text: AgreementText, now: datetime
):
    sign_for(Side.VIRTUAL_SCHOOL, text, now)
    decline(token_digest=token_digest_of(token_for(Side.PROVIDER)), reason="Clause 9\nis unclear", now=now)
    again = Agreement.objects.get(pk=draft.pk)
    assert (again.status, again.signed_on, text_of(again)) == (AgreementStatus.DRAFT, None, None)
    refusal = last_refusal(again)
    assert refusal is not None
    assert refusal.decline_reason == "Clause 9\nis unclear"
    assert set(again.signatories.values_list("signed_on", flat=True)) == {None}
    assert Message.objects.filter(subject__startswith="Not signed", recipient=world.head.user).exists()
    assert not Message.objects.filter(body__contains="Clause 9").exists()
    assert Message.objects.filter(
        subject__startswith="Not to be signed", address=ADDRESSES[Side.VIRTUAL_SCHOOL]
    ).exists()
    # The first signature stays as evidence, and counts for nothing when the next text is sent out.
    second = send_out(agreement=again, by=world.head.user, now=now + timedelta(days=1))
    sign_for(Side.PROVIDER, second, now + timedelta(days=1))
    assert status(draft) == AgreementStatus.OUT_FOR_SIGNATURE
    sign_for(Side.VIRTUAL_SCHOOL, second, now + timedelta(days=1))
    assert status(draft) == AgreementStatus.IN_FORCE


def test_declining_needs_a_reason_and_an_open_link(text: AgreementText, now: datetime):
    token = token_digest_of(token_for(Side.PROVIDER))
    with pytest.raises(DeclineReasonMissing):
        decline(token_digest=token, reason="  ", now=now)
    sign_for(Side.PROVIDER, text, now)
    with pytest.raises(LinkClosed):
        decline(token_digest=token, reason="Changed my mind", now=now)


def test_taking_it_back_closes_the_links(world: World, draft: Agreement, text: AgreementText, now: datetime):
    link = open_link(Side.PROVIDER, text, name="Prof", now=now)
    with pytest.raises(WithdrawReasonMissing):
        withdraw(agreement=draft, reason=" ", by=world.head.user, now=now)
    withdraw(agreement=draft, reason="A wrong day", by=world.head.user, now=now)
    assert status(draft) == AgreementStatus.DRAFT
    with pytest.raises(LinkClosed) as refused:
        sign(**link)
    assert refused.value.state == "withdrawn"
    mail = Message.objects.get(address=ADDRESSES[Side.PROVIDER], body__contains="/sign/")
    assert mail.state == "cancelled"  # it had not left yet
    with pytest.raises(NotOutForSignature):
        withdraw(agreement=draft, reason="Again", by=world.head.user, now=now)


def test_a_reminder_goes_once_a_day_and_holds_no_link(world: World, text: AgreementText, now: datetime):
    request = text.requests.get(side=Side.PROVIDER)
    with pytest.raises(RemindedAlready):
        remind(request=request, by=world.head.user, now=now + timedelta(hours=23))
    remind(request=request, by=world.head.user, now=now + timedelta(hours=24))
    reminder = Message.objects.get(subject__startswith="Still to be signed")
    assert reminder.address == ADDRESSES[Side.PROVIDER]
    assert "/sign/" not in reminder.body
    with pytest.raises(RemindedAlready):
        remind(request=request, by=world.head.user, now=now + timedelta(hours=25))


def test_a_new_link_closes_the_old_one(world: World, text: AgreementText, now: datetime):
    old = open_link(Side.PROVIDER, text, name="Prof", now=now)
    send_again(request=text.requests.get(side=Side.PROVIDER), by=world.head.user, now=now + timedelta(days=29))
    with pytest.raises(LinkClosed):
        sign(**old)
    sign_for(Side.PROVIDER, text, now + timedelta(days=58))
    with pytest.raises(AlreadySigned):
        send_again(request=SignatureRequest.objects.get(side=Side.PROVIDER), by=world.head.user, now=now)


def test_what_stands_in_the_way_costs_no_signature(world: World, draft: Agreement, text: AgreementText, now: datetime):
    """Another agreement of the same two was recorded meanwhile: both signatures stay, and it waits."""
    sign_for(Side.PROVIDER, text, now)
    other = AgreementFactory(virtual_school=world.virtual_school, provider=world.college)
    sign_for(Side.VIRTUAL_SCHOOL, text, now)
    assert status(draft) == AgreementStatus.OUT_FOR_SIGNATURE
    assert text.signatures.count() == 2
    assert Message.objects.filter(subject__startswith="Signed, but not in force", recipient=world.head.user).exists()
    end_agreement(
        agreement=other, ends_on=local_date(now) - timedelta(days=1), reason="Twice", by=world.head.user, now=now
    )
    complete_signing(agreement=draft, by=world.head.user, now=now)
    assert status(draft) == AgreementStatus.IN_FORCE


def test_it_is_completed_only_when_both_have_signed(world: World, draft: Agreement, text: AgreementText, now: datetime):
    sign_for(Side.PROVIDER, text, now)
    with pytest.raises(NotOutForSignature):
        complete_signing(agreement=draft, by=world.head.user, now=now)


def test_a_declined_text_is_not_that_of_an_agreement_signed_elsewhere(
    draft: Agreement, text: AgreementText, now: datetime
):
    decline(token_digest=token_digest_of(token_for(Side.PROVIDER)), reason="On paper, please", now=now)
    agreement = Agreement.objects.get(pk=draft.pk)
    agreement.signatories.update(signed_on=local_date(now))
    Agreement.objects.filter(pk=draft.pk).update(signed_on=local_date(now))
    put_in_force(agreement=agreement, by=None, now=now)
    assert text_of(Agreement.objects.get(pk=draft.pk)) is None
