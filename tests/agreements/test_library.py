"""The library of the partnership: versions, and who may see them (P23)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from accounts.clock import local_date
from accounts.files import PRIVATE_FILES
from accounts.form_fields import day_data
from accounts.models import User
from accounts.uploads import FileEmpty
from agreements.enums import LibraryKind
from agreements.models import Document, LibraryDocument, LibraryVersion
from agreements.selectors.library import library
from agreements.services.liaison import LiaisonRefused
from agreements.services.library import (
    LibraryRefused,
    add_version,
    change_document,
    retire_document,
    share_document,
)
from notifications.models import Message
from tests.crawling import text_of
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def pdf(number: int = 1, name: str = "rules.pdf") -> File:
    return ContentFile(b"%%PDF-1.4\n%%\xe2\xe3\n%d 0 obj\n" % number, name)


def shared(world: World, now: datetime, **fields: Any) -> LibraryDocument:
    given = {
        "agency": world.virtual_school, "readers": [world.college], "kind": LibraryKind.RULES, "title": "Rules of the fund",
        "file": pdf(), "applies_from": local_date(now), "by": world.officer.user, **fields,
    }  # fmt: skip
    return share_document(now=now, **given)


def sees(user: User) -> list[str]:
    return [document.title for document in library(user)]


def told(document: LibraryDocument, number: int) -> set[str]:
    topic = f"library:{document.uuid}:{number}"
    return set(Message.objects.filter(topic=topic, channel="email").values_list("recipient__name", flat=True))


def test_who_may_see_it_is_told_and_nobody_else_finds_it(world: World, now: datetime):
    document = shared(world, now)
    assert told(document, 1)
    assert told(document, 1) <= {"Dina Designated", "Sid Signatory", "Colin Cover"}
    for member in (world.officer, world.designated_person, world.viewer):
        assert sees(member.user) == ["Rules of the fund"]
    for member in (world.stranger, world.host_key_contact, world.team_manager):
        assert sees(member.user) == []
    own = shared(world, now, title="A draft", readers=[])
    assert sees(world.officer.user) == ["A draft", "Rules of the fund"]
    assert sees(world.designated_person.user) == ["Rules of the fund"]
    assert told(own, 1) == set()


def test_a_newer_version_stands_beside_the_older_ones(world: World, now: datetime):
    document, by = shared(world, now), world.officer.user
    second = add_version(
        document=document, file=pdf(2), changes="More money.", applies_from=local_date(now), by=by, now=now
    )
    assert second.number == 2
    assert told(document, 2) == told(document, 1)
    for fields, field in (({"file": pdf(2)}, "file"), ({"changes": " "}, "changes")):
        given = {"file": pdf(3), "changes": "More.", "applies_from": local_date(now), "by": by, "now": now, **fields}
        with pytest.raises(LibraryRefused) as refused:
            add_version(document=document, **given)
        assert refused.value.field == field
    with pytest.raises(LiaisonRefused):
        shared(world, now, applies_from=local_date(now) + timedelta(days=800))
    with pytest.raises(FileEmpty):
        shared(world, now, file=ContentFile(b"", "empty.pdf"))
    assert (LibraryDocument.objects.count(), LibraryVersion.objects.count(), Document.objects.count()) == (1, 2, 2)


def test_who_may_see_it_can_change_and_the_new_ones_are_told(world: World, now: datetime):
    document, by = shared(world, now, readers=[world.social_care]), world.officer.user
    before = told(document, 1)
    change_document(
        document=document, readers=[world.college], kind=LibraryKind.GUIDANCE, title="Guidance", by=by, now=now
    )
    assert sees(world.designated_person.user) == ["Guidance"]
    assert sees(world.team_manager.user) == []
    assert told(document, 1) > before
    retire_document(document=document, reason="There is a new fund.", by=by, now=now)
    assert sees(world.designated_person.user) == []
    assert list(library(world.designated_person.user, retired=True)) == [document]
    with pytest.raises(LibraryRefused):
        retire_document(document=document, reason="Again", by=by, now=now)
    with pytest.raises(LibraryRefused):
        add_version(document=document, file=pdf(2), changes="More", applies_from=local_date(now), by=by, now=now)
    assert document.history.count() >= 3


def test_when_nobody_can_be_told_nothing_is_kept(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch):
    stored: list[str] = []

    def fail(*args: object, **fields: object) -> None:
        stored.extend(Document.objects.values_list("file", flat=True))
        raise RuntimeError

    monkeypatch.setattr("agreements.services.library.tell", fail)
    with pytest.raises(RuntimeError):
        shared(world, now)
    assert stored
    assert not PRIVATE_FILES.exists(stored[0])
    assert not LibraryDocument.objects.exists()
    assert not Document.objects.exists()


def test_no_shell_changes_a_version(world: World, now: datetime):
    document = shared(world, now)
    version = document.versions.get()
    for act in (version.save, lambda: LibraryVersion.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        LibraryDocument.objects.update(retired_at=now)


def test_the_pages(world: World, real_now: datetime, client_of: ClientOf):
    client, college = client_of(world.officer.user), client_of(world.designated_person.user)
    file = SimpleUploadedFile("rules.pdf", pdf().read(), content_type="application/pdf")
    typed = {"kind": "rules", "title": "Rules of the fund", "readers": [str(world.college.uuid)], "file": file,
             **day_data("applies_from", local_date(real_now))}  # fmt: skip
    bad = client.post("/partnership/library/new/", {**typed, "file": SimpleUploadedFile("rules.exe", b"MZ")})
    assert bad.status_code == 200
    assert "Rules of the fund" in text_of(bad)
    assert not LibraryDocument.objects.exists()
    file.seek(0)
    page = client.post("/partnership/library/new/", typed).url
    document = LibraryDocument.objects.get()
    assert page == f"/partnership/library/{document.uuid}/"
    assert "Rules of the fund" in text_of(college.get("/partnership/library/"))
    assert "Add a newer version" not in text_of(college.get(page))
    assert college.get(f"{page}version/").status_code == 403
    response = college.get(f"{page}versions/1/")
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert college.get(f"{page}versions/2/").status_code == 404
    for address in (page, f"{page}versions/1/", f"{page}change/"):
        assert client_of(world.stranger.user).get(address).status_code == 404
    again = SimpleUploadedFile("rules.pdf", pdf(2).read(), content_type="application/pdf")
    version = {"file": again, "changes": "More money.", **day_data("applies_from", local_date(real_now))}
    assert client.post(f"{page}version/", version).status_code == 302
    assert "More money." in text_of(college.get(page))


def test_a_long_list_costs_as_much_as_a_short_one(
    world: World, real_now: datetime, client_of: ClientOf, django_assert_max_num_queries: Callable[[int], Any]
):
    shared(world, real_now)
    client = client_of(world.designated_person.user)
    client.get("/partnership/library/")
    with django_assert_max_num_queries(25) as first:
        client.get("/partnership/library/")
    for number in range(5):
        shared(world, real_now, title=f"Rules {number}", file=pdf(number + 5))
    with django_assert_max_num_queries(len(first)):
        client.get("/partnership/library/")
