"""Every page as a person sees it: accessible, no wider than its window, and without a complaint of the browser.

Pages are found through the list of addresses, so a new one is looked at without a line here.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path
from playwright.sync_api import Error, Page

from accounts.clock import database_now
from accounts.models import Membership, User
from accounts.urls import patterns
from agreements.models import Contact
from config.urls import urlpatterns as everything
from deadlines.models import Deadline
from deadlines.services import pause, sweep
from learners.models import Learner
from learners.services import end_key_worker, restrict
from notifications.services import deliver
from tests.access_rules import ROUTES, Rule, Who
from tests.people import World
from tests.things import Things, build_things
from tracking.models import Incident, NoticeSlot
from tracking.services import report_bounce

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: A phone each time, since what fits there fits everywhere; the wide window only in the exhaustive run.
WIDTHS = [375, pytest.param(1280, marks=pytest.mark.exhaustive)]
PEOPLE = [entry.name for entry in fields(World) if entry.type is Membership]
#: Whose page it is first of all, when several may open it.
FIRST = (
    "designated_person",
    "social_worker",
    "team_manager",
    "key_contact",
    "head",
    "signatory",
    "operator",
    "administrator",
    "host_key_contact",
    "officer",
)
#: Answers that are no page: sent on, not allowed, not there, not to be looked at.
NO_PAGE = {302, 403, 404, 405}

#: Forms of which every one complains when it is sent as it comes.
FORMS = (
    "accounts:sign-in",
    "accounts:password-reset",
    "accounts:change-password",
    "agreements:new",
    "agreements:end",
    "agreements:withdraw",
    "deadlines:pause",
    "deadlines:move",
    "deadlines:waive",
    "education_plans:review",
    "learners:new",
    "learners:enrol",
    "learners:key-worker",
    "learners:restrict",
    "learners:death",
    "learners:transfer",
    "learners:record-consent",
    "learners:share-without-consent",
    "learners:end-enrolment",
    "tracking:incident-new",
    "tracking:incident-close",
    "tracking:call-new",
    "tracking:email-came-back",
    "tracking:meeting-new",
    "tracking:meeting-record",
    "tracking:emergency-new",
    "tracking:emergency-respond",
    "tracking:emergency-close",
)

#: Pages that open only on the way through another one; test_two_factor and test_invitations walk that way.
ON_THE_WAY = {
    "accounts:invitation-followed",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    # To the year that is running, and back to the list while there is nothing to hand in: test_care_leaver_return
    "tracking:care-leaver-return-now",
    "tracking:care-leaver-return-download",
    # Behind the door of a young person’s own page: tests/journeys/test_you_said_we_did.py looks at each.
    *(name for name, rule in ROUTES.items() if name.startswith("education_plans:me") and rule.who == Who.LINK),
}


#: In what two answers differ that look the same: identifiers and tokens, and which digits a number has.
_TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|(?<=csrfmiddlewaretoken\" value=\")\w+|[0-9a-f]{32,}")
_DIGIT = re.compile(r"\d")
#: Headers with their navigation, and what stands below them, word for word, that a worker has looked at on a phone.
_LOOKED_AT: set[str] = set()


class EmbeddedAddresses:
    """The project's addresses as one-command mode has them."""

    urlpatterns = [path("", include((patterns(embedded=True), "accounts"))), *everything]


@dataclass
class Tour:
    """Walks pages at one width with one window for each person, and keeps what it finds wrong."""

    page_for: Callable[..., Page]
    axe: Callable[[Page], None]
    width: int
    looked_at: int = 0
    faults: list[str] = field(default_factory=list)
    pages: dict[User | None, Page] = field(default_factory=dict)
    clients: dict[User | None, Client] = field(default_factory=dict)
    body: str = ""

    def answer(self, user: User | None, url: str) -> int:
        """The status of the address for that person; 405 for what is no page at all (a download)."""
        if user not in self.clients:
            self.clients[user] = Client(raise_request_exception=False)
            if user is not None:
                self.clients[user].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        response = self.clients[user].get(url)
        self.body = response.getvalue().decode(errors="replace").partition("<body")[2]
        is_page = response.status_code != 200 or response["Content-Type"].startswith("text/html")
        return response.status_code if is_page else 405

    def is_new(self) -> bool:
        """Whether the page that was answered last has a header, or something below it, in which a word is other than in all
        that this worker has looked at: so most of what two colleagues both see is looked at once.
        """
        header, _, below = _DIGIT.sub("0", _TOKEN.sub("", self.body)).partition("</header>")
        known = {header, below} <= _LOOKED_AT
        _LOOKED_AT.update((header, below))
        return not known

    def look(self, user: User | None, url: str, name: str, *, send: bool = False) -> None:
        """Look at the page; `send` presses the button of its form first, which must bring the summary of errors."""
        if user not in self.pages:
            self.pages[user] = self.page_for(user, width=self.width)
        page = self.pages[user]
        self.looked_at += 1
        try:
            page.goto(url)
            if send:
                page.locator("main form[method=post] button[type=submit]").first.click()
                page.locator(".govuk-error-summary").wait_for(timeout=5000)
            self.axe(page)
        except (AssertionError, Error) as fault:
            self.faults.append(f"{name} as {user.name if user else 'nobody'}, {self.width} px:\n{fault}")

    def assert_faultless(self) -> None:
        assert self.looked_at
        assert not self.faults, f"{len(self.faults)} of {self.looked_at} pages:\n\n" + "\n\n".join(self.faults)


