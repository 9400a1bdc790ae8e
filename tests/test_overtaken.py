"""Two people on the same page: nobody's words are replaced unseen, on any page that changes what stands already."""

import ast
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.form_fields import day_data
from accounts.models import User
from accounts.service_form import AS_SHOWN
from learners.forms.record import ChangeForm
from oversight.models import Bulletin
from oversight.services.bulletins import write_bulletin
from tests.crawling import text_of
from tests.people import World
from tests.test_hostile_input import forms
from tests.things import build_things

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
SAYS = re.compile(r"Somebody changed “[^”]+” while you were writing\.")
MARK = re.compile(r'name="as_shown" value="([^"]+)"')

#: Their services hold the row while they compare (`ChangedMeanwhile`, `revision`), or only one person has the link.
COMPARES_ITSELF = {"WordsForm", "AnswersForm", "SayForm"}


def mark_on(page: str) -> str:
    found = MARK.search(page)
    assert found, "the page does not carry what it showed"
    return found[1]


@pytest.mark.parametrize("person", ["key_contact", "team_manager", "designated_person"])
def test_every_page_that_changes_something_carries_what_it_showed(person: str, world: World, client_of: ClientOf):
    client = client_of(getattr(world, person).user)
    seen = 0
    for name, address, form in forms(client, build_things(world)):
        shown, page = getattr(form, "as_shown", ""), client.get(address).content.decode()
        if shown and any(f'name="{box}' in page for box in form.fields):  # drawn only for whoever may send it
            seen += 1
            # The same when it is asked again: or it would say that somebody changed what nobody did.
            assert f'name="as_shown" value="{shown}"' in page, name
    assert seen >= 5


def test_every_form_that_begins_with_what_stands_is_given_the_record():
    """`initial=SomeForm.initial_of(record)` would show it and never compare."""
    found = set()
    for path in Path(settings.BASE_DIR).glob("*/views/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "initial_of":
                found.add(ast.unparse(node.func.value).rpartition(".")[2])
    assert found == COMPARES_ITSELF


def test_two_people_write_one_bulletin(world: World, real_now: datetime, client_of: ClientOf):
    bulletin = write_bulletin(
        virtual_school=world.virtual_school, title="Autumn", text="Evenings for carers.", lists_events=False,
        lists_opportunities=False, by=world.head.user, now=real_now - timedelta(days=1),
    )  # fmt: skip
    address = reverse("oversight:bulletin-change", args=[bulletin.uuid])
    first, second = client_of(world.head.user), client_of(world.key_contact.user)
    page = text_of(first.get(address))
    second.post(address, {"title": "Autumn", "text": "Evenings, and a morning.", AS_SHOWN: mark_on(page)})
    mine = {"title": "Autumn", "text": "Evenings, with childcare."}
    refused = first.post(address, {**mine, AS_SHOWN: mark_on(page)})
    told = text_of(refused)
    assert refused.status_code == 200
    assert SAYS.search(told)
    assert "Evenings, and a morning." in told
    assert "Evenings, with childcare." in told
    assert Bulletin.objects.get().text == "Evenings, and a morning."
    assert first.post(address, {**mine, AS_SHOWN: mark_on(told)}).status_code == 302
    assert Bulletin.objects.get().text == "Evenings, with childcare."
    assert [row.text for row in Bulletin.objects.get().history.order_by("history_id")] == [
        "Evenings for carers.", "Evenings, and a morning.", "Evenings, with childcare.",
    ]  # fmt: skip


def test_two_people_change_one_case_file(world: World, client_of: ClientOf):
    learner = world.learner()
    address = reverse("learners:edit", args=[learner.uuid])
    first, second = client_of(world.officer.user), client_of(world.social_worker.user)
    shown = mark_on(text_of(first.get(address)))
    typed = {
        **{name: value for name, value in ChangeForm.initial_of(learner).items() if name != "date_of_birth"},
        **day_data("date_of_birth", learner.date_of_birth),
    }
    assert second.post(address, {**typed, "preferred_name": "Ash", AS_SHOWN: shown}).status_code == 302
    told = text_of(first.post(address, {**typed, "preferred_name": "Rowan", AS_SHOWN: shown}))
    assert SAYS.search(told)
    assert "It now says: “Ash”." in told
    learner.refresh_from_db()
    assert learner.preferred_name == "Ash"
