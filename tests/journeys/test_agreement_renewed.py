"""Signed a year ago; now both sides look back on the year, agree what they will do, and renew the agreement in one act."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import database_now
from agreements.enums import AgreementStatus
from agreements.models import Agreement, AgreementReview, Signature
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import sweep
from notifications.models import Message
from tests.agreements.signing_things import ready_draft
from tests.journeys.test_agreement_signed import link_in_the_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Who signs, where their link went, and in which capacity.
SIGNATORIES = (
    ("Prof Principal", "prof.principal@example.org", "Principal"),
    ("Hana Head", "hana.head@example.org", "Head of the Virtual School"),
)


def send_out_and_sign(page_for, head: Page, draft: Agreement) -> None:
    head.goto(f"/agreements/{draft.uuid}/send-out/")
    head.get_by_role("button", name="Send out for signature").click()
    expect(head.get_by_text("The agreement is out for signature.")).to_be_visible()
    for name, address, role in SIGNATORIES:
        page = page_for(None)
        page.goto(link_in_the_mail(address))
        page.get_by_label("Your full name").fill(name)
        page.get_by_label(f"I am {role}, and I may sign").check()
        page.get_by_role("button", name="Sign the agreement").click()
        expect(page.get_by_text("This link was used for your signature")).to_be_visible()


def answer_everything(page: Page, review: AgreementReview, axe) -> None:
    page.goto(f"/agreements/reviews/{review.uuid}/")
    axe(page)
    page.get_by_role("link", name="Answer the next question").click()
    axe(page)
    for _ in range(60):
        if page.get_by_text("Every question is answered. Check your answers").count():
            break
        if page.get_by_label("Kept well").count():
            page.get_by_label("Kept well").check()
        page.get_by_role("main").get_by_role("textbox").fill("We meet every month and look at the list together.")
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_load_state()
    page.get_by_role("link", name="Hand in your answers").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Your answers are handed in.")).to_be_visible()


@pytest.mark.exhaustive
def test_from_a_year_of_work_to_the_renewal(page_for, axe, shot, world, turn_clock):
    today = database_now()
    year_ago = today - timedelta(days=368)  # the reminder of an overdue review goes out the morning after it fell due
    turn_clock(year_ago)
    agreement = ready_draft(world, year_ago)
    send_out_and_sign(page_for, page_for(world.head.user), agreement)
    clock = Deadline.objects.get(agreement=agreement, duty_code="agreement_review")
    assert clock.state == DeadlineState.OPEN

    turn_clock(today)
    sweep(now=today)
    assert Message.objects.filter(kind="overdue", subject__icontains="Review the agreement").exists()
    head, principal = page_for(world.head.user), page_for(world.signatory.user, width=375)
    head.goto(f"/agreements/{agreement.uuid}/reviews/new/")
    axe(head)
    head.get_by_role("button", name="Open review").click()
    expect(head.get_by_text("The review is open.")).to_be_visible()
    review = AgreementReview.objects.get()

    answer_everything(principal, review, axe)
    answer_everything(head, review, axe)
    head.get_by_role("link", name="Add an action").click()
    axe(head)
    head.get_by_label("What will be done?").fill("Train the new tutors in what being in care does to education")
    head.get_by_label("Brindley College").check()
    due = today + timedelta(days=60)
    for part in ("Day", "Month", "Year"):
        head.get_by_label(part).fill(str(getattr(due, part.lower())))
    head.get_by_role("button", name="Add action").click()
    head.get_by_role("button", name="Propose an outcome").click()
    head.get_by_label("Renew it as it is").check()
    head.get_by_role("button", name="Propose").click()
    shot(head, "review-proposed-1280")
    principal.goto(f"/agreements/reviews/{review.uuid}/")
    principal.get_by_role("button", name="Agree to the outcome").click()
    principal.get_by_role("button", name="Agree", exact=True).click()
    expect(principal.get_by_text("Your side has agreed.")).to_be_visible()
    axe(principal)
    shot(principal, "review-agreed-375")
    clock.refresh_from_db()
    assert clock.state == DeadlineState.MET

    head.goto(f"/agreements/reviews/{review.uuid}/")
    head.get_by_role("link", name="Prepare the renewal").click()
    head.get_by_role("button", name="Prepare renewal").click()
    expect(head.get_by_text("The renewal is prepared.")).to_be_visible()
    axe(head)
    shot(head, "renewal-prepared-1280")
    renewal = Agreement.objects.get(predecessor=agreement)
    record_meeting_and_start(head, renewal, today)
    send_out_and_sign(page_for, head, renewal)

    states = dict(Agreement.objects.values_list("pk", "status"))
    assert states == {agreement.pk: AgreementStatus.RENEWED, renewal.pk: AgreementStatus.IN_FORCE}
    assert Signature.objects.count() == 4
    head.goto(f"/agreements/{agreement.uuid}/")
    expect(head.get_by_text("Renewed", exact=True).first).to_be_visible()
    axe(head)


def record_meeting_and_start(head: Page, renewal: Agreement, today) -> None:
    for address in ("meeting", "start"):
        head.goto(f"/agreements/{renewal.uuid}/{address}/")
        for part in ("Day", "Month", "Year"):
            head.get_by_label(part).first.fill(str(getattr(today, part.lower())))
        if address == "meeting":
            head.get_by_label("Where").fill("Room 2")
            head.get_by_label("Who took part").fill("Hana Head and the principal")
        head.get_by_role("button", name="Save").click()
        expect(head.locator(".govuk-error-summary")).to_have_count(0)
