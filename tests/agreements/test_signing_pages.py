"""The pages behind a personal link, and those of the Virtual School that sends an agreement out."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.clock import database_now, local_date
from accounts.form_fields import day_data
from accounts.models import User
from agreements.enums import AgreementStatus, Side
from agreements.models import Agreement, AgreementText, Contact, Document, PaperSigning, Signature, SignatureRequest
from agreements.services.signing import send_out
from tests.agreements.signing_things import ready_draft, sign_for, tamper_with_text, token_for
from tests.people import World

ClientOf = Callable[[User], Client]
SCAN = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n"


@pytest.fixture
def present() -> datetime:
    return database_now()


@pytest.fixture
def draft(world: World, present: datetime) -> Agreement:
    Contact.objects.update(starts_at=present - timedelta(days=99))
    return ready_draft(world, present)


@pytest.fixture
def text(world: World, draft: Agreement, present: datetime) -> AgreementText:
    return send_out(agreement=draft, by=world.head.user, now=present)


@pytest.fixture
def head(world: World, client_of: ClientOf) -> Client:
    return client_of(world.head.user)


def page(name: str, agreement: Agreement, *parts: object) -> str:
    return reverse(f"agreements:{name}", args=[agreement.uuid, *parts])


def link(side: Side) -> str:
    return reverse("agreements:sign", args=[token_for(side)])


def answers(text: AgreementText, **more: str) -> dict[str, str]:
    return {"name": "Prof Principal", "confirmed": "on", "seen": text.sha256, **more}


def test_who_follows_the_link_reads_the_exact_text(text: AgreementText):
    response = Client().get(link(Side.PROVIDER))
    said = response.content.decode()
    assert response.status_code == 200
    assert "A key worker for each young person (A9)" in said
    assert "Help &amp; &quot;advice&quot; &lt;now&gt;" in said
    assert "I am Principal, and I may sign for Brindley College." in said
    assert text.sha256 in said.replace("<wbr>", "")
    assert response["Cache-Control"] == "no-store, private"
    assert "sessionid" not in response.cookies
    assert SignatureRequest.objects.get(side=Side.PROVIDER).opened_at is not None
    assert Signature.objects.count() == 0


def test_signing_shows_what_was_signed_and_the_link_opens_no_text_any_more(draft: Agreement, text: AgreementText):
    address = link(Side.PROVIDER)
    response = Client().post(
        address, answers(text, name="Professor P. Principal"), REMOTE_ADDR="192.0.2.9", follow=True
    )
    said = response.content.decode()
    assert "Professor P. Principal" in said
    assert "The other side has not signed yet" in said
    assert "A key worker for each young person" not in said
    signature = Signature.objects.get()
    assert (signature.name, signature.address, signature.role) == ("Professor P. Principal", "192.0.2.9", "Principal")
    Client().post(link(Side.VIRTUAL_SCHOOL), answers(text))
    assert Agreement.objects.get(pk=draft.pk).status == AgreementStatus.IN_FORCE
    assert "Both sides have signed." in Client().get(address).content.decode()
    assert Client().post(address, answers(text)).status_code == 200
    assert Signature.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Enter your full name"),
        ({"confirmed": ""}, "Confirm your role and that you may sign"),
        ({"seen": "0" * 64}, "The text is not the one you read"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_signed(text: AgreementText, wrong: dict[str, str], says: str):
    response = Client().post(link(Side.PROVIDER), answers(text) | wrong)
    assert says in response.content.decode()
    assert Signature.objects.count() == 0


def test_declining(draft: Agreement, text: AgreementText, head: Client):
    address = link(Side.PROVIDER)
    refused = Client().post(f"{address}decline/", {"reason": ""})
    assert "Enter why you do not sign" in refused.content.decode()
    response = Client().post(f"{address}decline/", {"reason": "Clause <9>"}, follow=True)
    assert "You have not signed" in response.content.decode()
    assert Client().get(link(Side.VIRTUAL_SCHOOL)).status_code == 410
    assert "Clause &lt;9&gt;" in head.get(page("agreement", draft)).content.decode()


def test_a_link_that_is_out_of_date_or_taken_back_says_so(text: AgreementText, draft: Agreement, head: Client):
    address = link(Side.PROVIDER)
    SignatureRequest.objects.update(expires_at=text.fixed_at)
    response = Client().get(address)
    assert response.status_code == 410
    assert "Ask Home Virtual School to send you a new one" in response.content.decode()
    assert Client().post(address, answers(text)).status_code == 410
    assert Signature.objects.count() == 0


def test_sending_out_from_the_page(draft: Agreement, head: Client):
    said = head.get(page("send-out", draft)).content.decode()
    assert "prof.principal@example.org" in said
    assert "A key worker for each young person (A9)" in said
    response = head.post(page("send-out", draft), follow=True)
    assert "out for signature" in response.content.decode()
    assert AgreementText.objects.filter(agreement=draft).exists()
    assert "Only a draft can be sent out" in head.get(page("send-out", draft)).content.decode()
    assert "has been signed" in head.post(page("send-out", draft)).content.decode()


def test_what_is_missing_stands_on_the_page(draft: Agreement, head: Client):
    draft.signatories.all().delete()
    said = head.get(page("send-out", draft)).content.decode()
    assert "Still missing" in said
    assert 'double-click="true">Send out for signature' not in said
    assert "Still missing" in head.post(page("send-out", draft)).content.decode()


def test_the_agreement_page_shows_how_signing_stands(
    draft: Agreement, text: AgreementText, head: Client, client_of, world
):
    said = head.get(page("agreement", draft)).content.decode()
    for what in ("Waiting", "Remind", "Send a new link", "Take it back", "Upload a page"):
        assert what in said, what
    provider = client_of(world.viewer.user).get(page("agreement", draft)).content.decode()
    assert "Waiting" in provider
    assert "Send a new link" not in provider
    assert "Take it back" not in provider


def test_reminding_sending_again_and_taking_back(draft: Agreement, text: AgreementText, head: Client):
    request = text.requests.get(side=Side.PROVIDER)
    early = head.post(page("remind-signatory", draft, request.uuid))
    assert "within the last 24 hours" in early.content.decode()
    SignatureRequest.objects.update(sent_at=text.fixed_at - timedelta(days=2))
    assert head.post(page("remind-signatory", draft, request.uuid)).status_code == 302
    old = link(Side.PROVIDER)
    assert head.post(page("send-link-again", draft, request.uuid)).status_code == 302
    assert Client().get(old).status_code == 404
    assert Client().get(link(Side.PROVIDER)).status_code == 200
    assert "Enter why" in head.post(page("withdraw", draft), {"reason": ""}).content.decode()
    assert head.post(page("withdraw", draft), {"reason": "A wrong day"}).status_code == 302
    assert Client().get(link(Side.PROVIDER)).status_code == 410


def test_the_text_page_of_a_draft_and_of_what_is_fixed(draft: Agreement, head: Client, world: World, present: datetime):
    assert "as it stands" in head.get(page("text", draft)).content.decode()
    text = send_out(agreement=draft, by=world.head.user, now=present)
    said = head.get(page("text", draft)).content.decode()
    assert text.sha256 in said.replace("<wbr>", "")
    assert "Not signed yet" in said
    tamper_with_text("A key worker", "A key w0rker")
    assert "This text has been altered" in head.get(page("text", draft)).content.decode()


def test_the_text_page_of_an_agreement_signed_before_mainstay(world: World, head: Client):
    assert "signed before Mainstay" in head.get(page("text", world.agreement)).content.decode()
    assert head.get(page("signed-pdf", world.agreement)).status_code == 404


def test_the_pdf_is_for_those_who_see_the_agreement(
    draft: Agreement, text: AgreementText, client_of: ClientOf, world: World, present: datetime
):
    for side in Side:
        sign_for(side, text, present)
    response = client_of(world.viewer.user).get(page("signed-pdf", draft))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert client_of(world.stranger.user).get(page("signed-pdf", draft)).status_code == 404
    panel = client_of(world.viewer.user).get(page("agreement", draft)).content.decode()
    assert page("signed-pdf", draft) in panel


def test_a_signed_page_is_uploaded_by_one_and_confirmed_by_another(
    draft: Agreement, text: AgreementText, client_of: ClientOf, world: World, head: Client, present: datetime
):
    officer = client_of(world.officer.user)
    answer = {"side": "provider", "name": "Prof Principal", "role": "Principal"}
    answer |= day_data("signed_on", local_date(present))
    wrong = officer.post(page("paper-new", draft), answer | {"form": SimpleUploadedFile("a.exe", b"MZ")})
    assert "The file must be a PDF" in wrong.content.decode()
    sent = officer.post(page("paper-new", draft), answer | {"form": SimpleUploadedFile("page.pdf", SCAN)})
    assert sent.status_code == 302
    paper = PaperSigning.objects.get()
    own = officer.get(page("paper", draft, paper.uuid)).content.decode()
    assert "Somebody else has to confirm it" in own
    refused = officer.post(page("paper", draft, paper.uuid), {"decision": "confirm"})
    assert "You uploaded this page" in refused.content.decode()
    assert page("paper", draft, paper.uuid) in head.get(page("agreement", draft)).content.decode()
    assert head.get(page("document", draft, paper.scan.uuid)).status_code == 200
    assert head.post(page("paper", draft, paper.uuid), {"decision": "confirm"}).status_code == 302
    assert text.signatures.get().method == "paper"
    assert Document.objects.count() == 1


def test_pages_ask_as_often_however_much_there_is(
    draft: Agreement, text: AgreementText, head: Client, django_assert_max_num_queries
):
    head.get(page("text", draft))
    with django_assert_max_num_queries(25):
        head.get(page("text", draft))
    address = link(Side.PROVIDER)
    Client().get(address)
    with django_assert_max_num_queries(6):
        Client().get(address)
