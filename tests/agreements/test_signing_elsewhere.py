"""Signed by both in Mainstay, taken back, and signed in the end on a table somewhere: which text the agreement shows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from agreements.enums import AgreementStatus, Side
from agreements.models import Agreement, AgreementText
from agreements.selectors.signing import signed_text, text_of
from agreements.selectors.signing_check import altered
from agreements.services import SignatoryDetails, edit_draft, end_agreement, put_in_force
from agreements.services.signing import complete_signing, keep_signed_pdf, public_pdf, send_out, withdraw
from tests.agreements.signing_things import ADDRESSES, ready_draft, sign_for
from tests.factories import AgreementFactory
from tests.people import World

ClientOf = Callable[[User], Client]
UNTIED = "The wording has a gap."


@pytest.fixture
def stuck(world: World, now: datetime) -> AgreementText:
    """Both have signed, but another agreement of the same two stood in the way."""
    draft = ready_draft(world, now)
    text = send_out(agreement=draft, by=world.head.user, now=now)
    sign_for(Side.PROVIDER, text, now)
    AgreementFactory(virtual_school=world.virtual_school, provider=world.college)
    sign_for(Side.VIRTUAL_SCHOOL, text, now)
    return text


def found(text: AgreementText) -> Agreement:
    return Agreement.objects.select_related("virtual_school", "provider").get(pk=text.agreement_id)


def end_the_other(world: World, text: AgreementText, now: datetime) -> None:
    other = Agreement.objects.exclude(pk=text.agreement_id).get(status=AgreementStatus.IN_FORCE)
    end_agreement(
        agreement=other, ends_on=local_date(now) - timedelta(days=1), reason="Twice", by=world.head.user, now=now
    )


def sign_by_hand(world: World, agreement: Agreement, now: datetime) -> Agreement:
    """Recorded as it was signed outside Mainstay."""
    today = local_date(now)
    edit_draft(
        agreement=agreement, meeting_on=today, signed_on=today, starts_on=today, ends_on=None, notes="",
        signatories=[
            SignatoryDetails(side, "Somebody", "Head", ADDRESSES[side], today) for side in Side
        ],
        by=world.head.user, now=now,
    )  # fmt: skip
    return put_in_force(agreement=agreement, by=world.head.user, now=now)


@pytest.fixture
def elsewhere(world: World, stuck: AgreementText, now: datetime) -> Agreement:
    withdraw(agreement=found(stuck), reason=UNTIED, by=world.head.user, now=now + timedelta(hours=1))
    end_the_other(world, stuck, now)
    sign_by_hand(world, found(stuck), now + timedelta(hours=2))
    return found(stuck)


def test_a_text_taken_back_is_never_shown_as_what_was_signed(
    world: World, stuck: AgreementText, elsewhere: Agreement, now: datetime, client_of: ClientOf
):
    assert stuck.signatures.count() == 2, "it stays as evidence"
    assert elsewhere.status == AgreementStatus.IN_FORCE
    assert text_of(elsewhere) is None
    assert signed_text(elsewhere) is None
    assert keep_signed_pdf(agreement=elsewhere, now=now) is None
    assert public_pdf(elsewhere) is None
    client = client_of(world.head.user)
    page = client.get(reverse("agreements:agreement", args=[elsewhere.uuid])).content.decode()
    assert "Download the signed agreement" not in page
    assert stuck.sha256 not in page
    said = client.get(reverse("agreements:text", args=[elsewhere.uuid]))
    assert stuck.sha256 not in said.content.decode()
    assert client.get(reverse("agreements:signed-pdf", args=[elsewhere.uuid])).status_code == 404
    assert Client().get(reverse("agreements:partners-signed", args=[elsewhere.uuid])).status_code == 404


def test_sent_out_again_and_signed_it_shows_the_second_text(world: World, stuck: AgreementText, now: datetime):
    withdraw(agreement=found(stuck), reason=UNTIED, by=world.head.user, now=now)
    end_the_other(world, stuck, now)
    agreement = found(stuck)
    agreement.starts_on = local_date(now) + timedelta(days=1)  # another text than the first
    agreement.save()
    second = send_out(agreement=agreement, by=world.head.user, now=now)
    for side in Side:
        sign_for(side, second, now)
    assert text_of(found(stuck)) == second != stuck
    assert list(altered()) == []


def test_what_stood_in_the_way_gone_it_shows_what_both_signed(world: World, stuck: AgreementText, now: datetime):
    end_the_other(world, stuck, now)
    complete_signing(agreement=found(stuck), by=world.head.user, now=now)
    assert text_of(found(stuck)) == stuck
    assert found(stuck).signed_text == stuck


def test_the_check_names_an_agreement_under_whose_text_a_signature_is_missing(
    stuck: AgreementText, elsewhere: Agreement, capsys: pytest.CaptureFixture[str]
):
    assert list(altered()) == []
    unsigned = AgreementText.objects.create(
        agreement=elsewhere, wording=stuck.wording, text=stuck.text, sha256=stuck.sha256, fixed_at=stuck.fixed_at
    )
    Agreement.objects.filter(pk=elsewhere.pk).update(signed_text=unsigned)
    with pytest.raises(SystemExit):
        call_command("check_signatures")
    assert f"Agreement {elsewhere.uuid}: both sides have not signed" in capsys.readouterr().out


def test_agreements_from_before_learn_which_text_was_signed(world: World, stuck: AgreementText, now: datetime):
    migration = import_module("agreements.migrations.0010_which_text_was_signed")
    end_the_other(world, stuck, now)
    complete_signing(agreement=found(stuck), by=world.head.user, now=now + timedelta(minutes=1))
    Agreement.objects.update(signed_text=None)
    with connection.cursor() as cursor:
        cursor.execute(migration.FORWARD)
    assert found(stuck).signed_text == stuck


def test_and_one_that_was_signed_elsewhere_learns_of_none(elsewhere: Agreement):
    migration = import_module("agreements.migrations.0010_which_text_was_signed")
    with connection.cursor() as cursor:
        cursor.execute(migration.FORWARD)
    elsewhere.refresh_from_db()
    assert elsewhere.signed_text is None
