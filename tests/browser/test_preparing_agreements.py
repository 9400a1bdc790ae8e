"""Preparing an agreement, its wording and its renewal, as people see it: at a desk, on a phone, without JavaScript."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.clock import local_date
from agreements.enums import TermKey
from agreements.models import Contract, Wording
from agreements.services import record_agreement
from agreements.services.preparing import set_draft_term
from agreements.services.wordings import start_wording, write_wording
from deadlines.enums import Unit
from deadlines.rules import Limit
from learners.services import enrol
from tests.people import World

pytestmark = pytest.mark.browser


def test_the_pages_of_a_draft_and_of_its_wording(
    page_for: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None], world: World,
    real_now: datetime,
):  # fmt: skip
    by = world.head.user
    default = Wording.objects.filter(virtual_school=None, number=1).first() or Wording.objects.create(
        number=1, text="# Agreement\n\n- We tell one another.\n", sha256="", created_at=real_now, published_at=real_now
    )
    draft = record_agreement(virtual_school=world.virtual_school, provider=world.other_college, by=by, now=real_now)
    set_draft_term(
        agreement=draft, key=TermKey.EDUCATION_PLAN, limit=Limit(20, Unit.DAYS), reason="The college asked for it.",
        by=by, now=real_now,
    )  # fmt: skip
    Contract.objects.create(
        agreement=draft, title="Transport contract", clauses=["education_plan"], starts_on=local_date(real_now)
    )
    begun = start_wording(virtual_school=world.virtual_school, origin=default, by=by, now=real_now)
    write_wording(wording=begun, text=default.text.replace("We", "All of us"), seen=begun.sha256, by=by, now=real_now)
    enrol(
        learner=world.learner(enrolled=False), provider=world.college, course="Carpentry", level="2",
        starts_on=local_date(real_now), by=world.key_contact.user, now=real_now,
    )  # fmt: skip
    world.agreement.terms.create(
        key="education_plan", amount=20, unit="days", effective_on=local_date(real_now), reason="Agreed"
    )
    addresses = {
        "draft": reverse("agreements:agreement", args=[draft.uuid]),
        "support": reverse("agreements:draft-support", args=[draft.uuid]),
        "limits": reverse("agreements:draft-terms", args=[draft.uuid]),
        "wording-choice": reverse("agreements:draft-wording", args=[draft.uuid]),
        "employers": reverse("agreements:draft-employers", args=[draft.uuid]),
        "contract": reverse("agreements:draft-contract-new", args=[draft.uuid]),
        "wordings": reverse("agreements:wordings"),
        "wording": reverse("agreements:wording", args=[begun.uuid]),
        "write": reverse("agreements:wording-write", args=[begun.uuid]),
        "publish": reverse("agreements:wording-publish", args=[begun.uuid]),
        "compare": reverse("agreements:wording-compare") + f"?older={default.uuid}&newer={begun.uuid}",
        "end": reverse("agreements:end", args=[world.agreement.uuid]),
        "renew": reverse("agreements:renew", args=[world.agreement.uuid]),
        "term-deadlines": reverse("agreements:term-deadlines", args=[world.agreement.uuid, "education_plan"]),
        "in-force": reverse("agreements:agreement", args=[world.agreement.uuid]),
        "list": reverse("agreements:list"),
    }
    for width, script in ((1280, True), (375, True), (375, False)):
        page = page_for(by, width=width, javascript=script)
        for name, address in addresses.items():
            page.goto(address)
            shot(page, f"preparing-{name}-{width}")
            if script:
                axe(page)