@pytest.fixture(params=WIDTHS)
def tour(request: Any, page_for: Callable[..., Page], axe: Callable[[Page], None], settings: Any, caplog: Any) -> Tour:
    settings.MAINSTAY_EMBEDDED = True
    settings.ROOT_URLCONF = EmbeddedAddresses
    caplog.set_level(logging.ERROR, logger="django.request")
    return Tour(page_for, axe, request.param)


@pytest.fixture
def things(world: World, real_now: datetime) -> Things:
    things = build_things(world)
    sweep(now=real_now)
    return things


@pytest.fixture
def secret(world: World, things: Things, real_now: datetime) -> Things:
    """A young person whose record is restricted, for the addresses that only such a record has."""
    learner = world.learner()
    named = [world.head.user, world.designated_person.user]
    restrict(learner=learner, people=named, reason="At risk", by=world.head.user, now=real_now)
    others = {"learner_uuid": learner.uuid, "user_uuid": world.designated_person.user.uuid}
    return replace(things, learner=learner, kwargs=things.kwargs | others)


def first_people(world: World, rule: Rule) -> list[User | None]:
    """Those whose page it may be first of all: who has the permission, in the order in which they are asked."""
    if rule.who in (Who.ANYBODY, Who.LINK, Who.EMBEDDED):
        return [None, world.designated_person.user]
    people: list[Membership] = [getattr(world, name) for name in FIRST]
    able = [m.user for m in people if rule.permission is None or rule.permission in m.role_definition.permissions]
    return list(able)


def main_person(tour: Tour, world: World, rule: Rule, url: str) -> tuple[bool, User | None]:
    """Whether anybody opens this page, and who of those whose page it is first of all."""
    answers = []
    for user in first_people(world, rule):
        status = tour.answer(user, url)
        if status in (200, 405):
            return status == 200, user
        answers.append(status)
    tour.faults.append(f"{url} opens for none of the people it is for: {answers}")
    return False, None


def test_every_page_as_its_main_role(tour: Tour, world: World, things: Things, secret: Things):
    for name, rule in ROUTES.items():
        if rule.who == Who.CONFIGURED or name in ON_THE_WAY:
            continue
        url = (secret if rule.restricted_only else things).url(name)
        opens, user = main_person(tour, world, rule, url)
        if opens:
            tour.look(user, url, name)
    tour.assert_faultless()
    assert tour.looked_at > 60


def test_every_form_with_its_errors(tour: Tour, world: World, things: Things):
    for name in FORMS:
        url = things.url(name)
        opens, user = main_person(tour, world, ROUTES[name], url)
        assert opens, name
        tour.look(user, url, name, send=True)
    tour.assert_faultless()


def test_pages_in_other_states(tour: Tour, world: World, things: Things, secret: Things):
    """Filters, an empty list, an e-mail that came back, posts that nobody holds, a clock that stands, a restricted record."""
    now, head = database_now(), world.head.user
    deliver(now_source=lambda: now)
    slot = NoticeSlot.objects.select_related("message").get(party="key_contact", channel="email")
    report_bounce(slot=slot, reason="No such mailbox", by=world.designated_person.user, now=now + timedelta(seconds=1))
    plan = Deadline.objects.get(duty_code="education_plan", learner=things.learner)
    pause(deadline=plan, reason="In hospital.", by=head, now=now)
    alone = world.learner()
    end_key_worker(key_worker=world.key_worker_of(alone), ends_at=now, by=head, now=now)
    Contact.objects.filter(pk=world.post_key_contact.pk).update(ends_at=now)

    incident: Incident = slot.incident
    for url in (
        "/deadlines/?state=overdue&flag=moved",
        "/deadlines/?state=paused&mine=on",
        f"/deadlines/{plan.uuid}/",
        f"/deadlines/{plan.uuid}/resume/",
        "/learners/?q=nobody",
        f"/learners/?q={things.learner.family_name}&sort=due&care_status={things.learner.care_status}",
        case_file(things.learner),
        case_file(alone),
        case_file(secret.learner),
        incident.get_absolute_url(),
        f"{incident.get_absolute_url()}emails/key_contact/again/",
        "/oversight/",
        "/oversight/undelivered/",
        f"/directory/{world.virtual_school.uuid}/",
        "/directory/?q=nothing",
        "/messages/?unread=on",
        "/no-such-page/",
    ):
        tour.look(head, url, url)
    tour.look(world.viewer.user, things.url("deadlines:move"), "refused")
    tour.look(world.stranger.user, "/", "a day on which nothing is due")
    tour.look(world.stranger.user, "/learners/", "a caseload with nobody in it")
    tour.look(world.designated_person.user, "/", "a day with calls to make")
    tour.assert_faultless()


def case_file(learner: Learner) -> str:
    return f"/learners/{learner.uuid}/"


@pytest.mark.exhaustive
@pytest.mark.parametrize("tour", [375], indirect=True)
@pytest.mark.parametrize("person", ["nobody", *PEOPLE])
def test_every_page_as_everybody(tour: Tour, world: World, things: Things, secret: Things, person: str):
    user = None if person == "nobody" else getattr(world, person).user
    for name, rule in ROUTES.items():
        url = (secret if rule.restricted_only else things).url(name)
        status = tour.answer(user, url)
        if status == 200 and tour.is_new():
            tour.look(user, url, name)
        elif status not in {200, *NO_PAGE}:
            tour.faults.append(f"{name} as {person} answers {status}")
    tour.assert_faultless()
