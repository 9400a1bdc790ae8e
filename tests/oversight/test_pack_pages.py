"""The pages of board packs: who finds them, what a person does there, and that nothing typed is lost."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.enums import LookKind, RoleCode
from accounts.models import Look, User
from oversight.enums import PackAudience, PackSection
from oversight.models import Board, BoardMeeting, BoardPack
from oversight.rules.pack_words import mark_of
from oversight.services.packs import NotTheirMeeting
from tests.crawling import text_of
from tests.factories import MembershipFactory
from tests.oversight.boards import asked_meeting
from tests.oversight.facts import does
from tests.oversight.packs import begun, layout_of, made_pack, published, summed_up
from tests.people import World
from tracking.enums import ActivityGroup

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def sent(now: datetime, **more: Any) -> dict[str, Any]:
    month = f"{layout_of(now).until:%Y-%m}"
    places = {f"place_{section}": place for place, section in enumerate(("kpis", "area", "panel"), start=1)}
    return {"title": "Autumn", "first": month, "until": month, "audience": "inside", **places, **more}


def test_a_pack_is_made_written_published_and_corrected(world: World, real_now: datetime, client_of: ClientOf):
    client = client_of(world.head.user)
    assert "Every pack tells of it" in text_of(client.get("/packs/new/"))
    refused = client.post("/packs/new/", sent(real_now, title="", place_area=""))
    assert "There is a problem" in text_of(refused)
    assert not BoardPack.objects.exists()
    answers = [client.post("/packs/new/", sent(real_now)) for _ in range(2)]
    pack = BoardPack.objects.get()
    assert answers[0]["Location"] == f"/packs/{pack.uuid}/"
    assert "There is a pack for these months" in text_of(answers[1])
    assert pack.sections == ["summary", "kpis", "area", "panel"]
    page = text_of(client.get(f"/packs/{pack.uuid}/"))
    assert "Each measure by where young people learn" in page
    words = f"/packs/{pack.uuid}/words/summary/"
    assert "The figures" in text_of(client.get(words))
    client.post(words, {"text": "Mostly good news.", "seen": mark_of("")})
    lost = client.post(words, {"text": "Typed over an older page", "seen": mark_of("")})
    assert "Somebody else has changed these words" in text_of(lost)
    assert "Typed over an older page" in lost.content.decode()
    assert "Mostly good news." in text_of(lost)
    both = {"text": "Mostly good news, typed over an older page", "seen": lost.context["form"]["seen"].value()}
    assert client.post(words, both).status_code == 302, "what is put together is saved"
    assert client.get(f"/packs/{pack.uuid}/words/plans/").status_code == 404
    publish = f"/packs/{pack.uuid}/publish/"
    old = client.post(publish, {"seen": "older"})
    assert "Somebody has changed the pack since" in text_of(old)
    client.post(publish, {"seen": old.context["form"]["seen"].value()})
    pack.refresh_from_db()
    assert pack.is_published
    client.post(f"/packs/{pack.uuid}/correct/", {"reason": "A section was missing."})
    new = BoardPack.objects.get(corrects=pack)
    client.post(f"/packs/{new.uuid}/change/", sent(real_now, place_success=4))
    new.refresh_from_db()
    assert "success" in new.sections
    assert (new.starts_on, new.words) == (pack.starts_on, pack.words)


def test_the_next_pack_begins_with_the_layout_of_the_last(world: World, real_now: datetime, client_of: ClientOf):
    sections = [PackSection.PANEL, PackSection.AREA]
    published(made_pack(world, real_now, title="Kept title", sections=sections), world, real_now)
    page = client_of(world.head.user).get("/packs/new/")
    form = page.context["form"]
    assert form.initial["title"] == "Kept title"
    assert [form.initial.get(f"place_{name}") for name in ("panel", "area", "kpis")] == [1, 2, None]


def test_a_meeting_offers_a_pack_and_shows_it(world: World, real_now: datetime, client_of: ClientOf):
    meeting = asked_meeting(world, real_now)
    head, address = client_of(world.head.user), f"/boards/meetings/{meeting.uuid}/"
    offered = f"/packs/new/?meeting={meeting.uuid}"
    assert offered in head.get(address).content.decode()
    assert head.get(offered).context["form"].initial["meeting"] == str(meeting.uuid)
    head.post("/packs/new/", sent(real_now, meeting=meeting.uuid))
    pack = BoardPack.objects.get()
    assert pack.meeting == meeting
    assert f"/packs/{pack.uuid}/" in head.get(address).content.decode()
    assert address in head.get(f"/packs/{pack.uuid}/").content.decode()
    viewer = MembershipFactory(agency=world.virtual_school, role=RoleCode.VIEWER)
    seen = client_of(viewer.user).get(address)
    assert "/packs/" not in seen.content.decode().partition("<main")[2], "it is a draft, and nobody makes one there"
    Board.objects.filter(pk=meeting.board_id).update(agency=world.social_care)
    meeting = BoardMeeting.objects.get(pk=meeting.pk)
    with pytest.raises(NotTheirMeeting):
        begun(world, real_now, audience=PackAudience.OUTSIDE, meeting=meeting)
    assert BoardPack.objects.count() == 1


def test_who_finds_a_pack(world: World, real_now: datetime, client_of: ClientOf):
    """A draft: who makes packs. Published: who oversees the school. Social care beside it: only what leaves."""
    inside, leaves = made_pack(world, real_now), made_pack(world, real_now, audience=PackAudience.OUTSIDE)
    viewer = MembershipFactory(agency=world.virtual_school, role=RoleCode.VIEWER)

    def found(user: User) -> list[int]:
        return [client_of(user).get(f"/packs/{pack.uuid}/").status_code for pack in (inside, leaves)]

    assert found(world.key_contact.user) == [200, 200]
    for membership in (
        viewer,
        world.officer,
        world.team_manager,
        world.stranger,
        world.signatory,
        world.host_key_contact,
    ):
        assert found(membership.user) == [404, 404]
    published(inside, world, real_now)
    published(leaves, world, real_now)
    assert found(viewer.user) == found(world.officer.user) == [200, 200]
    assert found(world.team_manager.user) == [404, 200]
    for membership in (
        world.stranger,
        world.signatory,
        world.host_key_contact,
        world.social_worker,
        world.administrator,
    ):
        assert found(membership.user) == [404, 404]
    for part in ("change/", "publish/", "correct/", "words/summary/"):
        assert client_of(viewer.user).get(f"/packs/{inside.uuid}/{part}").status_code == 403
    assert client_of(viewer.user).post(f"/packs/{inside.uuid}/lists/").status_code == 403
    assert client_of(world.team_manager.user).post(f"/packs/{leaves.uuid}/lists/").status_code == 403
    assert client_of(world.social_worker.user).get("/packs/").status_code == 403


def test_lists_go_with_a_pack_that_stays_and_are_logged(world: World, real_now: datetime, client_of: ClientOf):
    month = layout_of(real_now).first
    for number, hidden in ((1, False), (2, True)):
        learner = world.learner(given_name="Ann", family_name=f"Archer{number}")
        does(learner, ActivityGroup.EDUCATION, month.replace(year=month.year - 1))
        does(learner, ActivityGroup.NEET, month.replace(day=9))
        learner.is_restricted = hidden
        learner.save()
    pack = made_pack(world, real_now)
    client = client_of(world.key_contact.user)
    answer = client.post(f"/packs/{pack.uuid}/lists/")
    book = load_workbook(BytesIO(answer.content))
    rows = list(book["Lists"].iter_rows(values_only=True))
    assert ("Into neither (NEET)", "Ann Archer1") in [row[:2] for row in rows]
    assert not [row for row in rows if row[1] and "Archer2" in row[1]], "a restricted record is in no list"
    look = Look.objects.get(kind=LookKind.EXPORT, user=world.key_contact.user)
    assert len(look.learner_uuids) == len({row[1] for row in rows[1:] if row[1]})
    leaves = made_pack(world, real_now, audience=PackAudience.OUTSIDE)
    assert client.post(f"/packs/{leaves.uuid}/lists/").status_code == 302
    assert Look.objects.filter(kind=LookKind.EXPORT).count() == 1
    for part in ("paper/", "slides/", "workbook/"):
        answer = client.get(f"/packs/{leaves.uuid}/{part}")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")


def test_pages_ask_no_more_as_packs_are_added(world: World, real_now: datetime, client_of: ClientOf):
    client = client_of(world.head.user)
    pack = summed_up(made_pack(world, real_now), world)

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    listed, shown = queries("/packs/"), queries(f"/packs/{pack.uuid}/")
    made_pack(world, real_now, audience=PackAudience.OUTSIDE)
    world.learner()
    assert queries("/packs/") == listed
    assert queries(f"/packs/{pack.uuid}/") == shown
