"""Two people at the same moment: both sign, or one signs while the other takes it back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.clock import database_now
from agreements.enums import AgreementStatus, DocumentKind, Side
from agreements.models import Agreement, Document, Signature
from agreements.services.signing import LinkClosed, NotOutForSignature, send_out, sign, token_digest_of, withdraw
from tests.agreements.signing_things import ready_draft, token_for

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], None]) -> None:
    start = Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        try:
            start.wait(10)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result(timeout=60)


@pytest.fixture
def text(world):
    now = database_now()
    return send_out(agreement=ready_draft(world, now), by=world.head.user, now=now)


def signing(side, text):
    token, now = token_digest_of(token_for(side)), database_now()
    return lambda: sign(token_digest=token, name="Somebody", seen=text.sha256, address=None, now=now)


def test_both_sign_at_once(text):
    at_once(signing(Side.PROVIDER, text), signing(Side.VIRTUAL_SCHOOL, text))
    assert Agreement.objects.get(pk=text.agreement_id).status == AgreementStatus.IN_FORCE
    assert Document.objects.filter(kind=DocumentKind.SIGNED).count() == 1


def test_a_link_that_is_pressed_twice_signs_once(text):
    closed = []

    def press():
        try:
            act()
        except LinkClosed as error:
            closed.append(error.state)

    act = signing(Side.PROVIDER, text)
    at_once(press, press)
    assert (Signature.objects.count(), closed) == (1, ["signed"])


def test_one_signs_while_it_is_taken_back(world, text):
    outcome = []

    def attempt(name, act, refusal):
        def run():
            try:
                act()
                outcome.append(name)
            except refusal:
                pass

        return run

    now = database_now()
    take_back = lambda: withdraw(agreement=text.agreement, reason="A wrong day", by=world.head.user, now=now)  # noqa: E731
    at_once(attempt("signed", signing(Side.PROVIDER, text), LinkClosed), attempt("back", take_back, NotOutForSignature))
    assert "back" in outcome
    agreement = Agreement.objects.get(pk=text.agreement_id)
    assert agreement.status == AgreementStatus.DRAFT
    assert not agreement.signatories.filter(signed_on__isnull=False).exists()
