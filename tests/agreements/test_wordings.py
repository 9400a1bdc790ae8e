"""The words of the agreement, in versions."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from agreements.models import Wording
from agreements.rules import digest, is_canonical
from agreements.rules.comparing import compare
from agreements.selectors.preparing import newest_wording
from agreements.services import record_agreement
from agreements.services.wordings import (
    AlreadyPublished,
    ChangedSince,
    WordingRefused,
    discard_wording,
    publish_wording,
    start_wording,
    write_wording,
)
from tests.people import World

ClientOf = Callable[[User], Client]


def test_the_wording_mainstay_brings_covers_every_promise(world: World):
    wording = Wording.objects.get(virtual_school=None, number=1)
    named = {int(number) for number in re.findall(r"\(A(\d+)\)", wording.text)}
    assert named == set(range(1, 43))
    assert is_canonical(wording.text)
    assert wording.sha256 == digest(wording.text)
    assert wording.published_at


@pytest.fixture
def default(world: World) -> Wording:
    return Wording.objects.get(virtual_school=None, number=1)


@pytest.fixture
def draft(world: World, default: Wording, now: datetime) -> Wording:
    return start_wording(virtual_school=world.virtual_school, origin=default, by=world.head.user, now=now)


def write(draft: Wording, text: str, now: datetime) -> Wording:
    return write_wording(wording=draft, text=text, seen=draft.sha256, by=None, now=now)


def test_versions_are_numbered_and_one_draft_is_written_at_a_time(world: World, draft: Wording, now: datetime):
    again = start_wording(virtual_school=world.virtual_school, origin=draft, by=None, now=now)
    assert (again, draft.number) == (draft, 1)
    publish_wording(wording=draft, note="First", seen=draft.sha256, by=None, now=now)
    second = start_wording(virtual_school=world.virtual_school, origin=draft, by=None, now=now)
    assert second.number == 2
    with pytest.raises(WordingRefused):
        start_wording(virtual_school=world.college, origin=draft, by=None, now=now)


def test_what_is_saved_is_canonical(draft: Wording, now: datetime):
    saved = write(draft, "# A title \r\n\r\nCafe\u0301\t\r\n\r\n", now)
    assert saved.text == "# A title\n\nCaf\u00e9\n"
    assert saved.sha256 == digest("# A title\n\nCaf\u00e9\n")


def test_two_people_do_not_overwrite_each_other(draft: Wording, now: datetime):
    write(draft, "# By the one", now)
    for act in (
        lambda: write(draft, "# By the other", now),
        lambda: publish_wording(wording=draft, note="Mine", seen=draft.sha256, by=None, now=now),
    ):
        with pytest.raises(ChangedSince):
            act()


def test_a_draft_needs_words_and_publishing_needs_a_note(draft: Wording, now: datetime):
    with pytest.raises(WordingRefused):
        write(draft, " \n ", now)
    with pytest.raises(WordingRefused):
        write(draft, "x" * 60_001, now)
    with pytest.raises(WordingRefused):
        publish_wording(wording=draft, note=" ", seen=draft.sha256, by=None, now=now)


def test_what_is_published_stays_as_it_is(world: World, draft: Wording, now: datetime):
    published = publish_wording(wording=draft, note="First", seen=draft.sha256, by=None, now=now)
    assert newest_wording(world.virtual_school) == published
    assert newest_wording(world.host_virtual_school) != published
    for act in (
        lambda: write(published, "# Another", now),
        lambda: discard_wording(wording=published, by=None, now=now),
    ):
        with pytest.raises(AlreadyPublished):
            act()
    for change in (lambda: Wording.objects.filter(pk=published.pk).update(text="x"), published.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_new_version_never_alters_what_an_agreement_has(world: World, default: Wording, now: datetime):
    agreement = record_agreement(virtual_school=world.virtual_school, provider=world.other_college, by=None, now=now)
    draft = start_wording(virtual_school=world.virtual_school, origin=default, by=None, now=now)
    publish_wording(wording=write(draft, "# Ours", now), note="Ours", seen=digest("# Ours"), by=None, now=now)
    agreement.refresh_from_db()
    assert agreement.wording == default


def runs(older: str, newer: str) -> list[list[tuple[str, str]]]:
    return [[(run.kind, run.text.strip()) for run in line.runs] for line in compare(older, newer)]


def test_two_versions_are_compared_word_by_word():
    assert runs("# Title\n\n- tell us by phone on the day\n", "# Title\n\n- tell us by e-mail on the day\n") == [
        [("same", "Title")],
        [("same", "tell us by"), ("removed", "phone"), ("added", "e-mail"), ("same", "on the day")],
    ]


def test_lines_that_have_nothing_in_common_stand_alone():
    assert runs("Old words only\n", "Something entirely different here\n") == [
        [("removed", "Old words only")],
        [("added", "Something entirely different here")],
    ]
    assert runs("Same\n", "Same\n\nOne more\n") == [[("same", "Same")], [("added", "One more")]]
    assert runs("Same\n\nOne less\n", "Same\n") == [[("same", "Same")], [("removed", "One less")]]


@given(st.text(alphabet="ab \n#-1.", max_size=60), st.text(alphabet="ab \n#-1.", max_size=60))
def test_no_word_is_lost_in_a_comparison(older: str, newer: str):
    def said(kinds: set[str]) -> list[str]:
        return [word for line in compare(older, newer) for r in line.runs if r.kind in kinds for word in r.text.split()]

    def bare(text: str) -> list[str]:
        lines = [re.sub(r"^(?:#+ |- |\d{1,3}[.)] )", "", line.strip()) for line in text.split("\n") if line.strip()]
        return [word for line in lines for word in line.split()]

    assert said({"same", "removed"}) == bare(older)
    assert said({"same", "added"}) == bare(newer)


def test_from_a_new_version_to_publishing_it(world: World, client_of: ClientOf, default: Wording):
    head = client_of(world.head.user)
    assert "Start a new version" in head.get(reverse("agreements:wordings")).content.decode()
    start = reverse("agreements:wording-start", args=[world.virtual_school.uuid])
    response = head.post(start, {"origin": str(default.uuid)})
    draft = Wording.objects.get(virtual_school=world.virtual_school)
    assert response.url == reverse("agreements:wording-write", args=[draft.uuid])
    text = default.text.replace("would I accept this for my own child", "is this what I want for my own child")
    head.post(response.url, {"text": text, "seen": draft.sha256})
    publish = reverse("agreements:wording-publish", args=[draft.uuid])
    shown = head.get(publish).content.decode()
    assert "<ins>" in shown
    assert "<del>" in shown
    head.post(publish, {"note": "Plainer", "seen": digest(text)})
    draft.refresh_from_db()
    assert draft.published_at
    assert head.get(publish).status_code == 404
    read = head.get(reverse("agreements:wording", args=[draft.uuid])).content.decode()
    assert "is this what I want for my own child" in read
    assert digest(text) in read
    compared = head.get(
        reverse("agreements:wording-compare"), {"older": str(default.uuid), "newer": str(draft.uuid)}
    ).content.decode()
    assert "1 line differs" in compared


def test_who_may_read_and_who_may_write(world: World, client_of: ClientOf, draft: Wording, default: Wording):
    write_url = reverse("agreements:wording-write", args=[draft.uuid])
    read_url = reverse("agreements:wording", args=[draft.uuid])
    officer = client_of(world.officer.user)
    assert officer.get(reverse("agreements:wordings")).status_code == 200
    assert officer.get(read_url).status_code == 200
    assert officer.get(write_url).status_code == 403
    provider = client_of(world.signatory.user)
    assert provider.get(read_url).status_code == 404
    assert provider.get(reverse("agreements:wording", args=[default.uuid])).status_code == 200
    assert provider.get(reverse("agreements:wordings")).status_code == 403
    head = client_of(world.head.user)
    head.post(reverse("agreements:wording-discard", args=[draft.uuid]))
    assert not Wording.objects.filter(pk=draft.pk).exists()


def test_what_was_written_by_a_person_is_escaped(world: World, client_of: ClientOf, draft: Wording, now: datetime):
    write(draft, "# <script>alert(1)</script>\n\n- <b>bold</b>\n", now)
    head = client_of(world.head.user)
    for url in ("wording", "wording-publish"):
        text = head.get(reverse(f"agreements:{url}", args=[draft.uuid])).content.decode()
        assert "<script>alert" not in text
        assert "<b>bold" not in text


def test_the_list_of_versions_costs_the_same_however_many_there_are(
    world: World, client_of: ClientOf, default: Wording, now: datetime
):
    head = client_of(world.head.user)
    url = reverse("agreements:wordings")
    head.get(url)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            head.get(url)
        return len(captured)

    before = queries()
    for _ in range(4):
        draft = start_wording(virtual_school=world.virtual_school, origin=default, by=None, now=now)
        publish_wording(wording=draft, note="Next", seen=draft.sha256, by=None, now=now)
    assert queries() == before
